import fc from 'fast-check'
import { type Command, commands, run } from '../test/support/commands.ts'
import { openTestEmulator } from '../test/support/emulator.ts'
import { findLedgerErrors, findMoneyErrors } from '../test/support/laws/books.ts'
import { findLastActionErrors } from '../test/support/laws/last-action.ts'
import { findDoubleMarks, findFutureDates } from '../test/support/laws/time.ts'
import { watchUnits } from '../test/support/laws/units.ts'
import { createReceiver, RECEIVER_URL } from '../test/support/receiver.ts'
import { gap, runTravel, type Travel, travel } from '../test/support/travel.ts'
import { findCounterexample } from './property.ts'
import type { Round } from './round.ts'

type Step = Travel | Command

const command = commands.chain((list) => fc.constantFrom(...list))
const stories = fc.array(fc.record({ gap, step: fc.oneof<fc.Arbitrary<Step>[]>(travel, command, command) }), {
  minLength: 5,
  maxLength: 24,
})

const TRADE: ReadonlySet<string> = new Set(['order', 'apply', 'revoke', 'revokeOne', 'refund', 'topUp'])
const isTrade = (step: Step): step is Command => TRADE.has(step.kind)
const RUNS = 3

/** Years of an organisation's life, and after each step the laws that hold of every one. */
export const histories: Round = {
  name: 'histories',
  law: 'money, dates and histories agree; a history of trade loses no unit',
  triesPerMinute: 15,
  run: (attempt) => findCounterexample(attempt, stories, RUNS, (story) => live(story, attempt.count)),
}

async function live(story: readonly { gap: number; step: Step }[], count: (what: string) => void): Promise<string[]> {
  const receiver = createReceiver((_, tries) => (tries === 1 ? 503 : 200))
  const { api, emulator, close, failures } = await openTestEmulator({
    callbackUrl: RECEIVER_URL,
    callbackFetch: receiver.fetch,
  })
  count('histories')
  try {
    const units = watchUnits(api)
    // What a traveller does may use a unit up, end it or put it on an eSIM that goes.
    const isTradeOnly = story.every(({ step }) => isTrade(step))
    for (const { gap, step } of story) {
      await emulator.clock.advance(isTradeOnly ? 0 : gap)
      if (isTrade(step)) await units.during(() => run(api, step))
      else await runTravel(api, emulator, step)
      count('steps')
      const errors = [
        ...(await findMoneyErrors(api)),
        ...(await findDoubleMarks(emulator)),
        ...(isTradeOnly ? await units.findErrors() : []),
      ]
      if (errors.length > 0) return errors
    }
    return [
      ...(await findLedgerErrors(emulator)),
      ...(await findLastActionErrors(api)),
      ...(await findFutureDates(emulator)),
      ...failures.map((failure) => `the emulator failed: ${failure}`),
    ]
  } finally {
    await close()
  }
}
