/**
 * Every SQL statement of the analysis, in one place so that a test can hold them to the constructs that SQLite and
 * PostgreSQL share: no implicit rowid, no INSERT OR, no bare column beside GROUP BY.
 *
 * A statement over more than one table casts its parameters: SQLite compiles it anew for each value of a bare one, since the value
 * might change the plan (sqlite.org/c3ref/prepare.html, SQLITE_ENABLE_STAT4), which takes five times as long as to run it.
 */
const EVENT = `e.root AS root, e.id AS id, e.artifact AS artifact, e.evidence AS evidence, e.kind AS kind, e.clock AS clock,
 c.kind AS "clockKind", c.writer AS writer, e.zone AS zone, e.nominal AS nominal, e.width AS width,
 e.earliest AS earliest, e.latest AS latest`
const WITH_TEXTS = `${EVENT}, e.raw AS raw, e.locator AS locator`
const EVENT_FROM = 'FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock'

export const SQL = {
  /** Whether anything was read, or analysed. */
  onePart: 'SELECT number FROM part LIMIT 1',
  oneCoverage: 'SELECT rule FROM coverage LIMIT 1',
  rootNumbers: 'SELECT root FROM root ORDER BY root',
  roots: 'SELECT root, path FROM root ORDER BY root',
  /** The last artifact of each root; null if it has none. */
  lastArtifacts:
    'SELECT r.root, (SELECT MAX(a.id) FROM artifact a WHERE a.root = r.root) AS last FROM root r ORDER BY r.root',

  lastArtifact: 'SELECT MAX(id) FROM artifact WHERE root = ?',

  /** What stands in small roots, several at once. */
  artifactsOfRoots: `SELECT id, evidence, type, parent, claim, root FROM artifact WHERE root >= ? AND root <= ? ORDER BY root, id`,
  eventsOfRoots: `SELECT id, artifact, clock, kind, zone, nominal, width, earliest, latest, root
 FROM event WHERE root >= ? AND root <= ? ORDER BY root, id`,
  clocksOfRoots: 'SELECT root, id, kind, writer FROM clock WHERE root >= ? AND root <= ?',
  traitsOfRoots: `SELECT t.id, t.artifact, t.event, v.key, v.value, t.root FROM trait t JOIN trait_value v ON v.id = t.value
 WHERE t.root >= CAST(? AS INTEGER) AND t.root <= CAST(? AS INTEGER) ORDER BY t.root, t.artifact, t.id`,
  sequencesOfRoots: 'SELECT root, id, name FROM sequence WHERE root >= ? AND root <= ? ORDER BY root, id',
  placesOfRoots: `SELECT root, sequence, position, event FROM place WHERE root >= ? AND root <= ?
 ORDER BY root, sequence, position, event`,

  /** Read as plain rows, without the texts that only findings quote. */
  artifacts: `SELECT id, evidence, type, parent, claim FROM artifact WHERE root = ? AND id >= ? AND id < ? ORDER BY id`,
  /** Events of one artifact, or of a stretch of them: ids rise with those of artifacts, so a stretch of ids is read without a sort. */
  /** A range of one, not `=`: then the order asked for is the index's, and no planner walks the whole root to have it. */
  eventsOf: `SELECT id, artifact, clock, kind, zone, nominal, width, earliest, latest
 FROM event WHERE root = ? AND artifact >= ? AND artifact < ? ORDER BY artifact, id`,
  eventIds: 'SELECT MIN(id) AS first, MAX(id) AS last FROM event WHERE root = ? AND artifact >= ? AND artifact < ?',
  events: `SELECT id, artifact, clock, kind, zone, nominal, width, earliest, latest
 FROM event WHERE root = ? AND id >= ? AND id <= ? ORDER BY id`,
  oneOfKind: 'SELECT id FROM event WHERE kind = ? LIMIT 1',
  eventsOfKind: 'SELECT COUNT(*) AS n FROM event WHERE kind = ?',
  clock: 'SELECT kind, writer FROM clock WHERE root = ? AND id = ?',
  clocks: 'SELECT id, kind, writer FROM clock WHERE root = ? AND id >= ? AND id <= ?',
  traits: `SELECT t.id, t.artifact, t.event, v.key, v.value
 FROM trait t JOIN trait_value v ON v.id = t.value
 WHERE t.root = CAST(? AS INTEGER) AND t.artifact >= CAST(? AS INTEGER) AND t.artifact < CAST(? AS INTEGER) ORDER BY t.artifact, t.id`,

  /** The artifact that contains an evidence. */
  container: 'SELECT parent_artifact AS artifact FROM evidence WHERE root = ? AND id = ?',
  firstArtifact: 'SELECT MIN(id) AS id FROM artifact WHERE root = ? AND evidence = ?',

  links: `SELECT source_root AS "sourceRoot", source, target_root AS "targetRoot", target FROM link WHERE kind = ?
 ORDER BY source_root, source, target_root, target`,

  linksByTarget: `SELECT source_root AS "sourceRoot", source, target_root AS "targetRoot", target FROM link WHERE kind = ?
 ORDER BY target_root, target, source_root, source`,
  linksTo: `SELECT source_root AS "sourceRoot", source FROM link WHERE kind = CAST(? AS TEXT) AND target_root = CAST(? AS INTEGER)
 AND target = CAST(? AS INTEGER) ORDER BY source_root, source LIMIT ?`,

  sequences: 'SELECT root, id, name FROM sequence ORDER BY root, id',
  /** The places of one sequence. */
  places: `SELECT p.position, e.id, e.artifact, e.evidence, e.clock, e.kind, e.zone, e.nominal, e.width, e.earliest, e.latest
 FROM place p JOIN event e ON e.root = p.root AND e.id = p.event WHERE p.root = CAST(? AS INTEGER) AND p.sequence = CAST(? AS INTEGER)
 ORDER BY p.position, p.event`,
  onePlace: 'SELECT position FROM place WHERE root = ? AND sequence = ? LIMIT 1',
  placesOfKind: `SELECT p.position, e.id, e.artifact, e.clock, e.nominal, e.width, e.zone
 FROM place p JOIN event e ON e.root = p.root AND e.id = p.event WHERE p.root = CAST(? AS INTEGER) AND p.sequence = CAST(? AS INTEGER)
 AND p.position >= CAST(? AS INTEGER) AND e.kind = CAST(? AS TEXT) ORDER BY p.position, p.event LIMIT ?`,
  oneOfClock: 'SELECT id FROM clock WHERE kind = ? LIMIT 1',

  evidence: 'SELECT path, sha256 FROM evidence WHERE root = ? AND id = ?',

  artifactRow: 'SELECT root, id, evidence, type, parent, claim, label, locator FROM artifact WHERE root = ? AND id = ?',
  event: `SELECT ${WITH_TEXTS} ${EVENT_FROM} WHERE e.root = CAST(? AS INTEGER) AND e.id = CAST(? AS INTEGER)`,
  texts: 'SELECT id, raw, locator FROM event WHERE root = ? AND id >= ? AND id < ?',
  traitLocator: 'SELECT locator FROM trait WHERE root = ? AND id = ?',
  label: 'SELECT label FROM artifact WHERE root = ? AND id = ?',
  valuesOfTrait: 'SELECT value FROM trait_value WHERE key = ?',
  trait: `SELECT t.id AS id, t.artifact AS artifact, t.event AS event, v.key AS key, v.value AS value, t.locator AS locator
 FROM trait t JOIN trait_value v ON v.id = t.value WHERE t.root = CAST(? AS INTEGER) AND t.id = CAST(? AS INTEGER)`,

  clearFindingEvent: 'DELETE FROM finding_event',
  clearFactMatch: 'DELETE FROM fact_match',
  clearDating: 'DELETE FROM dating',
  clearCoverage: 'DELETE FROM coverage',
  addFindingEvent: 'INSERT INTO finding_event (finding, number, root, event, role) VALUES (?, ?, ?, ?, ?)',
  /** A container is dated again when what it contains was read. */
  addDating:
    'INSERT INTO dating (root, artifact, body) VALUES (?, ?, ?) ON CONFLICT (root, artifact) DO UPDATE SET body = excluded.body',
  addCoverage: 'INSERT INTO coverage (rule, body) VALUES (?, ?)',
} as const
