import type Sqlite from 'better-sqlite3'
import { ACTS } from './acts-schema.ts'
import { CATALOGUE_CHANGES_TABLE } from './catalogue-changes-table.ts'
import { COPY_LISTS } from './copied-tables.ts'
import { DAY_SUMS } from './day-sums.ts'
import { FROM_SCHEMA_2 } from './from-schema-2.ts'
import { FROM_SCHEMA_4 } from './from-schema-4.ts'
import { COPIES } from './schema.ts'
import { migrateToFewerTrees } from './to-fewer-trees.ts'
import { migrateToPackedForms } from './to-packed-forms.ts'
import { migrateToStoredForms } from './to-stored-forms.ts'

/** Changes of an organisation's catalogue, and the edition of what was bought. */
const CATALOGUE_CHANGES = `
  ALTER TABLE purchases ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX purchases_by_edition ON purchases (organisation_id, edition) WHERE edition > 0;
  ALTER TABLE assignments ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
  ${CATALOGUE_CHANGES_TABLE}
`

/**
 * Assignments without foreign keys: a row of an eSIM or a purchase that is deleted, as by a restore, would read all assignments.
 * Documents and files are checked for what a row refers to (column-rules.ts).
 */
const NO_FOREIGN_KEYS = `
  DROP INDEX assignments_by_esim;
  DROP INDEX assignments_by_purchase;
  ALTER TABLE assignments RENAME TO assignments_with_keys;
  CREATE TABLE assignments (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    purchase_id INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    reference TEXT NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'processing' OR state = 'queued' OR state = 'active' OR state = 'depleted'
      OR state = 'expired' OR state = 'revoked' OR state = 'lapsed'),
    unlimited INTEGER NOT NULL,
    initial_bytes INTEGER NOT NULL,
    remaining_bytes INTEGER NOT NULL CHECK (remaining_bytes >= 0 AND remaining_bytes <= initial_bytes),
    assigned_at_ms INTEGER NOT NULL,
    start_at_ms INTEGER,
    end_at_ms INTEGER,
    first_use_told INTEGER NOT NULL DEFAULT 0,
    edition INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO assignments SELECT organisation_id, id, iccid, purchase_id, bundle, reference, part, parts, state, unlimited,
    initial_bytes, remaining_bytes, assigned_at_ms, start_at_ms, end_at_ms, first_use_told, edition FROM assignments_with_keys;
  DROP TABLE assignments_with_keys;
  CREATE INDEX assignments_by_esim ON assignments (organisation_id, iccid, id);
  CREATE INDEX assignments_by_purchase ON assignments (organisation_id, purchase_id);
`

/** Statements, or a function that runs them. */
export type Migration = string | ((sqlite: Sqlite.Database) => void)

/** The migrations from each version to the next, oldest first; each runs in its own transaction. */
export const MIGRATIONS: readonly Migration[] = [
  // The names of recorded headers, as a JSON list.
  "ALTER TABLE requests ADD COLUMN headers TEXT NOT NULL DEFAULT '[]'",
  FROM_SCHEMA_2,
  // The last request id that may have been used.
  'ALTER TABLE organisations ADD COLUMN request_reserved INTEGER NOT NULL DEFAULT 0',
  FROM_SCHEMA_4,
  CATALOGUE_CHANGES,
  NO_FOREIGN_KEYS,
  // Orders that are carried out after their answer, and the reasons of what happens to callbacks.
  `CREATE TABLE pending_orders (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    work TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE callbacks ADD COLUMN reason TEXT`,
  // The acts of travellers.
  ACTS,
  // Snapshots are copies of rows. The documents of older ones stay, and are read when they are restored.
  `ALTER TABLE snapshots ADD COLUMN copy_id INTEGER; ${COPY_LISTS} ${COPIES}`,
  // The headers of calls, the texts of refusals, and the numbers of the rows that a call wrote.
  `ALTER TABLE requests ADD COLUMN message TEXT;
  ALTER TABLE requests ADD COLUMN request_headers TEXT;
  ALTER TABLE requests ADD COLUMN response_headers TEXT;
  ALTER TABLE requests ADD COLUMN wrote_after INTEGER;
  ALTER TABLE requests ADD COLUMN wrote_up_to INTEGER`,
  // The money of each day.
  DAY_SUMS,
  // Stored forms, with what is derived from columns that have one: callbacks by their bundle, and the sums of days.
  migrateToStoredForms,
  // Stored forms of references, codes of eSIMs and states.
  migrateToPackedForms,
  // No table of folded references, no index that nothing reads, and callbacks without a rowid.
  migrateToFewerTrees,
]

/** The version of a new database; `PRAGMA user_version` is that of a file. */
export const SCHEMA_VERSION = 1 + MIGRATIONS.length
