import { formatTable } from '../src/cli/table.ts'
import type { Outcome } from './round.ts'

/** Formats the outcomes as a table of text: one line for each, which ends with what its round did. */
export const renderTable = (outcomes: readonly Outcome[]): string =>
  formatTable(
    ['round', 'tries', 'findings', 'seconds', 'done'],
    outcomes.map(({ round, tries, findings, seconds, figures, note }) => [
      round.name,
      String(tries),
      String(findings.length),
      seconds.toFixed(0),
      [...figures].map(([what, amount]) => `${amount} ${what}`).join(', ') + (note && ` (${note})`),
    ]),
  ).trimEnd()
