import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EmulatorOptions } from '../../src/emulator.ts'
import { type Command, commands } from '../support/commands.ts'
import { openTestEmulator, type TestEmulator } from '../support/emulator.ts'
import { createReceiver, RECEIVER_URL } from '../support/receiver.ts'
import { observe } from '../support/trade.ts'
import { gap, runTravel, type Travel, travel } from '../support/travel.ts'
import { SlowSystemClock } from '../support/wall.ts'

/** A thing that changes how things go on, beside what resellers and travellers do. */
type Lever =
  | { readonly kind: 'fault'; readonly callback: boolean; readonly probability: number }
  | { readonly kind: 'settings'; readonly changes: Readonly<Record<string, unknown>> }

type Step = { readonly gap: number; readonly act: Travel | Command | Lever }

const lever: fc.Arbitrary<Lever> = fc.oneof(
  fc.record({ kind: fc.constant('fault' as const), callback: fc.boolean(), probability: fc.constantFrom(0.3, 1) }),
  fc.record({
    kind: fc.constant('settings' as const),
    changes: fc.constantFrom<Record<string, unknown>>(
      { autoInstallAfter: '2h' },
      { processingDelay: '10m' },
      { usage: { profile: 'heavy' } },
      { currency: 'EUR', balance: 50 },
      { callbackRetries: 5 },
    ),
  }),
)

const command = commands.chain((list) => fc.constantFrom(...list))
const story: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    gap,
    act: fc.oneof<[fc.WeightedArbitrary<Travel>, fc.WeightedArbitrary<Command>, fc.WeightedArbitrary<Lever>]>(
      { weight: 5, arbitrary: travel },
      { weight: 4, arbitrary: command },
      { weight: 2, arbitrary: lever },
    ),
  }),
  { minLength: 1, maxLength: 8 },
)

/** Does it all, and returns what was answered on the way. */
async function play(story: readonly Step[], { emulator, api }: TestEmulator): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const { gap, act } of story) {
    answers.push(await emulator.clock.advance(gap).catch(({ code }) => code))
    if (act.kind === 'fault') {
      const pacing = { probability: act.probability, times: 3 }
      await emulator.faults.add(
        act.callback
          ? { ...pacing, match: { callback: '*' }, fault: { type: 'duplicate' } }
          : {
              ...pacing,
              match: { operationId: 'createOrder' },
              phase: 'after',
              fault: { type: 'status', status: 503 },
            },
      )
    } else if (act.kind === 'settings') answers.push(await emulator.settings.change(act.changes))
    else answers.push(await runTravel(api, emulator, act))
    // Until what it caused has been told.
    await emulator.clock.advance(0)
  }
  return answers
}

/** The whole state as text; how long a try of a callback really took is no part of it. */
async function documentOf({ emulator }: TestEmulator): Promise<string> {
  return JSON.stringify(await emulator.state.export(), null, 1).replace(/"duration_ms": \d+/g, '"duration_ms": 0')
}

const withEmulator = async (work: (opened: TestEmulator) => Promise<void>, options: EmulatorOptions = {}) => {
  // A receiver that knows nothing but the bytes, so that it goes back with them: some it never takes.
  const receiver = createReceiver(({ body }) => (body.length % 3 === 0 ? 503 : 200))
  const { close, ...opened } = await openTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: receiver.fetch,
    ...options,
  })
  try {
    await work(opened)
  } finally {
    await close()
  }
}

/** The options of an emulator that does whole states in one piece, or in turns. */
const optionsOf = (inTurns: boolean): EmulatorOptions => (inTurns ? { wall: new SlowSystemClock(60_000) } : {})

test('a reset organisation is as a new one', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(story, fc.nat({ max: 1_000 }), async (steps, seed) => {
    await withEmulator(
      async (fresh) => {
        const asNew = await documentOf(fresh)
        await withEmulator(async (used) => {
          await play(steps, used)
          await used.emulator.reset({ seed })
          expect(await documentOf(used)).toBe(asNew)
        })
      },
      { seed },
    )
  })
  await fc.assert(property, { numRuns: 25 })
})

test('a restored organisation is as it was, and what is done again gives the same bytes', {
  timeout: 120_000,
}, async () => {
  const property = fc.asyncProperty(story, story, fc.boolean(), async (before, after, inTurns) => {
    await withEmulator(async (opened) => {
      await play(before, opened)
      await opened.emulator.snapshots.take('here')
      const [document, seen] = [await documentOf(opened), JSON.stringify(await observe(opened.api))]
      await opened.emulator.snapshots.restore('here')
      const answers = JSON.stringify(await play(after, opened))
      const end = await documentOf(opened)

      await opened.emulator.snapshots.restore('here')
      expect(await documentOf(opened)).toBe(document)
      expect(JSON.stringify(await observe(opened.api))).toBe(seen)
      await opened.emulator.snapshots.restore('here')
      expect(JSON.stringify(await play(after, opened))).toBe(answers)
      expect(await documentOf(opened)).toBe(end)
    }, optionsOf(inTurns))
  })
  await fc.assert(property, { numRuns: 25 })
})

test('a state goes on in another emulator as it would have at home', { timeout: 120_000 }, async () => {
  const property = fc.asyncProperty(story, story, fc.boolean(), async (before, after, inTurns) => {
    await withEmulator(async (home) => {
      await withEmulator(async (abroad) => {
        await play(before, home)
        await abroad.emulator.state.import(await home.emulator.state.export())
        expect(await documentOf(abroad)).toBe(await documentOf(home))
        expect(JSON.stringify(await play(after, abroad))).toBe(JSON.stringify(await play(after, home)))
        expect(await documentOf(abroad)).toBe(await documentOf(home))
      }, optionsOf(inTurns))
    })
  })
  await fc.assert(property, { numRuns: 15 })
})
