import fc from 'fast-check'
import type { Attempt } from './round.ts'

/** How long a counterexample is made smaller. */
const SHRINKING_MS = 20_000

/** Looks for a breach among the runs of a property that follow from a try's seed; the one found is made smaller. */
export async function findCounterexample<Values>(
  { seed }: Attempt,
  values: fc.Arbitrary<Values>,
  numRuns: number,
  law: (values: Values) => Promise<readonly string[]>,
): Promise<string[]> {
  const property = fc.asyncProperty(values, async (given) => {
    const breaches = await law(given)
    if (breaches.length > 0) throw new Error(breaches.join('\n'))
  })
  const started = performance.now()
  const result = await fc.check(property, {
    seed,
    numRuns,
    interruptAfterTimeLimit: SHRINKING_MS * 2,
    // Once time is up, every smaller one counts as good.
    markInterruptAsFailure: false,
  })
  if (!result.failed) return []
  const shrunk = `shrunk ${result.numShrinks} times in ${Math.round((performance.now() - started) / 1000)} s`
  const error =
    result.errorInstance instanceof Error ? (result.errorInstance.stack ?? result.errorInstance.message) : ''
  return [`${error}\n  for ${JSON.stringify(result.counterexample)} (${shrunk})`]
}
