// `npm run eval:database [-- HONEST FORGED]`: grows honest databases and forges them (scripts/database-bench), examines them with
// the real program in two processes, and writes what was caught, localised and dated to docs/evaluation-databases.md; every finding of high or
// above is printed. `-- --only WAY` runs one way and prints its findings. SIGTERM ends the growing of honest ones; what was examined is written.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { upperLimit } from '../src/analysis/baseline.ts'
import type { Finding } from '../src/analysis/finding.ts'
import { LEVELS, atLeast, type Level } from '../src/model.ts'
import { seeded } from '../samples/make/random.ts'
import { DAY, type Books } from './database-bench/books.ts'
import { examine, examineFolder, type Examined } from './database-bench/examine.ts'
import { ORDINARY, live } from './database-bench/life.ts'
import { rowsNamed } from './database-bench/named.ts'
import type { Forging, Growing } from './database-bench/way.ts'

const root = join(import.meta.dirname, '..')
const bench = join(import.meta.dirname, 'database-bench')
const args = process.argv.slice(2)
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
const [honest = 1000, forged = 20] = args.filter((arg) => /^\d+$/.test(arg)).map(Number)
/** Which of two halves of the databases this process examines; undefined in the one that asks both and writes. */
const half = args.includes('--half') ? Number(args[args.indexOf('--half') + 1]) : undefined
let isEnded = false
process.once('SIGTERM', () => (isEnded = true))
const isMine = (n: number): boolean => half === undefined || n % 2 === half

async function ways<T>(folder: string): Promise<readonly (readonly [string, T])[]> {
  const names = readdirSync(join(bench, folder)).map((file) => file.slice(0, -3))
  return Promise.all(
    names
      .sort()
      .map(
        async (name) => [name, ((await import(join(bench, folder, `${name}.ts`))) as { default: T }).default] as const,
      ),
  )
}

interface Tally {
  readonly name: string
  readonly title: string
  n: number
  /** Databases by the highest level found. */
  readonly levels: Record<Level | 'nothing', number>
  /** Databases in which a rule found something of low or above, by rule, with the highest level. */
  readonly rules: Map<string, { n: number; level: Level }>
  /** Misdated rows, those named, and those of the named that are misdated. */
  readonly rows: { misdated: number; named: number; right: number }
  /** Datings and bounds of findings on rows, and those that exclude the truth. */
  readonly bounds: { n: number; excludeTruth: number }
}

const tally = (name: string, title: string): Tally => ({
  name,
  title,
  n: 0,
  levels: { nothing: 0, informational: 0, low: 0, medium: 0, high: 0, critical: 0 },
  rules: new Map(),
  rows: { misdated: 0, named: 0, right: 0 },
  bounds: { n: 0, excludeTruth: 0 },
})

function add(of: Tally, { findings, datings }: Examined, books: Pick<Books, 'truth' | 'misdated'> | undefined): void {
  of.n++
  let highest: Level | 'nothing' = 'nothing'
  const rules = new Map<string, Level>()
  for (const { rule, level } of findings) {
    if (highest === 'nothing' || atLeast(level, highest)) highest = level
    const known = rules.get(rule)
    if (known === undefined || atLeast(level, known)) rules.set(rule, level)
  }
  of.levels[highest]++
  for (const [rule, level] of rules) {
    const known = of.rules.get(rule) ?? { n: 0, level }
    of.rules.set(rule, { n: known.n + 1, level: atLeast(level, known.level) ? level : known.level })
  }
  if (books === undefined) return
  const named = new Set(findings.filter(inTrailOrder).flatMap(({ inferred }) => rowsNamed(inferred, 'trail')))
  of.rows.misdated += books.misdated.size
  of.rows.named += named.size
  of.rows.right += [...named].filter((row) => books.misdated.has(row)).length
  const bound = (locator: Finding['artifact']['locator'], from: number | undefined, to: number | undefined) => {
    if (locator.type !== 'row' || locator.table !== 'trail') return
    const truth = books.truth.get(Number(locator.row))
    if (truth === undefined) return
    of.bounds.n++
    if ((from !== undefined && truth * 1000 < from) || (to !== undefined && truth * 1000 > to)) of.bounds.excludeTruth++
  }
  for (const { artifact, notBefore, notAfter } of findings)
    if (notBefore !== undefined || notAfter !== undefined) bound(artifact.locator, notBefore, notAfter)
  for (const { artifact, notBefore, notAfter } of datings) bound(artifact.locator, notBefore?.at, notAfter?.at)
}

