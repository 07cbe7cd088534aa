import { setTimeout as pause } from 'node:timers/promises'
import type { OrganisationHandle } from '../src/client/handle.ts'

/** What came of a callback while the disk was full is written a second later: how often it is looked for, and how long. */
const LOOKS = 60
const PAUSE_MS = 250

/** Stops a clock, lets three days pass on it, and waits until what came of every callback is written. */
export async function settleCallbacks({ clock, callbacks }: OrganisationHandle): Promise<void> {
  await clock.set({ mode: 'manual' })
  // As long as any callback is tried again.
  for (let day = 0; day < 3; day++) await clock.advance('1d')
  for (let look = 0; look < LOOKS; look++) {
    if ((await callbacks.list({ status: 'pending', limit: 1 })).length === 0) return
    await pause(PAUSE_MS)
  }
}
