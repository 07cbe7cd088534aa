/** The tables of an organisation's state, in an order that satisfies their foreign keys. */
export const STATE_TABLES = [
  'esims',
  'catalogue_changes',
  'purchases',
  'assignments',
  'orders',
  'pending_orders',
  'deliveries',
  'history',
  'messages',
  'trip_steps',
  'events',
  'transitions',
  'acts',
  'callbacks',
  'attempts',
  'faults',
  'adjustments',
] as const

const COPIED = ['organisations', ...STATE_TABLES]
/** Whether copies have rows of a table. */
export const isCopied = (table: string): boolean => COPIED.includes(table)

const COPIED_NAMES = new RegExp(`\\b(${COPIED.join('|')})\\b`, 'g')

/** Turns a statement about the rows of organisations into one about those of copies, which have the same columns. */
export const inCopies = (sql: string): string =>
  sql.replace(COPIED_NAMES, 'copied_$1').replace(/\borganisation_id\b/g, 'copy_id')

/**
 * Lists the copies, and the organisations whose rows are still to be deleted. `restoring` is 2 for an undo log: the copy has the
 * rows that a write in pieces has changed so far.
 */
export const COPY_LISTS = `
  CREATE TABLE copies (
    organisation_id INTEGER NOT NULL,
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the organisation is being made equal to the copy: that has begun, and has to be finished
    restoring INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE removals (
    organisation_id INTEGER PRIMARY KEY
  ) STRICT;
`

/** The condition on the rows of documents that are read, whose copies have negative numbers. */
export const OF_DOCUMENTS = 'copy_id < 0'

/**
 * The tables of copies of whole states: of snapshots, and of documents that are read or written. Each is as the table that it
 * copies, with its checks. Unique indexes have the rows of documents only, which nothing has checked yet: an index makes a
 * row slow to write.
 * A later migration of a table is applied to its copy as well: `inCopies` makes the statement.
 */
export function copiesOf(schema: string): string {
  const statements = [
    ...schema.replace(/--.*/g, '').matchAll(/CREATE (?:TABLE (\w+) \(|UNIQUE INDEX \w+ ON (\w+) )[^;]*;/g),
  ]
  const copied = statements
    .filter(([, table, indexed]) => COPIED.includes(table ?? indexed ?? ''))
    .map(([statement]) =>
      inCopies(statement)
        .replace(/UNIQUE INDEX (\w+)/, 'UNIQUE INDEX copied_$1')
        .replace(/^\s*api_key .*\n/m, '')
        .replace(' AUTOINCREMENT', '')
        .replace(
          /^(CREATE UNIQUE.*?)( WHERE .*)?;$/,
          (_, index, where) => `${index}${where === undefined ? ' WHERE' : `${where} AND`} ${OF_DOCUMENTS};`,
        )
        .replace(/(PRIMARY KEY \([^)]*\)\s*)\) STRICT;$/, '$1) STRICT, WITHOUT ROWID;'),
    )
  return copied.join('\n')
}