const inTrailOrder = ({ rule, observed }: Finding): boolean =>
  rule === 'rows-out-of-order' && observed.includes('trail.rowid')

/** No honest database may have any of these; each is read by a person. */
function showHigh(way: string, n: number, { findings }: Examined): void {
  for (const { rule, level, observed } of findings)
    if (atLeast(level, 'high')) console.error(`${level} ${rule}, ${way}, database ${n}: ${observed}`)
}

function show({ findings }: Examined): void {
  for (const { rule, level, observed, inferred } of findings)
    console.log(`  ${level} ${rule}\n    ${observed}\n    ${inferred}`)
}

const growings = await ways<Growing>('growing')
const forgings = await ways<Forging>('forging')

async function grown(): Promise<readonly Tally[]> {
  const tallies = growings.map(([name, { title }]) => tally(name, title))
  for (let n = 0; n < honest && !isEnded; n++) {
    const i = n % growings.length
    const [growing, of] = [growings[i]?.[1], tallies[i]]
    if (growing === undefined || of === undefined || (only !== undefined && only !== of.name)) continue
    if (!isMine(Math.floor(n / growings.length) + i)) continue
    const books = growing.grow(seeded(10_000 + n))
    const examined = await examine({ 'books.db': books.close() })
    add(of, examined, books)
    showHigh(of.name, n, examined)
    if (only !== undefined) show(examined)
  }
  return tallies
}

async function forgedOnes(): Promise<readonly Tally[]> {
  const tallies: Tally[] = []
  for (const [name, way] of forgings) {
    if (only !== undefined && only !== name) continue
    const of = tally(name, way.title)
    tallies.push(of)
    for (let n = 0; n < forged; n++) {
      if (!isMine(n)) continue
      const random = seeded(50_000 + n * 101)
      const books = way.grow?.(random) ?? live(random, ORDINARY)
      const beside = way.forge(books, random, Date.now() - 400 * DAY)?.beside
      const examined = await examine({
        'books.db': books.close(),
        ...(beside === undefined ? {} : { 'copy/books.db': beside }),
      })
      add(of, examined, books)
      if (only !== undefined) show(examined)
    }
  }
  return tallies
}

/** Untouched databases of real programs: those folders of the corpus that hold what devices wrote. */
const UNTOUCHED = ['plaso', 'hindsight-chrome', 'chrome-history-by-version', 'ileapp-ios', 'tika', 'dfvfs']

async function untouched(): Promise<readonly Tally[]> {
  const corpus = join(root, '..', 'shared', 'corpus', 'sqlite')
  const tallies: Tally[] = []
  for (const folder of UNTOUCHED) {
    if (!existsSync(join(corpus, folder))) continue
    const of = tally(folder, folder)
    tallies.push(of)
    const examined = await examineFolder(join(corpus, folder))
    if (only === 'corpus') show(examined)
    const byFile = Map.groupBy(examined.findings, ({ artifact }) => artifact.evidence)
    const files = readdirSync(join(corpus, folder), { recursive: true, encoding: 'utf8', withFileTypes: true }).filter(
      (file) => file.isFile(),
    )
    for (const findings of byFile.values()) add(of, { findings, datings: [] }, undefined)
    of.levels.nothing += Math.max(0, files.length - byFile.size)
    of.n = Math.max(of.n, files.length)
  }
  return tallies
}

