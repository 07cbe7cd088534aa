/** The table of what travellers do. It is numbered apart, so that the numbers of callbacks stay as they are. */
export const ACTS = `CREATE TABLE acts (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    iccid ANY NOT NULL,
    kind ANY NOT NULL,
    details TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX acts_by_esim ON acts (organisation_id, iccid, id);`
