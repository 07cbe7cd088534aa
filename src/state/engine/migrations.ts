import { ACTS } from './acts-schema.ts'
import { FROM_SCHEMA_2 } from './from-schema-2.ts'

/** The migrations from each version to the next, oldest first; each runs in its own transaction. */
export const MIGRATIONS: readonly string[] = [
  // The names of recorded headers, as a JSON list.
  "ALTER TABLE requests ADD COLUMN headers TEXT NOT NULL DEFAULT '[]'",
  FROM_SCHEMA_2,
  // The last request id that may have been used.
  'ALTER TABLE organisations ADD COLUMN request_reserved INTEGER NOT NULL DEFAULT 0',
  // What travellers do.
  ACTS,
]

/** The version of a new database; `PRAGMA user_version` is that of a file. */
export const SCHEMA_VERSION = 1 + MIGRATIONS.length
