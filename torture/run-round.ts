import { runAttempt, seedOf } from './attempt.ts'
import type { RunOptions } from './options.ts'
import type { Finding, Outcome } from './round.ts'

/** After so many findings a round ends: what it finds next is likely the same. */
const MOST_FINDINGS = 3
/** A round that takes so many times its share of the minutes ends: the machine is slower than what it was measured on. */
const MOST_OVERTIME = 4

/** Runs one round. `share` is how many seconds it should take. */
export async function runRound(
  { round, attempt: only }: RunOptions['chosen'][number],
  { minutes, seed }: Pick<RunOptions, 'minutes' | 'seed'>,
  share: number,
): Promise<Outcome> {
  const figures = new Map<string, number>()
  const findings: Finding[] = []
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const first = only ?? 0
  const end = only === undefined ? Math.max(1, Math.round(round.triesPerMinute * minutes)) : first + 1
  let note = round.unavailable?.() ?? ''
  let attempt = first
  while (note === '' && attempt < end) {
    const breaches = await runAttempt(round, seedOf(seed, round, attempt), (what, amount) =>
      figures.set(what, (figures.get(what) ?? 0) + amount),
    )
    if (breaches.length > 0) {
      findings.push({ attempt, breaches })
      const lines = breaches.map((breach) => `  ${breach}`).join('\n')
      console.error(
        `${round.name}, try ${attempt}:\n${lines}\n  repeat: npm run torture -- --seed ${seed} --only ${round.name}:${attempt}`,
      )
    }
    attempt += 1
    if (findings.length >= MOST_FINDINGS) note = `ended after ${MOST_FINDINGS} findings`
    else if (seconds() > share * MOST_OVERTIME && attempt < end)
      note = `ended after ${attempt} of ${end} tries: time is up`
  }
  return { round, tries: attempt - first, figures, findings, seconds: seconds(), note }
}
