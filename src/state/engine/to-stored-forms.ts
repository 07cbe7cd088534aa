import type Sqlite from 'better-sqlite3'
import { OF_DOCUMENTS } from './copied-tables.ts'
import { DAY_SUM_TRIGGERS, SUM_DAYS } from './day-sums.ts'
import { CALLBACKS_BY_BUNDLE } from './list-indexes.ts'
import { rebuildTable } from './rebuild-table.ts'

/** The columns that had a stored form first, by table. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  esims: ['smdp_address', 'pin', 'profile_status'],
  assignments: ['iccid', 'bundle'],
  orders: ['lines'],
  deliveries: ['iccid', 'bundle'],
  history: ['iccid', 'name', 'bundle', 'bundle_state'],
  messages: ['iccid'],
  trip_steps: ['iccid'],
  events: ['iccid', 'kind'],
  transitions: ['iccid', 'before', 'after'],
  acts: ['iccid', 'kind', 'details'],
  callbacks: ['iccid', 'alert_type', 'encoding', 'body'],
}

/**
 * Migrates a file to stored forms (see stored-forms.ts), eSIMs that are kept in the order of their age, and callbacks that
 * are signed when they are sent. Each table is made anew from its own statement, so its rows are packed again.
 */
export function migrateToStoredForms(sqlite: Sqlite.Database): void {
  dropDerived(sqlite)
  for (const copied of ['', 'copied_']) {
    for (const [name, columns] of Object.entries(COLUMNS)) {
      const scope = copied === '' ? 'organisation_id' : 'copy_id'
      rebuildTable(sqlite, `${copied}${name}`, columns, (sql) =>
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
