/** Formats rows below their header as a table of text. A column of numbers stands on the right, `-` being none. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows]
  const columns = header.map((_, column) => ({
    width: Math.max(...lines.map((line) => line[column]?.length ?? 0)),
    isNumeric: rows.every((row) => /^(?:\d+|-)$/.test(row[column] ?? '')),
  }))
  const pad = (cell: string, column: number): string => {
    const { width, isNumeric } = columns[column] ?? { width: 0, isNumeric: false }
    return isNumeric ? cell.padStart(width) : cell.padEnd(width)
  }
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('')
}
