import type { Finding } from '../drift/drift.ts'
import { formatTable } from './table.ts'

/** Formats findings as tables: HERE is the emulator, THERE the other service. What is found again is told once. */
export function formatFindings(findings: readonly Finding[]): string {
  const differing = findings.flatMap(({ call, differences }) =>
    differences.map(({ where, here, there }) => [call, where, here, there]),
  )
  const open = findings.flatMap(({ call, notCompared }) => notCompared.map(({ where, why }) => [call, where, why]))
  return [
    differing.length === 0 ? 'No differences.\n' : formatTable(['CALL', 'WHERE', 'HERE', 'THERE'], distinct(differing)),
    open.length === 0 ? '' : `\nNot compared:\n\n${formatTable(['CALL', 'WHERE', 'WHY'], distinct(open))}`,
  ].join('')
}

const distinct = (rows: readonly string[][]): string[][] => [
  ...new Map(rows.map((row) => [JSON.stringify(row), row])).values(),
]
