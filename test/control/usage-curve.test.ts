import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type * as z from 'zod'
import type { getTimeline } from '../../src/contract/control/accounts.ts'
import type { Emulator } from '../../src/emulator.ts'
import { callControl } from '../support/control.ts'
import { createTestEmulator, openTestEmulator } from '../support/emulator.ts'
import { BUNDLES, buyEsim } from '../support/trade.ts'

type Timeline = z.infer<typeof getTimeline.answer>

const readTimeline = async (emulator: Emulator, iccid: string): Promise<Timeline> =>
  (await callControl(emulator, { method: 'GET', path: `/esims/${iccid}/timeline` })).json

type Curve = Timeline['usage'][number]

/** The data used at an instant, by the points around it. */
function usedAt({ points }: Curve, at: number): number {
  const known = points.map((point) => [Date.parse(point.at), point.usedBytes] as const)
  const before = known.findLast(([when]) => when <= at)
  const after = known.find(([when]) => when > at)
  if (!before) return 0
  if (!after) return before[1]
  return before[1] + ((at - before[0]) / (after[0] - before[0])) * (after[1] - before[1])
}

const act = fc.oneof(
  fc.record({ kind: fc.constant('advance' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('use' as const), megabytes: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constant('plan' as const), megabytesPerDay: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ kind: fc.constant('attach' as const), country: fc.constantFrom('FR', 'US', 'GB') }),
  fc.constantFrom({ kind: 'stop' } as const, { kind: 'install' } as const, { kind: 'uninstall' } as const),
  fc.constant({ kind: 'buy' } as const),
)

/** A bundle that is used up, and one that is refilled each day. */
const bundle = fc.constantFrom(BUNDLES.france, BUNDLES.unlimited)

test('the usage curves pass through the data that was left at every moment that was looked at', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 20 }), bundle, async (acts, bought) => {
      const { emulator, api, close } = await openTestEmulator()
      const iccid = await buyEsim(api, bought)
      const seen: { at: number; used: Map<string, number> }[] = []
      const look = async () => {
        const { bundles } = await emulator.esims.get(iccid)
        const used = new Map(bundles.map((each) => [each.id, each.initialQuantity - each.remainingQuantity]))
        seen.push({ at: Date.parse((await emulator.clock.get()).now), used })
      }
      for (const each of acts) {
        if (each.kind === 'advance') await emulator.clock.advance(`${each.hours}h`)
        if (each.kind === 'use') await emulator.esims.use(iccid, { megabytes: each.megabytes })
        if (each.kind === 'plan') await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: each.megabytesPerDay })
        if (each.kind === 'stop') await emulator.esims.stopUsagePlan(iccid).catch(() => undefined)
        if (each.kind === 'attach') await emulator.esims.attach(iccid, each.country)
        if (each.kind === 'install') await emulator.esims.install(iccid)
        if (each.kind === 'uninstall') await emulator.esims.uninstall(iccid)
        if (each.kind === 'buy') await buyEsim(api, bought, iccid)
        // At one instant the last look counts.
        if (seen.at(-1)?.at === Date.parse((await emulator.clock.get()).now)) seen.pop()
        await look()
      }
      const { usage } = await readTimeline(emulator, iccid)
      for (const { at, used } of seen) {
        for (const [id, bytes] of used) {
          const curve = usage.find(({ assignmentId }) => assignmentId === id)
          const drawn = curve ? usedAt(curve, at) : 0
          // A pace is even, but for the milliseconds at which thresholds are reached.
          expect(Math.abs(drawn - bytes), `${id} at ${new Date(at).toISOString()}`).toBeLessThan(50_000)
        }
      }
      await close()
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('the thresholds of each bundle are its own, and the countries have their time', async () => {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  await buyEsim(api, BUNDLES.france, iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 1_600 })
  await emulator.clock.advance('1d')
  await emulator.esims.attach(iccid, 'US')
  await emulator.clock.advance('1d')
  await emulator.esims.uninstall(iccid)
  const { usage, stays } = await readTimeline(emulator, iccid)
  expect(usage.map(({ thresholds }) => thresholds.map(({ percent }) => percent))).toEqual([[50, 80, 100], [50]])
  expect(stays.map(({ country, from, to }) => [country, from.slice(0, 10), to?.slice(0, 10)])).toEqual([
    ['FR', '2026-01-01', '2026-01-02'],
    ['US', '2026-01-02', '2026-01-03'],
  ])
})

test('the acts of the traveller are in the timeline, and in the state document', async () => {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.france)
  await emulator.esims.install(iccid)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.use(iccid, { megabytes: 5 })
  await emulator.clock.advance('1h')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 24, for: '1d' })
  await emulator.clock.advance('2d')
  await emulator.esims.uninstall(iccid)
  await emulator.clock.advance('1h')
  await emulator.esims.install(iccid)
  const told = async () => {
    return (await emulator.esims.timeline(iccid))
      .map(({ at, text }) => [at.slice(0, 13), text])
      .filter(([, text]) => !text?.includes('eSIM'))
  }
  const acts = [
    ['2026-01-01T00', 'Installed for the first time'],
    ['2026-01-01T00', 'Attached to Orange in FR'],
    ['2026-01-01T00', 'Used 5 MB'],
    ['2026-01-01T01', 'Usage plan: 24 MB a day until 2026-01-02T01:00:00Z'],
    ['2026-01-02T01', 'Usage plan ended'],
    ['2026-01-03T01', 'Uninstalled'],
    ['2026-01-03T02', 'Installed'],
  ]
  expect(await told()).toEqual(expect.arrayContaining(acts))
  const document = await emulator.state.export()
  await emulator.reset()
  await emulator.state.import(document)
  expect(await told()).toEqual(expect.arrayContaining(acts))
})

test('the usage curve of an unlimited bundle rises to each daily refill, and starts again at nothing', async () => {
  const { emulator, api } = await createTestEmulator()
  const iccid = await buyEsim(api, BUNDLES.unlimited)
  await emulator.esims.attach(iccid, 'FR')
  await emulator.esims.setUsagePlan(iccid, { megabytesPerDay: 240 })
  await emulator.clock.advance('60h')
  const { usage } = await readTimeline(emulator, iccid)
  const points = usage[0]?.points.map(({ at, usedBytes }) => `${at.slice(0, 16)} ${usedBytes / 1_000_000}`)
  expect(points).toEqual(
    expect.arrayContaining([
      '2026-01-02T00:00 240',
      '2026-01-02T00:00 0',
      '2026-01-03T00:00 240',
      '2026-01-03T00:00 0',
      '2026-01-03T12:00 120',
    ]),
  )
  // The same in the very moment of a refill, when nothing of the next day has been used.
  await emulator.clock.advance('12h')
  const [last, before] = (await readTimeline(emulator, iccid)).usage[0]?.points.toReversed() ?? []
  expect([before?.usedBytes, last?.usedBytes]).toEqual([240_000_000, 0])
})
