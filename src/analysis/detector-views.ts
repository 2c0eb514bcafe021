/** What detectors see of a case: small objects over rows; texts and locators are read only when a detector asks for them. */
import type { Locator } from '../model.ts'
import type { Instant } from '../time/instant.ts'
import type { DetectorArtifact, DetectorEvent, DetectorTrait } from './detector.ts'
import { locatorOf, type Quoter } from './quoter.ts'
import { isTimed, type ArtifactRow, type Bundle, type QuotableEvent, type TimedEvent, type TraitRow } from './rows.ts'
import type { Tolerances } from './tolerances.ts'

class TraitView implements DetectorTrait {
  readonly row: TraitRow

  constructor(row: TraitRow) {
    this.row = row
  }

  get key(): string {
    return this.row.key
  }

  get value(): string {
    return this.row.value
  }

  get locator(): Locator {
    return locatorOf(this.row.locator)
  }
}

export class EventView implements DetectorEvent {
  readonly root: number
  readonly id: number
  readonly artifact: number
  readonly kind: string
  readonly clock: DetectorEvent['clock']
  readonly zone: DetectorEvent['zone']
  readonly nominal: Instant
  readonly earliest: Instant
  readonly latest: Instant
  readonly traits: readonly DetectorTrait[]
  readonly #quoter: Quoter
  /** The row, while its group is one artifact; larger groups would hold the texts of all their rows. */
  readonly #row: (TimedEvent & QuotableEvent) | undefined
  #locator: Locator | undefined

  constructor(
    row: TimedEvent & QuotableEvent,
    clock: DetectorEvent['clock'],
    traits: readonly DetectorTrait[],
    quoter: Quoter,
    keep: boolean,
  ) {
    this.#row = keep ? row : undefined
    this.root = row.root
    this.id = row.id
    this.artifact = row.artifact
    this.kind = row.kind
    this.clock = clock
    this.zone = row.zone
    this.nominal = row.nominal
    this.earliest = row.earliest
    this.latest = row.latest
    this.traits = traits
    this.#quoter = quoter
  }

  get raw(): string {
    return this.#row?.raw ?? this.#quoter.raw(this.root, this.id)
  }

  get locator(): Locator {
    this.#locator ??=
      this.#row === undefined ? this.#quoter.eventLocator(this.root, this.id) : locatorOf(this.#row.locator)
    return this.#locator ?? NOWHERE
  }
}

export class ArtifactView implements DetectorArtifact {
  readonly root: number
  readonly id: number
  readonly type: ArtifactRow['type']
  readonly label: string
  readonly claim: DetectorEvent | undefined
  readonly events: readonly EventView[]
  readonly traits: readonly DetectorTrait[]

  constructor(
    { root, id, type, label }: ArtifactRow,
    claim: EventView | undefined,
    events: readonly EventView[],
    traits: readonly DetectorTrait[],
  ) {
    this.root = root
    this.id = id
    this.type = type
    this.label = label
    this.claim = claim
    this.events = events
    this.traits = traits
  }
}

const NOWHERE: Locator = { type: 'bytes', offset: 0, length: 0 }
const NONE: readonly never[] = []

/** Makes views; clocks alike share one object. */
export class Viewer {
  readonly #quoter: Quoter
  readonly #tolerances: Tolerances
  readonly #clocks = new Map<string, DetectorEvent['clock']>()
  #last: DetectorEvent['clock'] | undefined

  constructor(quoter: Quoter, tolerances: Tolerances) {
    this.#quoter = quoter
    this.#tolerances = tolerances
  }

  /** An artifact with the events and traits that a detector selected; undefined if it bears none of them. `keep` their texts. */
  view(bundle: Bundle, kinds: ReadonlySet<string>, keys: ReadonlySet<string>, keep: boolean): ArtifactView | undefined {
    const { artifact } = bundle
    const wanted = bundle.traits.length === 0 ? NONE : bundle.traits.filter((trait) => keys.has(trait.key))
    const traits = wanted.map((trait) => new TraitView(trait))
    const timed = bundle.events.filter(isTimed)
    const own = (event: TimedEvent) =>
      traits.length === 0 ? NONE : traits.filter((trait) => trait.row.event === event.id)
    const make = (event: TimedEvent & QuotableEvent) =>
      new EventView(event, this.#clock(event), own(event), this.#quoter, keep)
    const events = timed.filter((event) => kinds.has(event.kind)).map(make)
    if (events.length === 0 && traits.length === 0) return undefined
    const claim = timed.find((event) => event.id === artifact.claim)
    const claimView = claim === undefined ? undefined : (events.find((event) => event.id === claim.id) ?? make(claim))
    const loose =
      traits.length === 0
        ? NONE
        : traits.filter((trait) => trait.row.event === null || !events.some((event) => event.id === trait.row.event))
    return new ArtifactView(artifact, claimView, events.length === 0 ? NONE : events, loose)
  }

  trait(row: TraitRow): DetectorTrait {
    return new TraitView(row)
  }

  #clock({ clockKind: kind, writer }: TimedEvent): DetectorEvent['clock'] {
    if (this.#last?.kind === kind && this.#last.writer === writer) return this.#last
    const key = `${kind} ${writer}`
    const known = this.#clocks.get(key)
    if (known !== undefined) return (this.#last = known)
    const clock = { kind, writer, ...this.#tolerances[kind] }
    if (this.#clocks.size > 10_000) this.#clocks.clear()
    this.#clocks.set(key, clock)
    this.#last = clock
    return clock
  }
}
