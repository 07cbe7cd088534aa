/**
 * Attacks the built emulator (dist/) in rounds, on loopback alone, and prints a table. Exits 1 when a round found
 * something, and says how to repeat it; 2 for arguments that make no sense.
 */
import { cleanUp } from './attempt.ts'
import { parseOptions, type RunOptions, USAGE } from './options.ts'
import type { Outcome } from './round.ts'
import { ROUNDS } from './rounds.ts'
import { runRound } from './run-round.ts'
import { renderTable } from './table.ts'

function readOptions(): RunOptions | undefined {
  try {
    return parseOptions(process.argv.slice(2), ROUNDS, () => Date.now() % 1_000_000)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    return undefined
  }
}

async function main(): Promise<number> {
  const options = readOptions()
  if (!options) return 2
  const { minutes, seed, chosen } = options
  console.log(`seed ${seed}, ${minutes} minutes: ${chosen.map(({ round }) => round.name).join(', ')}`)
  const outcomes: Outcome[] = []
  for (const each of chosen) {
    outcomes.push(await runRound(each, options, (minutes * 60) / chosen.length))
    const { round, seconds, findings } = outcomes.at(-1) as Outcome
    console.log(`${round.name}: ${findings.length === 0 ? round.law : 'FOUND SOMETHING'} (${seconds.toFixed(0)} s)`)
  }
  console.log(`\n${renderTable(outcomes)}`)
  return outcomes.some(({ findings }) => findings.length > 0) ? 1 : 0
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await cleanUp()
    process.exit(130)
  })
}

process.once('uncaughtException', async (error) => {
  console.error(error)
  await cleanUp()
  process.exit(1)
})

process.exitCode = await main()