const share = (n: number, of: number): string => (of === 0 ? '' : `${((100 * n) / of).toFixed(1)} %`)
const from = (of: Tally, level: Level): number =>
  LEVELS.filter((one) => atLeast(one, level)).reduce((sum, one) => sum + of.levels[one], 0)
const rulesOf = (of: Tally, floor: Level): string =>
  [...of.rules]
    .filter(([, { level }]) => atLeast(level, floor))
    .sort(([, a], [, b]) => b.n - a.n)
    .map(([rule, { n, level }]) => `${rule} (${n}, ${level})`)
    .join(', ')

function section(grownOnes: readonly Tally[], forgedTallies: readonly Tally[], corpus: readonly Tally[]): string {
  const total = (all: readonly Tally[], level: Level) => all.reduce((sum, of) => sum + from(of, level), 0)
  const all = grownOnes.reduce((sum, of) => sum + of.n, 0)
  const high = total(grownOnes, 'high')
  const traced = forgedTallies.filter((of) => forgings.some(([name, way]) => name === of.name && way.trace === true))
  const n = traced.reduce((sum, of) => sum + of.n, 0)
  const decided = forgedTallies.filter((of) => forgings.some(([name, way]) => name === of.name && way.orderDecides))
  const rows = (pick: (of: Tally) => number) => decided.reduce((sum, of) => sum + pick(of), 0)
  const named = forgedTallies.reduce((sum, of) => sum + of.rows.named, 0)
  const honestNamed = forgedTallies.reduce((sum, of) => sum + of.rows.named - of.rows.right, 0)
  const bounds = [...grownOnes, ...forgedTallies].reduce(
    (sum, { bounds: b }) => ({ n: sum.n + b.n, excludeTruth: sum.excludeTruth + b.excludeTruth }),
    { n: 0, excludeTruth: 0 },
  )
  return [
    '## Rows, header and schema',
    '',
    'Made by `npm run eval:database`: a fictitious product is used, and its files are edited, by scripts from a seed (scripts/database-bench; one file a way), with the page sizes,',
    'journals, auto-vacuum modes and keys that products have; the real program then examines the files, with the shipped rules and the profile of that product.',
    'A row comes to be when it is put into these books in its present form; that moment is held against every bound. Misdated rows that a finding names are read out of its sentences.',
    'No rule here has a measured base rate yet, so none exceeds medium. Clocks that went wrong and rows that arrive late are honest, and what is said of them is true of the times stated.',
    '',
    '## Honest simulated databases',
    '',
    `${all} databases grown from seeds. With a finding of high or above: ${high} (upper 95 % limit of the rate ${(100 * upperLimit(high, all)).toFixed(2)} %); of medium or above: ${total(grownOnes, 'medium')}.`,
    '',
    '| way of growing | databases | medium or above | high or above | rules that found something of low or above |',
    '| --- | ---: | ---: | ---: | --- |',
    ...grownOnes.map(
      (of) => `| ${of.title} | ${of.n} | ${from(of, 'medium')} | ${from(of, 'high')} | ${rulesOf(of, 'low')} |`,
    ),
    '',
    '## Databases of real programs',
    '',
    'Folders of the corpus whose files were written by devices and not touched.',
    '',
    '| folder | files | medium or above | high or above | rules that found something of low or above |',
    '| --- | ---: | ---: | ---: | --- |',
    ...corpus.map(
      (of) => `| ${of.title} | ${of.n} | ${from(of, 'medium')} | ${from(of, 'high')} | ${rulesOf(of, 'low')} |`,
    ),
    '',
    '## Forged databases',
    '',
    `Of ${traced.length} ways that leave a trace in principle (${n} databases) ${total(traced, 'medium')} were caught at medium or above: ${share(total(traced, 'medium'), n)}.`,
    `Where the order of rows decides: of ${rows((of) => of.rows.misdated)} misdated rows ${rows((of) => of.rows.right)} are named, recall ${share(
      rows((of) => of.rows.right),
      rows((of) => of.rows.misdated),
    )}; of ${rows((of) => of.rows.named)} rows named, precision ${share(
      rows((of) => of.rows.right),
      rows((of) => of.rows.named),
    )}.`,
    `Rows that findings on the order name in forged databases, whatever the way: ${named}; honest ones among them: ${honestNamed}.`,
    `Bounds that datings and findings give for rows, honest and forged: ${bounds.n}; that exclude the truth: ${bounds.excludeTruth}.`,
    '',
    '| way of forging | databases | found at all (low or above) | medium or above | rows named of misdated | right of named | rules |',
    '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...forgedTallies.map(
      (of) =>
        `| ${of.title} | ${of.n} | ${from(of, 'low')} | ${from(of, 'medium')} | ${share(of.rows.right, of.rows.misdated)} | ${share(of.rows.right, of.rows.named)} | ${rulesOf(of, 'low')} |`,
    ),
    '',
    '### What leaves no trace, and why',
    '',
    ...forgings.flatMap(([, way]) => (way.trace === true ? [] : [`- ${way.title}: ${way.trace}.`])),
    '',
  ].join('\n')
}

