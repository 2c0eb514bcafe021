/**
 * Makes the tables and the index on time that the terminal's queries need. A case that cannot be written now (a running ingest, a
 * read-only medium) gets them as temporary tables of this connection: smaller cases open at once, and the evidence is not touched.
 */
import { z } from 'zod'
import { ARTIFACT_TYPES, LEVELS, SAYS } from '../../model.ts'
import { byCodeUnits } from '../../evidence/logical-path.ts'
import { entries } from '../log.ts'
import type { CaseDatabase } from '../open.ts'
import { INDEXES } from '../schema.ts'
import { BROWSE_TABLES, TALLY_UNITS, browseDdl } from './tables.ts'

/** What the list of findings needs of `finding.body`; times are microseconds. */
const bodySchema = z.object({
  says: z.enum(SAYS),
  title: z.string(),
  observed: z.string(),
  artifact: z.object({ type: z.enum(ARTIFACT_TYPES), label: z.string(), evidence: z.string() }),
  claimed: z.object({ from: z.number(), to: z.number() }).optional(),
  notBefore: z.number().optional(),
  notAfter: z.number().optional(),
  excess: z.number().optional(),
})
const findingRow = z.object({
  id: z.string(),
  rule: z.string(),
  level: z.enum(LEVELS),
  root: z.number(),
  artifact: z.number(),
  evidence: z.number(),
  body: z.string(),
})
const evidenceRow = z.object({ root: z.number(), id: z.number(), path: z.string(), rootPath: z.string() })
const worked = z.object({ action: z.enum(['ingest', 'analyze']) })

const FINDINGS = `SELECT f.id, f.rule, f.level, f.root, f.artifact, a.evidence, f.body
 FROM finding f JOIN artifact a ON a.root = f.root AND a.id = f.artifact
 JOIN evidence e ON e.root = f.root AND e.id = a.evidence JOIN root r ON r.root = f.root
 ORDER BY r.path, e.path, a.locator_key, f.rule, f.id`
const MARKS = `INSERT INTO browse_mark (nominal, root, event, finding, level, clock)
 SELECT e.nominal, fe.root, fe.event, fe.finding, MAX(bf.level), MAX(c.kind) FROM finding_event fe
 JOIN browse_finding bf ON bf.id = fe.finding JOIN event e ON e.root = fe.root AND e.id = fe.event
 JOIN clock c ON c.root = e.root AND c.id = e.clock
 WHERE bf.level >= 1 AND e.nominal IS NOT NULL GROUP BY e.nominal, fe.root, fe.event, fe.finding`
/** Which findings name an event of a kind. */
const KINDS = `INSERT INTO browse_kind (kind, number) SELECT DISTINCT e.kind, bf.number FROM finding_event fe
 JOIN browse_finding bf ON bf.id = fe.finding JOIN event e ON e.root = fe.root AND e.id = fe.event`
/** Hours from the events; days from the hours. */
const HOURS = `INSERT INTO browse_tally (unit, slot, clock, n)
 SELECT ${TALLY_UNITS.hour}, CAST(FLOOR(e.nominal / ${TALLY_UNITS.hour}.0) AS INTEGER), c.kind, COUNT(*)
 FROM event e JOIN clock c ON c.root = e.root AND c.id = e.clock WHERE e.nominal IS NOT NULL
 GROUP BY c.kind, CAST(FLOOR(e.nominal / ${TALLY_UNITS.hour}.0) AS INTEGER)`
const DAYS = `INSERT INTO browse_tally (unit, slot, clock, n)
 SELECT ${TALLY_UNITS.day}, CAST(FLOOR(slot / 24.0) AS INTEGER), clock, SUM(n) FROM browse_tally WHERE unit = ${TALLY_UNITS.hour}
 GROUP BY clock, CAST(FLOOR(slot / 24.0) AS INTEGER)`
const STAMP = `INSERT INTO browse_stamp (work, events, undated, artifacts) VALUES (?, (SELECT COUNT(*) FROM event),
 (SELECT COUNT(*) FROM event WHERE nominal IS NULL), (SELECT COUNT(*) FROM artifact))`

/** Whether the tables are there and stand for the latest ingest and analysis of the log. */
export function isPrepared(db: CaseDatabase): boolean {
  const there = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  if (!BROWSE_TABLES.every((table) => there.includes(table))) return false
  return db.prepare('SELECT work FROM browse_stamp').pluck().get() === lastWork(db)
}

/** Events from which on the tables take longer than an opening may (30,000: a fifth of a second). */
const MANY = 30_000

