/**
 * Fills a case from the examined paths: walks, registers, reads what is not read yet, and goes on where a killed run was. The
 * same paths and settings give the same rows, whatever the number of workers and wherever a run was interrupted.
 */
import { resolve } from 'node:path'
import type { Exhibit } from '../evidence/exhibits.ts'
import { examinedAround } from '../evidence/inside.ts'
import type { Limits } from '../evidence/limits.ts'
import { walk, type RootFile } from '../evidence/walk.ts'
import { unreadRoot } from '../ingest/ingest-root.ts'
import { readRoots } from '../ingest/pool.ts'
import type { Wanted } from '../ingest/recorder.ts'
import type { Threads } from '../ingest/threads.ts'
import { countCompanions } from './companions.ts'
import { asCaseProblem, type CaseDatabase } from './open.ts'
import { CaseProblem } from './problem.ts'
import { register, type Changed } from './roots.ts'
import { INDEXES } from './schema.ts'
import { fingerprint, pathsOf, set, setting } from './settings.ts'
import { totals, type Totals } from './totals.ts'
import { CaseWriter, ROOT_TABLES, type WriterOptions } from './writer.ts'

export interface Progress {
  readonly roots: number
  readonly rootsDone: number
  /** Bytes of top-level files. */
  readonly bytes: number
  readonly bytesDone: number
  /** Rows in the case, readable now. */
  readonly rows: number
  readonly events: number
  /** Evidence that was not wholly read, so far. */
  readonly unread: number
}

export interface FillOptions {
  readonly db: CaseDatabase
  readonly paths: readonly string[]
  readonly exhibits: readonly Exhibit[]
  readonly limits: Limits
  readonly wanted: Wanted
  /** Threads that read; 0: none but this one. */
  readonly workers: number
  /** Threads that were started ahead. */
  readonly threads?: Threads
  /** Files of database profiles, those that go first in front. */
  readonly profiles?: readonly string[]
  readonly onProgress?: (progress: Progress) => void
  /** Asked after each part; true ends the run, with what there is committed, so that the next one goes on from there. */
  readonly stop?: () => boolean
  /** Told after a commit which roots are whole in the case now. */
  readonly onRoots?: (roots: readonly number[]) => void
  /** For tests: other ingesters, other commits, less memory, less patience. */
  readonly ingesters?: URL
  readonly writer?: WriterOptions
  readonly heap?: number
  readonly grace?: number
}

export interface Filled extends Totals {
  /** Evidence that is no longer what the case holds. */
  readonly changed: readonly Changed[]
  /** Roots that an earlier run had read. */
  readonly before: number
  /** Rows this run wrote. */
  readonly rows: number
  /** The run was ended by `stop`. */
  readonly stopped: boolean
}

/** Times a second that progress is told. */
const PROGRESS_MILLISECONDS = 100

/** Reads the paths into the case. Throws `CaseProblem` if the case cannot take them. */
export async function fill(options: FillOptions): Promise<Filled> {
  const { db } = options
  try {
    return await run(options)
  } catch (error) {
    throw asCaseProblem(db.name, error)
  }
}

async function run(options: FillOptions): Promise<Filled> {
  const { db, limits, wanted, exhibits, onProgress, onRoots, stop } = options
  const paths = [...new Set(options.paths.map((path) => resolve(path)))].sort()
  refuseInside(db.name, paths)
  prepare(db, paths, options)
  const walked = walk(paths)
  const { toRead, toName, changed, done } = register(db, walked)
  const files = new Map<number, RootFile>(toRead.map(({ root, file }) => [root, file]))
  if (toRead.length > 0) dropIndexes(db)

  const whole: number[] = []
  const writer = new CaseWriter(db, {
    ...options.writer,
    afterCommit: (number) => {
      options.writer?.afterCommit?.(number)
      if (whole.length > 0) onRoots?.(whole.splice(0))
    },
  })
  const progress = {
    roots: toRead.length,
    rootsDone: 0,
    bytes: toRead.reduce((sum, { file }) => sum + file.size, 0),
    bytesDone: 0,
    rows: 0,
    events: 0,
    unread: 0,
  }
  let told = 0
  let stopped = false
  const results = readRoots(toRead, options)
  try {
    for (const { root, skipped } of toName) {
      whole.push(root)
      const status = skipped.reason.startsWith('cannot be read') ? 'unreadable' : 'not-examined'
      writer.write(unreadRoot({ root, file: skipped }, status, skipped.reason, { limits, wanted, exhibits }))
    }
    for await (const result of results) {
      const root = result.type === 'part' ? result.part.root : result.root
      const file = files.get(root)
      const last = result.type === 'lost' || result.part.last !== undefined
      if (last) whole.push(root)
      if (result.type === 'part') {
        writer.write(result.part)
        progress.events += result.part.events
        progress.unread += result.part.unread
      } else if (file !== undefined) {
        writer.drop(root)
        writer.write(unreadRoot({ root, file }, 'unreadable', result.reason, { limits, wanted, exhibits }))
      }
      if (last) {
        progress.rootsDone++
        progress.bytesDone += file?.size ?? 0
      }
      if (onProgress !== undefined && performance.now() - told > PROGRESS_MILLISECONDS) {
        told = performance.now()
        onProgress({ ...progress, rows: writer.written })
      }
      if (stop?.() === true) {
        stopped = true
        break
      }
    }
    writer.flush()
  } catch (error) {
    writer.abandon()
    throw error
  }
  onProgress?.({ ...progress, rows: writer.written })
  db.exec(INDEXES)
  countCompanions(db)
  return { ...totals(db), changed, before: done, rows: writer.written, stopped }
}

/** Compares the settings with those of the case; where they would store other rows, what was read is dropped. */
function prepare(db: CaseDatabase, paths: readonly string[], options: FillOptions): void {
  const before = pathsOf(db)
  if (before.length > 0 && before.join('\0') !== paths.join('\0'))
    throw new CaseProblem(
      `${db.name}: this case is about ${before.join(', ')}; give the same paths or another case file`,
    )
  const { limits, wanted, exhibits, profiles } = options
  const print = fingerprint({ limits, wanted, exhibits, profiles })
  if (setting(db, 'ingest') === print) return
  db.transaction(() => {
    for (const table of EVIDENCE_TABLES) db.exec(`DELETE FROM ${table}`)
    db.exec(`UPDATE root SET state = 'waiting', sha256 = NULL`)
    set(db, 'paths', paths)
    set(db, 'ingest', print)
    set(db, 'limits', limits)
    set(db, 'exhibits', exhibits)
  })()
}

const EVIDENCE_TABLES = [...ROOT_TABLES, 'trait_value', 'link']

/** Building them once at the end is cheaper than keeping them up to date row by row. */
function dropIndexes(db: CaseDatabase): void {
  for (const [, name] of INDEXES.matchAll(/INDEX IF NOT EXISTS (\w+)/g)) db.exec(`DROP INDEX IF EXISTS ${name ?? ''}`)
}

/** Nothing may appear beside evidence. Throws `CaseProblem` when the case lies in an examined folder or is itself examined. */
function refuseInside(casePath: string, paths: readonly string[]): void {
  const around = casePath === ':memory:' ? undefined : examinedAround(casePath, paths)
  if (around !== undefined)
    throw new CaseProblem(`${casePath}: the case would lie inside ${around}, which is examined; put it elsewhere`)
}
