import type { Server } from './servers.ts'

/** One line of the report; texts as they are printed. */
export interface Row {
  readonly what: string
  readonly emulator: string
  readonly bare: string
  readonly ratio: string
  readonly target: string
  readonly met: boolean | undefined
}

/** Measures one thing on a running emulator. */
export type Measure = (emulator: Server) => Promise<Row>

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

const HEADER = { what: 'measured', emulator: 'emulator', bare: 'bare', ratio: 'ratio', target: 'target', met: '' }

export function printTable(rows: readonly Row[]): void {
  const lines = [
    HEADER,
    ...rows.map(({ met, ...texts }) => ({ ...texts, met: met === undefined ? '' : met ? 'met' : 'MISSED' })),
  ]
  const columns = ['what', 'emulator', 'bare', 'ratio', 'target', 'met'] as const
  const widths = columns.map((column) => Math.max(...lines.map((line) => line[column].length)))
  for (const line of lines) {
    const cells = columns.map((column, index) => {
      const width = widths[index] ?? 0
      return column === 'what' || column === 'met' ? line[column].padEnd(width) : line[column].padStart(width)
    })
    console.log(cells.join('  ').trimEnd())
  }
}
