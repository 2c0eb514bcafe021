/**
 * The analysis of a case: links, facts, intervals, orders, agreements, detectors, then levels, words, datings and coverage.
 * It rewrites everything it found before; the same case and rules give the same rows whatever the order of commits.
 */
import type { Database } from 'better-sqlite3'
import { FindingStore } from '../case/changes.ts'
import { link } from '../case/linking.ts'
import { SmallRoots } from './case-reader.ts'
import type { RuleSet } from './rule-set.ts'
import { Run, type Analysis } from './run.ts'
import { SQL } from './statements.ts'
import { offRules, withoutRules } from './switched-off.ts'

export type { Analysis } from './run.ts'

/** SQLite's page cache during an analysis. */
const CACHE_KIB = 16_384

/**
 * Artifacts that a slice holds while the case is being read. In slices of 500 the analysis began late and was left with the last of
 * them when the reading ended: of two cores one waited (1,500 mails 4.8 s, now 4.4 s).
 */
const SLICE_BESIDE = 64

export interface AnalyzeOptions {
  /** Told now and then how many artifacts were looked at. */
  readonly progress?: (artifacts: number) => void
}

/**
 * Analyses a case that is open for writing. Its indexes are there. One transaction: a run that is killed leaves what was
 * found before, and reading inside it spares every single look-up the locks of its own.
 */
export function analyze(db: Database, rules: RuleSet, options: AnalyzeOptions = {}): Analysis {
  const off = offRules(db, rules)
  return db.transaction(() => {
    const store = new FindingStore(db)
    const run = new Run(db, withoutRules(rules, off))
    run.clear()
    return finish(db, run, store, new Set(), off, options)
  })()
}

/** What needs the whole case, and the slices that were not looked at. */
function finish(
  db: Database,
  run: Run,
  store: FindingStore,
  done: ReadonlySet<number>,
  off: ReturnType<typeof offRules>,
  { progress }: AnalyzeOptions,
): Analysis {
  // Pages are read once, in order: a large cache would only hold what is not needed again.
  db.pragma(`cache_size = -${CACHE_KIB}`)
  link(db)
  try {
    run.leaveOut()
    run.keepLinked()
    let seen = 0
    for (const slice of run.reader.slices(done)) {
      run.slice(slice)
      for (const { bundles } of slice) seen += bundles.length
      progress?.(seen)
    }
    run.sequences()
    run.links()
    run.ownDetectors()
    return run.end(store, off)
  } finally {
    run.close()
  }
}

/**
 * The analysis of a new case that is still being read: small roots are looked at as soon as they are there, in the order of their
 * numbers, while other threads read on. It finds what `analyze` would find afterwards. A run that is killed leaves a case without
 * findings, which the next one analyses from the beginning.
 */
export class AnalysisBeside {
  readonly #db: Database
  readonly #off: ReturnType<typeof offRules>
  readonly #run: Run
  /** All roots of the case, in their order. */
  readonly #roots: readonly number[]
  /** Roots that were read. */
  readonly #read = new Set<number>()
  /** Roots that were looked at. */
  readonly #done = new Set<number>()
  /** How many roots, from the first on, were read and looked at, are waiting, or are too large. */
  #passed = 0
  readonly #waiting = new SmallRoots(SLICE_BESIDE)

  /** For a case that was `isNew`, when its roots are registered. */
  constructor(db: Database, rules: RuleSet) {
    this.#db = db
    this.#off = offRules(db, rules)
    this.#run = new Run(db, withoutRules(rules, this.#off))
    this.#roots = db.prepare<[], number>(SQL.rootNumbers).pluck().all()
  }

  /** Nothing was read into the case nor found in it. */
  static isNew(db: Database): boolean {
    return [SQL.onePart, SQL.oneCoverage].every((statement) => db.prepare(statement).get() === undefined)
  }

  /** These roots were read whole, and their rows can be read. */
  read(roots: readonly number[]): void {
    for (const root of roots) this.#read.add(root)
    this.#db.transaction(() => {
      for (;;) {
        const next = this.#roots[this.#passed]
        if (next === undefined || !this.#read.delete(next)) return
        this.#passed++
        this.#look(this.#waiting.add(next, this.#run.reader.artifactsOf(next)))
      }
    })()
  }

  #look(roots: readonly number[]): void {
    if (roots.length === 0) return
    this.#run.slice(this.#run.reader.wholeRoots(roots))
    for (const root of roots) this.#done.add(root)
  }

  /** The rest, when the case was filled. */
  finish(options: AnalyzeOptions = {}): Analysis {
    return this.#db.transaction(() => {
      this.#look(this.#waiting.take())
      return finish(this.#db, this.#run, new FindingStore(this.#db), this.#done, this.#off, options)
    })()
  }
}
