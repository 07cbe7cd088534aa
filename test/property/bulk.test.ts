import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Emulator, EmulatorError } from '../../src/index.ts'
import { openTestEmulator } from '../support/emulator.ts'

type Bulk = Parameters<Emulator['esims']['bulk']>[0]
type Act = Bulk['acts'][number]

const country = fc.constantFrom('GB', 'FR', 'BR')
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>({ install: {} }, { uninstall: {} }, { msisdn: {} }, { msisdn: { number: null } }),
  country.map((country): Act => ({ attach: { country } })),
  fc.record({ amount: fc.integer({ min: 1, max: 700_000_000 }), country }).map((use): Act => ({ use })),
  fc.constantFrom('1B', '300MB', '2GB').map((amount): Act => ({ use: { amount } })),
  fc.record({ megabytesPerDay: fc.constantFrom(0, 50, 400), country }).map((plan): Act => ({ plan })),
  fc.constantFrom<Act>({ plan: { profile: 'binge', startAfter: '1d', for: '2d' } }, { plan: { megabytesPerDay: 0 } }),
)
const round = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 4 }),
  match: fc.constantFrom<Bulk['match']>({}, { installed: true }, { bundleState: 'active' }, { limit: 2 }),
  days: fc.integer({ min: 0, max: 3 }),
})

const WORLD = {
  esims: [
    { count: 2, bundles: [{ bundle: 'esim_1GB_7D_GB_V2' }] },
    { bundles: [{ bundle: 'esim_1GB_7D_REUP_V2' }, { bundle: 'esim_UL_1D_GB_V2' }] },
    {},
  ],
}

/** Does an act by the call that does it to one eSIM. */
function doToOne({ esims }: Emulator, iccid: string, act: Act): Promise<unknown> {
  if (act.install) return esims.install(iccid)
  if (act.uninstall) return esims.uninstall(iccid)
  if (act.attach) return esims.attach(iccid, act.attach)
  if (act.use) {
    const { amount, ...where } = act.use
    const bytes = { '1B': 1, '300MB': 300_000_000, '2GB': 2_000_000_000 }[String(amount)] ?? Number(amount)
    return esims.use(iccid, { bytes, ...where })
  }
  if (act.plan) return act.plan.megabytesPerDay === 0 ? esims.stopUsagePlan(iccid) : esims.setUsagePlan(iccid, act.plan)
  return act.msisdn?.number === null ? esims.removeMsisdn(iccid) : esims.giveMsisdn(iccid)
}

/** Those that match, oldest first. */
async function listMatching({ esims }: Emulator, { installed, bundleState, limit }: Bulk['match']): Promise<string[]> {
  return (await esims.list())
    .filter((esim) => installed === undefined || esim.installed === installed)
    .filter(({ bundles }) => bundleState === undefined || bundles.some((each) => each.bundleState === bundleState))
    .slice(0, limit)
    .map(({ iccid }) => iccid)
}

test('acts on many eSIMs are what the calls on each of them are, one after the other', async () => {
  const property = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
    const [many, one] = [await openTestEmulator({ scenario: WORLD }), await openTestEmulator({ scenario: WORLD })]
    try {
      for (const { acts, match, days } of rounds) {
        const iccids = await listMatching(one.emulator, match)
        const refused = acts.map(() => 0)
        for (const iccid of iccids) {
          for (const [at, act] of acts.entries()) {
            await doToOne(one.emulator, iccid, act).catch((error) => {
              if (!(error instanceof EmulatorError) || error.status >= 500) throw error
              refused[at] = (refused[at] ?? 0) + 1
            })
          }
        }
        const result = await many.emulator.esims.bulk({ match, acts })
        expect(result.matched).toBe(iccids.length)
        expect(result.acts.map(({ refused }) => refused)).toEqual(refused)
        for (const { emulator } of [many, one]) await emulator.clock.advance(`${days}d`)
        expect(await many.emulator.state.export()).toEqual(await one.emulator.state.export())
      }
    } finally {
      await Promise.all([many.close(), one.close()])
    }
  })
  await fc.assert(property, { numRuns: 25 })
}, 60_000)
