/**
 * How organisations' catalogues differ from the emulator's: changes to come, changes in force, and past ones that units were
 * bought under.
 */
export const CATALOGUE_CHANGES_TABLE = `
  CREATE TABLE catalogue_changes (
    organisation_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    bundle TEXT NOT NULL,
    fields TEXT NOT NULL,
    withdrawn INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status = 'scheduled' OR status = 'current' OR status = 'past'),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX catalogue_in_force ON catalogue_changes (organisation_id, bundle) WHERE status = 'current';
`
