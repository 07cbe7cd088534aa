import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findLedgerErrors, findMoneyErrors } from '../test/support/laws/books.ts'
import { findCallbackErrors, findFalseDoubts, findLosses } from '../test/support/laws/survival.ts'
import { type Connection, connect, createKnown, type Known, work } from './clients.ts'
import { startAndKill, startSoundEmulator } from './process.ts'
import { startReceiver } from './receiver.ts'
import type { Attempt, Round } from './round.ts'
import { settleCallbacks } from './settle.ts'

const KILLS = 3
const CLIENTS = 2

/** How long after the first answers the process is killed, at most. */
const LATEST_KILL_MS = 1_000

/** A process on a file, under parallel clients of two organisations whose clocks run: killed at any instant, again and again. */
export const kills: Round = {
  name: 'kills',
  law: 'what was answered survives a kill -9, once; the books agree and what was to be told is told',
  triesPerMinute: 4,
  run: attack,
}

async function attack(attempt: Attempt): Promise<string[]> {
  const receiver = await startReceiver(attempt, () => (attempt.draw(4) === 0 ? 503 : 200))
  const db = join(attempt.folder, 'state.db')
  const rate = attempt.pick(['1', '600', '86400'])
  const args = ['--db', db, '--clock', 'auto', '--rate', rate, '--callback-url', receiver.url]
  const all = [createKnown('first'), createKnown('second')]
  for (let time = 0; time < KILLS; time++) {
    const emulator = await startSoundEmulator(attempt, args)
    let isKilled = false
    const clients = all.flatMap((known) =>
      Array.from({ length: CLIENTS }, () => work(connect(emulator.url, known.apiKey), known, attempt, () => isKilled)),
    )
    // A client that fails before the kill has found something.
    await Promise.race([pause(attempt.draw(LATEST_KILL_MS)), Promise.all(clients)])
    isKilled = true
    await emulator.kill('SIGKILL')
    await Promise.all(clients)
    attempt.count('kills')
    if (attempt.draw(2) === 0) {
      await startAndKill(args, attempt.draw(LATEST_KILL_MS))
      attempt.count('kills of a start')
    }
  }
  const { url } = await startSoundEmulator(attempt, args)
  const errors: string[] = []
  for (const known of all) errors.push(...(await findErrors(connect(url, known.apiKey), known, receiver.received)))
  return errors
}

async function findErrors({ api, handle }: Connection, known: Known, received: ReadonlyMap<string, number>) {
  // It may have been killed before its first call.
  await api.get('/organisation')
  await settleCallbacks(handle)
  const errors = [
    ...(await findLosses(api, known)),
    ...(await findMoneyErrors(api)),
    ...(await findLedgerErrors(handle)),
    ...(await findFalseDoubts(handle, known)),
    ...(await findCallbackErrors(handle, received)),
  ]
  return errors.map((error) => `${known.apiKey}: ${error}`)
}
