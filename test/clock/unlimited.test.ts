import { expect, test } from 'vitest'
import { createTestEmulator } from '../support/emulator.ts'
import { listHeld, listLeft, listStates } from '../support/held.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

const LITE = 'esim_UL_3D_GB_V2'
const PLUS = 'esim_ULP_3D_GB_V2'

test.each([
  [LITE, 1_000],
  [PLUS, 2_000],
])('%s has %i MB at full speed in 24 hours, and what is beyond flows slowly', async (item, megabytes) => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, item)
  const { consumed, unserved, assignments } = await emulator.esims.use(iccid, { megabytes: 5_000, country: 'GB' })
  expect([consumed, unserved]).toEqual([5_000_000_000, 0])
  expect(assignments).toMatchObject([
    { bytes: 5_000_000_000, throttledBytes: (5_000 - megabytes) * 1_000_000, remainingQuantity: 0 },
  ])
  expect(await listHeld(api, iccid)).toMatchObject([
    { bundleState: 'active', unlimited: true, initialQuantity: megabytes * 1_000_000, remainingQuantity: 0 },
  ])
})

test('no allowance is to come back at the end of a bundle', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, LITE)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  const kinds = async () => (await emulator.clock.events()).map(({ kind }) => kind)
  expect(await kinds()).toEqual(['bundle.refill', 'bundle.expire', 'esim.idle'])
  await emulator.clock.advance('2d')
  expect(await kinds()).toEqual(['bundle.expire', 'esim.idle'])
})

test('the allowance comes back every 24 hours from the start, until the bundle ends', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, LITE)
  await emulator.clock.advance('5h')
  const left: unknown[] = []
  for (const wait of [0, 86_400_000 - 1, 1, 86_400_000 - 1, 1, 86_400_000 - 1]) {
    await emulator.clock.advance(wait)
    left.push(...(await listLeft(api, iccid)))
    await emulator.esims.use(iccid, { megabytes: 1_500, country: 'GB' })
  }
  expect(left).toEqual([1_000, 0, 1_000, 0, 1_000, 0])
  expect(await listStates(api, iccid)).toEqual(['active'])
  await emulator.clock.advance(1)
  expect([await listStates(api, iccid), await listLeft(api, iccid)]).toEqual([['expired'], [0]])
  expect(await emulator.clock.events()).toMatchObject([{ kind: 'esim.idle' }])
})

test('its thresholds are told again in every 24 hours, its first use once', async () => {
  const receiver = createReceiver()
  const { api, emulator } = await createTestEmulator({ callbackUrl: RECEIVER_URL, callbackFetch: receiver.fetch })
  const iccid = await buyEsim(api, LITE)
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 2_000 })
  await emulator.clock.advance('4d')
  const told = receiver.bodies.map(({ alertType, bundle }) =>
    alertType === 'Utilisation' ? bundle.remainingQuantity / 1_000_000 : alertType,
  )
  expect(told).toEqual(['FirstAttachment', 'FirstUse', 500, 200, 0, 500, 200, 0, 500, 200, 0])
  expect(receiver.bodies.at(-1)).toMatchObject({ bundle: { unlimited: true } })
  expect(await listStates(api, iccid)).toEqual(['expired'])
})

test('while it is slow a bundle that runs and has data is used first, but none in the queue starts', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, LITE)
  await buyEsim(api, BUNDLES.uk, iccid)
  const use = (country: string) => emulator.esims.use(iccid, { megabytes: 1_500, country })
  await use('GB')
  expect((await use('GB')).assignments).toMatchObject([{ bundle: LITE, throttledBytes: 1_500_000_000 }])
  expect(await listStates(api, iccid)).toEqual(['active', 'queued'])
  await buyEsim(api, 'esim_2GB_15D_REUP_V2', iccid)
  await use('FR')
  expect((await use('GB')).assignments).toMatchObject([
    { bundle: 'esim_2GB_15D_REUP_V2', bytes: 500_000_000, throttledBytes: 0 },
    { bundle: LITE, bytes: 1_000_000_000, throttledBytes: 1_000_000_000 },
  ])
})

test('a bundle that ends with its third day gets no fourth allowance', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, LITE)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'GB' })
  const { events } = await emulator.clock.advance('10d')
  expect(events.map(({ at, kind }) => [at, kind])).toEqual([
    ['2026-01-02T00:00:00Z', 'bundle.refill'],
    ['2026-01-03T00:00:00Z', 'bundle.refill'],
    ['2026-01-04T00:00:00Z', 'bundle.expire'],
  ])
})

test('what is used at once comes from a bundle that has data before it flows slowly, as it would over time', async () => {
  const { api, emulator } = await createTestEmulator()
  const iccid = await buyEsim(api, 'esim_UL_5D_FR_V2')
  await emulator.esims.use(iccid, { megabytes: 1, country: 'FR' })
  await buyEsim(api, 'esim_3GB_30D_REUL_V2', iccid)
  await emulator.esims.use(iccid, { megabytes: 1, country: 'DE' })
  const { assignments } = await emulator.esims.use(iccid, { megabytes: 4_500, country: 'FR' })
  expect(assignments).toMatchObject([
    { bundle: 'esim_UL_5D_FR_V2', bytes: 999_000_000, throttledBytes: 0 },
    { bundle: 'esim_3GB_30D_REUL_V2', bytes: 2_999_000_000, throttledBytes: 0 },
    { bundle: 'esim_UL_5D_FR_V2', bytes: 502_000_000, throttledBytes: 502_000_000 },
  ])
})
