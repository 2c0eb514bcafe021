/**
 * `anachron tui CASE`: the examiner's screen. The case is opened for reading; each note is written on its own, for as long as that
 * takes. `anachron tui PATH...` opens the screen at once and reads the paths behind it.
 */
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { keepCounts, keepTemporarily, type Counting } from '../case/browse/count.ts'
import { isLarge, isPrepared, prepareBrowsing, prepareFindings, prepareTemporarily } from '../case/browse/prepare.ts'
import { examineCase, type ExaminedCase } from '../case/examined.ts'
import { isBeingWritten } from '../case/lock.ts'
import { asCaseProblem, isCase, openCase, type OpenCase } from '../case/open.ts'
import { CaseProblem } from '../case/problem.ts'
import { pathsOf } from '../case/settings.ts'
import { DEFAULT_LIMITS } from '../evidence/limits.ts'
import { examinedAround } from '../evidence/inside.ts'
import { spareMemory } from '../ingest/spare-memory.ts'
import type { Constraint } from '../report/proof.ts'
import { isGoingOn } from '../tui/running.ts'
import { workOf } from '../tui/work.ts'
import { defineCommand, EXIT, UsageError, value, type Given, type Io } from './command.ts'
import { ALL_TRAITS_FLAG, EXHIBITS_FLAG, LIMIT_FLAG, RULES_FLAG } from './flags.ts'
import { FollowedLock, followLive } from './follow.ts'
import type { Live } from './live.ts'
import { RULES_FOLDER } from './package.ts'

export default defineCommand({
  id: 'tui',
  usage: '<case-or-paths...>',
  summary: 'look through the findings, their proofs and the evidence at the terminal',
  flags: [
    {
      flag: '--case <file>',
      doc: 'where the case of PATH... is kept (default: anachron-report/case.anachron); an existing case of the same paths is continued',
    },
    { flag: '--watch', doc: 'read the rules again when one is saved, and show what that changes in the findings' },
    { flag: '--screen-reader', doc: 'spoken lines, one after the other, instead of a drawn screen' },
    EXHIBITS_FLAG,
    RULES_FLAG,
    LIMIT_FLAG,
    ALL_TRAITS_FLAG,
  ],
  examples: [
    'anachron tui ledger.anachron',
    'anachron tui evidence/ --exhibits exhibits.yaml --case ledger.anachron',
    'anachron tui ledger.anachron --rules my-rules/ --watch',
  ],
  run: async (args, given, io) => {
    if (!io.interactive) throw new UsageError('tui needs a terminal; use anachron report or anachron timeline instead')
    spareMemory()
    const asked = askedFor(args, given)
    const { file, paths } = asked
    let readOnly: string | undefined
    if (paths === undefined) readOnly = prepared(file, io)
    else create(file)
    const held = examineCase(file)
    let live: Live | undefined
    try {
      if (!isPrepared(held.db)) prepareTemporarily(held.db)
      live = await liveOf(asked, given, io)
      return await sit(held, live, readOnly, asked, given, io)
    } catch (error) {
      throw asCaseProblem(file, error)
    } finally {
      await ended(live, args, file, io)
      held.close()
    }
  },
})

/** A case to be looked at, or paths to be read into one. */
interface Asked {
  readonly file: string
  readonly paths?: readonly string[]
}

/** A file with the name of a case that is damaged is not taken for evidence. */
const named = (path: string): boolean => extname(path) === '.anachron'
const isFolder = (path: string): boolean => statSync(path).isDirectory()

function askedFor(args: readonly string[], given: Given): Asked {
  const [first = ''] = args
  const kept = value(given, 'case')
  if (
    args.length === 1 &&
    kept === undefined &&
    (named(first) || (existsSync(first) && !isFolder(first) && isCase(first)))
  )
    return { file: first }
  for (const path of args)
    if (!existsSync(path)) throw new UsageError(`${path} does not exist; give a case, or files and folders to examine`)
  const file = kept ?? join('anachron-report', 'case.anachron')
  const around = examinedAround(resolve(file), args)
  if (around !== undefined)
    throw new UsageError(`the case file ${file} lies inside the examined path ${around}; choose another with --case`)
  return { file, paths: args }
}

/** An empty case that the screen can open before anything is read. Throws `CaseProblem` where another run has it. */
function create(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  openCase(file, 'create').close()
}

/** Reading in the background, or waiting for rules to be saved; undefined: the case is only looked at. */
async function liveOf({ file, paths }: Asked, given: Given, io: Io): Promise<Live | undefined> {
  const watch = given['watch'] === true
  if (paths === undefined && !watch) return undefined
  // Only here: a case that is just looked at needs no thread.
  const { startLive } = await import('./live.ts')
  return startLive({
    file,
    who: io.who,
    given,
    watch,
    start: paths !== undefined,
    ...(paths === undefined ? {} : { paths }),
  })
}

