/** The tables of orders and applies: a part of SCHEMA. */
export const ORDERS_SCHEMA = `-- with a rowid: most of a row with many eSIMs would be on a page of its own
  CREATE TABLE orders (
    organisation_id INTEGER NOT NULL,
    reference ANY NOT NULL,
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
  CREATE UNIQUE INDEX orders_by_age ON orders (organisation_id, created_at_ms, sequence);

  -- orders and applies that are carried out after their answer: each has an event order.complete
  CREATE TABLE pending_orders (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    reference ANY NOT NULL,
    work TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;

  -- which eSIM each unit of an order or apply went to; unit is the counter in the assignment's reference
  CREATE TABLE deliveries (
    organisation_id INTEGER NOT NULL,
    reference ANY NOT NULL,
    unit INTEGER NOT NULL,
    iccid ANY NOT NULL,
    bundle TEXT NOT NULL,
    PRIMARY KEY (organisation_id, reference, unit)
  ) STRICT, WITHOUT ROWID;`
