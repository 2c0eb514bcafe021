/**
 * The case file: one SQLite database. Every table of evidence carries its root (the top-level file) first in its key, ids
 * count within a root in the order of reading, so they are the same whatever the number of workers or the order of commits.
 * Ids are private to the case: nothing that leaves it shows one. Statements keep to what SQLite and PostgreSQL share.
 */

/** Marks a file as an Anachron case (SQLite header, offset 68): "Anac". */
export const APPLICATION_ID = 0x416e6163
/** Rises with each step of `migrate.ts`: an older case is brought up to date, a newer one is refused with the way out. */
export const SCHEMA_VERSION = 2

/**
 * Table, primary key and columns, in DDL order. A dating has a row number, unlike most: in a table without, a row above a quarter
 * of a page takes a page of its own besides (sqlite.org/withoutrowid.html).
 */
export const DDL = `
CREATE TABLE root (
  root INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, file TEXT NOT NULL, size INTEGER, mtime INTEGER,
  sha256 TEXT, state TEXT NOT NULL
);
CREATE TABLE part (root INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (root, number)) WITHOUT ROWID;
CREATE TABLE evidence (
  root INTEGER NOT NULL, id INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT, size INTEGER NOT NULL, type TEXT NOT NULL,
  status TEXT NOT NULL, error TEXT, parent INTEGER, parent_artifact INTEGER, exhibit TEXT, PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE artifact (
  root INTEGER NOT NULL, id INTEGER NOT NULL, evidence INTEGER NOT NULL, type TEXT NOT NULL, locator TEXT NOT NULL,
  locator_key TEXT NOT NULL, label TEXT NOT NULL, parent INTEGER, claim INTEGER, PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE clock (
  root INTEGER NOT NULL, id INTEGER NOT NULL, evidence INTEGER NOT NULL, kind TEXT NOT NULL, writer TEXT NOT NULL,
  PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE event (
  root INTEGER NOT NULL, id INTEGER NOT NULL, evidence INTEGER NOT NULL, artifact INTEGER NOT NULL, clock INTEGER NOT NULL,
  kind TEXT NOT NULL, zone TEXT NOT NULL, zone_offset INTEGER, nominal INTEGER, width INTEGER NOT NULL,
  earliest INTEGER, latest INTEGER, raw TEXT NOT NULL, locator TEXT NOT NULL, PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE sequence (
  root INTEGER NOT NULL, id INTEGER NOT NULL, evidence INTEGER NOT NULL, artifact INTEGER, name TEXT NOT NULL,
  PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE place (
  root INTEGER NOT NULL, sequence INTEGER NOT NULL, position INTEGER NOT NULL, event INTEGER NOT NULL,
  PRIMARY KEY (root, sequence, position, event)
) WITHOUT ROWID;
CREATE TABLE trait_value (id INTEGER PRIMARY KEY, key TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (key, value));
CREATE TABLE trait (
  root INTEGER NOT NULL, id INTEGER NOT NULL, artifact INTEGER NOT NULL, event INTEGER, value INTEGER NOT NULL,
  locator TEXT NOT NULL, PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE problem (
  root INTEGER NOT NULL, id INTEGER NOT NULL, evidence INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (root, id)
) WITHOUT ROWID;
CREATE TABLE link (
  kind TEXT NOT NULL, source_root INTEGER NOT NULL, source INTEGER NOT NULL, target_root INTEGER NOT NULL, target INTEGER NOT NULL,
  PRIMARY KEY (kind, source_root, source, target_root, target)
) WITHOUT ROWID;
CREATE TABLE fact_match (
  root INTEGER NOT NULL, trait INTEGER NOT NULL, fact TEXT NOT NULL, broken TEXT NOT NULL, PRIMARY KEY (root, trait, fact)
) WITHOUT ROWID;
CREATE TABLE finding (
  id TEXT PRIMARY KEY, root INTEGER NOT NULL, artifact INTEGER NOT NULL, rule TEXT NOT NULL, level TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE finding_event (
  finding TEXT NOT NULL, number INTEGER NOT NULL, root INTEGER NOT NULL, event INTEGER NOT NULL, role TEXT NOT NULL,
  PRIMARY KEY (finding, number)
) WITHOUT ROWID;
CREATE TABLE dating (root INTEGER NOT NULL, artifact INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (root, artifact));
CREATE TABLE coverage (rule TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE change (finding TEXT PRIMARY KEY, what TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE note (
  entry INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, state TEXT NOT NULL,
  text TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, undone INTEGER
);
CREATE INDEX note_subject ON note (subject, kind);
CREATE TABLE log (number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`

/** Built after an ingest, before an analysis: cheaper than keeping them up to date row by row. */
export const INDEXES = `
CREATE INDEX IF NOT EXISTS event_kind ON event (kind, root, artifact);
CREATE INDEX IF NOT EXISTS event_artifact ON event (root, artifact);
CREATE INDEX IF NOT EXISTS artifact_evidence ON artifact (root, evidence);
CREATE INDEX IF NOT EXISTS trait_of_value ON trait (value, root, artifact);
CREATE INDEX IF NOT EXISTS trait_artifact ON trait (root, artifact);
CREATE INDEX IF NOT EXISTS place_event ON place (root, event);
CREATE INDEX IF NOT EXISTS event_time ON event (nominal, root, id, kind);
CREATE INDEX IF NOT EXISTS link_target ON link (kind, target_root, target);
`
