import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { listLeft } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { dumpTables, watchDatabase } from '../support/tables.ts'
import { BUNDLES, buy, buyEsim, observe } from '../support/trade.ts'

/** An organisation in the middle of things: bundles running and waiting, data flowing, a callback that will be retried. */
async function createBusyWorld() {
  const receiver = createReceiver(({ body }) => (body.includes('FirstUse') ? 500 : 200))
  const options = { callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch }
  const { opened, database } = await watchDatabase(() => createTestEmulator(options))
  const { api, emulator } = opened
  const iccid = await buyEsim(api, BUNDLES.uk)
  await buyEsim(api, 'esim_UL_3D_GB_V2', iccid)
  await buy(api, { quantity: 2 })
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 333 })
  await emulator.clock.advance('30h')
  return { api, emulator, iccid, database }
}

type World = Awaited<ReturnType<typeof createBusyWorld>>

const READS: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  'the vendor API': ({ api }) => observe(api),
  'the bundles of an eSIM': ({ api, iccid }) => api.get(`/esims/${iccid}/bundles/${BUNDLES.uk}`),
  'the clock': ({ emulator }) => emulator.clock.get(),
  'the agenda': ({ emulator }) => emulator.clock.events(),
  'the settings': ({ emulator }) => emulator.settings.get(),
  'the callbacks': ({ emulator }) => emulator.callbacks.list({ wait: 0 }),
  'a quote for an order': ({ api }) =>
    api.post('/orders', {
      body: { type: 'validate', assign: true, order: [{ type: 'bundle', item: BUNDLES.uk, quantity: 1 }] },
    }),
  'a revocation that is only validated': ({ api, iccid }) =>
    api.delete(`/esims/${iccid}/bundles/${BUNDLES.uk}?type=validate`),
  'calls that are refused': ({ api, iccid }) => api.delete(`/esims/${iccid}/bundles/no-such-bundle`),
}

test.each(Object.entries(READS))('reading %s changes nothing', async (_, read) => {
  const world = await createBusyWorld()
  const before = dumpTables(world.database)
  const first = JSON.stringify(await read(world))
  for (let time = 0; time < 3; time++) expect(JSON.stringify(await read(world))).toBe(first)
  expect(dumpTables(world.database)).toEqual(before)
})

test('what is read between two events is written by neither reading nor the mere passing of time', async () => {
  const { api, emulator, iccid, database } = await createBusyWorld()
  const left = async () => (await listLeft(api, iccid))[0] ?? 0
  const [before, had] = [dumpTables(database), await left()]
  await emulator.clock.advance('1h')
  expect(await left()).toBeLessThan(had)
  expect(dumpTables(database)).toEqual(before)
})