async function sit(
  held: ExaminedCase,
  live: Live | undefined,
  readOnly: string | undefined,
  { file, paths }: Asked,
  given: Given,
  io: Io,
): Promise<typeof EXIT.ok> {
  let known: Knowledge | undefined
  // React reads it once, when it is loaded: what it checks for developers takes more time than the drawing.
  process.env['NODE_ENV'] = 'production'
  // Loaded only here: a scan needs no screen, and ink takes its time.
  const { show } = await import('../tui/show.ts')
  const busy = (): boolean => live !== undefined && isGoingOn(live.state())
  const lock = new FollowedLock(held)
  const lost = await show({
    db: held.db,
    given: {
      name: basename(file),
      get readOnly() {
        return busy() ? WAIT : (readOnly ?? (live === undefined ? lock.because : undefined))
      },
      work: workOf(held.db, io.who, (write) => shortly(held, () => held.write(write))),
      keepCounts: (counting) => {
        // The run behind the screen is the one writer of its case, also before it has opened it.
        if (busy()) keepTemporarily(held.db, counting)
        else keepWhereWritable(held, counting)
      },
      constraint: (rule) => known?.constraint(rule),
      baseline: (rule) => known?.baseline(rule) ?? [],
      ...(live === undefined ? {} : { follow: { state: live.state, watches: given['watch'] === true } }),
    },
    later: async () => {
      known = await knowledge()
    },
    colour: io.colour,
    linear: given['screenReader'] === true,
    ...(paths === undefined ? {} : { start: 'run' }),
    changes: (listener) => (live === undefined ? lock.follow(listener) : followLive(live, held, listener)),
    outside: {
      write: (target, text) => writeView(target, text, pathsOf(held.db)),
      openRaw: async (subject) => {
        const { openRaw, ...read } = await reading()
        return await openRaw(held.db, read, subject)
      },
      lost: held.lost,
    },
  })
  if (lost !== undefined) throw new CaseProblem(lost)
  return EXIT.ok
}

/** In the case; for this sitting alone where another run has it, or it lies where nothing can be written. */
function keepWhereWritable(held: ExaminedCase, counting: Counting): void {
  try {
    held.write((db) => keepCounts(db, counting))
  } catch (error) {
    if (!(error instanceof CaseProblem)) throw error
    keepTemporarily(held.db, counting)
  }
}

/** On the screen the case's path stands already: what goes wrong is told without it. */
function shortly<T>({ path }: ExaminedCase, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof CaseProblem ? new CaseProblem(error.message.replace(`${path}: `, '')) : error
  }
}

const WAIT = 'the case is being read; notes can be written when that has ended'

/** Ends what goes on behind the screen, and says how to go on where it was. */
async function ended(live: Live | undefined, args: readonly string[], file: string, io: Io): Promise<void> {
  if (live === undefined) return
  const before = live.state()
  const isBusy = isGoingOn(before)
  if (isBusy) io.err('anachron: ending the run; what was read stays …\n')
  await live.close()
  const { phase, filesDone, files, failure } = live.state()
  if (phase === 'failed') io.err(`anachron: ${failure ?? 'the run failed'}\n`)
  else if (isBusy && phase !== 'done')
    io.err(
      `anachron: ended before it was done${files === 0 ? '' : ` (${filesDone} of ${files === 1 ? '1 file' : `${files} files`} read)`}; to go on: anachron tui ${args.join(' ')}${args.includes(file) ? '' : ` --case ${file}`}\n`,
    )
}

/** Makes what the screens need, where the case can be written; says why it cannot. */
function prepared(file: string, io: Io): string | undefined {
  const looked = openCase(file, 'read')
  try {
    if (isPrepared(looked.db)) return undefined
  } finally {
    looked.close()
  }
  // For as long as another run lasts; that is looked up anew each second.
  if (isBeingWritten(file)) return undefined
  let open: OpenCase
  try {
    open = openCase(file, 'write')
  } catch (error) {
    if (!(error instanceof CaseProblem)) throw error
    return isBeingWritten(file) ? undefined : error.message.replace(`${file}: `, '')
  }
  try {
    // Of a small case the events are counted in no time; of a large one the screen counts them while the findings are looked at.
    if (isLarge(open.db)) {
      io.err('anachron: the findings are made ready for the screen, once after each analysis …\n')
      prepareFindings(open.db)
    } else prepareBrowsing(open.db)
    return undefined
  } finally {
    open.close()
  }
}

/** A new file, readable by its owner only, not among the evidence and not over another. */
function writeView(target: string, text: string, examined: readonly string[]): void {
  const around = examinedAround(resolve(target), examined)
  if (around !== undefined)
    throw new UsageError(`${target} lies inside the examined path ${around}; give another place`)
  if (existsSync(target)) throw new UsageError(`${target} is there already; give another name`)
  writeFileSync(target, text, { mode: 0o600, flag: 'wx' })
}

/** How evidence is read again: loaded when the first piece of it is opened. */
async function reading() {
  const [{ openRaw }, { ingesters }, { loadProfiles }] = await Promise.all([
    import('../case/browse/raw.ts'),
    import('../ingest/index.generated.ts'),
    import('../ingest/database/load-profiles.ts'),
  ])
  return { openRaw, ingesters, profiles: loadProfiles(join(RULES_FOLDER, 'profiles')), limits: DEFAULT_LIMITS }
}

/** What the rules add to what the case holds. */
interface Knowledge {
  readonly constraint: (rule: string) => Constraint | undefined
  readonly baseline: (rule: string) => readonly string[]
}

/** The rules, loaded once the first screen stands. */
async function knowledge(): Promise<Knowledge> {
  const [{ readyRules }, { baselinesOf }, { baseRate }, { constraintOf }, { vocabulary }] = await Promise.all([
    import('../analysis/shipped-rules.ts'),
    import('../analysis/baseline.ts'),
    import('../report/words.ts'),
    import('./constraint-of.ts'),
    import('./vocabulary.ts'),
  ])
  const rules = await readyRules([RULES_FOLDER], vocabulary)
  return {
    constraint: (rule) => constraintOf(rules, rule),
    baseline: (rule) => {
      const measured = baselinesOf(rules.baselines, rule)
      return measured.length === 0 ? ['Not measured on genuine evidence.'] : measured.map(baseRate)
    },
  }
}
