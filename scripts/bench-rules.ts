// `npm run bench:rules [EVENTS]`: the analysis of generated events with the whole set of rules, beside a plain SELECT … ORDER BY over the same
// table; what a start takes to load the rules; what twice as many facts cost that speak of the same traits and match nothing; `rules test`. The
// time of the processor is printed too, and held against the limits: it is nearly the same on a machine that does other things besides.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze } from '../src/analysis/analyze.ts'
import { loadRules } from '../src/analysis/load-rules.ts'
import type { Fact, FactFamily } from '../src/analysis/rule-language.ts'
import type { RuleSet } from '../src/analysis/rule-set.ts'
import { vocabularyOf } from '../src/analysis/vocabulary.ts'
import { openCase } from '../src/case/open.ts'
import { INDEXES } from '../src/case/schema.ts'
import { ingesters } from '../src/ingest/index.generated.ts'
import { gmailHops, outlook, outlookMessage, postfix } from '../samples/make/mail.ts'
import { seeded } from '../samples/make/random.ts'

const root = join(import.meta.dirname, '..')
const MAILS = 1_500
/** Runs of each in turn; the shortest counts, because what disturbs a run only makes it longer. */
const RUNS = 3

async function bench(events: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}, load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  )
  const rules = await shipped()
  const facts = rules.families.reduce((n, family) => n + family.facts.length, 0)
  const start = least(() => run(['dist/src/main.js', 'rules', 'list']))
  say(`a start with ${rules.files.size} rules and ${facts} facts, whole process`, start)
  const bare = least(() => run(['dist/src/main.js', '--version']))
  say('a start that loads none', bare)
  limit('loading and compiling the rules, ms', (start.processor - bare.processor) * 1000, 300)
  const examples = run(['dist/src/main.js', 'rules', 'test'])
  say('rules test, every example', examples)
  limit('rules test, s', examples.processor, 10)

  const trail = join(folder, 'trail.anachron')
  generateTrail(trail, events)
  const analysis = run(['--import', join(root, 'scripts/peak-memory.ts'), 'dist/src/main.js', 'analyze', trail])
  const plain = run(['--input-type=module', '-e', PLAIN, '--', trail])
  say(`anachron analyze, ${events.toLocaleString('en')} events`, analysis, events)
  say('SELECT … ORDER BY over the same table', plain, events)

  const mails = join(folder, 'mails')
  mkdirSync(mails)
  for (let n = 0; n < MAILS; n++) writeFileSync(join(mails, `${n}.eml`), aMail(n))
  const kept = join(folder, 'mails.anachron')
  run(['dist/src/main.js', 'ingest', kept, mails, '--all-traits'])
  const alone = least(() => run(['scripts/bench-rules.ts', 'one-analysis', kept, 'once']))
  const doubled = least(() => run(['scripts/bench-rules.ts', 'one-analysis', kept, 'twice']))
  const took = (one: Run): Run => {
    const [, seconds, processor] = /analysed in (\d+) ms, (\d+) of the processor/.exec(one.output) ?? []
    return { ...one, seconds: Number(seconds) / 1000, processor: Number(processor) / 1000 }
  }
  say(`analysis of ${MAILS} generated mails, ${facts} facts`, took(alone))
  say(`the same with ${2 * facts} facts`, took(doubled))
  limit('the doubling of the facts, %', 100 * (took(doubled).processor / took(alone).processor - 1), 10)
}

/** In a process of its own, so that each begins cold. */
async function oneAnalysis(path: string, facts: string): Promise<void> {
  const rules = await shipped()
  const open = openCase(path, 'write')
  const set = facts === 'twice' ? withTwins(rules) : rules
  const [begun, used] = [performance.now(), process.cpuUsage()]
  analyze(open.db, set)
  const { user, system } = process.cpuUsage(used)
  const [wall, processor] = [performance.now() - begun, (user + system) / 1000]
  console.log(`analysed in ${wall.toFixed(0)} ms, ${processor.toFixed(0)} of the processor`)
  open.close()
}

const shipped = (): Promise<RuleSet> => loadRules([join(root, 'rules')], vocabularyOf(ingesters))

/** Each fact once more, of the same trait and form, for values that no evidence bears. */
function withTwins(rules: RuleSet): RuleSet {
  const NOWHERE = '\u0001'
  const other = (fact: Fact): Fact => ({
    ...fact,
    id: `${fact.id}-twin`,
    ...(fact.equals === undefined ? {} : { equals: fact.equals + NOWHERE }),
    ...(fact.prefix === undefined ? {} : { prefix: fact.prefix + NOWHERE }),
    ...(fact.match === undefined ? {} : { match: impossible(fact.match) }),
    ...(fact.counter === undefined ? {} : { counter: { ...fact.counter, match: impossible(fact.counter.match) } }),
  })
  // A look-alike goes as far as its pattern does before it fails.
  const impossible = (pattern: string): string =>
    (pattern.includes('|') ? `(?:${pattern})` : pattern).replace(/\$?$/, '\\x01')
  const twin = (family: FactFamily): FactFamily => ({ ...family, facts: [...family.facts, ...family.facts.map(other)] })
  return { ...rules, families: rules.families.map(twin) }
}

