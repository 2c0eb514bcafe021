/**
 * Makes what the list of findings and the tree of evidence need, and the index on time. A case that cannot be written now (a running
 * ingest, a read-only medium) gets them as temporary tables of this connection. Events are counted by `count.ts`.
 */
import { z } from 'zod'
import { ARTIFACT_TYPES, LEVELS, SAYS } from '../../model.ts'
import { byCodeUnits } from '../../evidence/logical-path.ts'
import type { CaseDatabase } from '../open.ts'
import { INDEXES } from '../schema.ts'
import { hasMoreEvents } from '../totals.ts'
import { Counting, keepCounts } from './count.ts'
import { lastWork } from './last-work.ts'
import { FINDING_TABLES, findingDdl } from './tables.ts'
import { writeTemporarily } from './temporary.ts'

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
})
const evidenceRow = z.object({ root: z.number(), id: z.number(), path: z.string(), rootPath: z.string() })

/** Without the bodies: a sort that carries them takes four times as long. */
const FINDINGS = `SELECT f.id, f.rule, f.level, f.root, f.artifact, a.evidence
 FROM finding f JOIN artifact a ON a.root = f.root AND a.id = f.artifact
 JOIN evidence e ON e.root = f.root AND e.id = a.evidence JOIN root r ON r.root = f.root
 ORDER BY r.path, e.path, a.locator_key, f.rule, f.id`
const MARKS = `INSERT INTO browse_mark (nominal, root, event, finding, level, clock, instance)
 SELECT e.nominal, fe.root, fe.event, fe.finding, MAX(bf.level), MAX(c.kind), MAX(c.id) FROM finding_event fe
 JOIN browse_finding bf ON bf.id = fe.finding JOIN event e ON e.root = fe.root AND e.id = fe.event
 JOIN clock c ON c.root = e.root AND c.id = e.clock
 WHERE bf.level >= 1 AND e.nominal IS NOT NULL GROUP BY e.nominal, fe.root, fe.event, fe.finding`
/** Which findings name an event of a kind. */
const KINDS = `INSERT INTO browse_kind (kind, number) SELECT DISTINCT e.kind, bf.number FROM finding_event fe
 JOIN browse_finding bf ON bf.id = fe.finding JOIN event e ON e.root = fe.root AND e.id = fe.event`
const STAMP = `INSERT INTO browse_ready (work, events, undated, artifacts) VALUES (?, (SELECT COUNT(*) FROM event),
 (SELECT COUNT(*) FROM event WHERE nominal IS NULL), (SELECT COUNT(*) FROM artifact))`

/** Whether the tables are there and stand for the latest ingest and analysis of the log. */
export function isPrepared(db: CaseDatabase): boolean {
  const there = db.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
  if (!FINDING_TABLES.every((table) => there.includes(table))) return false
  return db.prepare('SELECT work FROM browse_ready').pluck().get() === lastWork(db, ['ingest', 'analyze'])
}

/** Events from which on a case is worth the analysis's time (of a mailbox of 17,000 mails: a fifth of a second). */
const MANY = 30_000

/** Whether the analysis makes the tables: a smaller case gets them when a screen first opens it, and a scan without one pays nothing. */
export const isLarge = (db: CaseDatabase): boolean => hasMoreEvents(db, MANY)

/** Makes the tables in the case. Cost grows linearly with findings and evidence (a second for 20,000 findings). */
export function prepareFindings(db: CaseDatabase): void {
  db.transaction(() => {
    for (const table of FINDING_TABLES) db.exec(`DROP TABLE IF EXISTS ${table}`)
    // Cases of before have no index on time; the kind stands in it so that a filter by kind needs no other page of the file.
    db.exec(INDEXES)
    db.exec(findingDdl(''))
    fill(db)
  })()
}

/** The same as temporary tables of a connection that may not write the case; those of before must be gone. */
export function prepareTemporarily(db: CaseDatabase): void {
  writeTemporarily(db, () => {
    db.exec(findingDdl('TEMPORARY').replaceAll('CREATE INDEX browse', 'CREATE INDEX temp.browse'))
    fill(db)
  })
}

/** All tables of the screen at once, the counts of events too (two seconds for a million events). */
export function prepareBrowsing(db: CaseDatabase): void {
  prepareFindings(db)
  const counting = new Counting(db)
  counting.work(Infinity)
  keepCounts(db, counting)
}

function fill(db: CaseDatabase): void {
  const perEvidence = findings(db)
  evidence(db, perEvidence)
  db.exec(MARKS)
  db.exec(KINDS)
  db.prepare(STAMP).run(lastWork(db, ['ingest', 'analyze']))
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
  // Read whole: the statements must be at their end before rows are added on the same connection.
  const bodies = new Map(db.prepare<[], [string, string]>('SELECT id, body FROM finding').raw().all())
  for (const [number, raw] of db.prepare(FINDINGS).all().entries()) {
    const row = findingRow.parse(raw)
    const body = bodySchema.parse(JSON.parse(bodies.get(row.id) ?? '{}'))
    bodies.delete(row.id)
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
