/** What several commands do: load the rules, fill a case, analyse it, and write its reports. Every step goes into the case log. */
import { createHash } from 'node:crypto'
import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { analyze, type Analysis } from '../analysis/analyze.ts'
import { keepKnowledge } from '../analysis/knowledge.ts'
import { readyRules } from '../analysis/shipped-rules.ts'
import { problemText, type RuleSet } from '../analysis/rule-set.ts'
import { wantedKeys } from '../analysis/wanted.ts'
import { changeCounts } from '../case/changes.ts'
import { isLarge, prepareFindings } from '../case/browse/prepare.ts'
import { fill, type Filled } from '../case/fill.ts'
import { append } from '../case/log.ts'
import { asCaseProblem, type CaseDatabase, type OpenCase } from '../case/open.ts'
import { CaseProblem } from '../case/problem.ts'
import { set, setting } from '../case/settings.ts'
import { hasMoreEvents } from '../case/totals.ts'
import { switchedOff } from '../case/work.ts'
import { loadExhibits, type Exhibit } from '../evidence/exhibit-list.ts'
import { examinedAround } from '../evidence/inside.ts'
import { DEFAULT_LIMITS, type LimitName, type Limits } from '../evidence/limits.ts'
import { spareMemory } from '../ingest/spare-memory.ts'
import { Threads } from '../ingest/threads.ts'
import { LEVELS, atLeast, isUnread, type Level } from '../model.ts'
import { instant, toIso } from '../time/instant.ts'
import { assemble } from '../report/assemble.ts'
import { reporters } from '../report/index.generated.ts'
import type { ReportInput } from '../report/reporter.ts'
import { terminal } from '../report/safe-text.ts'
import { mismatch, plural } from '../report/words.ts'
import type { Beside } from './beside.ts'
import { EXIT, UsageError, value, values, type ExitCode, type Flag, type Given, type Io } from './command.ts'
import { COMMIT, RULES_FOLDER, VERSION } from './package.ts'
import { progressLine, type ProgressLine } from './progress.ts'
import { interruptible } from './stop.ts'
import { vocabulary } from './vocabulary.ts'

export { ALL_TRAITS_FLAG, EXHIBITS_FLAG, LIMIT_FLAG, RULES_FLAG } from './flags.ts'

export const FORMAT_FLAG: Flag = {
  flag: '--format <list>',
  doc: `report formats, joined by commas: ${reporters.map((one) => one.id).join(', ')} (default: html,json)`,
}
export const FAIL_ON_FLAG: Flag = {
  flag: '--fail-on <level>',
  doc: `exit code 1 if a finding has at least this level: ${LEVELS.join(', ')}`,
}
export const REPRODUCIBLE_FLAG: Flag = {
  flag: '--reproducible',
  doc: "leave the run's times and the machine's facts out of the report",
}

/** The folders of the shipped rules and of `--rules`. */
export const ruleFolders = (given: Given): readonly string[] => [RULES_FOLDER, ...values(given, 'rules')]

/** Loads the shipped rules and those of `--rules`; each rule that cannot be used is one line on standard error. */
export async function loadKnowledge(given: Given, io: Io): Promise<RuleSet> {
  const rules = await readyRules(ruleFolders(given), vocabulary)
  for (const problem of rules.problems) io.err(`anachron: ${problemText(problem)}\n`)
  return rules
}

/** What an ingest is asked for besides its paths. */
export interface Asked {
  readonly exhibits: readonly Exhibit[]
  /** SHA-256 of the exhibit list; absent without one. */
  readonly listSha256?: string
  readonly limits: Limits
  readonly allTraits: boolean
  /** Threads that were started ahead. */
  readonly threads?: Threads
}

