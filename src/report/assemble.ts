/** Reads an open case into a report: the only file here, with the timeline's readers, that knows the case's tables. */
import { basename, isAbsolute } from 'node:path'
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { backupName, backupNames, type BackupName } from '../case/backup-names.ts'
import { asCaseProblem } from '../case/open.ts'
import { workOnAll, workOnMany } from '../case/work.ts'
import type { Exhibit } from '../evidence/exhibits.ts'
import { EVIDENCE_STATUS, LEVELS, locatorKey } from '../model.ts'
import {
  REPORT_SCHEMA,
  type Listed,
  type Report,
  type ReportedDating,
  type ReportedExhibit,
  type ReportedFinding,
} from './contract.ts'
import { summariseTimeline } from './lanes.ts'
import type { ReportInput } from './reporter.ts'
import { readCoverage, readDating, readFinding } from './stored.ts'
import { reportedWork, withWork } from './work.ts'

/** What the case does not know: the program, this run, and the exhibit list that was given. */
export interface Circumstances {
  readonly tool: Report['tool']
  readonly run: Pick<Report['run'], 'command' | 'options' | 'started' | 'finished' | 'quotesContent'>
  /** Absent if no list was given. */
  readonly exhibits?: { readonly sha256: string; readonly list: readonly Exhibit[] } | undefined
  /** Leave out the run's times and the machine's facts. */
  readonly reproducible: boolean
}

const SQL = {
  evidence: `SELECT r.path AS root, e.path AS path, e.sha256 AS sha256, e.size AS size, e.type AS type, e.status AS status,
 e.error AS error, e.exhibit AS exhibit FROM evidence e JOIN root r ON r.root = e.root`,
  problems: `SELECT r.path AS root, e.path AS path, p.text AS text FROM problem p
 JOIN evidence e ON e.root = p.root AND e.id = p.evidence JOIN root r ON r.root = p.root ORDER BY p.root, p.evidence, p.id`,
  findings: 'SELECT body FROM finding',
  finding: 'SELECT body FROM finding WHERE id = ?',
  idsFrom: 'SELECT id FROM finding WHERE id >= ? AND id < ? ORDER BY id',
  datings: `SELECT d.root, d.artifact FROM dating d JOIN artifact a ON a.root = d.root AND a.id = d.artifact
 JOIN evidence e ON e.root = a.root AND e.id = a.evidence JOIN root r ON r.root = d.root
 ORDER BY r.path, e.path, a.locator_key, d.artifact`,
  dating: 'SELECT body FROM dating WHERE root = ? AND artifact = ?',
  coverage: 'SELECT body FROM coverage ORDER BY rule',
  totals: `SELECT (SELECT COUNT(*) FROM artifact) AS artifacts, (SELECT COUNT(*) FROM event) AS events,
 (SELECT COUNT(*) FROM trait) AS traits`,
  log: `SELECT COUNT(*) AS entries, (SELECT hash FROM log ORDER BY number DESC LIMIT 1) AS "lastHash" FROM log`,
}

/** Reasons kept for one evidence; the rest is counted. */
const REASONS = 20

const body = z.object({ body: z.string() })
const evidenceRow = z.object({
  root: z.string(),
  path: z.string(),
  sha256: z.string().nullable(),
  size: z.number(),
  type: z.string(),
  status: z.enum(EVIDENCE_STATUS),
  error: z.string().nullable(),
  exhibit: z.string().nullable(),
})

/** The whole report of a case. Throws a ZodError if the case holds what no analysis writes. */
export function assemble(db: Database, given: Circumstances): ReportInput {
  const evidence = z.array(evidenceRow).parse(db.prepare(SQL.evidence).all()).sort(byRootAndPath)
  const noted = workOnAll(db)
  const names = backupNames(db)
  const findings = bodies(db, SQL.findings)
    .map((text) => withName(withWork(readFinding(text), noted), names))
    .sort((a, b) => byPlace(a, b) || compare(a.rule, b.rule) || compare(a.id, b.id))
  const totals = z
    .object({ artifacts: z.number(), events: z.number(), traits: z.number() })
    .parse(db.prepare(SQL.totals).get())
  const rules = coverageOf(db)
  const work = reportedWork(db, rules, noted)
  const report: Report = {
    schema: REPORT_SCHEMA,
    tool: given.reproducible
      ? { name: given.tool.name, version: given.tool.version, rules: given.tool.rules }
      : given.tool,
    run: run(given, evidence),
    evidence: evidence.map(({ sha256, error, exhibit, ...rest }) => ({
      ...rest,
      ...(sha256 === null ? {} : { sha256 }),
      ...(exhibit === null ? {} : { exhibit }),
      ...(error === null ? {} : { error }),
      ...named(names(rest.root, rest.path)),
    })),
    findings,
    datings: new StoredDatings(db),
    coverage: { evidence: evidenceCoverage(db, evidence), rules },
    ...(work === undefined ? {} : { work }),
    totals: {
      evidence: evidence.length,
      ...totals,
      findings: counted(
        LEVELS,
        findings.map(({ level }) => level),
      ),
    },
    log: log(db, given.reproducible),
  }
  return { report, timeline: () => summariseTimeline(db, findings) }
}

/** The datings of a case in the order of places, of which it holds where they stand: a mailbox has one for each of its mails. */
class StoredDatings implements Listed<ReportedDating> {
  readonly #db: Database
  readonly #places: readonly (readonly [root: number, artifact: number])[]

  constructor(db: Database) {
    this.#db = db
    this.#places = db.prepare<[], [number, number]>(SQL.datings).raw().all()
  }

  get length(): number {
    return this.#places.length
  }

