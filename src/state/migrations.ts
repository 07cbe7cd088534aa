import { FROM_SCHEMA_1 } from './from-schema-1.ts'

/** Brings a file of schema 2 to schema 3: the journal notes the names of some headers, and reserves its numbers. */
const FROM_SCHEMA_2 = `
  ALTER TABLE requests ADD COLUMN headers TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE organisations ADD COLUMN request_reserved INTEGER NOT NULL DEFAULT 0;
`

/** What takes a file from one version to the next, oldest first; each runs in its own transaction. */
export const MIGRATIONS: readonly string[] = [FROM_SCHEMA_1, FROM_SCHEMA_2]

/** The version of a database that is made anew; `PRAGMA user_version` says which one a file has. */
export const SCHEMA_VERSION = 1 + MIGRATIONS.length
