import { LIST_INDEXES } from './list-indexes.ts'

/** The references of eSIMs with their letters folded. A later version searches in the references themselves. */
const ESIM_REFERENCES = `  -- in the order of the eSIMs' ages, which they are shown in
  CREATE TABLE esim_references (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
  -- kept by triggers: rows of eSIMs are also written by restores, imports and removals
  CREATE TRIGGER esim_references_added AFTER INSERT ON esims WHEN new.customer_ref <> '' BEGIN
    INSERT INTO esim_references VALUES (new.organisation_id, new.sequence, fold_text(new.customer_ref));
  END;
  CREATE TRIGGER esim_references_changed AFTER UPDATE OF customer_ref ON esims BEGIN
    DELETE FROM esim_references WHERE organisation_id = old.organisation_id AND sequence = old.sequence;
    INSERT INTO esim_references SELECT new.organisation_id, new.sequence, fold_text(new.customer_ref)
      WHERE new.customer_ref <> '';
  END;
  CREATE TRIGGER esim_references_removed AFTER DELETE ON esims WHEN old.customer_ref <> '' BEGIN
    DELETE FROM esim_references WHERE organisation_id = old.organisation_id AND sequence = old.sequence;
  END;
`

/**
 * Migrates a file of schema 4 to schema 5, whose lists are read by indexes: kept counts, indexes of eSIMs, callbacks,
 * transitions and messages, the table of folded customer references, and orders with a rowid.
 */
export const FROM_SCHEMA_4 = `
  ALTER TABLE organisations ADD COLUMN tallies TEXT;

  DROP INDEX callbacks_tried;
  DROP INDEX orders_by_age;
  ALTER TABLE orders RENAME TO orders_4;
  CREATE TABLE orders (
    organisation_id INTEGER NOT NULL,
    reference TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    lines TEXT NOT NULL,
    total_milli INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'completed' OR status = 'failed' OR status = 'processing'),
    status_message TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    running_balance_milli INTEGER NOT NULL,
    assigned INTEGER NOT NULL,
    source_ip TEXT NOT NULL,
    request_id INTEGER,
    PRIMARY KEY (organisation_id, reference)
  ) STRICT;
  INSERT INTO orders (organisation_id, reference, sequence, lines, total_milli, currency, status, status_message, created_at_ms,
      running_balance_milli, assigned, source_ip, request_id)
    SELECT organisation_id, reference, sequence, lines, total_milli, currency, status, status_message, created_at_ms,
      running_balance_milli, assigned, source_ip, request_id FROM orders_4 ORDER BY organisation_id, created_at_ms, sequence;
  DROP TABLE orders_4;
  CREATE UNIQUE INDEX orders_by_age ON orders (organisation_id, created_at_ms, sequence);
  ${LIST_INDEXES}
  ${ESIM_REFERENCES}
  INSERT INTO esim_references (organisation_id, sequence, folded)
    SELECT organisation_id, sequence, fold_text(customer_ref) FROM esims WHERE customer_ref <> '';
`
