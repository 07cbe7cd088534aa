type Stringify = typeof import('csv-stringify/sync')['stringify']
type Rows = readonly unknown[]

/** Loads the writer of CSV, which few calls need. */
export const loadCsv = async (): Promise<Stringify> => (await import('csv-stringify/sync')).stringify

/** Writes rows as CSV, a part up to each `yield`. `columns` are the names in the first line, and of the fields where rows are objects. */
export function* renderCsv(
  stringify: Stringify,
  parts: Iterable<Rows>,
  columns: readonly string[],
): Generator<undefined, string> {
  const texts = [stringify([columns])]
  for (const part of parts) {
    texts.push(stringify([...part], { columns: [...columns] }))
    yield
  }
  return texts.join('')
}
