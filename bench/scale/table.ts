import type { Goal } from './goals.ts'

const WIDTH = 58
const CELL = 13

/** Prints the head of a table whose rows have a value for each size. */
export function printHead(title: string, sizes: readonly number[]): void {
  console.log(`\n${title}`)
  const cells = [...sizes.map((size) => size.toLocaleString('en').replaceAll(',', ' ')), 'ratio', 'target']
  console.log(`${'measured'.padEnd(WIDTH)}${cells.map((cell) => cell.padStart(CELL)).join('')}`)
}

/** A number of milliseconds, as long as it has to be. */
const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`

/** Prints a row; a value that is missing could not be measured. */
export function printRow(what: string, values: readonly number[], goal: Goal, unit = milliseconds): void {
  const [least = Number.NaN, largest = Number.NaN] = [values[0], values.at(-1)]
  const ratio = values.length > 1 ? `${(largest / least).toFixed(1)}x` : ''
  const cells = [
    ...values.map((value) => (Number.isNaN(value) ? '-' : unit(value))),
    Number.isFinite(largest / least) ? ratio : '-',
    goal.text,
  ]
  const met = goal.met(values)
  const verdict = met === undefined ? '' : met ? 'met' : 'MISSED'
  console.log(`${what.padEnd(WIDTH)}${cells.map((cell) => cell.padStart(CELL)).join('')}  ${verdict}`.trimEnd())
}

export const megabytes = (value: number): string => `${value.toFixed(0)} MB`
