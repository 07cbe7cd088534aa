import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Emulator, Usage } from '../../src/index.ts'
import type { Api } from '../support/api.ts'
import { listIccids } from '../support/commands.ts'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { type Held, listHeld } from '../support/held.ts'
import { BUNDLES, buyEsim, getAssignments } from '../support/trade.ts'
import { gap, runTravel, travel } from '../support/travel.ts'

const DAY = 86_400_000

/** Bundles, and where each carries data. */
const COVERAGE: Readonly<Record<string, readonly string[]>> = {
  [BUNDLES.uk]: ['GB'],
  [BUNDLES.europe]: ['GB', 'FR'],
  [BUNDLES.year]: ['GB'],
  esim_UL_3D_GB_V2: ['GB'],
  esim_UL_1D_REUP_V2: ['GB', 'FR'],
}

async function withEmulator(work: (opened: TestEmulator) => Promise<void>): Promise<void> {
  const { close, ...opened } = await openTestEmulator()
  try {
    await work(opened)
  } finally {
    await close()
  }
}

/** Whether data can still be taken from an assignment: it runs, or it would start by itself. */
function canServe(held: Held, country: string, all: readonly Held[]): boolean {
  if (!COVERAGE[held.bundle]?.includes(country)) return false
  if (held.bundleState === 'active') return held.unlimited || held.remainingQuantity > 0
  const begun = all.some((other) => other.assignmentReference === held.assignmentReference && other.startTime)
  return held.bundleState === 'queued' && !begun
}

/** What a use of data took from each assignment is what each then lacks, and is all that flowed. */
function expectTaken(before: readonly Held[], after: readonly Held[], bytes: number, usage: Usage): void {
  expect(usage.consumed + usage.unserved).toBe(bytes)
  expect(usage.assignments.reduce((sum, part) => sum + part.bytes, 0)).toBe(usage.consumed)
  for (const { id, remainingQuantity, initialQuantity } of after) {
    const taken = usage.assignments
      .filter((part) => part.id === id)
      .reduce((sum, part) => sum + part.bytes - part.throttledBytes, 0)
    const had = before.find((assignment) => assignment.id === id)?.remainingQuantity
    expect(had).toBe(remainingQuantity + taken)
    expect(remainingQuantity).toBeGreaterThanOrEqual(0)
    expect(remainingQuantity).toBeLessThanOrEqual(initialQuantity)
  }
}

const country = fc.constantFrom('GB', 'FR', 'BR')
const steps = fc.array(
  fc.oneof(
    fc.record({ buy: fc.constantFrom(...Object.keys(COVERAGE)) }),
    fc.record({ use: fc.integer({ min: 1, max: 2_500_000_000 }), country }),
    fc.record({ wait: fc.integer({ min: 0, max: 10 * DAY }) }),
  ),
  { minLength: 4, maxLength: 14 },
)

test('every byte is taken from a bundle that covers the country, or from none when none does', async () => {
  const property = fc.asyncProperty(steps, (chosen) =>
    withEmulator(async ({ api, emulator }) => {
      const iccid = await buyEsim(api, BUNDLES.uk)
      for (const step of chosen) {
        if ('buy' in step) await buyEsim(api, step.buy, iccid).catch(() => undefined)
        else if ('wait' in step) await emulator.clock.advance(step.wait)
        else {
          const before = await listHeld(api, iccid)
          const usage = await emulator.esims.use(iccid, { bytes: step.use, country: step.country })
          const after = await listHeld(api, iccid)
          expectTaken(before, after, step.use, usage)
          for (const { bundle } of usage.assignments) expect(COVERAGE[bundle]).toContain(step.country)
          if (usage.unserved > 0) expect(after.filter((held) => canServe(held, step.country, after))).toEqual([])
        }
      }
    }),
  )
  await fc.assert(property, { numRuns: 40 })
}, 60_000)

test('a usage plan takes what it says, until nothing is left', async () => {
  const GIGABYTE = 1_000_000_000
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 150, max: 9_000 }),
    fc.array(fc.integer({ min: 0, max: 2 * DAY }), { minLength: 1, maxLength: 8 }),
    (bundles, megabytesPerDay, waits) =>
      withEmulator(async ({ api, emulator }) => {
        const iccid = await buyEsim(api, BUNDLES.uk)
        for (let more = 1; more < bundles; more++) await buyEsim(api, BUNDLES.uk, iccid)
        await emulator.esims.setUsagePlan(iccid, { megabytesPerDay })
        let elapsed = 0
        for (const wait of waits) {
          await emulator.clock.advance(wait)
          elapsed += wait
          const planned = Number((BigInt(megabytesPerDay) * 1_000_000n * BigInt(elapsed)) / BigInt(DAY))
          const held = await getAssignments(api, iccid)
          const used = held.reduce((sum, each) => sum + each.initialQuantity - each.remainingQuantity, 0)
          expect(used).toBe(Math.min(planned, bundles * GIGABYTE))
        }
      }),
  )
  await fc.assert(property, { numRuns: 40 })
}, 60_000)

/** Registers every eSIM again where it is, which takes what has flowed until now from its bundles. */
async function takeWhatHasFlowed(api: Api, emulator: Emulator): Promise<void> {
  for (const iccid of await listIccids(api)) {
    const { country } = (await api.get(`/esims/${iccid}/location`)).json
    const { profileStatus } = (await api.get(`/esims/${iccid}`)).json
    if (country && profileStatus === 'Enabled') await emulator.esims.attach(iccid, country)
  }
}

test('what is read between two events is what has flowed by then', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.record({ gap, step: travel }), { minLength: 3, maxLength: 8 }),
    (journey) =>
      withEmulator(async ({ api, emulator }) => {
        for (const { gap, step } of journey) {
          await runTravel(api, emulator, step)
          await emulator.clock.advance(gap)
          const iccids = await listIccids(api)
          const read = () => Promise.all(iccids.map((iccid) => listHeld(api, iccid)))
          const before = await read()
          await takeWhatHasFlowed(api, emulator)
          expect(await read()).toEqual(before)
        }
      }),
  )
  await fc.assert(property, { numRuns: 40 })
}, 60_000)
