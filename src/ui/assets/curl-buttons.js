/** The switch by which every form shows the button that copies its call as curl. The browser remembers it for a year. */
import { placeOf } from './place.js'

const YEAR_S = 31_536_000

document.addEventListener('change', ({ target }) => {
  if (!('curlSwitch' in target.dataset)) return
  document.body.toggleAttribute('data-shows-curl', target.checked)
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS, except on this machine
  document.cookie = `emulator_curl=shown; path=${placeOf('/_emulator')}; samesite=lax; max-age=${target.checked ? YEAR_S : 0}`
})
