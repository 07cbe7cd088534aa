import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buyEsim, getAssignments } from '../support/trade.ts'

/** A 1 GB, 7 day bundle for an eSIM in France, that begins to use data an hour after it was bought. */
async function depart(megabytesPerDay: number) {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  await emulator.settings.change({ processingDelay: '5m' })
  const iccid = await buyEsim(api, BUNDLES.europe)
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay, startAfter: '1h' })
  const readHistory = async () =>
    (await api.get(`/esims/${iccid}/history?perPage=50`)).json.actions
      .map(({ name, alertType, date }: { name: string; alertType?: string; date: string }) => [
        date.slice(0, 19),
        alertType ?? name,
      ])
      .reverse()
  const readState = async () => (await getAssignments(api, iccid)).map(({ bundleState }) => bundleState)
  return { api, emulator, receiver, iccid, readHistory, readState }
}

/** The callbacks that came, each as its type and what its bundle had left. */
const tell = (bodies: readonly { alertType: string; bundle?: { remainingQuantity: number } }[]) =>
  bodies.map(({ alertType, bundle }) => [alertType, bundle?.remainingQuantity])

test('eight days of 200 MB use a bundle up on the fifth and end it on the seventh', async () => {
  const { api, emulator, receiver, iccid, readHistory, readState } = await depart(200)
  expect(await readState()).toEqual(['processing'])
  const { from, now, eventCount, events } = await emulator.clock.advance('8d')
  expect([from, now, eventCount]).toEqual(['2026-01-01T00:00:00Z', '2026-01-09T00:00:00Z', 7])
  expect(events.map(({ at, kind, before, after }) => [at, kind, before, after])).toEqual([
    ['2026-01-01T00:05:00Z', 'bundle.provision', 'processing', 'queued'],
    ['2026-01-01T01:00:00Z', 'usage-plan.start', 'queued', 'active'],
    ['2026-01-01T01:00:00.432Z', 'usage-plan.mark', undefined, undefined],
    ['2026-01-03T13:00:00Z', 'usage-plan.mark', undefined, undefined],
    ['2026-01-05T01:00:00Z', 'usage-plan.mark', undefined, undefined],
    ['2026-01-06T01:00:00Z', 'usage-plan.mark', 'active', 'depleted'],
    ['2026-01-08T01:00:00Z', 'bundle.expire', 'depleted', 'expired'],
  ])
  expect(await readHistory()).toEqual([
    ['2026-01-01T00:00:00', 'Bundle Applied'],
    ['2026-01-01T00:00:00', 'eSIM First Attachment'],
    ['2026-01-01T01:00:00', 'eSIM First Use'],
    ['2026-01-03T13:00:00', '50% Used'],
    ['2026-01-05T01:00:00', '80% Used'],
    ['2026-01-06T01:00:00', '100% Used'],
    ['2026-01-08T01:00:00', 'Bundle Expired'],
  ])
  expect(tell(receiver.bodies)).toEqual([
    ['FirstAttachment', undefined],
    ['FirstUse', 999_999_000],
    ['Utilisation', 500_000_000],
    ['Utilisation', 200_000_000],
    ['Utilisation', 0],
  ])
  expect(await getAssignments(api, iccid)).toMatchObject([
    {
      bundleState: 'expired',
      remainingQuantity: 0,
      startTime: '2026-01-01T01:00:00Z',
      endTime: '2026-01-08T01:00:00Z',
    },
  ])
})

test('eight days of 50 MB leave a part of the bundle, which ends with it', async () => {
  const { api, emulator, receiver, iccid, readHistory } = await depart(50)
  await emulator.clock.advance('8d')
  expect(tell(receiver.bodies)).toEqual([
    ['FirstAttachment', undefined],
    ['FirstUse', 999_999_000],
  ])
  expect((await readHistory()).slice(-2)).toEqual([
    ['2026-01-01T01:00:01', 'eSIM First Use'],
    ['2026-01-08T01:00:00', 'Bundle Expired'],
  ])
  expect(await getAssignments(api, iccid)).toMatchObject([{ bundleState: 'expired', remainingQuantity: 650_000_000 }])
})

test('on the way the eSIM says how much is left, where it is and when it was seen', async () => {
  const { api, emulator, iccid, readState } = await depart(200)
  const left = async () => (await getAssignments(api, iccid))[0]?.remainingQuantity
  await emulator.clock.advance('10m')
  expect([await readState(), await left()]).toEqual([['queued'], 1_000_000_000])
  await emulator.clock.advance('50m')
  expect([await readState(), await left()]).toEqual([['active'], 1_000_000_000])
  await emulator.clock.advance('12h')
  expect([await readState(), await left()]).toEqual([['active'], 900_000_000])
  await emulator.clock.advance({ to: '2026-01-06T00:59:59.999Z' })
  expect([await readState(), await left()]).toEqual([['active'], 3])
  await emulator.clock.advance(1)
  expect([await readState(), await left()]).toEqual([['depleted'], 0])
  const { json } = await api.get(`/esims/${iccid}/location`)
  expect([json.country, json.lastSeen.slice(0, 19)]).toEqual(['FR', '2026-01-06T01:00:00'])
  expect((await api.get('/esims')).json.esims[0].lastAction).toBe('eSIM Utilisation Alert')
})
