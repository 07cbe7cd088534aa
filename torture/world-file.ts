import fc from 'fast-check'
import { commands, run } from '../test/support/commands.ts'
import { openTestEmulator } from '../test/support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../test/support/receiver.ts'
import { buyEsim } from '../test/support/trade.ts'
import { runTravel, travel } from '../test/support/travel.ts'

export const WORLD_KEY = 'test-key'

/** Writes a file of the emulator with some trade, travel, callbacks and faults in it. */
export async function writeWorldFile(db: string, seed: number): Promise<void> {
  const { fetch } = createReceiver((_, tries) => (tries === 1 ? 503 : 200))
  const { api, emulator, close } = await openTestEmulator({ db, seed, callbackUrl: RECEIVER_URL, callbackFetch: fetch })
  try {
    await emulator.faults.add({ match: { path: '/esims/*' }, fault: { type: 'delay', delay: 1 }, times: 1 })
    for (let count = 0; count < 10; count++) await buyEsim(api)
    for (const command of fc.sample(commands, { seed, numRuns: 5 }).flat()) await run(api, command)
    for (const step of fc.sample(travel, { seed, numRuns: 40 })) {
      await emulator.clock.advance('1h')
      await runTravel(api, emulator, step)
    }
    await emulator.snapshots.take('somewhere')
  } finally {
    await close()
  }
}