/** Checks the flags of an ingest before anything is made. Throws `UsageError`, `ExhibitListError`. */
export function askedOf(given: Given): Asked {
  const limits = limitsOf(given)
  const allTraits = given['allTraits'] === true
  const list = value(given, 'exhibits')
  if (list === undefined) return { exhibits: [], limits, allTraits }
  const exhibits = loadExhibits(list)
  return { exhibits, listSha256: createHash('sha256').update(readFileSync(list)).digest('hex'), limits, allTraits }
}

/** Threads that will read the paths, started while the rules are still being read; more follow where there is more to read. */
export const threadsFor = (paths: readonly string[]): Threads =>
  new Threads({}, paths.some(isFolder) ? Math.max(1, availableParallelism() - 1) : 1)

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Ingests the paths into the case, and says on standard error what could not be read. */
export async function ingest(
  db: CaseDatabase,
  paths: readonly string[],
  rules: RuleSet,
  { exhibits, listSha256, limits, allTraits, threads }: Asked,
  io: Io,
  progress: ProgressLine = progressLine(io),
  beside?: Beside,
): Promise<Filled> {
  const filled = await fill({
    db,
    paths,
    exhibits,
    limits,
    // A thread that analyses meanwhile takes a core: another reader would only let it fall behind (17,188 mails on two cores: 39.5 s instead of 42.9).
    workers: Math.max(1, availableParallelism() - (beside === undefined ? 0 : 1)),
    ...(threads === undefined ? {} : { threads }),
    profiles: rules.profileFiles,
    wanted: allTraits ? 'all' : { keys: wantedKeys(rules), prefixes: [] },
    onProgress: progress.ingest,
    stop: progress.stopped,
    ...(beside === undefined ? {} : { onRoots: beside.roots }),
  })
  progress.end()
  if (listSha256 !== undefined) set(db, 'exhibit-list', listSha256)
  keepKnowledge(db, rules)
  const { changed, before, rows, stopped, ...held } = filled
  append(
    db,
    io.who,
    {
      action: 'ingest',
      version: VERSION,
      node: process.version,
      rules: rules.hash,
      paths,
      limits,
      before,
      rows,
      changed: changed.length,
      ...(stopped ? { stopped } : {}),
      totals: held,
    },
    io.now(),
  )
  for (const { path, reason } of changed) io.err(`anachron: ${terminal(path)}: ${terminal(reason)}\n`)
  return filled
}

/**
 * From so many events on, an analysis takes memory before speed: the young generation stays as small as it is, and the old one is
 * cleared when it has grown by a third (`spareMemory`). A trail of 300,000 rows takes 214 MB so, and 410 MB without, in the same time; 40,000 mails 190 MB and 450 MB, in a tenth more of it. (V8's own flag
 * to optimize for size takes 190 MB and twice the time.)
 */
const MANY_EVENTS = 20_000

/** Best before the rules are loaded: what they leave behind is cleared, too. */
export function spareIfLarge(db: CaseDatabase): void {
  if (hasMoreEvents(db, MANY_EVENTS)) spareMemory()
}

/** Analyses a filled case with the rules, unless that was done while it was filled. */
export function examine(
  db: CaseDatabase,
  rules: RuleSet,
  io: Io,
  progress: ProgressLine = progressLine(io),
  done?: Analysis,
): Analysis {
  const analysis = done ?? ofCase(db, () => interruptible(() => analyze(db, rules, { progress: progress.analysis })))
  progress.end()
  for (const diagnostic of analysis.diagnostics) io.err(`anachron: ${terminal(diagnostic)}\n`)
  set(db, 'rules', rules.hash)
  append(
    db,
    io.who,
    {
      action: 'analyze',
      version: VERSION,
      node: process.version,
      rules: rules.hash,
      findings: analysis.findings,
      changes: changeCounts(db),
      switchedOff: [...switchedOff(db).keys()],
      diagnostics: analysis.diagnostics,
    },
    io.now(),
  )
  ofCase(db, () => {
    if (isLarge(db)) prepareFindings(db)
  })
  return analysis
}

/** What goes wrong while a case is read is told as one line about that case. */
export function ofCase<T>(db: CaseDatabase, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asCaseProblem(db.name, error)
  }
}

