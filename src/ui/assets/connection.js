/** Tells whether the emulator answers. While it does not, the page is frozen; it goes on by itself afterwards. */
import { placeOf } from './place.js'

const CHECK_MS = 500
/** An answer that takes longer counts as none: with the time between two checks, less than two seconds. */
const ANSWER_MS = 1_400

let lost = false
let check
const listeners = []

/** Whether the last check had no answer. */
export const isLost = () => lost

/** Registers a function that is called with `true` when the emulator no longer answers, with `false` when it does again. */
export const onConnection = (work) => listeners.push(work)

/** Whether the emulator answers in time; also if it is busy with a call of this page, which may take long. */
async function answers() {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), ANSWER_MS)
  try {
    return (await fetch(placeOf('/_emulator/health'), { signal: over.signal, cache: 'no-store' })).ok
  } catch {
    return over.signal.aborted && document.querySelector('form[aria-busy="true"]') !== null
  } finally {
    clearTimeout(timer)
  }
}

async function runCheck() {
  const wasLost = lost
  lost = !(await answers())
  check = undefined
  if (lost !== wasLost) for (const work of listeners) work(lost)
  return !lost
}

/** Asks the emulator whether it is there; resolves to true if it is. */
export function checkConnection() {
  check ??= runCheck()
  return check
}

/** Checks again and again, while the page is visible. */
export function watchConnection() {
  setInterval(() => {
    if (!document.hidden) checkConnection()
  }, CHECK_MS)
}
