/**
 * Reads a case for the analysis: artifacts in slices, single ones by key. A slice is a stretch of a large root or some small roots
 * whole, so that a thousand mails are not six thousand statements. Never more than a slice in memory, and no texts: rows are plain
 * arrays of the narrow columns, because a million of them cost more to read than to judge.
 */
import type { Database } from 'better-sqlite3'
import type { ArtifactType, ClockKind } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { ArtifactKey } from './draft.ts'
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
/** A root of at most so many artifacts is read whole, with others. */
const SMALL_ROOT = SLICE
/** Fewer artifacts than this between two that are asked for are read with them. */
const CLOSE = 8
/** Linked artifacts kept until the links are looked at. */
const KEPT = 4_000
/** Clocks kept between slices. */
const CLOCKS_KEPT = 20_000

export interface ClockRow {
  readonly kind: ClockKind
  readonly writer: string
}
type WithRoot<T extends readonly unknown[]> = [...T, root: number]
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

/** Neighbouring roots that are small, until together they fill a slice: they are read at once. */
export class SmallRoots {
  readonly #slice: number
  #roots: number[] = []
  #artifacts = 0

  /** `slice`: how many artifacts fill one. */
  constructor(slice = SLICE) {
    this.#slice = slice
  }

  /** Puts a root to those before it; gives these, where it does not go with them. A large root goes with none and is not kept. */
  add(root: number, artifacts: number): readonly number[] {
    const before = this.#artifacts + artifacts > this.#slice ? this.take() : []
    if (artifacts <= SMALL_ROOT) {
      this.#roots.push(root)
      this.#artifacts += artifacts
    }
    return before
  }

  /** Those that wait. */
  take(): readonly number[] {
    const roots = this.#roots
    this.#roots = []
    this.#artifacts = 0
    return roots
  }
}

/** What a slice holds of one root. */
export interface RootPart {
  readonly root: number
  readonly bundles: readonly Bundle[]
  /** The root ends with it. */
  readonly last: boolean
  /** All its events by id; absent where the slice does not hold the whole root. */
  readonly events?: ReadonlyMap<number, EventRow>
}

export class CaseReader {
  readonly db: Database
  readonly #lastArtifacts
  readonly #lastArtifact
  readonly #artifacts
  readonly #ofRoots
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
  /** By root. */
  readonly #clocks = new Map<number, Map<number, ClockRow>>()
  #clocksKept = 0
  /** The slice that is being read, by root: what contains an artifact mostly stands in it. */
  readonly #slice = new Map<number, readonly OpenBundle[]>()
  /** Artifacts that will be asked for when the slices were read; undefined until they are. */
  readonly #kept = new Map<string, Bundle | undefined>()

  /** `wanted` are the trait keys that some rule looks at; others are not kept. */
  constructor(db: Database, wanted: ReadonlySet<string>, signatures: SignatureCheck) {
    this.db = db
    this.#signatures = signatures
    this.#wanted = wanted
    this.#lastArtifacts = db.prepare<[], [root: number, last: number | null]>(SQL.lastArtifacts).raw()
    this.#lastArtifact = db.prepare<[number], number | null>(SQL.lastArtifact).pluck()
    this.#ofRoots = {
      artifacts: db.prepare<[number, number], WithRoot<ArtifactCells>>(SQL.artifactsOfRoots).raw(),
      events: db.prepare<[number, number], WithRoot<EventCells>>(SQL.eventsOfRoots).raw(),
      clocks: db
        .prepare<[number, number], [root: number, id: number, kind: ClockKind, writer: string]>(SQL.clocksOfRoots)
        .raw(),
      traits: db.prepare<[number, number], WithRoot<TraitCells>>(SQL.traitsOfRoots).raw(),
    }
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

  /** Keeps these artifacts as they are read in slices: what is linked is looked at again, when all was read. */
  keep(root: number, artifact: number): void {
    if (this.#kept.size < KEPT) this.#kept.set(`${root}.${artifact}`, undefined)
  }

  /** How many artifacts a root has. */
  artifactsOf(root: number): number {
    const last = this.#lastArtifact.get(root) ?? null
    return last === null ? 0 : last + 1
  }

  /**
   * All artifacts of the case but those of some small roots, each with its events and the traits that rules look at: those of
   * small roots first, then those of large ones, each by root in the order of reading.
   */
  *slices(without: ReadonlySet<number> = new Set()): Generator<readonly RootPart[]> {
    const roots = this.#lastArtifacts.all()
    yield* this.#small(roots, without)
    for (const [root, last] of roots) {
      if (last === null || last < SMALL_ROOT) continue
      for (let from = 0; from <= last; from += SLICE) {
        const bundles = this.#read(root, from, Math.min(from + SLICE, last + 1))
        this.#hold(root, bundles)
        yield [{ root, bundles, last: from + SLICE > last }]
      }
    }
    this.#slice.clear()
  }

  *#small(
    roots: readonly (readonly [root: number, last: number | null])[],
    without: ReadonlySet<number>,
  ): Generator<readonly RootPart[]> {
    const small = new SmallRoots()
    for (const [root, last] of roots) {
      if (last === null || without.has(root)) continue
      const full = small.add(root, last + 1)
      if (full.length > 0) yield this.wholeRoots(full)
    }
    const rest = small.take()
    if (rest.length > 0) yield this.wholeRoots(rest)
  }

