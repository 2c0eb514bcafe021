/**
 * Which files a case is about: registers what a walk finds, and tells on a later run what is done, what is to be read, and
 * what is no longer what it was.
 */
import { z } from 'zod'
import { byCodeUnits, escapeBytes } from '../evidence/logical-path.ts'
import { openSource } from '../evidence/source.ts'
import type { RootFile, Skipped, Walked } from '../evidence/walk.ts'
import type { Assignment } from '../ingest/messages.ts'
import type { LogicalPath, Sha256 } from '../model.ts'
import type { CaseDatabase } from './open.ts'

/** waiting: nothing read. reading: some parts are in the case. changed: the file changed while it was read. */
export const ROOT_STATES = ['waiting', 'reading', 'done', 'changed'] as const

const rootRow = z.object({
  root: z.number(),
  path: z.string().transform((path) => path as LogicalPath),
  size: z.number().nullable(),
  mtime: z.number().nullable(),
  sha256: z
    .string()
    .transform((sum) => sum as Sha256)
    .nullable(),
  state: z.enum(ROOT_STATES),
})
export type RootRow = z.infer<typeof rootRow>

/** An evidence that is not what the case holds. */
export interface Changed {
  readonly path: LogicalPath
  readonly reason: string
}

export interface Registered {
  readonly toRead: readonly Assignment[]
  /** Files that are left out by rule (links, devices) or cannot be listed. */
  readonly toName: readonly { readonly root: number; readonly skipped: Skipped }[]
  readonly changed: readonly Changed[]
  readonly done: number
}

export function rootsOf(db: CaseDatabase): readonly RootRow[] {
  return z
    .array(rootRow)
    .parse(db.prepare('SELECT root, path, size, mtime, sha256, state FROM root ORDER BY path').all())
}

/** Puts what a walk found into the case. Roots of a new case are numbered in the order of their paths. */
export function register(db: CaseDatabase, walked: Walked): Registered {
  const known = new Map(rootsOf(db).map((row) => [row.path, row]))
  let next = 0
  for (const { root } of known.values()) next = Math.max(next, root + 1)
  const insert = db.prepare(`INSERT INTO root (root, path, file, size, mtime, state) VALUES (?, ?, ?, ?, ?, 'waiting')`)
  const refresh = db.prepare('UPDATE root SET size = ?, mtime = ? WHERE root = ?')
  const parts = db.prepare('SELECT number FROM part WHERE root = ? ORDER BY number').pluck()
  const toRead: Assignment[] = []
  const toName: { root: number; skipped: Skipped }[] = []
  const changed: Changed[] = []
  let done = 0
  const found = [...walked.files, ...walked.skipped].sort((a, b) => byCodeUnits(a.path, b.path))
  const paths = new Set(found.map(({ path }) => path))
  db.transaction(() => {
    for (const one of found) {
      const row = known.get(one.path)
      if (row === undefined) {
        const root = next++
        if ('file' in one) insert.run(root, one.path, fileText(one), one.size, one.mtime ?? null)
        else insert.run(root, one.path, one.path, null, null)
        if ('file' in one) toRead.push({ root, file: one })
        else toName.push({ root, skipped: one })
        continue
      }
      const { root } = row
      if (!('file' in one)) {
        if (row.sha256 === null) toName.push({ root, skipped: one })
        else changed.push({ path: one.path, reason: `can no longer be examined: ${one.reason}` })
      } else if (row.state === 'done' && row.sha256 !== null) {
        done++
        const reason = difference(one, row)
        if (reason !== undefined) changed.push({ path: one.path, reason })
      } else {
        refresh.run(one.size, one.mtime ?? null, root)
        const have = row.state === 'reading' ? unbroken(parts.all(root)) : 0
        toRead.push({ root, file: one, have: { parts: have, sha256: row.sha256 ?? undefined } })
      }
    }
  })()
  for (const { path, state } of known.values())
    if (!paths.has(path) && state !== 'waiting')
      changed.push({ path, reason: 'is no longer there; the case keeps what was read' })
  return { toRead, toName, changed: changed.sort((a, b) => byCodeUnits(a.path, b.path)), done }
}

/** Why a file is not the one the case holds, or undefined. Its bytes are read only if its size or time differs. */
function difference(file: RootFile, row: RootRow): string | undefined {
  if (file.size === row.size && (file.mtime ?? null) === row.mtime) return undefined
  return differs(file, row.sha256)
}

/** Reads the file anew and compares; a reason in words if it is not the same. */
export function differs({ file, path }: RootFile, sha256: Sha256 | null): string | undefined {
  try {
    const opened = openSource(file, path)
    opened.close()
    return opened.sha256 === sha256
      ? undefined
      : 'has changed since it was read; the case keeps what was read, examine the file in a new case'
  } catch (error) {
    return error instanceof Error ? error.message : 'cannot be read'
  }
}

/** How many parts there are without a gap, from 0. */
function unbroken(numbers: readonly unknown[]): number {
  let count = 0
  while (numbers[count] === count) count++
  return count
}

const fileText = ({ file }: RootFile): string => (typeof file === 'string' ? file : escapeBytes(file))
