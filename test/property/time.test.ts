import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestEmulator } from '../support/emulator.ts'
import { AT_ONCE, goBothWays, type Journey, journeys, settings, type Way, ways } from '../support/laws/journey.ts'
import { findDoubleMarks } from '../support/laws/time.ts'
import { BUNDLES } from '../support/trade.ts'
import { gap, runTravel, travel } from '../support/travel.ts'

const buy = { kind: 'buy', item: BUNDLES.uk, esim: null } as const

/** Found before: several eSIMs have something to tell at one instant, and some of it must be told again. */
const FOUND: [Journey, Way, object][] = [
  [Array.from({ length: 5 }, () => ({ gap: 0, step: buy })), { ...AT_ONCE, mode: 'auto' }, { callbackRetries: 2 }],
]

test('however time is cut up, the same things happen at the same instants', async () => {
  const property = fc.asyncProperty(journeys, ways, settings, async (journey, way, changes) => {
    const [pieces, whole] = await goBothWays(journey, way, changes)
    expect(pieces).toEqual(whole)
  })
  await fc.assert(property, { numRuns: 60, examples: FOUND })
}, 120_000)

test('whatever happens, a usage plan has one mark on the agenda at most', async () => {
  const thresholds = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 3 })
  const steps = fc.array(fc.record({ gap, step: travel, thresholds: fc.option(thresholds) }), { maxLength: 12 })
  const property = fc.asyncProperty(steps, async (journey) => {
    const { api, emulator, close } = await openTestEmulator()
    for (const { gap, step, thresholds } of journey) {
      await emulator.clock.advance(gap)
      await runTravel(api, emulator, step)
      if (thresholds) await emulator.settings.change({ usageThresholds: thresholds })
      expect(await findDoubleMarks(emulator)).toEqual([])
    }
    await close()
  })
  await fc.assert(property, { numRuns: 100 })
}, 120_000)
