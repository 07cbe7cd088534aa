import { morph } from './morph.js'
import { placeOf } from './place.js'

/** A flood of events costs one look at the page in each of these. */
const PAUSE_MS = 250
const RECONNECT_MS = 2_000

let waiting = false
let looking = false
let lastLook = 0
const afterwards = []

/** Calls `work` after the page has changed. */
export const onRefresh = (work) => afterwards.push(work)

export const token = {
  get: () => sessionStorage.getItem('control-token'),
  set: (value) => (value ? sessionStorage.setItem('control-token', value) : sessionStorage.removeItem('control-token')),
}

async function look() {
  looking = true
  lastLook = performance.now()
  try {
    const headers = token.get() ? { Authorization: `Bearer ${token.get()}` } : {}
    const response = await fetch(location.href, { headers })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    for (const region of document.querySelectorAll('[data-live]')) {
      const now = page.querySelector(`[data-live="${region.dataset.live}"]`)
      if (now) morph(region, now)
    }
    for (const work of afterwards) work()
  } finally {
    looking = false
  }
}

/** Looks at the page again, soon: as often as it is asked meanwhile, once. */
export function refresh() {
  if (waiting || document.hidden) return
  waiting = true
  const go = () => {
    if (looking) return setTimeout(go, PAUSE_MS)
    waiting = false
    // Without a server there is nothing new to see; the stream looks again when it is back.
    look().catch(() => {})
  }
  setTimeout(go, Math.max(0, lastLook + PAUSE_MS - performance.now()))
}

let listening

/** Hears of everything that happens in the organisation, by one stream, while the page is looked at. */
export async function listen() {
  const key = document.body.dataset.key
  if (!key || listening || document.hidden) return
  listening = new AbortController()
  const { signal } = listening
  try {
    const response = await fetch(placeOf('/_emulator/stream'), { headers: { 'X-API-Key': key }, signal })
    const reader = response.body.getReader()
    while (!(await reader.read()).done) refresh()
  } catch {
    // Ended by the server, or because nobody looks.
  }
  listening = undefined
  if (!document.hidden) {
    setTimeout(() => {
      refresh()
      listen()
    }, RECONNECT_MS)
  }
}

// A browser allows a handful of connections to one server: pages that nobody sees leave theirs to others.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) listening?.abort()
  else {
    refresh()
    setTimeout(listen, 0)
  }
})
