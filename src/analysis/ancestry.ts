/** What contains an artifact: its parent, the artifact that its evidence lay in, and so on up; with the events that stand there. */
import type { ArtifactRow, Bundle, EventRow } from './rows.ts'
import type { CaseReader } from './case-reader.ts'
import { SQL } from './statements.ts'

/** Levels above an artifact that are looked at: more than the ingest unpacks. */
const HIGHEST = 64
/** Chains and statements kept at a time. */
const KEPT = 2_000

export class Ancestry {
  readonly #reader: CaseReader
  readonly #chains = new Map<string, readonly Bundle[]>()
  readonly #parents = new Map<string, number>()
  readonly #statements = new Map<string, readonly EventRow[]>()
  /** Whether the exhibit list states anything at all. */
  readonly #stated: boolean

  constructor(reader: CaseReader) {
    this.#reader = reader
    const one = reader.db.prepare<[string], { id: number }>(SQL.oneOfClock)
    this.#stated = ['assertion', 'custody'].some((kind) => one.get(kind) !== undefined)
  }

  /** The artifact that directly contains this one. */
  parentOf(artifact: ArtifactRow): number | undefined {
    return artifact.parent ?? this.#reader.container(artifact.root, artifact.evidence)
  }

  /** The artifacts that contain this one, nearest first. */
  above(artifact: ArtifactRow): readonly Bundle[] {
    const parent = this.parentOf(artifact)
    return parent === undefined ? [] : this.#upFrom(artifact.root, parent)
  }

  /** Only their ids. */
  *idsAbove(artifact: ArtifactRow): Generator<number> {
    let level = 0
    for (let id = this.parentOf(artifact); id !== undefined && level < HIGHEST; level++) {
      yield id
      const known = this.#parents.get(`${artifact.root}.${id}`)
      const row = known === undefined ? this.#reader.artifact(artifact.root, id) : undefined
      const parent: number | undefined = row === undefined ? known : this.parentOf(row)
      if (this.#parents.size >= KEPT) this.#parents.clear()
      if (row !== undefined) this.#parents.set(`${artifact.root}.${id}`, parent ?? NO_PARENT)
      id = parent === NO_PARENT ? undefined : parent
    }
  }

  /** An artifact and what contains it. Kept by artifact, so that a thousand members of one archive look it up once. */
  #upFrom(root: number, at: number, level = 0): readonly Bundle[] {
    const key = `${root}.${at}`
    const known = this.#chains.get(key)
    if (known !== undefined) return known
    const bundle = level < HIGHEST ? this.#reader.bundle(root, at) : undefined
    if (bundle === undefined) return []
    const parent = this.parentOf(bundle.artifact)
    const chain = [bundle, ...(parent === undefined ? [] : this.#upFrom(root, parent, level + 1))]
    if (this.#chains.size >= KEPT) this.#chains.clear()
    this.#chains.set(key, chain)
    return chain
  }

  /** Times at which something that contains this artifact was received or saved. */
  receipts(artifact: ArtifactRow): readonly EventRow[] {
    return this.above(artifact).flatMap(({ events }) => events.filter((event) => RECEIPT_CLOCKS.has(event.clockKind)))
  }

  /** What the exhibit list asserts about an artifact: on its evidence's first artifact, or on what contains it. */
  assertions(bundle: Bundle): readonly EventRow[] {
    return this.statements(bundle).filter((event) => event.clockKind === 'assertion')
  }

  /** All that the exhibit list states there: assertions and receipt. */
  statements(bundle: Bundle): readonly EventRow[] {
    if (!this.#stated) return NONE
    const { artifact } = bundle
    const key = `${artifact.root}.${artifact.evidence}`
    let above = this.#statements.get(key)
    if (above === undefined) {
      const first = this.#reader.firstArtifact(artifact.root, artifact.evidence)
      const here = first === undefined || first === artifact.id ? bundle : this.#reader.bundle(artifact.root, first)
      above =
        here === undefined
          ? []
          : [here, ...this.above(here.artifact)].flatMap(({ events }) => events.filter(isStatement))
      if (this.#statements.size >= KEPT) this.#statements.clear()
      this.#statements.set(key, above)
    }
    return above
  }
}

const NO_PARENT = -1
const NONE: readonly EventRow[] = []
const isStatement = (event: EventRow): boolean => event.clockKind === 'assertion' || event.clockKind === 'custody'
const RECEIPT_CLOCKS: ReadonlySet<string> = new Set(['relay', 'provider', 'receiver', 'copy', 'custody'])
