import type Sqlite from 'better-sqlite3'
import { rebuildTable } from './rebuild-table.ts'

/** A table whose columns are brought to their stored forms, and the checks that have places of words in place of texts. */
interface Packed {
  readonly columns: readonly string[]
  readonly checks?: readonly Check[]
}

interface Check {
  readonly column: string
  readonly words: string
  readonly places: string
}

const STATES = 'processing, queued, active, depleted, expired, revoked or lapsed'

const TABLES: Readonly<Record<string, Packed>> = {
  esims: {
    columns: ['matching_id', 'puk', 'platform'],
    checks: [{ column: 'platform', words: 'truphone or idemia', places: '0 AND 1' }],
  },
  assignments: {
    columns: ['reference', 'state'],
    checks: [{ column: 'state', words: STATES, places: '1 AND 7' }],
  },
  orders: { columns: ['reference'] },
  pending_orders: { columns: ['reference'] },
  deliveries: { columns: ['reference'] },
  callbacks: {
    columns: ['url', 'version', 'status'],
    checks: [
      { column: 'version', words: 'V2 or V3', places: '0 AND 1' },
      { column: 'status', words: 'pending, delivered, failed or unsent', places: '0 AND 3' },
    ],
  },
}

/** Migrates a file to the stored forms of references, codes of eSIMs and states, whose columns had texts before. */
export function migrateToPackedForms(sqlite: Sqlite.Database): void {
  // Its condition is about the text of a status.
  sqlite.exec('DROP INDEX callbacks_pending')
  for (const copied of ['', 'copied_']) {
    for (const [name, { columns, checks = [] }] of Object.entries(TABLES)) {
      rebuildTable(sqlite, `${copied}${name}`, columns, (sql) =>
        checks.reduce((changed, check) => withCheck(changed, name, check), sql),
      )
    }
  }
  sqlite.exec('CREATE INDEX callbacks_pending ON callbacks (organisation_id, iccid, id) WHERE status = 0')
}

/** Puts a check in the place of that of a column. Its name is what an error says. */
const withCheck = (sql: string, table: string, { column, words, places }: Check): string =>
  sql.replace(
    new RegExp(`(\\b${column} TEXT NOT NULL )CHECK \\([^()]*(?:\\([^()]*\\)[^()]*)*\\)`),
    `$1CONSTRAINT "${table}.${column}: ${words}" CHECK (${column} BETWEEN ${places})`,
  )
