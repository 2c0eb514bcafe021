/**
 * Reads a case for the analysis: artifacts in slices, single ones by key. Never more than a slice in memory, and no texts:
 * rows are plain arrays of the narrow columns, because a million of them cost more to read than to judge.
 */
import type { Database } from 'better-sqlite3'
import type { ArtifactType, ClockKind } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { ArtifactRow, Bundle, EventRow, TraitRow } from './rows.ts'
import type { SignatureCheck } from './signature-check.ts'
import { SQL } from './statements.ts'

/**
 * The writer of times that the examination itself made by copying: recorded, but no part of any rule or dating. Times of an
 * original medium have another writer.
 */
const EXAMINATION_COPY = 'file system of the examination copy'

/** Artifacts a slice holds. */
const SLICE = 500
/** Fewer artifacts than this between two that are asked for are read with them. */
const CLOSE = 8
/** Clocks kept between slices. */
const CLOCKS_KEPT = 20_000

export interface ClockRow {
  readonly kind: ClockKind
  readonly writer: string
}
type ArtifactCells = [id: number, evidence: number, type: ArtifactType, parent: number | null, claim: number | null]
type EventCells = [
  id: number,
  artifact: number,
  clock: number,
  kind: string,
  zone: EventRow['zone'],
  nominal: Instant | null,
  width: Micros,
  earliest: Instant | null,
  latest: Instant | null,
]
type TraitCells = [id: number, artifact: number, event: number | null, key: string, value: string]

interface OpenBundle extends Bundle {
  readonly events: EventRow[]
  readonly traits: TraitRow[]
}

export class CaseReader {
  readonly db: Database
  readonly #last
  readonly #artifacts
  readonly #eventIds
  readonly #events
  readonly #eventsOf
  readonly #clock
  readonly #clockRange
  readonly #traits
  readonly #container
  readonly #first
  readonly #wanted: ReadonlySet<string>
  readonly #signatures: SignatureCheck
  #clocks = new Map<number, ClockRow>()
  #clocksOf = -1
  /** The slice that is being read: what contains an artifact mostly stands in it. */
  #slice: readonly OpenBundle[] = []

  /** `wanted` are the trait keys that some rule looks at; others are not kept. */
  constructor(db: Database, wanted: ReadonlySet<string>, signatures: SignatureCheck) {
    this.db = db
    this.#signatures = signatures
    this.#wanted = wanted
    this.#last = db.prepare<[number], number | null>(SQL.lastArtifact).pluck()
    this.#artifacts = db.prepare<[number, number, number], ArtifactCells>(SQL.artifacts).raw()
    this.#eventIds = db.prepare<[number, number, number], { first: number | null; last: number | null }>(SQL.eventIds)
    this.#events = db.prepare<[number, number, number], EventCells>(SQL.events).raw()
    this.#eventsOf = db.prepare<[number, number, number], EventCells>(SQL.eventsOf).raw()
    this.#clock = db.prepare<[number, number], ClockRow>(SQL.clock)
    this.#clockRange = db.prepare<[number, number, number], ClockRow & { id: number }>(SQL.clocks)
    this.#traits = db.prepare<[number, number, number], TraitCells>(SQL.traits).raw()
    this.#container = db.prepare<[number, number], { artifact: number | null }>(SQL.container)
    this.#first = db.prepare<[number, number], { id: number | null }>(SQL.firstArtifact)
  }

  roots(): readonly { readonly root: number; readonly path: string }[] {
    return this.db.prepare<[], { root: number; path: string }>(SQL.roots).all()
  }

  /** All artifacts of a root in slices, each with its events and the traits that rules look at, in the order of reading. */
  *slices(root: number): Generator<readonly Bundle[]> {
    const last = this.#last.get(root)
    if (last === undefined || last === null) return
    for (let from = 0; from <= last; from += SLICE) {
      this.#slice = this.#read(root, from, Math.min(from + SLICE, last + 1))
      yield this.#slice
    }
    this.#slice = []
  }

  /** An artifact without what it carries. */
  artifact(root: number, artifact: number): ArtifactRow | undefined {
    const [cells] = this.#artifacts.all(root, artifact, artifact + 1)
    return cells === undefined ? undefined : bundleOf(root, cells).artifact
  }

