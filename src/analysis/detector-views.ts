/**
 * What detectors see of an artifact or of a few: small objects over rows. Texts and locators are read only when a detector asks
 * for them. Groups that may be large are seen through `group-views.ts`.
 */
import type { Locator } from '../model.ts'
import type { Instant } from '../time/instant.ts'
import type { DetectorArtifact, DetectorEvent, DetectorTrait } from './detector.ts'
import type { Quoter } from './quoter.ts'
import { isTimed, type Bundle, type TimedEvent, type TraitRow } from './rows.ts'
import { toleranceOf, type Tolerances } from './tolerances.ts'

/** How the runner finds the row behind a view that a detector hands back. */
export abstract class PlacedArtifact {
  abstract readonly root: number
  abstract readonly id: number
}
export abstract class PlacedEvent {
  abstract readonly root: number
  abstract readonly id: number
  abstract readonly clock: DetectorEvent['clock']
}

class TraitView implements DetectorTrait {
  readonly row: TraitRow
  readonly #root: number
  readonly #quoter: Quoter
  #locator: Locator | undefined

  constructor(row: TraitRow, root: number, quoter: Quoter) {
    this.row = row
    this.#root = root
    this.#quoter = quoter
  }

  get key(): string {
    return this.row.key
  }

  get value(): string {
    return this.row.value
  }

  get locator(): Locator {
    return (this.#locator ??= this.#quoter.traitLocator(this.#root, this.row.id))
  }
}

class EventView extends PlacedEvent implements DetectorEvent {
  readonly root: number
  readonly id: number
  readonly kind: string
  readonly clock: DetectorEvent['clock']
  readonly zone: DetectorEvent['zone']
  readonly nominal: Instant
  readonly earliest: Instant
  readonly latest: Instant
  readonly traits: readonly DetectorTrait[]
  readonly #quoter: Quoter
  #locator: Locator | undefined

  constructor(row: TimedEvent, clock: DetectorEvent['clock'], traits: readonly DetectorTrait[], quoter: Quoter) {
    super()
    this.root = row.root
    this.id = row.id
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
    return this.#quoter.raw(this.root, this.id)
  }

  get locator(): Locator {
    return (this.#locator ??= this.#quoter.eventLocator(this.root, this.id) ?? NOWHERE)
  }
}

class ArtifactView extends PlacedArtifact implements DetectorArtifact {
  readonly root: number
  readonly id: number
  readonly type: DetectorArtifact['type']
  readonly claim: DetectorEvent | undefined
  readonly events: readonly EventView[]
  readonly traits: readonly DetectorTrait[]
  readonly #quoter: Quoter

  constructor(
    { root, id, type }: Bundle['artifact'],
    claim: EventView | undefined,
    events: readonly EventView[],
    traits: readonly DetectorTrait[],
    quoter: Quoter,
  ) {
    super()
    this.root = root
    this.id = id
    this.type = type
    this.claim = claim
    this.events = events
    this.traits = traits
    this.#quoter = quoter
  }

  get label(): string {
    return this.#quoter.label(this.root, this.id)
  }
}

export const NOWHERE: Locator = { type: 'bytes', offset: 0, length: 0 }
const NONE: readonly never[] = []

/** Makes views; clocks alike share one object. */
export class Viewer {
  readonly quoter: Quoter
  readonly #tolerances: Tolerances
  /** By kind and writer. */
  readonly #clocks = new Map<string, Map<string, DetectorEvent['clock']>>()
  #last: DetectorEvent['clock'] | undefined

  constructor(quoter: Quoter, tolerances: Tolerances) {
    this.quoter = quoter
    this.#tolerances = tolerances
  }

  /** An artifact with the events and traits that a detector selected; undefined if it bears none of them. */
  view(
    bundle: Bundle,
    kinds: ReadonlySet<string>,
    keys: ReadonlySet<string>,
  ): (PlacedArtifact & DetectorArtifact) | undefined {
    const { artifact } = bundle
    const wanted = bundle.traits.length === 0 ? NONE : bundle.traits.filter((trait) => keys.has(trait.key))
    const traits = wanted.map((trait) => new TraitView(trait, artifact.root, this.quoter))
    const timed = bundle.events.filter(isTimed)
    const own = (event: TimedEvent) =>
      traits.length === 0 ? NONE : traits.filter((trait) => trait.row.event === event.id)
    const make = (event: TimedEvent) => new EventView(event, this.clock(event), own(event), this.quoter)
    const events = timed.filter((event) => kinds.has(event.kind)).map(make)
    if (events.length === 0 && traits.length === 0) return undefined
    const claim = timed.find((event) => event.id === artifact.claim)
    const claimView = claim === undefined ? undefined : (events.find((event) => event.id === claim.id) ?? make(claim))
    const loose =
      traits.length === 0
        ? NONE
        : traits.filter((trait) => trait.row.event === null || !events.some((event) => event.id === trait.row.event))
    return new ArtifactView(artifact, claimView, events.length === 0 ? NONE : events, loose, this.quoter)
  }

  trait(row: TraitRow, root: number): DetectorTrait {
    return new TraitView(row, root, this.quoter)
  }

  clock({ clockKind: kind, writer }: Pick<TimedEvent, 'clockKind' | 'writer'>): DetectorEvent['clock'] {
    if (this.#last?.kind === kind && this.#last.writer === writer) return this.#last
    const ofKind = this.#clocks.get(kind) ?? new Map<string, DetectorEvent['clock']>()
    const known = ofKind.get(writer)
    if (known !== undefined) return (this.#last = known)
    const clock = { kind, writer, ...toleranceOf(this.#tolerances, { clockKind: kind, writer }) }
    if (ofKind.size > 10_000) ofKind.clear()
    this.#clocks.set(kind, ofKind.set(writer, clock))
    this.#last = clock
    return clock
  }
}
