import type Sqlite from 'better-sqlite3'
import { rebuildTable } from './rebuild-table.ts'

/**
 * Migrates a file to fewer trees: the customer references are searched themselves, without a table of them with their letters
 * folded; no statement looked for the assignments of a purchase; and callbacks have their key as the order of their rows.
 */
export function migrateToFewerTrees(sqlite: Sqlite.Database): void {
  sqlite.exec(`
    DROP TRIGGER esim_references_added;
    DROP TRIGGER esim_references_changed;
    DROP TRIGGER esim_references_removed;
    DROP TABLE esim_references;
    DROP INDEX assignments_by_purchase;
  `)
  rebuildTable(sqlite, 'callbacks', [], (sql) => sql.replace(/STRICT$/, 'STRICT, WITHOUT ROWID'))
}