/** Whether the analysis makes the tables: a smaller case gets them when a screen first opens it, and a scan without one pays nothing. */
export const isLarge = (db: CaseDatabase): boolean =>
  db.prepare<[number], number>('SELECT 1 FROM event LIMIT 1 OFFSET ?').pluck().get(MANY) !== undefined

/** Makes the tables. Cost grows linearly with events and findings (about 8 s for 5 million events). */
export function prepareBrowsing(db: CaseDatabase): void {
  db.transaction(() => {
    for (const table of BROWSE_TABLES) db.exec(`DROP TABLE IF EXISTS ${table}`)
    // Cases of before have no index on time; the kind stands in it so that a filter by kind needs no other page of the file.
    db.exec(INDEXES)
    make(db, '')
  })()
}

/** The same as temporary tables of a connection that may not write the case. */
export function prepareTemporarily(db: CaseDatabase): void {
  db.pragma('query_only = OFF')
  try {
    db.transaction(() => make(db, 'TEMPORARY'))()
  } finally {
    db.pragma('query_only = ON')
  }
}

function make(db: CaseDatabase, temporary: '' | 'TEMPORARY'): void {
  db.exec(
    temporary === ''
      ? browseDdl('')
      : browseDdl(temporary).replaceAll('CREATE INDEX browse', 'CREATE INDEX temp.browse'),
  )
  const perEvidence = findings(db)
  evidence(db, perEvidence)
  db.exec(MARKS)
  db.exec(KINDS)
  db.exec(HOURS)
  db.exec(DAYS)
  db.prepare(STAMP).run(lastWork(db))
}

/** Number of the last log entry that changed evidence or findings; an examiner's words change neither. 0: none. */
function lastWork(db: CaseDatabase): number {
  let last = 0
  for (const { number, body } of entries(db)) if (worked.safeParse(JSON.parse(body)).success) last = number
  return last
}

interface Found {
  n: number
  level: number
}

/** Findings numbered in the order of paths and places; returns how many stand in each evidence. */
function findings(db: CaseDatabase): ReadonlyMap<string, Found> {
  const insert = db.prepare(`INSERT INTO browse_finding VALUES (${Array.from({ length: 20 }, () => '?').join(', ')})`)
  const perEvidence = new Map<string, Found>()
  const artifacts = new Map<string, number>()
  const rules = new Map<string, number>()
  const places = new Map<string, number>()
  const numberOf = (known: Map<string, number>, key: string): number => {
    const number = known.get(key) ?? known.size
    known.set(key, number)
    return number
  }
  // Read whole: the statement must be at its end before rows are added on the same connection.
  for (const [number, raw] of db.prepare(FINDINGS).all().entries()) {
    const row = findingRow.parse(raw)
    const body = bodySchema.parse(JSON.parse(row.body))
    const level = LEVELS.indexOf(row.level)
    const place = `${row.root}.${row.evidence}`
    const found = perEvidence.get(place) ?? { n: 0, level: 0 }
    perEvidence.set(place, { n: found.n + 1, level: Math.max(found.level, level) })
    const { type, label, evidence: path } = body.artifact
    insert.run(
      number,
      row.id,
      row.rule,
      level,
      body.says,
      body.title,
      row.root,
      row.artifact,
      type,
      label,
      path,
      body.claimed?.from ?? null,
      body.claimed?.to ?? null,
      body.notBefore ?? null,
      body.notAfter ?? null,
      body.excess ?? null,
      numberOf(places, path),
      numberOf(artifacts, `${row.root}.${row.artifact}`),
      numberOf(rules, row.rule),
      [row.id, row.rule, row.level, body.title, body.observed, label, path].join('\n').toLowerCase(),
    )
  }
  return perEvidence
}

/** A container stands directly before what is packed in it. */
function evidence(db: CaseDatabase, found: ReadonlyMap<string, Found>): void {
  const all = z
    .array(evidenceRow)
    .parse(
      db
        .prepare('SELECT e.root, e.id, e.path, r.path AS "rootPath" FROM evidence e JOIN root r ON r.root = e.root')
        .all(),
    )
    .map((row) => ({ ...row, order: row.path.replaceAll('/', '\u0001') }))
    .sort((a, b) => byCodeUnits(a.order, b.order))
  const insert = db.prepare('INSERT INTO browse_evidence VALUES (?, ?, ?, ?, ?, ?)')
  for (const [number, { root, id, path, rootPath }] of all.entries()) {
    const own = found.get(`${root}.${id}`)
    const depth = path.slice(rootPath.length).split('/').length - 1
    insert.run(number, root, id, depth, own?.level ?? null, own?.n ?? 0)
  }
}
