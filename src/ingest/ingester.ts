/** What an ingester declares. One file a format: `FOLDER/NAME.ingester.ts`. It sees one evidence and knows no rules. */
import type { Artifact, ArtifactType, ClockKind } from '../model.ts'
import type { Limits } from '../evidence/limits.ts'
import type { Source } from '../evidence/source.ts'
import type { Profile } from './database/profile.ts'

export type { Source }

export interface IngestContext {
  readonly limits: Limits
  readonly profiles: readonly Profile[]
}

export interface EmittedEvent {
  readonly clock: ClockKind
  /** What the time means and who writes it, with the document or measurement. */
  readonly doc: string
}

export interface Ingester {
  /** Equals the file name. */
  readonly id: string
  readonly title: string
  /** The format's specification. */
  readonly source: string
  /** By content: the first 64 KB and the size; `read` for formats whose mark lies further back. Never by the name alone. */
  readonly accepts: (head: Uint8Array, size: number, read?: Source['read']) => boolean
  /** When several accept, the highest wins (a fixed magic 100, a heuristic 10). */
  readonly confidence: number
  readonly emits: {
    readonly artifacts: readonly ArtifactType[]
    readonly events: Readonly<Record<string, EmittedEvent>>
    /** Key to what it is. A key may end in `*` for an open family. */
    readonly traits: Readonly<Record<string, string>>
  }
  /** Yields artifacts, parents first. Throws `EvidenceProblem` when the rest cannot be read; what was yielded stays. */
  readonly ingest: (source: Source, context: IngestContext) => Iterable<Artifact> | AsyncIterable<Artifact>
}

export const defineIngester = (ingester: Ingester): Ingester => ingester
