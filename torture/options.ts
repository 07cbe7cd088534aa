import { parseArgs } from 'node:util'
import type { Round } from './round.ts'

/** What a run is asked to do. */
export interface RunOptions {
  readonly minutes: number
  readonly seed: number
  /** The rounds to run; of one with a try, that try alone. */
  readonly chosen: readonly { readonly round: Round; readonly attempt?: number }[]
}

export const USAGE = `npm run torture -- [MINUTES] [--seed N] [--only ROUND[:TRY],...]

  MINUTES  how much is done: about as long as it takes (default: 10)
  --seed   what everything follows from (default: a new one, which is printed)
  --only   these rounds, or one try of a round`

/** Reads the arguments. Throws TypeError, with a sentence, for any that make no sense. */
export function parseOptions(args: readonly string[], rounds: readonly Round[], newSeed: () => number): RunOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { seed: { type: 'string' }, only: { type: 'string' } },
  })
  const minutes = Number(positionals[0] ?? 10)
  if (positionals.length > 1 || !(minutes > 0 && minutes <= 600)) throw new TypeError('MINUTES is above 0, up to 600')
  const seed = values.seed === undefined ? newSeed() : Number(values.seed)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new TypeError('--seed is a whole number')
  return {
    minutes,
    seed,
    chosen: values.only === undefined ? rounds.map((round) => ({ round })) : choose(values.only, rounds),
  }
}

const choose = (only: string, rounds: readonly Round[]): RunOptions['chosen'] =>
  only.split(',').map((text) => {
    const [name = '', attempt] = text.split(':')
    const round = rounds.find((each) => each.name === name)
    if (!round) throw new TypeError(`there is no round ${name}: ${rounds.map((each) => each.name).join(', ')}`)
    if (attempt === undefined) return { round }
    if (!/^\d+$/.test(attempt)) throw new TypeError(`${text}: a try is a number from 0`)
    return { round, attempt: Number(attempt) }
  })
