import { FROM_SCHEMA_2 } from './from-schema-2.ts'

/** What takes a file from one version to the next, oldest first; each runs in its own transaction. */
export const MIGRATIONS: readonly string[] = [
  // The names of the headers that the journal notes, as a JSON list.
  "ALTER TABLE requests ADD COLUMN headers TEXT NOT NULL DEFAULT '[]'",
  FROM_SCHEMA_2,
  // How far the numbers of the journal are given out, at the most.
  'ALTER TABLE organisations ADD COLUMN request_reserved INTEGER NOT NULL DEFAULT 0',
]

/** The version of a database that is made anew; `PRAGMA user_version` says which one a file has. */
export const SCHEMA_VERSION = 1 + MIGRATIONS.length
