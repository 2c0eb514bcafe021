/**
 * Opens a piece of evidence again by its logical path, as the case knows it: from its top-level file, through every container, and
 * only if the bytes still have the hash that the case holds. Nothing is written beside it.
 */
import { HEAD_LENGTH, identify } from '../evidence/identify.ts'
import type { Limits } from '../evidence/limits.ts'
import { escapeName } from '../evidence/logical-path.ts'
import { openBytes, openSource, type OpenedSource } from '../evidence/source.ts'
import { walk } from '../evidence/walk.ts'
import { EvidenceProblem, type Child, type LogicalPath } from '../model.ts'
import type { Ingester } from '../ingest/ingester.ts'
import type { Profile } from '../ingest/database/profile.ts'
import { evidence, type EvidenceEntry } from './readers.ts'
import type { CaseDatabase } from './open.ts'
import { pathsOf } from './settings.ts'

export interface ReopenTools {
  readonly ingesters: readonly Ingester[]
  readonly profiles: readonly Profile[]
  readonly limits: Limits
}

export interface Reopened {
  readonly path: LogicalPath
  readonly opened: OpenedSource
  /** What lies beside it, by suffix (`-wal`); undefined where the case has none. Close it as well. */
  readonly beside: (suffix: string) => Promise<OpenedSource | undefined>
}

/** Evidence whose path is `wanted`, or ends with it; none or several are an `EvidenceProblem` that lists them. */
function found(db: CaseDatabase, wanted: string): EvidenceEntry {
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
  return only
}

/** Opens evidence by its logical path. Throws `EvidenceProblem` where it is gone, changed, or cannot be unpacked. */
export async function reopen(db: CaseDatabase, wanted: string, tools: ReopenTools): Promise<Reopened> {
  const entries = new Map(evidence(db).map((entry) => [entry.path, entry]))
  const entry = found(db, wanted)
  const opened = await open(entry)
  return {
    path: entry.path,
    opened,
    beside: async (suffix) => {
      const companion = entries.get(`${entry.path}${suffix}` as LogicalPath)
      return companion === undefined || companion.sha256 === null ? undefined : open(companion)
    },
  }

  async function open(one: EvidenceEntry): Promise<OpenedSource> {
    const above = one.parent === null ? undefined : entries.get(one.parent)
    const source = above === undefined ? openRoot(one) : await openMember(one, above)
    if (source.sha256 === one.sha256) return source
    source.close()
    throw new EvidenceProblem(`${one.path} has changed since the case was made; examine it in a new case`)
  }

  function openRoot({ path }: EvidenceEntry): OpenedSource {
    const file = walk([...pathsOf(db)].sort()).files.find((one) => one.path === path)
    if (file === undefined) throw new EvidenceProblem(`${path} is no longer there`)
    return openSource(file.file, path)
  }

  /** The member of a container that has the name and the hash. */
  async function openMember(one: EvidenceEntry, above: EvidenceEntry): Promise<OpenedSource> {
    const container = await open(above)
    try {
      const level = one.path.slice(above.path.length + 1)
      for await (const child of children(container)) {
        const name = escapeName(child.name)
        // A second member of one name is `name~2`.
        if (name !== level && !level.startsWith(`${name}~`)) continue
        const bytes = await child.open()
        const source = openBytes(bytes, level)
        if (source.sha256 === one.sha256) return source
        source.close()
      }
    } finally {
      container.close()
    }
    throw new EvidenceProblem(`${one.path} is no longer in ${above.path}`)
  }

  async function* children({ source }: OpenedSource): AsyncGenerator<Child> {
    const read: typeof source.read = (offset, length) => source.read(offset, length)
    const { ingester } = identify(source.read(0, HEAD_LENGTH), source.size, tools.ingesters, read)
    if (ingester === undefined) return
    for await (const artifact of ingester.ingest(source, tools)) yield* artifact.contains ?? []
  }
}
