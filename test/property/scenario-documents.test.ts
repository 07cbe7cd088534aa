import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { callControl } from '../support/control.ts'
import { createTestEmulator } from '../support/emulator.ts'

/** Moments that contradict each other, lie far off, or meet. */
const MOMENT = fc.constantFrom(
  ...[
    'now',
    'now',
    '1h ago',
    '1h ago',
    '1d ago',
    '1d ago',
    '2d ago',
    '3d ago',
    '8d ago',
    '40d ago',
    '70d ago',
    '400d ago',
    '0d ago',
  ],
  ...['2025-12-30T00:00:00Z', '2026-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ...['2030-01-01T00:00:00Z', '36500d ago', '1.5h ago'],
)
const INSTANT = fc.constantFrom(
  ...['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '9999-12-30T00:00:00Z', '0001-01-01T00:00:00Z'],
)
const COUNTRY = fc.constantFrom('FR', 'FR', 'FR', 'fr', 'GB', 'ZZ')
const BUNDLE = fc.constantFrom(
  ...['esim_1GB_7D_FR_V2', 'esim_1GB_7D_FR_V2', 'esim_2GB_15D_FR_V2', 'esim_1GB_7D_GB_V2'],
  ...['esim_10GB_30D_REUP_V2', 'esim_UL_7D_FR_V2'],
)
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] })

const USED = fc.constantFrom<string | number>('1MB', '500MB', '1GB', '5GB', 0)
const started = { purchased: MOMENT, started: MOMENT, country: COUNTRY }

const esimBundle = fc
  .tuple(
    BUNDLE,
    some({ from: fc.constantFrom('order', 'order', 'inventory') }),
    fc.oneof(
      some({ state: fc.constant('queued'), purchased: MOMENT }),
      some({ ...started, used: USED }).map((fields) => ({ ...fields, state: 'active' })),
      some(started).map((fields) => ({ ...fields, state: 'depleted' })),
      some({ ...started, used: USED }).map((fields) => ({ ...fields, state: 'expired' })),
      some({ ...started, used: USED, revoked: MOMENT, refundTo: fc.constantFrom('inventory', 'balance') }).map(
        (fields) => ({ ...fields, state: 'revoked' }),
      ),
    ),
  )
  .map(([bundle, from, fields]) => ({ ...from, ...fields, bundle }))

const TRIP = fc.constantFrom(
  ...['install +2h; attach FR +1d; use 180MB/day; home +9d', 'attach FR +0s; use 1GB +1h; uninstall +2h'],
)

const esim = fc
  .tuple(
    some({
      customerRef: fc.constantFrom('vera', '{firstName}', ''),
      msisdn: fc.constantFrom('447700900123', null),
      physical: fc.boolean(),
      installed: fc.oneof(fc.constant(true), MOMENT),
      location: COUNTRY,
    }),
    fc.array(esimBundle, { maxLength: 2 }),
    fc.oneof(
      fc.constant({}),
      fc.record({ iccid: fc.constantFrom('8943108160000000001', '8943108160000000002') }),
      fc.record({ count: fc.integer({ min: 1, max: 3 }) }),
    ),
    fc.oneof(
      fc.constant({}),
      fc.record({ trip: TRIP }),
      fc.record({ trip: TRIP, tripFrom: MOMENT }),
      fc.record({ usagePlan: fc.constantFrom({ megabytesPerDay: 100 }, { profile: 'heavy' }) }),
    ),
  )
  .map(([fields, bundles, count, use]) => ({ ...fields, bundles, ...count, ...use }))

const catalogueChange = fc.tuple(
  BUNDLE,
  fc.oneof(
    fc.record({ price: fc.constantFrom(0, 2.5) }),
    fc.record({ dataAmount: fc.constantFrom(500, -1) }),
    fc.record({ duration: fc.constantFrom(1, 30) }),
    fc.constant({ withdrawn: true }),
  ),
  fc.constantFrom({}, { at: '+3d' }, { at: 'now' }),
)

const DOCUMENT = fc
  .tuple(
    some({
      clock: fc.record({ now: INSTANT }),
      organisation: fc.record({ balance: fc.constantFrom(0, 100, 5_000) }),
      catalogue: fc.array(
        catalogueChange.map(([bundle, fields, at]) => ({ bundle, ...fields, ...at })),
        { maxLength: 2 },
      ),
      topUps: fc.array(fc.record({ amount: fc.constantFrom(1_000, 1_000.5), at: MOMENT }), { maxLength: 1 }),
      inventory: fc.array(
        fc
          .tuple(BUNDLE, some({ quantity: fc.integer({ min: 1, max: 4 }), purchased: MOMENT }))
          .map(([bundle, fields]) => ({ ...fields, bundle })),
        { maxLength: 2 },
      ),
      faults: fc.constant([{ fault: { type: 'status', status: 503 }, until: '+3d' }]),
    }),
    fc.array(esim, { maxLength: 2 }),
  )
  .map(([fields, esims]) => ({ ...fields, esims }))

async function openStarter() {
  const { emulator } = await createTestEmulator()
  return async (body: object): Promise<string> => {
    const { status, json } = await callControl(emulator, { method: 'POST', path: '/reset', body })
    return status === 200 ? 'started' : `${status} ${json.error.code}`
  }
}

test('no scenario makes an internal error: it starts, or every mistake is said', async () => {
  const start = await openStarter()
  const counts = { started: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(DOCUMENT, async (scenario) => {
      const result = await start({ scenario })
      expect(result).toMatch(/^started$|^422 invalid_scenario$/)
      counts[result === 'started' ? 'started' : 'refused'] += 1
    }),
    { numRuns: 150 },
  )
  // Both happen, so that the documents are worth something.
  expect(Math.min(counts.started, counts.refused)).toBeGreaterThan(15)
})

const FRANCE = 'bundle: esim_1GB_7D_FR_V2'

test.each([
  [
    'an eSIM installed before it was bought',
    `esims: [{ installed: 3d ago, bundles: [{ ${FRANCE}, purchased: 1d ago }] }]`,
  ],
  ['a trip before it', `esims: [{ trip: use 1GB +1h, tripFrom: 3d ago, bundles: [{ ${FRANCE}, purchased: 1d ago }] }]`],
  ['an ICCID twice', 'esims: [{ iccid: "8943108160000000001" }, { iccid: "8943108160000000001" }]'],
  ['a moment without a date', 'topUps: [{ amount: 1000, at: 999999999d ago }]'],
  ['a step of a trip without a date', `esims: [{ trip: attach FR +999999999d, bundles: [{ ${FRANCE} }] }]`],
  ['a change without a date', `catalogue: [{ ${FRANCE}, price: 1, at: +999999999999d }]`],
  ['a fault without an end', 'faults: [{ fault: { type: timeout }, until: +999999999999d }]'],
  ['a part that contains itself', 'steps: [{ call: { path: /orders, body: &body { same: *body } } }]'],
  ['more depth than a reader has', '['.repeat(20_000)],
])('%s is a mistake of the scenario', async (_, scenarioText) => {
  const start = await openStarter()
  expect(await start({ scenarioText })).toBe('422 invalid_scenario')
})

test('an eSIM is installed at the instant at which it is bought', async () => {
  const start = await openStarter()
  const scenarioText = `esims: [{ installed: 1d ago, bundles: [{ ${FRANCE}, purchased: 1d ago }] }]`
  expect(await start({ scenarioText })).toBe('started')
})
