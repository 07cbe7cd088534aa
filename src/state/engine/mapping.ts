type Value = string | number | null
type Row = Readonly<Record<string, unknown>>

/** How a field of a record is kept: in one column or in several. */
export interface Field<T> {
  readonly columns: readonly string[]
  readonly read: (row: Row) => T
  /** Adds the value of each column. */
  readonly write: (value: T, into: Value[]) => void
}

/** A field that its column has as it is. */
export const plain = <T extends Value>(column: string): Field<T> => ({
  columns: [column],
  read: (row) => row[column] as T,
  write: (value, into) => into.push(value),
})

/** A boolean, kept as 0 or 1. */
export const flag = (column: string): Field<boolean> => ({
  columns: [column],
  read: (row) => row[column] === 1,
  write: (value, into) => into.push(value ? 1 : 0),
})

/** A list or an object, kept as JSON. */
export const json = <T>(column: string): Field<T> => ({
  columns: [column],
  read: (row) => JSON.parse(row[column] as string) as T,
  write: (value, into) => into.push(JSON.stringify(value)),
})

/** A list or an object, kept as JSON, or null. */
export const optionalJson = <T>(column: string): Field<T | null> => ({
  columns: [column],
  read: (row) => (row[column] === null ? null : (JSON.parse(row[column] as string) as T)),
  write: (value, into) => into.push(value === null ? null : JSON.stringify(value)),
})

/** The one place that says which column a field of a record is in. */
export interface Mapping<T> {
  /** The columns of all fields, for a SELECT. */
  readonly columns: string
  readonly fromRow: (row: Row) => T
  /** The INSERT of a record into its table; its parameters are the organisation's id and `valuesOf` the record. */
  readonly insert: string
  readonly valuesOf: (record: T) => Value[]
}

/**
 * Maps the rows of a table to records and back. Each field is listed once; one that is missing does not compile.
 *
 * @example
 * const FAULTS = mapRows<Fault>('faults', { id: plain('id'), rule: json('rule'), seen: plain('seen'), hits: plain('hits') })
 * tx.all(`SELECT ${FAULTS.columns} FROM faults WHERE organisation_id = ?`, tx.organisationId).map(FAULTS.fromRow)
 * tx.run(FAULTS.insert, tx.organisationId, ...FAULTS.valuesOf(fault))
 */
export function mapRows<T extends object>(
  table: string,
  fields: { readonly [K in keyof T]-?: Field<T[K]> },
): Mapping<T> {
  const entries = Object.entries(fields) as [keyof T, Field<T[keyof T]>][]
  const columns = entries.flatMap(([, field]) => field.columns)
  return {
    columns: columns.join(', '),
    fromRow: (row) => {
      const record: Partial<T> = {}
      for (const [name, field] of entries) record[name] = field.read(row)
      return record as T
    },
    insert: `INSERT INTO ${table} (organisation_id, ${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length)})`,
    valuesOf: (record) => {
      const values: Value[] = []
      for (const [name, field] of entries) field.write(record[name], values)
      return values
    },
  }
}
