import type Sqlite from 'better-sqlite3'
import { OF_DOCUMENTS } from './copied-tables.ts'
import { DAY_SUM_TRIGGERS, SUM_DAYS } from './day-sums.ts'
import { CALLBACKS_BY_BUNDLE } from './list-indexes.ts'
import { STORED_FORMS } from './stored-forms.ts'

interface Part {
  readonly type: string
  readonly name: string
  readonly sql: string
}

/**
 * Migrates a file to stored forms (see stored-forms.ts), eSIMs that are kept in the order of their age, and callbacks that
 * are signed when they are sent. Each table is made anew from its own statement, so its rows are packed again.
 */
export function migrateToStoredForms(sqlite: Sqlite.Database): void {
  dropDerived(sqlite)
  for (const copied of ['', 'copied_']) {
    for (const [name, forms] of STORED_FORMS) {
      const scope = copied === '' ? 'organisation_id' : 'copy_id'
      rebuild(sqlite, `${copied}${name}`, forms, (sql) =>
        name === 'esims' ? sql.replace(`PRIMARY KEY (${scope}, iccid)`, `PRIMARY KEY (${scope}, sequence)`) : sql,
      )
    }
    sqlite.exec(`UPDATE ${copied}callbacks SET headers = NULL`)
  }
  sqlite.exec(`
    DROP INDEX IF EXISTS esims_by_age;
    CREATE UNIQUE INDEX IF NOT EXISTS esims_by_iccid ON esims (organisation_id, iccid);
    DROP INDEX IF EXISTS copied_esims_by_age;
    DROP INDEX IF EXISTS copied_esims_by_iccid;
    CREATE UNIQUE INDEX copied_esims_by_iccid ON copied_esims (copy_id, iccid) WHERE ${OF_DOCUMENTS};
    DROP INDEX copied_orders_by_age;
    CREATE UNIQUE INDEX copied_orders_by_age ON copied_orders (copy_id, created_at_ms, sequence) WHERE ${OF_DOCUMENTS};
    DROP INDEX copied_catalogue_in_force;
    CREATE UNIQUE INDEX copied_catalogue_in_force ON copied_catalogue_changes (copy_id, bundle)
      WHERE status = 'current' AND ${OF_DOCUMENTS};
    DROP INDEX esims_by_matching_id;
    CREATE INDEX esims_by_matching_id ON esims (organisation_id, substr(matching_id, -6));
    DROP INDEX history_by_esim;
    CREATE INDEX history_by_esim ON history (organisation_id, iccid);
    ${CALLBACKS_BY_BUNDLE}
    DELETE FROM day_sums;
    ${SUM_DAYS}
    ${DAY_SUM_TRIGGERS}
  `)
}

/** Drops what reads the texts of columns, and is made anew for their stored forms. */
function dropDerived(sqlite: Sqlite.Database): void {
  sqlite.exec('DROP INDEX IF EXISTS callbacks_by_bundle')
  for (const [, trigger] of DAY_SUM_TRIGGERS.matchAll(/CREATE TRIGGER (\w+)/g)) {
    sqlite.exec(`DROP TRIGGER IF EXISTS ${trigger}`)
  }
}

function rebuild(
  sqlite: Sqlite.Database,
  table: string,
  forms: (typeof STORED_FORMS)[number][1],
  change: (sql: string) => string,
): void {
  const parts = sqlite
    .prepare('SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL')
    .all(table) as Part[]
  const made = parts.find(({ type }) => type === 'table')?.sql ?? ''
  const columns = sqlite.pragma(`table_info(${table})`) as { name: string; pk: number }[]
  const typed = Object.entries(forms).reduce(
    (sql, [column, { hasPhrases }]) =>
      hasPhrases ? sql : sql.replace(new RegExp(`\\b${column} TEXT\\b`), `${column} ANY`),
    change(made).replace(/^CREATE TABLE "?\w+"?/, `CREATE TABLE ${table}_anew`),
  )
  const stored = columns.map(({ name }) => (forms[name] ? `store_${forms[name].name}(${name})` : name))
  sqlite.exec(`${typed};
    INSERT INTO ${table}_anew (${columns.map(({ name }) => name).join(', ')}) SELECT ${stored.join(', ')} FROM ${table};
    DROP TABLE ${table};
    ALTER TABLE ${table}_anew RENAME TO ${table}`)
  for (const { type, sql } of parts) if (type !== 'table') sqlite.exec(sql)
}
