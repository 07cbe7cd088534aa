import { ACTS } from './acts-schema.ts'
import { CATALOGUE_CHANGES_TABLE } from './catalogue-changes-table.ts'
import { COPY_LISTS, copiesOf } from './copied-tables.ts'
import { DAY_SUM_TRIGGERS, DAY_SUMS } from './day-sums.ts'
import { CALLBACKS_BY_BUNDLE, LIST_INDEXES } from './list-indexes.ts'
import { ORDERS_SCHEMA } from './schema-orders.ts'
import { storedSql } from './stored-forms.ts'

/** The stored form of the status of a callback that is to be sent. */
const PENDING = storedSql('callbacks', 'status', 'pending')

/**
 * The tables of organisations, with the indexes that keep and find their rows (those of lists are in list-indexes.ts). A change
 * here also needs a migration for older files.
 * Every table but `organisations` has organisation_id as the first column of its key, and every statement must bind it (see
 * statement-scope.ts). The rows go with their organisation, without a foreign key that every insert would look up. A check
 * against a list of three or more is written with OR: for IN, SQLite makes a table of the list at every write. A column of
 * type ANY has texts in a stored form (see stored-forms.ts): where a check has numbers, they are places in a list of words,
 * which its name tells whoever imports a document.
 */
const ORGANISATIONS = `
  CREATE TABLE organisations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    api_key TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL,
    settings TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_milli INTEGER NOT NULL CHECK (balance_milli >= 0),
    test_credit_milli INTEGER NOT NULL,
    test_credit_expiry TEXT NOT NULL,
    insufficient_alerts INTEGER NOT NULL DEFAULT 0,
    -- the clock: emulated time is clock_base_ms, plus what the wall has moved since clock_wall_ms times the rate
    clock_mode TEXT NOT NULL CHECK (clock_mode IN ('auto', 'manual')),
    clock_rate REAL NOT NULL,
    clock_base_ms INTEGER NOT NULL,
    clock_wall_ms INTEGER NOT NULL,
    -- counters: the number of the last row of each kind
    seed INTEGER NOT NULL,
    random_position INTEGER NOT NULL DEFAULT 0,
    sequence INTEGER NOT NULL DEFAULT 0,
    esim_sequence INTEGER NOT NULL DEFAULT 0,
    assignment_sequence INTEGER NOT NULL DEFAULT 0,
    purchase_sequence INTEGER NOT NULL DEFAULT 0,
    request_sequence INTEGER NOT NULL DEFAULT 0,
    last_now_ms INTEGER NOT NULL DEFAULT 0,
    -- the last request id that may have been used: none up to it is used again
    request_reserved INTEGER NOT NULL DEFAULT 0,
    -- counts that pages show, as a JSON object, kept by every write (see records/tallies.ts); null: they are not counted yet
    tallies TEXT
  ) STRICT;

  CREATE TABLE esims (
    organisation_id INTEGER NOT NULL,
    iccid TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    matching_id ANY NOT NULL,
    smdp_address ANY NOT NULL,
    pin ANY NOT NULL,
    puk ANY NOT NULL,
    platform ANY NOT NULL CONSTRAINT "esims.platform: truphone or idemia" CHECK (platform BETWEEN 0 AND 1),
    profile INTEGER,
    profile_status ANY NOT NULL,
    msisdn TEXT,
    physical INTEGER NOT NULL,
    customer_ref TEXT NOT NULL DEFAULT '',
    last_action TEXT NOT NULL,
    action_at_ms INTEGER NOT NULL,
    assigned_at_ms INTEGER NOT NULL,
    installed INTEGER NOT NULL DEFAULT 0,
    first_installed_at_ms INTEGER,
    country TEXT,
    network_tadig TEXT,
    network_name TEXT,
    network_brand TEXT,
    seen_at_ms INTEGER,
    first_attached_at_ms INTEGER,
    last_used_at_ms INTEGER,
    returning_since_ms INTEGER,
    suspended_at_ms INTEGER,
    deactivated_at_ms INTEGER,
    -- the usage plan: data used evenly over time; accounted is the instant up to which it was consumed, feeding the
    -- assignment that it is consumed from
    plan_bytes_per_day INTEGER CHECK (plan_bytes_per_day > 0),
    plan_from_ms INTEGER,
    plan_until_ms INTEGER,
    plan_country TEXT,
    plan_accounted_ms INTEGER,
    plan_feeding_id INTEGER,
    -- the end of the returns process for an eSIM that did not come back
    returned_at_ms INTEGER,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX esims_by_iccid ON esims (organisation_id, iccid);

  CREATE TABLE purchases (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    total INTEGER NOT NULL CHECK (total > 0),
    remaining INTEGER NOT NULL CHECK (remaining >= 0),
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded + remaining <= total),
    price_milli INTEGER NOT NULL,
    paid_milli INTEGER NOT NULL,
    purchased_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    -- the change of the organisation's catalogue that it was bought under; 0 for none
    edition INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX purchases_in_stock ON purchases (organisation_id, bundle, expires_at_ms, id) WHERE remaining > 0;
  CREATE INDEX purchases_by_edition ON purchases (organisation_id, edition) WHERE edition > 0;

  CREATE TABLE assignments (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid ANY NOT NULL,
    purchase_id INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    reference ANY NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    state ANY NOT NULL CONSTRAINT "assignments.state: processing, queued, active, depleted, expired, revoked or lapsed"
      CHECK (state BETWEEN 1 AND 7),
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
  CREATE INDEX assignments_by_esim ON assignments (organisation_id, iccid, id);

  ${ORDERS_SCHEMA}

  -- in the order of time: rows that are added at the end need no page of their own for each eSIM
  CREATE TABLE history (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    iccid ANY NOT NULL,
    name ANY NOT NULL,
    bundle TEXT NOT NULL,
    bundle_state ANY NOT NULL,
    alert_type TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX history_by_esim ON history (organisation_id, iccid);

  CREATE TABLE messages (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid ANY NOT NULL,
    sender TEXT NOT NULL,
    text TEXT NOT NULL,
    sent_at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;

  -- the steps of trips: each has an event trip.step
  CREATE TABLE trip_steps (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid ANY NOT NULL,
    act TEXT NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;

  -- scheduled events, taken in the order of (due_at_ms, id)
  CREATE TABLE events (
    organisation_id INTEGER NOT NULL,
    due_at_ms INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind ANY NOT NULL,
    iccid ANY,
    subject INTEGER,
    PRIMARY KEY (organisation_id, due_at_ms, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX events_by_subject ON events (organisation_id, subject) WHERE subject IS NOT NULL;
  CREATE INDEX events_by_esim ON events (organisation_id, iccid) WHERE subject IS NULL;

  -- every change of an assignment's state
  CREATE TABLE transitions (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    iccid ANY NOT NULL,
    assignment_id INTEGER NOT NULL,
    before ANY,
    after ANY NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;

  ${ACTS}

  -- the outbox: written in the transaction of its cause, rendered once
  CREATE TABLE callbacks (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    alert_type ANY NOT NULL,
    iccid ANY,
    url TEXT NOT NULL,
    version ANY NOT NULL CONSTRAINT "callbacks.version: V2 or V3" CHECK (version BETWEEN 0 AND 1),
    status ANY NOT NULL CONSTRAINT "callbacks.status: pending, delivered, failed or unsent" CHECK (status BETWEEN 0 AND 3),
    body TEXT NOT NULL,
    encoding ANY NOT NULL,
    -- null for a callback without an address: it is signed when it is sent or looked at
    headers TEXT,
    created_at_ms INTEGER NOT NULL,
    -- since when it is ready to be sent; null in every other state (see callback-state.ts)
    ready_at_ms INTEGER,
    tried_at_ms INTEGER, -- the last attempt
    -- struck: faults have had their chance with it; held: it lets the next callback of its eSIM go first
    struck INTEGER NOT NULL DEFAULT 0,
    held INTEGER NOT NULL DEFAULT 0,
    -- the fault that hit it, or why realism did
    reason TEXT,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX callbacks_pending ON callbacks (organisation_id, iccid, id) WHERE status = ${PENDING};
  ${CALLBACKS_BY_BUNDLE}

  CREATE TABLE attempts (
    organisation_id INTEGER NOT NULL,
    callback_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    status INTEGER,
    duration_ms INTEGER NOT NULL,
    error TEXT,
    response_body TEXT,
    PRIMARY KEY (organisation_id, callback_id, number)
  ) STRICT, WITHOUT ROWID;

  -- the balance set by hand
  CREATE TABLE adjustments (
    organisation_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    amount_milli INTEGER NOT NULL,
    balance_milli INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, sequence)
  ) STRICT, WITHOUT ROWID;

  ${CATALOGUE_CHANGES_TABLE}

  -- injected faults; seen counts the calls that a rule matched, hits those that it was injected into
  CREATE TABLE faults (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    hits INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;

  -- the journal of vendor calls; the key of a call is never in it
  CREATE TABLE requests (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    query TEXT NOT NULL,
    operation_id TEXT,
    iccid TEXT,
    status INTEGER,
    duration_ms REAL NOT NULL,
    request_body TEXT,
    response_body TEXT,
    reason TEXT,
    headers TEXT NOT NULL DEFAULT '[]', -- the names of recorded headers, as a JSON list
    message TEXT, -- the text of a refusal
    -- names and values, as JSON objects; kept as long as the body of the answer
    request_headers TEXT,
    response_headers TEXT,
    -- the rows that the call wrote have the numbers after the first and up to the second
    wrote_after INTEGER,
    wrote_up_to INTEGER,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE snapshots (
    organisation_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    taken_at_ms INTEGER NOT NULL,
    document TEXT NOT NULL, -- of a snapshot that an older version took; empty for a copy
    copy_id INTEGER,
    PRIMARY KEY (organisation_id, name)
  ) STRICT, WITHOUT ROWID;
`

/** The tables of copies: in a file from the start, in memory from their first use, since a test would wait for them. */
export const COPIES = copiesOf(ORGANISATIONS)

/** The tables of a new database, without those of copies. */
export const SCHEMA = `${ORGANISATIONS}${COPY_LISTS}${LIST_INDEXES}${DAY_SUMS}${DAY_SUM_TRIGGERS}`
