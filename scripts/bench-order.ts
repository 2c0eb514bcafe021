// `npm run bench:order [-- ROWS]`: the order checks over a filled case of 5 million rows, beside what the sqlite3 shell takes for
// the running maximum over the same rows; once with all rows in order, once with a thousand out of place. Each run of the checks has a
// process of its own, with the rules as the build checked them: what it holds is theirs, and not what filled the case or parsed YAML.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CaseReader } from '../src/analysis/case-reader.ts'
import { Coverage } from '../src/analysis/coverage.ts'
import { metadataOf, rulesOf } from '../src/analysis/rule-set.ts'
import { shippedRules } from '../src/analysis/shipped-rules.ts'
import { SignatureCheck } from '../src/analysis/signature-check.ts'
import { SequencePass } from '../src/analysis/sequence-pass.ts'
import { openCase } from '../src/case/open.ts'
import { INDEXES } from '../src/case/schema.ts'
import { spareMemory } from '../src/ingest/spare-memory.ts'

/** What one run of the checks comes to. */
interface Run {
  readonly seconds: number
  /** Rows to leave out, by finding. */
  readonly removed: readonly string[]
  /** The process's peak resident memory, in MB. */
  readonly peak: number
}

const [first = '5000000', file] = process.argv.slice(2)
const ROWS = Number(first)

/** A case as an ingest of one trail leaves it: a row, an event and a place for each; every `strays`-th row two months too early. */
function filled(path: string, strays: number): string {
  const { db, close } = openCase(path, 'create')
  db.pragma('synchronous = OFF')
  db.exec(`
    INSERT INTO root (root, path, file, size, state) VALUES (0, 'trail.db', 'trail.db', 1, 'done');
    INSERT INTO evidence (root, id, path, size, type, status) VALUES (0, 0, 'trail.db', 1, 'sqlite', 'examined');
    INSERT INTO clock (root, id, evidence, kind, writer) VALUES (0, 0, 0, 'database', 'trail.recorded_at');
    INSERT INTO sequence (root, id, evidence, name) VALUES (0, 0, 0, 'trail.rowid');
    CREATE TEMPORARY TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) SELECT i FROM n;
    INSERT INTO artifact (root, id, evidence, type, locator, locator_key, label, claim)
      SELECT 0, i, 0, 'row', '{"type":"row","table":"trail","row":"' || i || '"}', 'row:trail:' || i || ':', 'trail ' || i, i FROM n;
    INSERT INTO event (root, id, evidence, artifact, clock, kind, zone, nominal, width, earliest, latest, raw, locator)
      SELECT 0, i, 0, i, 0, 'db.row.recorded', 'utc', t, 1000000, t, t + 999999, strftime('%Y-%m-%dT%H:%M:%SZ', t / 1000000, 'unixepoch'),
        '{"type":"row","table":"trail","row":"' || i || '","column":"recorded_at"}'
      FROM (SELECT i, 1298880000000000 + i * 37000000 - (CASE WHEN ${strays} > 0 AND i > 200000 AND i % ${Math.max(1, strays)} = 0 THEN 5184000000000 ELSE 0 END) AS t FROM n);
    INSERT INTO place (root, sequence, position, event) SELECT 0, 0, i, i FROM n;
    DROP TABLE n;`)
  db.exec(INDEXES)
  close()
  return path
}

function shell(path: string): number {
  const sql = `SELECT count(*) FROM (SELECT e.nominal AS t, max(e.nominal) OVER (ORDER BY p.position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS m
    FROM place p JOIN event e ON e.root = p.root AND e.id = p.event WHERE p.root = 0 AND p.sequence = 0) WHERE m > t`
  const begun = performance.now()
  const run = spawnSync('sqlite3', [path, sql], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`sqlite3: ${run.stderr || (run.error?.message ?? 'did not run')}`)
  return (performance.now() - begun) / 1000
}

/** In this process: `checks FILE`. */
async function checks(path: string): Promise<Run> {
  // As the analysis of so large a case does.
  spareMemory()
  const rules = await shippedRules(join(import.meta.dirname, '../rules'))
  if (rules === undefined) throw new Error('the rules are not those that were built: npm run build')
  const db = new Database(path, { readonly: true })
  db.pragma('cache_size = -16384')
  const removed: string[] = []
  const begun = performance.now()
  const coverage = new Coverage(rulesOf(rules).map(metadataOf))
  const reader = new CaseReader(db, new Set(), new SignatureCheck(rules.keys))
  const nowhere = { type: 'row', table: 'trail', row: '1' } as const
  new SequencePass(
    reader,
    [],
    rules.orders,
    rules.clocks,
    coverage,
    ({ values }) => removed.push(values['count'] ?? ''),
    () => nowhere,
  ).run()
  const seconds = (performance.now() - begun) / 1000
  db.close()
  return { seconds, removed, peak: process.resourceUsage().maxRSS / 1024 }
}

function ours(path: string): Run {
  const run = spawnSync(process.execPath, [import.meta.filename, 'checks', path], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stderr || (run.error?.message ?? 'the checks did not run'))
  return JSON.parse(run.stdout) as Run
}

if (first === 'checks') console.log(JSON.stringify(await checks(file ?? '')))
else measure()

function measure(): void {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-order-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const [title, strays] of [
    ['in order', 0],
    ['a thousand out of place', Math.floor(ROWS / 1000)],
  ] as const) {
    const path = filled(join(folder, `${strays}.anachron`), strays)
    // In turn, so that a drifting machine meets both; the best of three counts.
    const runs = [0, 1, 2].map(() => ({ shell: shell(path), ...ours(path) }))
    const best = (pick: (run: (typeof runs)[number]) => number) => Math.min(...runs.map(pick))
    const [theirs, mine] = [best((run) => run.shell), best((run) => run.seconds)]
    const peak = Math.max(...runs.map((run) => run.peak))
    const removed = runs[0]?.removed.join(', ')
    console.log(
      `${ROWS.toLocaleString('en')} rows, ${title}: sqlite3 ${theirs.toFixed(2)} s, order checks ${mine.toFixed(2)} s, ratio ${(mine / theirs).toFixed(2)}, peak ${peak.toFixed(0)} MB; rows to leave out: ${removed === '' ? 'none' : removed}`,
    )
    rmSync(path)
  }
}
