// `npm run eval [CORPUS]`: runs over genuine evidence, writes each rule's base rate to rules/baselines.json and the figures to docs/evaluation.md.
// `npm run eval -- --sample` also prints a seeded sample of 100 alarms of medium or above to be read and judged in docs/judged-alarms.json.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atLeast, type Level } from '../src/model.ts'
import { upperLimit } from '../src/analysis/baseline.ts'
import { withMeasured } from '../src/analysis/calibration.ts'
import { seeded } from '../samples/make/random.ts'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const corpus = args.find((arg) => !arg.startsWith('--')) ?? join(root, '..', 'shared', 'corpus')
if (!existsSync(corpus)) {
  console.error(`${corpus}: there is no corpus of genuine evidence here; give its folder: npm run eval -- FOLDER`)
  process.exit(2)
}

interface Collection {
  readonly name: string
  readonly title: string
  readonly paths: readonly string[]
  readonly years: string
  /** Facts were learnt from this very collection: its rate flatters them. */
  readonly learntFrom: boolean
  /** Independent sources: lists, corpora, projects. */
  readonly sources: number
  readonly mail: boolean
}

const COLLECTIONS: readonly Collection[] = [
  {
    name: 'lists',
    title: 'list mail, two lists',
    paths: ['mail/lists'],
    years: '2019-2026',
    learntFrom: true,
    sources: 2,
    mail: true,
  },
  {
    name: 'lists-more',
    title: 'list mail, eight lists',
    paths: ['mail/lists-more'],
    years: '2019-2026',
    learntFrom: true,
    sources: 8,
    mail: true,
  },
  {
    name: 'lists-unseen',
    title: 'list mail, two lists from which no fact was learnt',
    paths: ['mail/lists-unseen'],
    years: '2019-2026',
    learntFrom: false,
    sources: 2,
    mail: true,
  },
  {
    name: 'ham-2002',
    title: 'SpamAssassin public corpus, genuine mail',
    paths: ['mail/ham'],
    years: '2002',
    learntFrom: false,
    sources: 3,
    mail: true,
  },
  {
    name: 'ham-2010',
    title: 'CSDMC2010, genuine mail',
    paths: ['mail/csdmc2010-ham'],
    years: '2009-2010',
    learntFrom: false,
    sources: 1,
    mail: true,
  },
  {
    name: 'pictures',
    title: 'pictures of public test sets',
    paths: ['images/exif-samples', 'images/metadata-extractor', 'images/orientation', 'images/tika', 'images/pillow'],
    years: '1998-2023',
    learntFrom: false,
    sources: 5,
    mail: false,
  },
  {
    name: 'databases',
    title: 'databases of real programs, public test sets',
    paths: [
      'sqlite/plaso',
      'sqlite/hindsight-chrome',
      'sqlite/chrome-history-by-version',
      'sqlite/ileapp-ios',
      'sqlite/tika',
      'sqlite/dfvfs',
    ],
    years: '2008-2023',
    learntFrom: false,
    sources: 6,
    mail: false,
  },
  {
    name: 'archives',
    title: 'archives of public test sets',
    paths: ['archives'],
    years: '1995-2026',
    learntFrom: false,
    sources: 6,
    mail: false,
  },
]

interface Alarm {
  readonly id: string
  readonly rule: string
  readonly level: Level
  readonly evidence: string
  readonly observed: string
}
/** Lower bounds of mails held against the truth: the time of the topmost hop, which the archive's own server wrote. */
interface Dated {
  readonly bounded: number
  readonly excludeTruth: number
  /** Half of the bounds lie no farther than this before the truth. */
  readonly medianDays: number
}
interface Measured {
  readonly collection: Collection
  readonly examined: number
  readonly dated: Dated
  readonly alarms: readonly Alarm[]
  readonly rules: readonly { readonly rule: string; readonly applied: number; readonly broken: number }[]
}

