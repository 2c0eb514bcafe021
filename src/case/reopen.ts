/**
 * Opens a piece of evidence again by its logical path, as the case knows it: from its top-level file, for reading only, down through
 * every container, and holds its hash against the case's. Nothing is written beside it.
 */
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { HEAD_LENGTH, identify } from '../evidence/identify.ts'
import type { Limits } from '../evidence/limits.ts'
import { distinctNames, escapeName } from '../evidence/logical-path.ts'
import { openBytes, openSource, type OpenedSource } from '../evidence/source.ts'
import { walk, type FilePath } from '../evidence/walk.ts'
import { EvidenceProblem } from '../model.ts'
import type { Ingester } from '../ingest/ingester.ts'
import type { Profile } from '../ingest/database/profile.ts'
import { evidence } from './readers.ts'
import type { CaseDatabase } from './open.ts'
import { pathsOf } from './settings.ts'

/** How ingesters read: what the case was made with. */
export interface ReopenTools {
  readonly ingesters: readonly Ingester[]
  readonly profiles: readonly Profile[]
  readonly limits: Limits
}

export interface Reopened {
  readonly path: string
  readonly opened: OpenedSource
  /** What lies beside it, by suffix (`-wal`); undefined where the case has none. Close it as well. */
  readonly beside: (suffix: string) => Promise<OpenedSource | undefined>
}

const row = z.object({ path: z.string(), rootPath: z.string(), file: z.string(), sha256: z.string().nullable() })
const ROW =
  'SELECT e.path, r.path AS "rootPath", r.file, e.sha256 FROM evidence e JOIN root r ON r.root = e.root WHERE e.path = ? LIMIT 1'

/** Opens the evidence with exactly this path; `unchanged`: its bytes have the hash that the case holds. Throws `EvidenceProblem`. */
export async function openAsFound(
  db: CaseDatabase,
  path: string,
  tools: ReopenTools,
): Promise<{ readonly opened: OpenedSource; readonly unchanged: boolean }> {
  const known = db.prepare(ROW).get(path)
  if (known === undefined) throw new EvidenceProblem(`${path}: the case has no such evidence`)
  const { rootPath, file, sha256 } = row.parse(known)
  let opened = openSource(placeOf(db, rootPath, file), rootPath.split('/').at(-1) ?? rootPath)
  const levels = path.slice(rootPath.length).split('/')
  for (const level of levels.filter((one) => one !== '')) {
    try {
      const bytes = await member(opened, level, tools)
      opened.close()
      opened = openBytes(bytes, level)
    } catch (error) {
      opened.close()
      throw error
    }
  }
  return { opened, unchanged: opened.sha256 === sha256 }
}

/** A name that is not UTF-8 is kept escaped: the walk finds it by its logical path. */
function placeOf(db: CaseDatabase, rootPath: string, file: string): FilePath {
  const place = existsSync(file) ? file : walk(pathsOf(db)).files.find((one) => one.path === rootPath)?.file
  if (place === undefined)
    throw new EvidenceProblem(`${rootPath}: is no longer where it was; the case keeps what was read of it`)
  return place
}

/** The bytes of one member, by the name its logical path gives it: names are told apart as the ingest does. */
async function member({ source }: OpenedSource, level: string, tools: ReopenTools): Promise<Uint8Array> {
  const read: typeof source.read = (offset, length) => source.read(offset, length)
  const { ingester } = identify(source.read(0, HEAD_LENGTH), source.size, tools.ingesters, read)
  if (ingester === undefined) throw new EvidenceProblem(`${source.name}: holds nothing that can be opened`)
  const name = distinctNames()
  let members = 0
  for await (const artifact of ingester.ingest(source, tools))
    for (const child of artifact.contains ?? []) {
      if (++members > tools.limits.members) break
      if (name(escapeName(child.name)) === level) return await child.open()
    }
  throw new EvidenceProblem(`${source.name}: ${level} is no longer in it`)
}

/** Opens evidence whose path is `wanted`, or ends with it. Throws `EvidenceProblem` where it is gone, changed, or cannot be unpacked. */
export async function reopen(db: CaseDatabase, wanted: string, tools: ReopenTools): Promise<Reopened> {
  const path = found(db, wanted)
  return {
    path,
    opened: await unchanged(db, path, tools),
    beside: async (suffix) => {
      const known = db.prepare(ROW).get(path + suffix)
      return known === undefined || row.parse(known).sha256 === null ? undefined : unchanged(db, path + suffix, tools)
    },
  }
}

async function unchanged(db: CaseDatabase, path: string, tools: ReopenTools): Promise<OpenedSource> {
  const one = await openAsFound(db, path, tools)
  if (one.unchanged) return one.opened
  one.opened.close()
  throw new EvidenceProblem(`${path} has changed since the case was made; examine it in a new case`)
}

/** The only path that is `wanted`, or ends with it; none or several are an `EvidenceProblem` that lists them. */
function found(db: CaseDatabase, wanted: string): string {
  const all = evidence(db)
  const exact = all.filter(({ path }) => path === wanted)
  const ending = exact.length > 0 ? exact : all.filter(({ path }) => path.endsWith(`/${wanted}`))
  const [only, second] = ending
  if (only === undefined)
    throw new EvidenceProblem(`the case has no evidence ${wanted}; anachron tui lists what it has`)
  if (second !== undefined)
    throw new EvidenceProblem(
      `several paths end with ${wanted}: ${ending
        .slice(0, 5)
        .map(({ path }) => path)
        .join(', ')}; give one of them`,
    )
  return only.path
}
