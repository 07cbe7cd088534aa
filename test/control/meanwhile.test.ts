import { expect, test } from 'vitest'
import { createEmulator, type Emulator, EmulatorError } from '../../src/index.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { letTurnsPass, SlowSystemClock, settle } from '../support/wall.ts'

type Act = (emulator: Emulator) => Promise<unknown>

/** Calls that wait for something on their way: a turn, a file of the package, a callback. */
const CALLS: Readonly<Record<string, Act>> = {
  'a look at a signature': ({ callbacks }) => callbacks.explain({ body: '{}', signature: 'x' }),
  'a comparison of signatures': async ({ callbacks }) => callbacks.compare(1, { signature: 'x' }),
  'a list that waits for callbacks': ({ callbacks }) => callbacks.list({ wait: '60s', count: 50 }),
  'a long list': ({ esims }) => esims.list({ limit: 10_000 }),
  'acts on many eSIMs': ({ esims }) => esims.bulk({ match: {}, acts: [{ install: {} }, { use: { amount: '1MB' } }] }),
  'an advance': ({ clock }) => clock.advance({ by: '40d', undoable: true }),
  'a snapshot': ({ snapshots }) => snapshots.take('b'),
  'a restore': ({ snapshots }) => snapshots.restore('a'),
  'a state document': ({ state }) => state.export(),
  'a reset to a scenario': (emulator) => emulator.reset({ scenario: 'busy-reseller', undoable: true } as never),
  'a test callback': ({ callbacks }) => callbacks.test({ alertType: 'LowBalance' }),
  'a new key': ({ settings }) => settings.rotateKey(),
  'a repeated call': ({ requests }) => requests.resend(1),
}

const ACTS: Readonly<Record<string, Act>> = {
  reset: (emulator) => emulator.reset(),
  removal: ({ organisations, apiKey }) => organisations.remove(apiKey),
  restore: ({ snapshots }) => snapshots.restore('a'),
  close: (emulator) => emulator.close(),
}

/** The codes of errors that say what came between, or that the thing is gone with the state of before. */
const CODES = [
  ...['closed', 'copy_broken_off', 'bulk_broken_off', 'advance_broken_off', 'advance_in_progress'],
  ...['callback_not_found', 'snapshot_not_found', 'request_not_found', 'request_not_repeatable'],
  ...['organisation_not_found', 'access_denied'],
]

/** The error of an act; undefined for one that succeeds. */
const problemOf = async (act: Act | undefined, emulator: Emulator): Promise<unknown> =>
  act?.(emulator).then(
    () => undefined,
    (error) => error,
  )

const CASES = Object.keys(CALLS).flatMap((call) => Object.keys(ACTS).map((act) => ({ call, act })))

test.each(CASES)('$call and a $act: one answers, or says what came between', async ({ call, act }) => {
  for (const pause of [0, 2]) {
    const failures: unknown[] = []
    const emulator = await createEmulator({
      wall: new SlowSystemClock(60_000),
      ...{ callbackUrl: RECEIVER_URL, callbackFetch: createReceiver().fetch },
      onFailure: (error) => failures.push(error),
    })
    await emulator.esims.create({ count: 120 })
    await emulator.fetch(new Request('http://emulator/v2.4/esims', { headers: { 'X-API-Key': emulator.apiKey } }))
    await emulator.snapshots.take('a')
    const problems = [problemOf(CALLS[call], emulator)]
    for (let round = 0; round < pause; round++) await settle()
    problems.push(problemOf(ACTS[act], emulator))
    await letTurnsPass()
    const closing = emulator.close()
    for (const problem of await Promise.all(problems)) {
      if (problem === undefined) continue
      expect(problem).toBeInstanceOf(EmulatorError)
      expect(CODES).toContain((problem as EmulatorError).code)
    }
    await closing
    expect(failures).toEqual([])
  }
})

test('a state document that is being read when the emulator is closed ends with the error of calls after that', async () => {
  const failures: unknown[] = []
  const emulator = await createEmulator({
    wall: new SlowSystemClock(60_000),
    onFailure: (error) => failures.push(error),
  })
  await emulator.esims.create({ count: 5_000 })
  const exporting = emulator.fetch(new Request('http://emulator/_emulator/state'))
  await letTurnsPass()
  const { body } = await exporting
  const reader = body?.getReader()
  await reader?.read()
  await emulator.close()
  const readAll = async () => {
    while (!(await reader?.read())?.done);
  }
  await expect(readAll()).rejects.toMatchObject({ name: 'EmulatorError', code: 'closed' })
  expect(failures).toEqual([])
})
