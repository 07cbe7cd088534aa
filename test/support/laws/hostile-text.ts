/** A text that leaves whatever it is put in, where that is not escaped, and runs a script. */
export const MARKUP = `"><img src=x onerror=alert(1)>'</textarea></title><script>alert(2)</script>&lt;`

/** Where a text that came alive would ask for something: nobody listens there. */
const ELSEWHERE = 'http://127.0.0.2:9'

/** Texts that do something when they are taken for anything but text: each asks a page for something elsewhere. */
export const HOSTILE_TEXTS: readonly string[] = [
  MARKUP,
  `<script src="${ELSEWHERE}/script.js"></script>`,
  `<img src="${ELSEWHERE}/image.png">`,
  `<svg/onload=fetch('${ELSEWHERE}/svg')>`,
  `"onmouseover="fetch('${ELSEWHERE}/attribute')" autofocus onfocus="alert(3)`,
  `' style='background:url(${ELSEWHERE}/style)`,
  `javascript:fetch('${ELSEWHERE}/url')`,
  `</script><script>alert(4)</script>`,
  `<!--><script>alert(5)</script-->`,
  `<base href="${ELSEWHERE}/">`,
  `<meta http-equiv="refresh" content="0;url=${ELSEWHERE}/refresh">`,
  `<iframe srcdoc="<script>parent.alert(6)</script>"></iframe>`,
  `<form action="${ELSEWHERE}/form"><button formaction="${ELSEWHERE}/button">`,
  `<template shadowrootmode="open"><img src="${ELSEWHERE}/shadow"></template>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=alert(7)>`,
  `&lt;img src=x onerror=alert(8)&gt; &#x3c;script&#x3e;`,
  `\u202etxet desrever\u202c\ufeff`,
  `data: <b data-live="time">event: change\n\ndata: {"html":"<script>alert(9)</script>"}\n\n`,
  `\${alert(10)} {{constructor.constructor("alert(11)")()}} <%= 1 %>`,
]
