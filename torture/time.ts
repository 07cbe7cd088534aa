import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { findDifferences } from '../src/domain/match.ts'
import { goBothWays, journeys, settings, ways } from '../test/support/laws/journey.ts'
import { findCounterexample } from './property.ts'
import type { Round } from './round.ts'

const RUNS = 5

/** Journeys on a clock that moves in one step, and in many: by hand, by events, by itself, asleep, with reopened files. */
export const time: Round = {
  name: 'time',
  law: 'one step of the clock and many give the same state, answers and callbacks',
  triesPerMinute: 8,
  run: (attempt) =>
    findCounterexample(attempt, fc.tuple(journeys, ways, settings), RUNS, async ([journey, way, changes]) => {
      attempt.count('journeys')
      const [pieces, whole] = await goBothWays(journey, way, changes)
      if (isDeepStrictEqual(pieces, whole)) return []
      const differences = [
        ...findDifferences(whole, pieces, 'many lack what one has,'),
        ...findDifferences(pieces, whole, 'one lacks what many have,'),
      ]
      return differences
        .slice(0, 5)
        .map(({ path, expected, actual }) =>
          `${path}: ${JSON.stringify(expected)}, ${JSON.stringify(actual)}`.slice(0, 500),
        )
    }),
}
