/** The bundle that a callback is about, in the stored form of its name, as an expression of its row; null for one about none. */
export const BUNDLE_OF_CALLBACK = 'bundle_of_callback(body)'

/** The index of callbacks by their bundle. */
export const CALLBACKS_BY_BUNDLE = `CREATE INDEX callbacks_by_bundle
    ON callbacks (organisation_id, (${BUNDLE_OF_CALLBACK}), status, alert_type, id);`

/**
 * The indexes that lists are read from: one for each column that they are ordered or filtered by. The migration from schema 4
 * makes them too: a later change needs a migration of its own, and there the text as it was.
 */
export const LIST_INDEXES = `
  CREATE INDEX esims_by_action ON esims (organisation_id, last_action, sequence);
  CREATE INDEX esims_by_action_time ON esims (organisation_id, action_at_ms, sequence);
  CREATE INDEX esims_by_assignment_time ON esims (organisation_id, assigned_at_ms, sequence);
  CREATE INDEX esims_by_reference ON esims (organisation_id, customer_ref, sequence);
  CREATE INDEX esims_by_matching_id ON esims (organisation_id, substr(matching_id, -6));
  CREATE INDEX esims_returning ON esims (organisation_id, sequence) WHERE returning_since_ms IS NOT NULL;
  CREATE INDEX esims_with_plan ON esims (organisation_id, sequence) WHERE plan_bytes_per_day IS NOT NULL;
  CREATE INDEX orders_by_request ON orders (organisation_id, request_id) WHERE request_id IS NOT NULL;
  CREATE INDEX transitions_by_assignment ON transitions (organisation_id, assignment_id);
  CREATE INDEX messages_by_esim ON messages (organisation_id, iccid);
  CREATE INDEX callbacks_by_esim ON callbacks (organisation_id, iccid, id);
  CREATE INDEX callbacks_by_status ON callbacks (organisation_id, status, alert_type, id);
`
