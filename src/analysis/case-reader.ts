/** Reads a case for the analysis: artifacts in slices, single ones by key. Never more than a slice in memory. */
import type { Database } from 'better-sqlite3'
import type { ClockKind } from '../model.ts'
import type { ArtifactRow, Bundle, QuotableEvent, TraitRow } from './rows.ts'
import { SQL } from './statements.ts'

/**
 * The writer of times that the examination itself made by copying: recorded, but no part of any rule or dating. Times of an
 * original medium have another writer.
 */
const EXAMINATION_COPY = 'file system of the examination copy'

/** Artifacts a slice holds. */
const SLICE = 1_000
/** Clocks kept between slices. */
const CLOCKS_KEPT = 20_000

interface ClockRow {
  readonly kind: ClockKind
  readonly writer: string
}
/** An event without what its artifact and its clock say. */
type BareEvent = Omit<QuotableEvent, 'root' | 'evidence' | 'clockKind' | 'writer'>

export class CaseReader {
  readonly db: Database
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
  #clocks = new Map<number, ClockRow>()
  #clocksOf = -1

  /** `wanted` are the trait keys that some rule looks at; others are not kept. */
  constructor(db: Database, wanted: ReadonlySet<string>) {
    this.db = db
    this.#wanted = wanted
    this.#artifacts = db.prepare<[number, number, number], ArtifactRow>(SQL.artifacts)
    this.#eventIds = db.prepare<[number, number, number], { first: number | null; last: number | null }>(SQL.eventIds)
    this.#events = db.prepare<[number, number, number], BareEvent>(SQL.events)
    this.#eventsOf = db.prepare<[number, number, number], QuotableEvent>(SQL.eventsOf)
    this.#clock = db.prepare<[number, number], ClockRow>(SQL.clock)
    this.#clockRange = db.prepare<[number, number, number], ClockRow & { id: number }>(SQL.clocks)
    this.#traits = db.prepare<[number, number, number], TraitRow>(SQL.traits)
    this.#container = db.prepare<[number, number], { artifact: number | null }>(SQL.container)
    this.#first = db.prepare<[number, number], { id: number | null }>(SQL.firstArtifact)
  }

  roots(): readonly { readonly root: number; readonly path: string }[] {
    return this.db.prepare<[], { root: number; path: string }>(SQL.roots).all()
  }

  /** All artifacts of a root in slices, each with its events and the traits that rules look at, in the order of reading; or those from `first` to `end`. */
  *slices(root: number, first = 0, end = Infinity): Generator<readonly Bundle[]> {
    const last = this.db.prepare<[number], { last: number | null }>(SQL.lastArtifact).get(root)?.last
    if (last === undefined || last === null) return
    const final = Math.min(last, end)
    for (let from = first; from <= final; from += SLICE)
      yield this.#slice(root, from, Math.min(from + SLICE, final + 1))
  }

  bundle(root: number, artifact: number): Bundle | undefined {
    const [row] = this.#artifacts.all(root, artifact, artifact + 1)
    if (row === undefined) return undefined
    return {
      artifact: row,
      events: this.#eventsOf.all(root, artifact, artifact + 1).filter((event) => event.writer !== EXAMINATION_COPY),
      traits: this.#traits.all(root, artifact, artifact + 1).filter((trait) => this.#wanted.has(trait.key)),
    }
  }

  #slice(root: number, from: number, to: number): readonly Bundle[] {
    const { first, last } = this.#eventIds.get(root, from, to) ?? { first: null, last: null }
    const events = first === null || last === null ? [] : this.#events.all(root, first, last)
    this.#loadClocks(root, events)
    const traits = this.#traits.all(root, from, to)
    let e = 0
    let t = 0
    return this.#artifacts.all(root, from, to).map((artifact) => {
      const bundle = { artifact, events: [] as QuotableEvent[], traits: [] as TraitRow[] }
      for (let event = events[e]; event !== undefined && event.artifact <= artifact.id; event = events[++e]) {
        const { kind, writer } = this.#clockOf(root, event.clock)
        if (event.artifact === artifact.id && writer !== EXAMINATION_COPY)
          bundle.events.push(whole(event, artifact, kind, writer))
      }
      for (let trait = traits[t]; trait !== undefined && trait.artifact <= artifact.id; trait = traits[++t])
        if (trait.artifact === artifact.id && this.#wanted.has(trait.key)) bundle.traits.push(trait)
      return bundle
    })
  }

  /** Clocks of a slice at once, where their ids lie close together. */
  #loadClocks(root: number, events: readonly BareEvent[]): void {
    if (root !== this.#clocksOf || this.#clocks.size > CLOCKS_KEPT) {
      this.#clocks = new Map()
      this.#clocksOf = root
    }
    let least = Infinity
    let most = -1
    for (const { clock } of events)
      if (!this.#clocks.has(clock)) {
        if (clock < least) least = clock
        if (clock > most) most = clock
      }
    if (most - least > 4 * events.length) return
    for (const { id, kind, writer } of this.#clockRange.all(root, least, most)) this.#clocks.set(id, { kind, writer })
  }

  #clockOf(root: number, id: number): ClockRow {
    const known = this.#clocks.get(id) ?? this.#clock.get(root, id)
    if (known === undefined) throw new Error('an event of the case has no clock')
    this.#clocks.set(id, known)
    return known
  }

  /** The artifact in which an evidence lay; undefined for a top-level file. */
  container(root: number, evidence: number): number | undefined {
    return this.#container.get(root, evidence)?.artifact ?? undefined
  }

  firstArtifact(root: number, evidence: number): number | undefined {
    return this.#first.get(root, evidence)?.id ?? undefined
  }
}

/** One literal, so that all events have one shape. */
const whole = (event: BareEvent, artifact: ArtifactRow, clockKind: ClockKind, writer: string): QuotableEvent => ({
  root: artifact.root,
  id: event.id,
  artifact: event.artifact,
  evidence: artifact.evidence,
  kind: event.kind,
  clock: event.clock,
  clockKind,
  writer,
  zone: event.zone,
  nominal: event.nominal,
  width: event.width,
  earliest: event.earliest,
  latest: event.latest,
  raw: event.raw,
  locator: event.locator,
})
