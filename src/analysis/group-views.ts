/**
 * What detectors see of a group table: objects of two fields that read their columns, made while a detector reads them, so that
 * a million rows are never a million objects. Detectors run one after the other; each sees what it selected.
 */
import { instant, type Instant } from '../time/instant.ts'
import type { Locator } from '../model.ts'
import type { Detector, DetectorArtifact, DetectorEvent, DetectorGroup, DetectorTrait } from './detector.ts'
import { NOWHERE, PlacedArtifact, PlacedEvent } from './detector-views.ts'
import type { GroupTable } from './group-table.ts'
import type { Quoter } from './quoter.ts'

type Fact = DetectorGroup['facts'][number]

/** The objects of one table, and what of it the detector that is running selected. */
export class GroupViews {
  readonly table: GroupTable
  readonly quoter: Quoter
  /** By code: whether the detector selected the kind, or the trait's key. */
  #kinds: readonly boolean[] = []
  #keys: readonly boolean[] = []
  #types: readonly boolean[] | undefined
  /** Those of facts, so that facts of one artifact name the same object. */
  readonly #ofFacts = new Map<number, GroupArtifact>()

  constructor(table: GroupTable, quoter: Quoter) {
    this.table = table
    this.quoter = quoter
  }

  /** The group as a detector asked for it, until the next one asks; undefined if nothing in the table is for it. */
  groupFor({ select }: Pick<Detector, 'select'>): DetectorGroup | undefined {
    const { table } = this
    this.#kinds = table.kinds.within(new Set(select.events))
    this.#keys = table.keys.within(new Set(select.traits))
    this.#types = select.artifacts === undefined ? undefined : table.types.within(new Set(select.artifacts))
    if (this.#next(0) < 0) return undefined
    const facts: Fact[] = []
    for (let i = 0; i < table.facts.match.length; i++)
      if (this.has(table.facts.artifact.at(i))) facts.push(new GroupFact(this, i))
    return { artifacts: { [Symbol.iterator]: () => this.#all() }, facts }
  }

  *#all(): Generator<GroupArtifact> {
    for (let i = this.#next(0); i >= 0; i = this.#next(i + 1)) yield this.#ofFacts.get(i) ?? new GroupArtifact(this, i)
  }

  /** The next artifact from `i` on that the detector asked for; -1: no more. */
  #next(i: number): number {
    for (let at = i; at < this.table.artifacts.id.length; at++) if (this.has(at)) return at
    return -1
  }

  artifactOfFact(i: number): GroupArtifact {
    const known = this.#ofFacts.get(i)
    if (known !== undefined) return known
    const made = new GroupArtifact(this, i)
    this.#ofFacts.set(i, made)
    return made
  }

  event(i: number): GroupEvent {
    return new GroupEvent(this, i)
  }

  /** Places of an artifact's events that the detector selected, from `from` on; -1: no more. */
  nextEvent(artifact: number, from = this.table.artifacts.firstEvent.at(artifact)): number {
    const { artifacts, events } = this.table
    const end = artifact + 1 < artifacts.id.length ? artifacts.firstEvent.at(artifact + 1) : events.id.length
    for (let at = from; at < end; at++) if (this.#kinds[events.kind.at(at)] === true) return at
    return -1
  }

  nextTrait(artifact: number, from = this.table.artifacts.firstTrait.at(artifact)): number {
    const { artifacts, traits } = this.table
    const end = artifact + 1 < artifacts.id.length ? artifacts.firstTrait.at(artifact + 1) : traits.id.length
    for (let at = from; at < end; at++) if (this.#keys[traits.key.at(at)] === true) return at
    return -1
  }

  #selects(artifact: number, event: number): boolean {
    for (let at = this.nextEvent(artifact); at >= 0; at = this.nextEvent(artifact, at + 1))
      if (this.table.events.id.at(at) === event) return true
    return false
  }

  /** Whether the detector asked for this type, and for something that the artifact carries. */
  has(i: number): boolean {
    if (this.#types !== undefined && this.#types[this.table.artifacts.type.at(i)] !== true) return false
    return this.nextEvent(i) >= 0 || this.nextTrait(i) >= 0
  }

  /** Traits that an event's writer wrote; with undefined, those of none of the artifact's selected events. */
  traits(artifact: number, event: number | undefined): readonly DetectorTrait[] {
    const { traits } = this.table
    const found: DetectorTrait[] = []
    for (let at = this.nextTrait(artifact); at >= 0; at = this.nextTrait(artifact, at + 1)) {
      const by = traits.event.at(at)
      const own = event === undefined ? by === -1 || !this.#selects(artifact, by) : by === event
      if (own) found.push(new GroupTrait(this, traits.id.at(at), traits.key.at(at), traits.value.at(at)))
    }
    return found
  }
}

class GroupTrait implements DetectorTrait {
  readonly view: GroupViews
  readonly id: number
  readonly keyCode: number
  readonly valueCode: number

  constructor(view: GroupViews, id: number, key: number, value: number) {
    this.view = view
    this.id = id
    this.keyCode = key
    this.valueCode = value
  }

  get key(): string {
    return this.view.table.keys.at(this.keyCode)
  }

  get value(): string {
    return this.view.table.values.at(this.valueCode)
  }

  get locator(): Locator {
    return this.view.quoter.traitLocator(this.view.table.root, this.id)
  }
}

class GroupEvent extends PlacedEvent implements DetectorEvent {
  readonly view: GroupViews
  readonly at: number

  constructor(view: GroupViews, at: number) {
    super()
    this.view = view
    this.at = at
  }

  get root(): number {
    return this.view.table.root
  }

  get id(): number {
    return this.view.table.events.id.at(this.at)
  }

  get kind(): string {
    return this.view.table.kinds.at(this.view.table.events.kind.at(this.at))
  }

  get clock(): DetectorEvent['clock'] {
    return this.view.table.clocks.at(this.view.table.events.clock.at(this.at))
  }

  get zone(): DetectorEvent['zone'] {
    return this.view.table.zones.at(this.view.table.events.zone.at(this.at))
  }

  get nominal(): Instant {
    return read(this.view.table.events.nominal.at(this.at))
  }

  get earliest(): Instant {
    const { events, spreads } = this.view.table
    return read(events.nominal.at(this.at) - spreads.at(events.before.at(this.at)))
  }

  get latest(): Instant {
    const { events, spreads } = this.view.table
    return read(events.nominal.at(this.at) + spreads.at(events.after.at(this.at)))
  }

  get raw(): string {
    return this.view.quoter.raw(this.root, this.id)
  }

  get locator(): Locator {
    return this.view.quoter.eventLocator(this.root, this.id) ?? NOWHERE
  }

  get traits(): readonly DetectorTrait[] {
    return this.view.traits(this.view.table.events.artifact.at(this.at), this.id)
  }
}

class GroupArtifact extends PlacedArtifact implements DetectorArtifact {
  readonly view: GroupViews
  readonly at: number

  constructor(view: GroupViews, at: number) {
    super()
    this.view = view
    this.at = at
  }

  get root(): number {
    return this.view.table.root
  }

  get id(): number {
    return this.view.table.artifacts.id.at(this.at)
  }

  get type(): DetectorArtifact['type'] {
    return this.view.table.types.at(this.view.table.artifacts.type.at(this.at))
  }

  get label(): string {
    return this.view.quoter.label(this.root, this.id)
  }

  get claim(): DetectorEvent | undefined {
    const at = this.view.table.artifacts.claim.at(this.at)
    return at < 0 ? undefined : this.view.event(at)
  }

  get events(): readonly DetectorEvent[] {
    const { view } = this
    const first = view.nextEvent(this.at)
    if (first < 0) return NONE
    // A literal of one: an array that grew to one would keep room for seventeen.
    const events: DetectorEvent[] = [view.event(first)]
    for (let at = view.nextEvent(this.at, first + 1); at >= 0; at = view.nextEvent(this.at, at + 1))
      events.push(view.event(at))
    return events
  }

  get traits(): readonly DetectorTrait[] {
    return this.view.traits(this.at, undefined)
  }
}

class GroupFact implements Fact {
  readonly view: GroupViews
  readonly at: number

  constructor(view: GroupViews, at: number) {
    this.view = view
    this.at = at
  }

  get #match() {
    const match = this.view.table.facts.match[this.at]
    if (match === undefined) throw new Error('a fact of no match')
    return match
  }

  get fact(): string {
    return this.#match.fact.fact.id
  }

  get trait(): DetectorTrait {
    const { trait, key, value } = this.view.table.facts
    return new GroupTrait(this.view, trait.at(this.at), key.at(this.at), value.at(this.at))
  }

  get artifact(): DetectorArtifact {
    return this.view.artifactOfFact(this.view.table.facts.artifact.at(this.at))
  }

  get from(): Instant | undefined {
    return this.#match.from
  }

  get to(): Instant | undefined {
    return this.#match.to
  }

  get broken(): boolean {
    return this.view.table.facts.broken.at(this.at) === 1
  }
}

const NONE: readonly never[] = []

/** Columns hold what `isTimed` let in. */
function read(us: number): Instant {
  const at = instant(us)
  if (at === undefined) throw new Error('an event of a group has no moment')
  return at
}
