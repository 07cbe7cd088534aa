// Loaded into a server before it starts: notes how long its thread was busy at a time. Counted is what the thread itself was
// given of a processor, so that other programs on the machine do not show.
import { appendFileSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

const file = process.env.BENCH_PAUSES
const LEAST_MS = 5

function busyMs() {
  // Makes the kernel count up to now: by itself it does so every few milliseconds.
  process.cpuUsage()
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
  } catch {
    // Not Linux: the time of the clock.
    return performance.now()
  }
}

let begun = busyMs()
let at = Date.now()
const look = () => {
  const busy = busyMs() - begun
  if (busy >= LEAST_MS) appendFileSync(file, `${at} ${busy.toFixed(1)}\n`)
  begun = busyMs()
  at = Date.now()
  setTimeout(look, 1).unref()
}
if (file) look()