/** Reads the case into a report. Throws `CaseProblem` if it is damaged. */
export const report = (db: CaseDatabase, command: string, given: Given, io: Io): ReportInput =>
  ofCase(db, () => interruptible(() => assembled(db, command, given, io)))

function assembled(db: CaseDatabase, command: string, given: Given, io: Io): ReportInput {
  const exhibits = z.array(z.unknown()).catch([]).parse(setting(db, 'exhibits')) as readonly Exhibit[]
  const sha256 = z.string().optional().parse(setting(db, 'exhibit-list'))
  const now = instant(io.now().getTime() * 1000)
  return assemble(db, {
    tool: {
      name: 'anachron',
      version: VERSION,
      rules: z.string().catch('').parse(setting(db, 'rules')),
      ...(COMMIT === undefined ? {} : { commit: COMMIT }),
      node: process.version,
      icu: process.versions['icu'] ?? '',
      tzdata: process.versions['tz'] ?? '',
      platform: `${process.platform} ${process.arch}`,
    },
    run: {
      command,
      options: optionsOf(given),
      quotesContent: false,
      ...(now === undefined ? {} : { finished: toIso(now) }),
    },
    ...(sha256 === undefined ? {} : { exhibits: { sha256, list: exhibits } }),
    reproducible: given['reproducible'] === true,
  })
}

/** Writes the report in each format of `--format`, readable by its owner only; returns the files. */
export function writeReports(input: ReportInput, folder: string, given: Given): readonly string[] {
  makeReportFolder(folder)
  try {
    return formatsOf(given).map((reporter) => {
      const file = fileOf(folder, reporter)
      interruptible(() => writePieces(file, reporter.write(input)))
      return file
    })
  } catch (error) {
    throw error instanceof CaseProblem ? error : notWritten(folder, error)
  }
}

/** Makes the folder, readable by its owner only. Throws `UsageError` where it cannot be made. */
export function makeReportFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw notWritten(folder, error)
  }
}

const notWritten = (folder: string, error: unknown): UsageError =>
  new UsageError(
    `the report cannot be written to ${folder}: ${error instanceof Error ? error.message : String(error)}; choose another folder with --report`,
  )

const fileOf = (folder: string, { extension }: { readonly extension: string }): string =>
  join(folder, `report.${extension}`)

const TOGETHER = 4 * 1024 * 1024

/** The pieces of a report, some megabytes of them together: what is written at a time. */
export function* together(pieces: Iterable<string>): Generator<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < TOGETHER) continue
    yield text
    text = ''
  }
  yield text
}

/** Under another name until it is whole: half of a report would look like a report. */
function writePieces(file: string, pieces: Iterable<string>): void {
  const part = `${file}.${process.pid}.part`
  const drop = (): void => rmSync(part, { force: true })
  const fd = openSync(part, 'wx', 0o600)
  process.once('exit', drop)
  try {
    for (const text of together(pieces)) writeFileSync(fd, text)
    renameSync(part, file)
  } finally {
    closeSync(fd)
    drop()
    process.off('exit', drop)
  }
}

/** The formats asked for. Throws `UsageError` for an unknown one. */
export function formatsOf(given: Given): typeof reporters {
  return (value(given, 'format') ?? 'html,json').split(',').map((id) => {
    const found = reporters.find((one) => one.id === id.trim())
    if (found === undefined)
      throw new UsageError(`there is no report format ${id}; there are ${reporters.map((one) => one.id).join(', ')}`)
    return found
  })
}

/** Refuses a report inside examined paths, and one that would be written over an examined file. */
export function refuseReport(folder: string, paths: readonly string[], given: Given): void {
  refuseInside(folder, paths, 'report folder')
  for (const reporter of formatsOf(given))
    if (examinedAround(fileOf(folder, reporter), paths) !== undefined)
      throw new UsageError(
        `${fileOf(folder, reporter)} is examined and would be written over; choose another folder with --report`,
      )
}

