import { expect, test } from 'vitest'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

/** An eSIM with two bundles that uses 300 MB a day, and a receiver that refuses the second callback after `fail`. */
async function openTrip() {
  const answers: number[] = []
  const { emulator, api } = await createTestEmulator({
    callbackUrl: 'http://127.0.0.1:1/hook',
    callbackFetch: async () => new Response(null, { status: answers.shift() ?? 200 }),
  })
  await emulator.settings.change({ callbackRetries: 0 })
  const iccid = await buyEsim(api, BUNDLES.france)
  await buyEsim(api, BUNDLES.france, iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 100 })
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 300 })
  return {
    emulator,
    api,
    iccid,
    name: `…${iccid.slice(-6)}`,
    refuseNext: (...codes: number[]) => answers.push(...codes),
  }
}

test('an advance is summed up in a sentence, with facts and their callbacks', async () => {
  const { emulator, iccid, name, refuseNext } = await openTrip()
  refuseNext(200, 500)
  const { summary, callbacks } = await emulator.clock.advance('4d')
  expect(summary.text).toBe(
    `4 days: ${name} reached 50% and 80%, was used up on Sunday 00:00, the next bundle took over; 4 callbacks, 1 failed`,
  )
  expect(summary.callbacks).toEqual({ delivered: 3, failed: 1, pending: 0, unsent: 0 })
  const [esim] = summary.esims
  expect([esim?.iccid, esim?.facts.map(({ text }) => text)]).toEqual([
    iccid,
    ['reached 50%', 'reached 80%', 'was used up on Sunday 00:00', 'the next bundle took over'],
  ])
  expect(esim?.facts.flatMap(({ callbackId }) => callbackId ?? [])).toEqual(callbacks.slice(0, 2).map(({ id }) => id))
})

test('an advance in which nothing happened says so', async () => {
  const { emulator } = await createTestEmulator()
  const { summary } = await emulator.clock.advance('90m')
  expect(summary).toEqual({
    text: '1 h 30 min: nothing happened',
    esims: [],
    moreEsims: 0,
    callbacks: { delivered: 0, failed: 0, pending: 0, unsent: 0 },
  })
})

test('of many eSIMs twenty are listed, three are named and the others counted', async () => {
  const { emulator, api } = await createTestEmulator()
  for (let count = 0; count < 23; count += 1) {
    const iccid = await buyEsim(api, BUNDLES.france)
    await emulator.esims.attach(iccid, 'FR')
    await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 600 })
  }
  const { summary } = await emulator.clock.advance('1d')
  expect([summary.esims.length, summary.moreEsims]).toEqual([20, 3])
  expect(summary.text).toMatch(
    /^1 day: (…\d{6} reached 50%; ){3}20 more eSIMs; \d+ callbacks, not sent for want of a URL$/,
  )
})

test('an undoable advance is undone by its snapshot, to the last byte of the state', async () => {
  const { emulator } = await openTrip()
  const before = await emulator.state.export()
  const { undo } = await emulator.clock.advance({ by: '5d', undoable: true })
  expect(await emulator.snapshots.list()).toEqual([{ name: undo, takenAt: '2026-01-01T00:00:00Z', automatic: true }])
  await emulator.snapshots.restore(undo ?? '')
  expect(await emulator.state.export()).toEqual(before)
  expect(await emulator.clock.report()).toBeNull()
})

test('the automatic snapshot is that of the last undoable advance, and no caller can give its name', async () => {
  const { emulator } = await openTrip()
  await emulator.clock.advance({ by: '1d', undoable: true })
  const { undo } = await emulator.clock.advance({ by: '1d', undoable: true })
  expect((await emulator.snapshots.list()).map(({ takenAt }) => takenAt)).toEqual(['2026-01-02T00:00:00Z'])
  await expect(emulator.clock.advance({ to: '2026-01-01T00:00:00Z', undoable: true })).rejects.toThrow()
  expect((await emulator.snapshots.list()).map(({ takenAt }) => takenAt)).toEqual(['2026-01-02T00:00:00Z'])
  const taken = await callControl(emulator, { method: 'POST', path: '/snapshots', body: { name: undo } })
  expect(taken.status).toBe(422)
})

test('an advance that is not undoable takes no snapshot, and neither does one of a large state', async () => {
  const { emulator } = await createTestEmulator()
  expect(await emulator.clock.advance('1h')).not.toHaveProperty('undo')
  for (let count = 0; count < 3; count += 1) await emulator.esims.create({ count: 1_000 })
  expect((await emulator.clock.advance({ by: '1h', undoable: true })).undo).toBeNull()
  expect(await emulator.snapshots.list()).toEqual([])
})

test('the report of the last advance is kept until it is dismissed, or its state is replaced', async () => {
  const { emulator, iccid } = await openTrip()
  expect(await emulator.clock.report()).toBeNull()
  const { summary } = await emulator.clock.advance('1d')
  expect(await emulator.clock.report()).toMatchObject({ summary, isLatest: true })
  await emulator.esims.uninstall(iccid)
  expect(await emulator.clock.report()).toMatchObject({ isLatest: false })
  await emulator.clock.dismissReport()
  expect(await emulator.clock.report()).toBeNull()
  await emulator.clock.advance('1d')
  await emulator.reset()
  expect(await emulator.clock.report()).toBeNull()
})
