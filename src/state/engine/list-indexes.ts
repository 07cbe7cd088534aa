/** The bundle that a callback is about, in the stored form of its name, as an expression of its row; null for one about none. */
export const BUNDLE_OF_CALLBACK = 'bundle_of_callback(body)'

/** The index of callbacks by their bundle. */
export const CALLBACKS_BY_BUNDLE = `CREATE INDEX callbacks_by_bundle
    ON callbacks (organisation_id, (${BUNDLE_OF_CALLBACK}), status, alert_type, id);`

/**
 * The indexes that lists are read from: an index for each column that they are ordered or filtered by, and the references of eSIMs with
 * their letters folded. All of it follows from the rows. The migration from schema 4 makes it too: a later change needs a
 * migration of its own, and there the text as it was.
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

  -- in the order of the eSIMs' ages, which they are shown in
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
