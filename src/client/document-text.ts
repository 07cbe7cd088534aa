/** Writes a state document as the emulator does, a field or a row on each line, so that one of any length can be read. */
export function documentText(document: object): string {
  const fields = Object.entries(document).flatMap(([name, value]) => {
    if (value === undefined) return []
    return `${JSON.stringify(name)}: ${Array.isArray(value) ? listText(value) : JSON.stringify(value)}`
  })
  return `{\n${fields.join(',\n')}\n}\n`
}

const listText = (rows: readonly unknown[]): string =>
  rows.length === 0 ? '[]' : `[\n  ${rows.map((row) => JSON.stringify(row)).join(',\n  ')}\n]`