const BEGIN = '<!-- rows, header and schema: npm run eval:database -->'
const END = '<!-- end of rows, header and schema -->'
const file = join(root, 'docs/evaluation-databases.md')

type Halves = readonly [grown: readonly Tally[], forged: readonly Tally[]]

/** Examines half of the databases in a process of its own. */
const inProcess = async (which: number): Promise<Halves> => {
  const child = spawn(process.execPath, [import.meta.filename, ...args, '--half', String(which)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('SIGTERM', () => child.kill('SIGTERM'))
  child.stdout.setEncoding('utf8')
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  const reviver = (key: string, value: unknown): unknown =>
    key === 'rules' ? new Map(value as readonly [string, { n: number; level: Level }][]) : value
  return JSON.parse(text, reviver) as Halves
}

/** Two tallies of one way as one. */
function joined(a: readonly Tally[], b: readonly Tally[]): readonly Tally[] {
  for (const [i, of] of a.entries()) {
    const other = b[i]
    if (other === undefined) continue
    of.n += other.n
    for (const level of [...LEVELS, 'nothing'] as const) of.levels[level] += other.levels[level]
    for (const [rule, { n, level }] of other.rules) {
      const known = of.rules.get(rule) ?? { n: 0, level }
      of.rules.set(rule, { n: known.n + n, level: atLeast(level, known.level) ? level : known.level })
    }
    for (const key of ['misdated', 'named', 'right'] as const) of.rows[key] += other.rows[key]
    for (const key of ['n', 'excludeTruth'] as const) of.bounds[key] += other.bounds[key]
  }
  return a
}

async function all(): Promise<readonly [...Halves, readonly Tally[]]> {
  if (only === 'corpus') return [[], [], await untouched()]
  if (only !== undefined) return [await grown(), await forgedOnes(), []]
  const [a, b] = await Promise.all([inProcess(0), inProcess(1)])
  return [joined(a[0], b[0]), joined(a[1], b[1]), await untouched()]
}

if (half !== undefined) {
  const forgedTallies = await forgedOnes()
  const found: Halves = [await grown(), forgedTallies]
  process.stdout.write(
    JSON.stringify(found, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
    () => process.exit(0),
  )
  // What follows writes the page; the process that asked does that.
  await new Promise(() => undefined)
}
const text = section(...(await all()))
if (only !== undefined || args.includes('--print')) console.log(text)
else {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : `# Evaluation: databases\n\n${BEGIN}\n${END}\n`
  const at = before.indexOf(BEGIN)
  const until = before.indexOf(END)
  if (at < 0 || until < at) throw new Error(`${file} has lost its markers ${BEGIN} and ${END}`)
  writeFileSync(file, `${before.slice(0, at + BEGIN.length)}\n\n${text}\n${before.slice(until)}`)
}
