/** A text that leaves whatever it is put in, where that is not escaped, and runs a script. */
export const MARKUP = `"><img src=x onerror=alert(1)>'</textarea></title><script>alert(2)</script>&lt;`