interface Run {
  readonly seconds: number
  /** Seconds of the processor, all threads. */
  readonly processor: number
  readonly output: string
}

function run(args: readonly string[]): Run {
  const begun = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', USED, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (status !== 0) throw new Error(stderr)
  const processor = Number(/processor used (\d+)/.exec(stderr)?.[1] ?? NaN) / 1e6
  return { seconds: (performance.now() - begun) / 1000, processor, output: stdout + stderr }
}

/** Says at the end of a process what it used. */
const USED = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('processor used '+(user+system))})`

const least = (once: () => Run): Run =>
  Array.from({ length: RUNS }, once).reduce((a, b) => (b.processor < a.processor ? b : a))

function limit(what: string, is: number, most: number): void {
  console.log(
    `${what.padEnd(56)} ${is.toFixed(is < 100 ? 1 : 0).padStart(7)}   limit ${most}${is > most ? '  MISSED' : ''}`,
  )
}

function say(what: string, { seconds, processor, output }: Run, events?: number): void {
  const rate = events === undefined ? '' : `${Math.round(events / seconds).toLocaleString('en')} events/s`
  const peak = /peak (\d+ MB)/.exec(output)?.[1]
  console.log(
    `${what.padEnd(56)} ${seconds.toFixed(2).padStart(7)} s ${processor.toFixed(2).padStart(7)} s of the processor ${rate.padStart(20)}${peak === undefined ? '' : `  peak ${peak}`}`,
  )
}

const PLAIN = `import Database from 'better-sqlite3'
  const db = new Database(process.argv[1], { readonly: true })
  let n = 0
  for (const row of db.prepare('SELECT root, id, artifact, clock, kind, zone, nominal, width, earliest, latest FROM event ORDER BY nominal').raw().iterate()) n += row.length
  if (n === 0) throw new Error('no rows')`

/** An audit trail as an ingest leaves it, written by SQL: an artifact, an event, a trait and a place for each row, in order of time. */
function generateTrail(path: string, rows: number): void {
  const { db, close } = openCase(path, 'create')
  const series = `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows})`
  const at = '(1298880000 + n * 37) * 1000000'
  db.exec(`BEGIN;
    INSERT INTO root VALUES (0, 'company.db', '/nowhere/company.db', 900000000, 0, printf('%064x', 7), 'done');
    INSERT INTO evidence VALUES (0, 0, 'company.db', printf('%064x', 7), 900000000, 'sqlite', 'examined', NULL, NULL, NULL, NULL);
    INSERT INTO clock VALUES (0, 0, 0, 'database', 'audit.recorded_at');
    INSERT INTO sequence VALUES (0, 0, 0, NULL, 'audit.rowid');
    INSERT INTO artifact VALUES (0, 0, 0, 'database', '{"type":"bytes","offset":0,"length":100}', 'bytes:000000000000:100', 'company.db', NULL, NULL);
    ${series} INSERT INTO artifact SELECT 0, n, 0, 'row', printf('{"type":"row","table":"audit","row":"%d"}', n), printf('row:audit:%020d:', n), printf('audit %d', n), 0, n FROM s;
    ${series} INSERT INTO event SELECT 0, n, 0, n, 0, 'db.row.recorded', 'utc', NULL, ${at}, 1000000, ${at}, ${at} + 999999, strftime('%Y-%m-%dT%H:%M:%SZ', 1298880000 + n * 37, 'unixepoch'), printf('{"type":"row","table":"audit","row":"%d","column":"recorded_at"}', n) FROM s;
    ${series} INSERT INTO place SELECT 0, 0, n, n FROM s;
    ${series} INSERT INTO trait_value SELECT n, 'db.row.session', printf('session:%d', n) FROM s WHERE n <= ${rows} / 40 + 1;
    ${series} INSERT INTO trait SELECT 0, n, n, NULL, n / 40 + 1, printf('{"type":"row","table":"audit","row":"%d","column":"session_id"}', n) FROM s;
    COMMIT`)
  db.exec(INDEXES)
  db.pragma('wal_checkpoint(TRUNCATE)')
  close()
}

function aMail(n: number): string {
  const random = seeded(n)
  const at = Date.parse('2019-09-02T08:00:00Z') + n * 61_000
  const message = outlookMessage({
    at,
    offset: 60,
    from: 'a@example.com',
    to: 'b@example.org',
    subject: `Number ${n}`,
    text: 'text '.repeat(40),
    messageId: outlook.messageId(at - 1000, random, 'example.com'),
    threadIndex: outlook.threadIndex(at, random),
    boundary: outlook.boundary(at, 60),
  })
  const hops = gmailHops('2019', at, -420, random, 'b@example.org')
  return [postfix('mail.example.com', 'mx.example.org', at + 4000, 0, random, 'b@example.org'), ...hops, message].join(
    '\r\n',
  )
}

const [first = '1000000', file = '', which = ''] = process.argv.slice(2)
if (first === 'one-analysis') await oneAnalysis(file, which)
else await bench(Number(first))