  #hold(root: number, bundles: readonly OpenBundle[]): void {
    this.#slice.clear()
    this.#slice.set(root, bundles)
  }

  /** Small roots whole, by one statement a table. No large one may lie between them. */
  wholeRoots(roots: readonly number[]): readonly RootPart[] {
    const range = [roots[0] ?? 0, roots.at(-1) ?? 0] as const
    const { artifacts, events, clocks, traits } = this.#ofRoots
    for (const [root, id, kind, writer] of clocks.all(...range)) this.#keepClock(root, id, { kind, writer })
    this.#slice.clear()
    const parts = new Map<number, { readonly bundles: OpenBundle[]; readonly events: Map<number, EventRow> }>()
    for (const root of roots) {
      const part = { bundles: [], events: new Map<number, EventRow>() }
      parts.set(root, part)
      this.#slice.set(root, part.bundles)
    }
    for (const cells of artifacts.all(...range)) parts.get(cells[5])?.bundles.push(bundleOf(cells[5], cells))
    for (const cells of events.all(...range)) {
      const bundle = this.#near(cells[9], cells[1])
      if (bundle !== undefined) parts.get(cells[9])?.events.set(cells[0], this.#addEvent(bundle, cells))
    }
    for (const cells of traits.all(...range)) {
      const bundle = this.#near(cells[5], cells[1])
      if (bundle !== undefined) this.#addTrait(bundle, cells)
    }
    if (this.#kept.size > 0)
      for (const [root, { bundles }] of parts)
        for (const bundle of bundles) {
          const key = `${root}.${bundle.artifact.id}`
          if (this.#kept.has(key)) this.#kept.set(key, bundle)
        }
    return roots.map((root) => ({ root, last: true, bundles: [], ...parts.get(root) }))
  }

  /** An artifact of the slice that is being read. */
  #near(root: number, artifact: number): OpenBundle | undefined {
    const held = this.#slice.get(root)
    const first = held?.[0]
    const near = first === undefined ? undefined : held?.[artifact - first.artifact.id]
    return near?.artifact.id === artifact ? near : undefined
  }

  /** Whether the artifact stands in the slice that is being read. */
  isNear({ root, artifact }: ArtifactKey): boolean {
    return this.#near(root, artifact) !== undefined
  }

  /** An artifact without what it carries. */
  artifact(root: number, artifact: number): ArtifactRow | undefined {
    const [cells] = this.#artifacts.all(root, artifact, artifact + 1)
    return cells === undefined ? undefined : bundleOf(root, cells).artifact
  }

  /** An artifact; of its traits those with the keys, which are all that rules look at if none are given. */
  bundle(root: number, artifact: number, keys = this.#wanted): Bundle | undefined {
    const near = this.#near(root, artifact) ?? this.#kept.get(`${root}.${artifact}`)
    if (near !== undefined) return near
    const [cells] = this.#artifacts.all(root, artifact, artifact + 1)
    if (cells === undefined) return undefined
    const bundle = bundleOf(root, cells)
    const events = this.#eventsOf.all(root, artifact, artifact + 1)
    this.#loadClocks(root, events)
    for (const event of events) this.#addEvent(bundle, event)
    for (const trait of this.#traits.all(root, artifact, artifact + 1)) this.#addTrait(bundle, trait, keys)
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
    [id, , clock, kind, zone, nominal, width, earliest, latest]: EventCells | WithRoot<EventCells>,
  ): EventRow {
    const { root, evidence } = artifact
    const { kind: clockKind, writer } = this.clock(root, clock)
    const event: EventRow = {
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
    }
    if (writer !== EXAMINATION_COPY) events.push(event)
    return event
  }

  #addTrait(
    { traits }: OpenBundle,
    [id, artifact, event, key, value]: TraitCells | WithRoot<TraitCells>,
    keys = this.#wanted,
  ): void {
    if (!keys.has(key)) return
    const trait = { id, artifact, event, key, value }
    const made = this.#signatures.beside(trait)
    traits.push(made ?? trait)
  }

  /** Clocks of a slice at once, where their ids lie close together. */
  #loadClocks(root: number, events: readonly EventCells[]): void {
    const known = this.#clocks.get(root)
    let least = Infinity
    let most = -1
    for (const [, , clock] of events)
      if (known?.has(clock) !== true) {
        if (clock < least) least = clock
        if (clock > most) most = clock
      }
    if (most < 0 || most - least > 4 * events.length) return
    for (const { id, kind, writer } of this.#clockRange.all(root, least, most))
      this.#keepClock(root, id, { kind, writer })
  }

  #keepClock(root: number, id: number, clock: ClockRow): ClockRow {
    if (this.#clocksKept >= CLOCKS_KEPT) {
      this.#clocks.clear()
      this.#clocksKept = 0
    }
    this.#clocksKept++
    const ofRoot = this.#clocks.get(root)
    if (ofRoot === undefined) this.#clocks.set(root, new Map([[id, clock]]))
    else ofRoot.set(id, clock)
    return clock
  }

  clock(root: number, id: number): ClockRow {
    const known = this.#clocks.get(root)?.get(id)
    if (known !== undefined) return known
    const read = this.#clock.get(root, id)
    if (read === undefined) throw new Error('an event of the case has no clock')
    return this.#keepClock(root, id, read)
  }

  /** The artifact in which an evidence lay; undefined for a top-level file, which is the first evidence of its root. */
  container(root: number, evidence: number): number | undefined {
    return evidence === 0 ? undefined : (this.#container.get(root, evidence)?.artifact ?? undefined)
  }

  firstArtifact(root: number, evidence: number): number | undefined {
    return this.#first.get(root, evidence)?.id ?? undefined
  }
}

const bundleOf = (
  root: number,
  [id, evidence, type, parent, claim]: ArtifactCells | WithRoot<ArtifactCells>,
): OpenBundle => ({
  artifact: { root, id, evidence, type, parent, claim },
  events: [],
  traits: [],
})
