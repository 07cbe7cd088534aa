import type { Outcome } from './round.ts'

const COLUMNS = ['round', 'tries', 'findings', 'seconds', 'done'] as const

/** The outcomes as a table of text, one line each, and below it what a round says of itself. */
export function renderTable(outcomes: readonly Outcome[]): string {
  const lines = [
    Object.fromEntries(COLUMNS.map((column) => [column, column])),
    ...outcomes.map(({ round, tries, findings, seconds, figures, note }) => ({
      round: round.name,
      tries: String(tries),
      findings: String(findings.length),
      seconds: seconds.toFixed(0),
      done: [...figures].map(([what, amount]) => `${amount} ${what}`).join(', ') + (note && ` (${note})`),
    })),
  ] as Record<(typeof COLUMNS)[number], string>[]
  const widths = COLUMNS.map((column) => Math.max(...lines.map((line) => line[column].length)))
  return lines
    .map((line) =>
      COLUMNS.map((column, index) =>
        /^\d+$/.test(line[column])
          ? line[column].padStart(widths[index] ?? 0)
          : line[column].padEnd(widths[index] ?? 0),
      )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
