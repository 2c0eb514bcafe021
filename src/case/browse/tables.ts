/**
 * Tables that make a large case quick to look through: derived from the evidence and the findings, made anew whenever the case log
 * shows later work. Nothing but the terminal's queries in this folder reads them.
 */

/** Slots of the tally: whole days for the whole span, whole hours for a closer look. Microseconds. */
export const TALLY_UNITS = { day: 86_400_000_000, hour: 3_600_000_000 } as const

/** What the list of findings and the tree of evidence need. */
export const FINDING_TABLES = [
  'browse_ready',
  'browse_finding',
  'browse_evidence',
  'browse_mark',
  'browse_kind',
] as const
/** What the timeline needs. */
export const TALLY_TABLES = ['browse_counted', 'browse_tally'] as const

/** `TEMPORARY` where the case cannot be written. The stamp says which work of the log the tables stand for. */
export const findingDdl = (temporary: '' | 'TEMPORARY'): string => `
CREATE ${temporary} TABLE browse_ready (
  work INTEGER PRIMARY KEY, events INTEGER NOT NULL, undated INTEGER NOT NULL, artifacts INTEGER NOT NULL
);
CREATE ${temporary} TABLE browse_finding (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL, rule TEXT NOT NULL, level INTEGER NOT NULL, says TEXT NOT NULL, title TEXT NOT NULL,
  root INTEGER NOT NULL, artifact INTEGER NOT NULL, type TEXT NOT NULL, label TEXT NOT NULL, evidence TEXT NOT NULL,
  claimed INTEGER, claimed_to INTEGER, not_before INTEGER, not_after INTEGER, excess INTEGER,
  by_evidence INTEGER NOT NULL, by_artifact INTEGER NOT NULL, by_rule INTEGER NOT NULL, words TEXT NOT NULL
);
CREATE INDEX browse_finding_order ON browse_finding (level, claimed, excess, by_evidence, by_artifact, by_rule);
CREATE INDEX browse_finding_id ON browse_finding (id);
CREATE INDEX browse_finding_artifact ON browse_finding (root, artifact);
CREATE ${temporary} TABLE browse_evidence (
  number INTEGER PRIMARY KEY, root INTEGER NOT NULL, id INTEGER NOT NULL, depth INTEGER NOT NULL, level INTEGER, findings INTEGER NOT NULL
);
CREATE ${temporary} TABLE browse_mark (
  nominal INTEGER NOT NULL, root INTEGER NOT NULL, event INTEGER NOT NULL, finding TEXT NOT NULL, level INTEGER NOT NULL, clock TEXT NOT NULL,
  instance INTEGER NOT NULL,
  PRIMARY KEY (nominal, root, event, finding)
) WITHOUT ROWID;
CREATE INDEX browse_mark_event ON browse_mark (root, event);
CREATE ${temporary} TABLE browse_kind (kind TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind, number)) WITHOUT ROWID;
`

/** The number of the ingest in the log, and of the events there were: a count of fewer events is of no use. */
export const tallyDdl = (temporary: '' | 'TEMPORARY'): string => `
CREATE ${temporary} TABLE browse_counted (work INTEGER PRIMARY KEY, events INTEGER NOT NULL);
CREATE ${temporary} TABLE browse_tally (
  unit INTEGER NOT NULL, slot INTEGER NOT NULL, clock TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (unit, slot, clock)
) WITHOUT ROWID;
`
