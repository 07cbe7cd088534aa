/**
 * Migrates a file of schema 4 to schema 5, whose lists are read by indexes: kept counts, indexes of eSIMs, callbacks,
 * transitions and messages, the table of folded customer references, and orders with a rowid.
 */
export const FROM_SCHEMA_4 = `
  ALTER TABLE organisations ADD COLUMN tallies TEXT;

  CREATE INDEX esims_by_action ON esims (organisation_id, last_action, sequence);
  CREATE INDEX esims_by_action_time ON esims (organisation_id, action_at_ms, sequence);
  CREATE INDEX esims_by_assignment_time ON esims (organisation_id, assigned_at_ms, sequence);
  CREATE INDEX esims_by_reference ON esims (organisation_id, customer_ref, sequence);
  CREATE INDEX esims_by_matching_id ON esims (organisation_id, matching_id);
  CREATE INDEX esims_returning ON esims (organisation_id, sequence) WHERE returning_since_ms IS NOT NULL;
  CREATE INDEX esims_with_plan ON esims (organisation_id, sequence) WHERE plan_bytes_per_day IS NOT NULL;
  CREATE INDEX transitions_by_assignment ON transitions (organisation_id, assignment_id);
  CREATE INDEX messages_by_esim ON messages (organisation_id, iccid);
  DROP INDEX callbacks_tried;
  CREATE INDEX callbacks_by_esim ON callbacks (organisation_id, iccid, id);
  CREATE INDEX callbacks_by_status ON callbacks (organisation_id, status, alert_type, id);

  CREATE TABLE esim_references (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO esim_references (organisation_id, sequence, folded)
    SELECT organisation_id, sequence, fold_text(customer_ref) FROM esims WHERE customer_ref <> '';

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
  CREATE INDEX orders_by_request ON orders (organisation_id, request_id) WHERE request_id IS NOT NULL;
`