  /** Throws `CaseProblem` at one that no analysis wrote. */
  *[Symbol.iterator](): Generator<ReportedDating> {
    const stored = this.#db.prepare<[number, number]>(SQL.dating)
    for (const place of this.#places) yield this.#read(stored.get(...place))
  }

  #read(row: unknown): ReportedDating {
    try {
      return readDating(body.parse(row).body)
    } catch (error) {
      throw asCaseProblem(this.#db.name, error)
    }
  }

  toJSON(): readonly ReportedDating[] {
    return [...this]
  }
}

/** One finding as the report says it, with the examiner's words; undefined if the case has none of that id. */
export function reportedFinding(db: Database, id: string): ReportedFinding | undefined {
  const found = db.prepare(SQL.finding).get(id)
  if (found === undefined) return undefined
  return withName(withWork(readFinding(body.parse(found).body), workOnMany(db, [id])), backupName(db))
}

const named = (nameInBackup: string | undefined) => (nameInBackup === undefined ? {} : { nameInBackup })

const withName = (finding: ReportedFinding, names: BackupName): ReportedFinding => ({
  ...finding,
  ...named(names(finding.root, finding.evidence)),
})

/** What the last analysis applied, rule by rule. */
export const coverageOf = (db: Database): Report['coverage']['rules'] => bodies(db, SQL.coverage).map(readCoverage)

/** The ids of findings that begin with a text, sorted. */
export const findingIds = (db: Database, beginning: string): readonly string[] =>
  // Ids are hexadecimal: every one that begins so lies before the next letter.
  z.array(z.string()).parse(db.prepare(SQL.idsFrom).pluck().all(beginning, `${beginning}g`))

type EvidenceRow = z.infer<typeof evidenceRow>

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byRootAndPath = (a: EvidenceRow, b: EvidenceRow): number => compare(a.root, b.root) || compare(a.path, b.path)
const byPlace = (a: ReportedFinding, b: ReportedFinding): number =>
  compare(a.root, b.root) || compare(a.evidence, b.evidence) || compare(locatorKey(a.locator), locatorKey(b.locator))

const bodies = (db: Database, sql: string): readonly string[] =>
  z
    .array(body)
    .parse(db.prepare(sql).all())
    .map((row) => row.body)

/** Every word of the list with the number of times it occurs, zeros included. */
function counted<T extends string>(words: readonly T[], found: readonly T[]): Record<T, number> {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as Record<T, number>
  for (const word of found) counts[word]++
  return counts
}

function run(given: Circumstances, evidence: readonly EvidenceRow[]): Report['run'] {
  const { started, finished, ...rest } = given.run
  return {
    ...rest,
    ...(given.reproducible
      ? {
          options: Object.fromEntries(
            Object.entries(rest.options).map(([name, value]) => [name, withoutFolder(value)]),
          ),
        }
      : { ...(started === undefined ? {} : { started }), ...(finished === undefined ? {} : { finished }) }),
    ...(given.exhibits === undefined
      ? {}
      : {
          exhibits: {
            sha256: given.exhibits.sha256,
            list: given.exhibits.list.map((one) => compared(one, evidence)).sort((a, b) => compare(a.path, b.path)),
          },
        }),
  }
}

type Option = Report['run']['options'][string]

/** Where a file lies on this machine says nothing about it. */
function withoutFolder(value: Option): Option {
  if (Array.isArray(value)) return value.map((one) => (isAbsolute(one) ? basename(one) : one))
  return typeof value === 'string' && isAbsolute(value) ? basename(value) : value
}

/** Holds an entry of the exhibit list against the file examined under its path. */
function compared(exhibit: Exhibit, evidence: readonly EvidenceRow[]): ReportedExhibit {
  const own = evidence.find(({ path }) => path === exhibit.path)
  const examined = own === undefined || own.sha256 === null ? {} : { examinedSha256: own.sha256 }
  if (own === undefined) {
    const below = exhibit.path === '.' || evidence.some(({ path }) => path.startsWith(`${exhibit.path}/`))
    return { ...exhibit, state: below ? 'no hash stated' : 'not found' }
  }
  if (exhibit.sha256 === undefined) return { ...exhibit, state: 'no hash stated', ...examined }
  return { ...exhibit, state: exhibit.sha256 === own.sha256 ? 'matches' : 'differs', ...examined }
}

function evidenceCoverage(db: Database, evidence: readonly EvidenceRow[]): Report['coverage']['evidence'] {
  const problems = z.object({ root: z.string(), path: z.string(), text: z.string() })
  const reasons = new Map<string, { kept: string[]; more: number }>()
  for (const raw of db.prepare(SQL.problems).iterate()) {
    const { root, path, text } = problems.parse(raw)
    const key = `${root}\0${path}`
    const known = reasons.get(key) ?? { kept: [], more: 0 }
    if (known.kept.length < REASONS) known.kept.push(text)
    else known.more++
    reasons.set(key, known)
  }
  return {
    counts: counted(
      EVIDENCE_STATUS,
      evidence.map(({ status }) => status),
    ),
    incomplete: evidence
      .filter(({ status }) => status !== 'examined')
      .map(({ root, path, status, error }) => {
        const known = reasons.get(`${root}\0${path}`) ?? { kept: [], more: 0 }
        // What stopped the reading comes first; it is kept among the problems, too.
        const rest = known.kept.filter((text) => error === null || !`; ${error}; `.includes(`; ${text}; `))
        return { root, path, status, reasons: [...(error === null ? [] : [error]), ...rest], more: known.more }
      }),
  }
}

function log(db: Database, reproducible: boolean): Report['log'] {
  const row = z.object({ entries: z.number(), lastHash: z.string().nullable() }).parse(db.prepare(SQL.log).get())
  // The hash covers the times of the run.
  return { entries: row.entries, ...(row.lastHash === null || reproducible ? {} : { lastHash: row.lastHash }) }
}