/** Refuses a path where nothing is. A link that leads nowhere is something, and is named among what was not examined. */
export function refuseMissing(paths: readonly string[]): void {
  for (const path of paths)
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
      throw new UsageError(`${path} does not exist; check the path`)
}

/** Refuses a folder inside examined paths, so that nothing appears beside evidence. */
export function refuseInside(place: string, paths: readonly string[], what: string): void {
  const around = examinedAround(place, paths)
  if (around !== undefined)
    throw new UsageError(
      `the ${what} ${place} lies inside the examined path ${around}; choose another with --${what.split(' ')[0] ?? what}`,
    )
}

export function levelOf(given: Given): Level | undefined {
  const text = value(given, 'failOn')
  if (text === undefined) return undefined
  const level = LEVELS.find((one) => one === text)
  if (level === undefined) throw new UsageError(`there is no level ${text}; there are ${LEVELS.join(', ')}`)
  return level
}

/** The exit code of a run, by the contract: unread evidence or a differing exhibit before findings. */
export function exitCode(
  { report: { evidence, run, findings } }: ReportInput,
  changed: number,
  failOn: Level | undefined,
): ExitCode {
  const unread = evidence.some(({ status }) => isUnread(status))
  const differs = run.exhibits?.list.some(({ state }) => state === 'differs') ?? false
  if (unread || differs || changed > 0) return EXIT.unread
  const found = failOn !== undefined && findings.some(({ level }) => atLeast(level, failOn))
  return found ? EXIT.found : EXIT.ok
}

/** Evidence that is not what its exhibit says, or was not wholly read, is named on standard error; beyond so many lines it is counted, and the report has them all. */
const NAMED = 50

export function nameUnread({ report: { coverage, run } }: ReportInput, io: Io): void {
  for (const exhibit of run.exhibits?.list ?? [])
    if (exhibit.state === 'differs') io.err(`anachron: ${terminal(mismatch(exhibit))}\n`)
  const unread = coverage.evidence.incomplete.filter(({ status }) => isUnread(status))
  for (const { path, status, reasons } of unread.slice(0, NAMED))
    io.err(`anachron: ${terminal(path)}: ${status}: ${terminal(reasons[0] ?? 'no reason kept')}\n`)
  if (unread.length > NAMED)
    io.err(
      `anachron: ${plural(unread.length - NAMED, 'more evidence file was', 'more evidence files were')} not wholly read; the report lists all\n`,
    )
}

function limitsOf(given: Given): Limits {
  const limits: Record<LimitName, number> = { ...DEFAULT_LIMITS }
  for (const text of values(given, 'limit')) {
    const [, name = '', n = ''] = /^([^=]*)=(.*)$/.exec(text) ?? []
    if (!Object.hasOwn(limits, name) || !/^\d{1,15}$/.test(n)) {
      throw new UsageError(
        `--limit ${text}: write NAME=N with a whole number of at most 15 digits; the names are ${Object.keys(DEFAULT_LIMITS).join(', ')}`,
      )
    }
    limits[name as LimitName] = Number(n)
  }
  return limits
}

/** Where the output goes says nothing about the examination: a reproducible report leaves it out. */
const PLACES = new Set(['report', 'case'])

const optionsOf = (given: Given): Record<string, string | boolean | string[]> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, one]) =>
      one === undefined ||
      (Array.isArray(one) && one.length === 0) ||
      (given['reproducible'] === true && PLACES.has(name))
        ? []
        : [[name, typeof one === 'object' ? [...one] : one]],
    ),
  )

/** After the work on a case: what went into a file that nobody can open any more is lost, and is not called done. */
export function refuseGone({ path, isThere }: OpenCase): void {
  if (!isThere())
    throw new CaseProblem(
      `${path}: the case was deleted or replaced while it was written, and what this run did is lost; run it again`,
    )
}
