/** Reads a case for the analysis: artifacts in slices, single ones by key. Never more than a slice in memory. */
import type { Database } from 'better-sqlite3'
import type { ArtifactRow, Bundle, EventRow, TraitRow } from './rows.ts'
import { SQL } from './statements.ts'

/**
 * The writer of times that the examination itself made by copying: recorded, but no part of any rule or dating. Times of an
 * original medium have another writer.
 */
const EXAMINATION_COPY = 'file system of the examination copy'

/** Artifacts a slice holds. */
const SLICE = 2_000

export class CaseReader {
  readonly db: Database
  readonly #artifacts
  readonly #events
  readonly #traits
  readonly #container
  readonly #first
  readonly #wanted: ReadonlySet<string>

  /** `wanted` are the trait keys that some rule looks at; others are not kept. */
  constructor(db: Database, wanted: ReadonlySet<string>) {
    this.db = db
    this.#wanted = wanted
    this.#artifacts = db.prepare<[number, number, number], ArtifactRow>(SQL.artifacts)
    this.#events = db.prepare<[number, number, number], EventRow>(SQL.events)
    this.#traits = db.prepare<[number, number, number], TraitRow>(SQL.traits)
    this.#container = db.prepare<[number, number], { artifact: number | null }>(SQL.container)
    this.#first = db.prepare<[number, number], { id: number | null }>(SQL.firstArtifact)
  }

  roots(): readonly { readonly root: number; readonly path: string }[] {
    return this.db.prepare<[], { root: number; path: string }>(SQL.roots).all()
  }

  /** All artifacts of a root in slices, each with its events and the traits that rules look at, in the order of reading. */
  *slices(root: number): Generator<readonly Bundle[]> {
    const last = this.db.prepare<[number], { last: number | null }>(SQL.lastArtifact).get(root)?.last
    if (last === undefined || last === null) return
    for (let from = 0; from <= last; from += SLICE) yield this.#slice(root, from, from + SLICE)
  }

  bundle(root: number, artifact: number): Bundle | undefined {
    return this.#slice(root, artifact, artifact + 1)[0]
  }

  #slice(root: number, from: number, to: number): readonly Bundle[] {
    const events = this.#events.all(root, from, to)
    const traits = this.#traits.all(root, from, to)
    let e = 0
    let t = 0
    return this.#artifacts.all(root, from, to).map((artifact) => {
      const bundle = { artifact, events: [] as EventRow[], traits: [] as TraitRow[] }
      for (let event = events[e]; event !== undefined && event.artifact <= artifact.id; event = events[++e])
        if (event.artifact === artifact.id && event.writer !== EXAMINATION_COPY) bundle.events.push(event)
      for (let trait = traits[t]; trait !== undefined && trait.artifact <= artifact.id; trait = traits[++t])
        if (trait.artifact === artifact.id && this.#wanted.has(trait.key)) bundle.traits.push(trait)
      return bundle
    })
  }

  /** The artifact in which an evidence lay; undefined for a top-level file. */
  container(root: number, evidence: number): number | undefined {
    return this.#container.get(root, evidence)?.artifact ?? undefined
  }

  firstArtifact(root: number, evidence: number): number | undefined {
    return this.#first.get(root, evidence)?.id ?? undefined
  }
}
