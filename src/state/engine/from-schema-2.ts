/**
 * Migrates a state of schema 2 to schema 3. Schema 2 had instants in microseconds, some of them later than the clock;
 * it ended bundles at a millisecond and showed the second; and it did not tell a returned eSIM from one in the returns process.
 */

type Value = string | number | null

/** The columns that were in microseconds, by table. */
const MICROSECONDS = {
  esims: ['action_at', 'assigned_at', 'seen_at'],
  purchases: ['purchased_at'],
  assignments: ['assigned_at'],
  orders: ['created_at'],
  history: ['at'],
  messages: ['sent_at'],
  transitions: ['at'],
  callbacks: ['created_at'],
  adjustments: ['at'],
} as const

const floorOf = (column: string): string => `${column} = ${column} - ${column} % 1000`

/**
 * Statements that migrate the values of rows. Instants that are shown in seconds, and events due at them, are rounded down
 * to the second. So is the start of each month of a one-year bundle after the first. Any other start may wait for the end of
 * the processing, and keeps its instant. `stored` says how texts are stored: kinds of events, and the ICCIDs of their eSIMs.
 */
export const upgradeRows = (
  where: string,
  stored: { readonly kind: (kind: string) => string; readonly iccid: (column: string) => string },
): readonly string[] => [
  `UPDATE assignments SET ${floorOf('start_at_ms')}, ${floorOf('end_at_ms')} WHERE ${where}`,
  `UPDATE purchases SET ${floorOf('expires_at_ms')} WHERE ${where}`,
  `UPDATE events SET ${floorOf('due_at_ms')}
   WHERE ${where} AND (${['bundle.refill', 'bundle.expire', 'inventory.expire'].map((kind) => `kind = ${stored.kind(kind)}`).join(' OR ')})`,
  `UPDATE events SET ${floorOf('due_at_ms')} WHERE ${where} AND kind = ${stored.kind('bundle.start')} AND EXISTS (
     SELECT 1 FROM assignments a WHERE a.organisation_id = events.organisation_id AND a.id = events.subject AND a.part > 0
   )`,
  `UPDATE esims SET returned_at_ms = returning_since_ms WHERE ${where} AND NOT EXISTS (
     SELECT 1 FROM events e
     WHERE e.organisation_id = esims.organisation_id AND e.iccid = ${stored.iccid('esims.iccid')} AND e.kind = ${stored.kind('esim.return')}
   )`,
]

/** The migration of a file. */
export const FROM_SCHEMA_2 = [
  ...Object.entries(MICROSECONDS).flatMap(([table, columns]) => [
    ...columns.map((column) => `ALTER TABLE ${table} RENAME COLUMN ${column}_us TO ${column}_ms`),
    `UPDATE ${table} SET ${columns.map((column) => `${column}_ms = ${column}_ms / 1000`).join(', ')}`,
  ]),
  'ALTER TABLE organisations DROP COLUMN last_stamp_us',
  'ALTER TABLE esims ADD COLUMN returned_at_ms INTEGER',
  // The tables of that schema have every text as it is.
  ...upgradeRows('TRUE', { kind: (kind) => `'${kind}'`, iccid: (column) => column }),
].join(';\n')

/** Whether the row of an organisation, in a state document, is of schema 2 or before. */
export const isOfSchema2 = (organisation: Readonly<Record<string, unknown>>): boolean => 'last_stamp_us' in organisation

/** Whether a row of a state document has columns of schema 2. */
export function hasOldColumns(row: Readonly<Record<string, Value>>): boolean {
  for (const name in row) if (name.endsWith('_us')) return true
  return false
}

/** Renames the columns of a row of a state document to those of schema 3; a row of schema 3 stays as it is. */
export const upgradeColumns = (row: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, Value][] => {
      if (name === 'last_stamp_us') return []
      if (!name.endsWith('_us')) return [[name, value]]
      return [[name.replace(/_us$/, '_ms'), typeof value === 'number' ? Math.floor(value / 1_000) : value]]
    }),
  )
