import { checkConnection, isLost, onConnection } from './connection.js'
import { morph } from './morph.js'
import { placeOf } from './place.js'

/** Shortest time between two refreshes. */
const PAUSE_MS = 250
const RECONNECT_MS = 2_000
/** Answers to a reader who must sign in first, and to one whose eSIM or bundle is no longer there. */
const GONE = [401, 404]

let isHeld = false
/** Holds refreshes up, or no longer. */
export const holdRefreshes = (held) => {
  isHeld = held
}

let waiting = false
let reading = false
let lastReadAt = 0
const afterwards = []

/** Registers a function that runs after each refresh. */
export const onRefresh = (work) => afterwards.push(work)

export const token = {
  get: () => sessionStorage.getItem('control-token'),
  set: (value) => (value ? sessionStorage.setItem('control-token', value) : sessionStorage.removeItem('control-token')),
}

/** The live part of the page that has, or had, the focus. */
let focusedPart
document.addEventListener('focusin', ({ target }) => {
  focusedPart = target.closest('[data-live]')
})

/** Moves the focus of an element that is gone to the part of the page that it was in, never to another button. */
function keepFocus(focused) {
  if (focused.isConnected || !focusedPart?.isConnected) return
  focusedPart.tabIndex = -1
  focusedPart.focus({ preventScroll: true })
}

async function readPage() {
  reading = true
  lastReadAt = performance.now()
  const askedFor = document.body.dataset.key
  try {
    const headers = token.get() ? { Authorization: `Bearer ${token.get()}` } : {}
    const response = await fetch(location.href, { headers })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    if (isHeld) return
    // This page has replaced the key meanwhile: the answer is one to the old key.
    if (document.body.dataset.key !== askedFor) return setTimeout(refresh)
    // The eSIM or bundle of this page is gone, after a reset for instance.
    if (GONE.includes(response.status) && page.title !== document.title) return location.reload()
    // Another tab has switched the organisation, or its key was replaced elsewhere: this page would send its acts with the old one.
    const { key } = page.body.dataset
    if (key !== undefined && key !== document.body.dataset.key) return location.reload()
    const focused = document.activeElement
    for (const region of document.querySelectorAll('[data-live]')) {
      const now = page.querySelector(`[data-live="${region.dataset.live}"]`)
      if (now) morph(region, now)
    }
    for (const work of afterwards) work()
    keepFocus(focused)
  } finally {
    reading = false
  }
}

/** Schedules a refresh of the page; calls before it runs are merged into one. */
export function refresh() {
  if (waiting || isHeld || document.hidden) return
  waiting = true
  const go = () => {
    if (reading || isHeld) return setTimeout(go, PAUSE_MS)
    waiting = false
    // Without a server there is nothing new to see; the stream looks again when it is back.
    readPage().catch(() => {})
  }
  setTimeout(go, Math.max(0, lastReadAt + PAUSE_MS - performance.now()))
}

let listening

/** Reads the event stream of the organisation while the page is visible. */
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
    checkConnection()
    setTimeout(() => {
      if (isLost()) return
      refresh()
      listen()
    }, RECONNECT_MS)
  }
}

onConnection((lost) => {
  if (lost) return
  refresh()
  listen()
})

// A browser allows about six connections to one server, so a hidden page closes its stream.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) listening?.abort()
  else {
    refresh()
    setTimeout(listen, 0)
  }
})