const folder = mkdtempSync(join(tmpdir(), 'anachron-eval-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function caseOf(collection: Collection): string {
  return join(folder, `${collection.name}.anachron`)
}

function anachron(...args: readonly string[]): string {
  const run = spawnSync(process.execPath, [join(root, 'dist/src/main.js'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  })
  if (run.status === 0 || run.status === 1 || run.status === 3) return run.stdout
  throw new Error(
    `anachron ${args.join(' ')} ended with ${run.status ?? run.signal ?? '?'}: ${run.stderr.slice(-2000)}`,
  )
}

function measure(collection: Collection): Measured {
  anachron('analyze', caseOf(collection))
  const db = new Database(caseOf(collection), { readonly: true })
  const count = collection.mail
    ? "SELECT count(*) FROM artifact WHERE type = 'message'"
    : "SELECT count(*) FROM evidence WHERE status = 'examined'"
  const examined = db.prepare<[], number>(count).pluck().get() ?? 0
  const alarms = db
    .prepare<[], string>('SELECT body FROM finding ORDER BY id')
    .pluck()
    .all()
    .map((body) => {
      const { id, rule, level, observed, artifact } = JSON.parse(body) as Alarm & { artifact: { evidence: string } }
      return { id, rule, level, observed, evidence: artifact.evidence }
    })
  const rules = db
    .prepare<[], string>('SELECT body FROM coverage ORDER BY rule')
    .pluck()
    .all()
    .map((body) => JSON.parse(body) as Measured['rules'][number])
  const dated = datings(db)
  db.close()
  return { collection, examined, dated, alarms, rules }
}

function datings(db: Database.Database): Dated {
  const arrived = db.prepare<[], { root: number; artifact: number; at: number }>(
    "SELECT root, artifact, MAX(nominal) AS at FROM event WHERE kind = 'email.received' AND nominal IS NOT NULL GROUP BY root, artifact",
  )
  const truth = new Map(arrived.all().map(({ root: top, artifact, at }) => [`${top}.${artifact}`, at]))
  const early: number[] = []
  for (const row of db
    .prepare<[], { root: number; artifact: number; body: string }>('SELECT root, artifact, body FROM dating')
    .iterate()) {
    const at = truth.get(`${row.root}.${row.artifact}`)
    const { notBefore } = JSON.parse(row.body) as { notBefore?: { at: number } }
    if (at !== undefined && notBefore !== undefined) early.push((at - notBefore.at) / 86_400e6)
  }
  early.sort((a, b) => a - b)
  return {
    bounded: early.length,
    excludeTruth: early.filter((days) => days < 0).length,
    medianDays: early[early.length >> 1] ?? NaN,
  }
}

function writeBaselines(all: readonly Measured[]): void {
  const sorted = withMeasured({}, all)
  writeFileSync(join(root, 'rules/baselines.json'), `${JSON.stringify(sorted, null, 1)}\n`)
}

/** One mail an evidence: a finding on an attachment counts for the mail it came with. */
const mailOf = (evidence: string): string => /^.*?\.eml/.exec(evidence)?.[0] ?? evidence
const withLevel = ({ alarms }: Measured, floor: Level): number =>
  new Set(alarms.filter(({ level }) => atLeast(level, floor)).map(({ evidence }) => mailOf(evidence))).size

function sample(all: readonly Measured[]): readonly Alarm[] {
  const random = seeded(100)
  const pool = all
    .filter(({ collection }) => collection.mail)
    .flatMap(({ alarms }) => alarms.filter(({ level }) => atLeast(level, 'medium')))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  for (let n = pool.length - 1; n > 0; n--) {
    const other = random.int(0, n)
    const [a, b] = [pool[n], pool[other]]
    if (a !== undefined && b !== undefined) [pool[n], pool[other]] = [b, a]
  }
  return pool.slice(0, 100)
}

function printSample(all: readonly Measured[]): void {
  for (const { id, rule, level, evidence, observed } of sample(all))
    console.log(`${id} ${level} ${rule}\n  ${evidence}\n  ${observed}`)
}

interface Whole {
  readonly counts: readonly (readonly [string, number])[]
  readonly seconds: number
}

/** Every file of the corpus in one run: read, or named with a reason. */
function wholeCorpus(): Whole {
  const file = join(folder, 'whole.anachron')
  const start = performance.now()
  anachron('ingest', file, corpus)
  const seconds = (performance.now() - start) / 1000
  const db = new Database(file, { readonly: true })
  const counts = db
    .prepare<[], [string, number]>('SELECT status, count(*) FROM evidence GROUP BY status ORDER BY status')
    .raw()
    .all()
  db.close()
  return { counts, seconds }
}

function writeEvaluation(all: readonly Measured[], whole: Whole): void {
  const judged = join(root, 'docs/judged-alarms.json')
  const verdicts = existsSync(judged)
    ? (JSON.parse(readFileSync(judged, 'utf8')) as {
        sample: string
        alarms: Record<string, { rule: string; verdict: string }>
      })
    : { sample: '', alarms: {} }
  const lines = [
    '# Evaluation',
    '',
    'Made by `npm run eval` over a corpus of genuine evidence. "Learnt from": facts were learnt from that very collection (or from lists that share its mails), so its rate',
    "flatters them; only the others give an honest rate of false alarms. An alarm is not yet a false alarm: a wrong sender's clock is a true statement about the time stated.",
    '',
    '## Genuine mails',
    '',
    '| collection | years | learnt from | mails | with medium or above | with high or above | one in | upper 95 % limit of the rate at high |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |',
    ...all
      .filter(({ collection }) => collection.mail)
      .map((one) => {
        const high = withLevel(one, 'high')
        const { title, years, learntFrom } = one.collection
        return `| ${title} | ${years} | ${learntFrom ? 'yes' : 'no'} | ${one.examined} | ${withLevel(one, 'medium')} | ${high} | ${high === 0 ? 'none' : Math.round(one.examined / high)} | ${(upperLimit(high, one.examined) * 100).toFixed(3)} % |`
      }),
    '',
    '## Datings of genuine mails',
    '',
    'A lower bound ("not before") excludes the truth if it lies after the topmost hop, whose time the archive\'s own server wrote.',
    '',
    '| collection | mails with a lower bound | that exclude the truth | half are tighter than |',
    '| --- | ---: | ---: | ---: |',
    ...all
      .filter(({ collection }) => collection.mail)
      .map(
        ({ collection, dated }) =>
          `| ${collection.title} | ${dated.bounded} | ${dated.excludeTruth} | ${dated.medianDays.toFixed(1)} days |`,
      ),
    '',
    '## Other genuine evidence',
    '',
    '| collection | years | evidence | findings of medium or above | of high or above |',
    '| --- | --- | ---: | ---: | ---: |',
    ...all
      .filter(({ collection }) => !collection.mail)
      .map((one) => {
        const at = (floor: Level): number => one.alarms.filter(({ level }) => atLeast(level, floor)).length
        return `| ${one.collection.title} | ${one.collection.years} | ${one.examined} | ${at('medium')} | ${at('high')} |`
      }),
    '',
    '## The whole corpus',
    '',
    `Every file, hostile ones included, in one run (${whole.seconds.toFixed(0)} s): ${whole.counts.map(([status, n]) => `${n} ${status}`).join(', ')}. Each that was not examined whole is named with its reason.`,
    '',
    '## Alarms read and judged',
    '',
    ...judgements(verdicts),
    '',
    '## Each rule',
    '',
    'Broken of applicable, by collection; "applicable" counts what carried both sides of the constraint.',
    '',
    `| rule | ${all.map(({ collection }) => collection.name).join(' | ')} |`,
    `| --- | ${all.map(() => '---:').join(' | ')} |`,
    ...[...new Set(all.flatMap(({ rules }) => rules.filter((one) => one.applied > 0).map((one) => one.rule)))]
      .sort()
      .map(
        (rule) =>
          `| ${rule} | ${all
            .map(({ rules }) => {
              const one = rules.find((other) => other.rule === rule)
              return one === undefined || one.applied === 0 ? '' : `${one.broken} of ${one.applied}`
            })
            .join(' | ')} |`,
      ),
  ]
  mkdirSync(join(root, 'docs'), { recursive: true })
  writeFileSync(join(root, 'docs/evaluation.md'), `${lines.join('\n')}\n`)
  console.log(lines.slice(0, 30).join('\n'))
}

function judgements({
  sample: about,
  alarms,
}: {
  readonly sample: string
  readonly alarms: Record<string, { rule: string; verdict: string }>
}): readonly string[] {
  const all = Object.values(alarms)
  if (all.length === 0) return ['None yet: `npm run eval -- --sample` prints the sample.']
  const rules = [...new Set(all.map(({ rule }) => rule))].sort()
  const n = (rule: string, verdict: string): number =>
    all.filter((one) => one.rule === rule && one.verdict === verdict).length
  return [
    about,
    '',
    '| rule | true of the time stated | false |',
    '| --- | ---: | ---: |',
    ...rules.map((rule) => `| ${rule} | ${n(rule, 'true of the time stated')} | ${n(rule, 'false')} |`),
    `| all | ${all.filter((one) => one.verdict === 'true of the time stated').length} | ${all.filter((one) => one.verdict === 'false').length} |`,
  ]
}

// The level of a finding depends on whether its rule was measured: measure, write the rates, then analyse again with them.
const present = COLLECTIONS.filter(({ paths }) => paths.some((path) => existsSync(join(corpus, path))))
for (const collection of present)
  anachron(
    'ingest',
    caseOf(collection),
    ...collection.paths.map((path) => join(corpus, path)).filter((path) => existsSync(path)),
  )
const first = present.map(measure)
writeBaselines(first)
const measured = present.map(measure)
if (args.includes('--sample')) printSample(measured)
writeEvaluation(measured, wholeCorpus())