  bundle(root: number, artifact: number): Bundle | undefined {
    const [first] = this.#slice
    if (first?.artifact.root === root && artifact >= first.artifact.id) {
      const near = this.#slice[artifact - first.artifact.id]
      if (near?.artifact.id === artifact) return near
    }
    const [cells] = this.#artifacts.all(root, artifact, artifact + 1)
    if (cells === undefined) return undefined
    const bundle = bundleOf(root, cells)
    for (const event of this.#eventsOf.all(root, artifact, artifact + 1)) this.#addEvent(bundle, event)
    for (const trait of this.#traits.all(root, artifact, artifact + 1)) this.#addTrait(bundle, trait)
    return bundle
  }

  /** Several artifacts of a root, by rising id: those that lie close together are read at once. */
  *bundles(root: number, ids: readonly number[]): Generator<Bundle> {
    for (let first = 0; first < ids.length;) {
      const from = ids[first] ?? 0
      let next = first + 1
      while (next < ids.length && (ids[next] ?? 0) - (ids[next - 1] ?? 0) < CLOSE && (ids[next] ?? 0) < from + SLICE)
        next++
      const asked = new Set(ids.slice(first, next))
      for (const bundle of this.#read(root, from, (ids[next - 1] ?? from) + 1))
        if (asked.has(bundle.artifact.id)) yield bundle
      first = next
    }
  }

  #read(root: number, from: number, to: number): readonly OpenBundle[] {
    const artifacts = this.#artifacts.all(root, from, to)
    const { first, last } = this.#eventIds.get(root, from, to) ?? { first: null, last: null }
    const events = first === null || last === null ? [] : this.#events.all(root, first, last)
    this.#loadClocks(root, events)
    const traits = this.#traits.all(root, from, to)
    let e = 0
    let t = 0
    return artifacts.map((cells) => {
      const bundle = bundleOf(root, cells)
      const [id] = cells
      for (let event = events[e]; event !== undefined && event[1] <= id; event = events[++e])
        if (event[1] === id) this.#addEvent(bundle, event)
      for (let trait = traits[t]; trait !== undefined && trait[1] <= id; trait = traits[++t])
        if (trait[1] === id) this.#addTrait(bundle, trait)
      return bundle
    })
  }

  #addEvent(
    { artifact, events }: OpenBundle,
    [id, , clock, kind, zone, nominal, width, earliest, latest]: EventCells,
  ): void {
    const { root, evidence } = artifact
    const { kind: clockKind, writer } = this.clock(root, clock)
    if (writer === EXAMINATION_COPY) return
    events.push({
      root,
      id,
      artifact: artifact.id,
      evidence,
      kind,
      clock,
      clockKind,
      writer,
      zone,
      nominal,
      width,
      earliest,
      latest,
    })
  }

  #addTrait({ traits }: OpenBundle, [id, artifact, event, key, value]: TraitCells): void {
    if (!this.#wanted.has(key)) return
    const trait = { id, artifact, event, key, value }
    const made = this.#signatures.beside(trait)
    traits.push(made ?? trait)
  }

  /** Clocks of a slice at once, where their ids lie close together. */
  #loadClocks(root: number, events: readonly EventCells[]): void {
    this.#forgetClocks(root)
    let least = Infinity
    let most = -1
    for (const [, , clock] of events)
      if (!this.#clocks.has(clock)) {
        if (clock < least) least = clock
        if (clock > most) most = clock
      }
    if (most < 0 || most - least > 4 * events.length) return
    for (const { id, kind, writer } of this.#clockRange.all(root, least, most)) this.#clocks.set(id, { kind, writer })
  }

  #forgetClocks(root: number): void {
    if (root === this.#clocksOf && this.#clocks.size <= CLOCKS_KEPT) return
    this.#clocks = new Map()
    this.#clocksOf = root
  }

  clock(root: number, id: number): ClockRow {
    this.#forgetClocks(root)
    const known = this.#clocks.get(id)
    if (known !== undefined) return known
    const read = this.#clock.get(root, id)
    if (read === undefined) throw new Error('an event of the case has no clock')
    this.#clocks.set(id, read)
    return read
  }

  /** The artifact in which an evidence lay; undefined for a top-level file. */
  container(root: number, evidence: number): number | undefined {
    return this.#container.get(root, evidence)?.artifact ?? undefined
  }

  firstArtifact(root: number, evidence: number): number | undefined {
    return this.#first.get(root, evidence)?.id ?? undefined
  }
}

const bundleOf = (root: number, [id, evidence, type, parent, claim]: ArtifactCells): OpenBundle => ({
  artifact: { root, id, evidence, type, parent, claim },
  events: [],
  traits: [],
})
