/**
 * One pass over the places of a root, sequence after sequence: intervals between neighbours, and what runs backwards. Those of
 * small roots are walked while their events are in memory, those of large ones are read by themselves.
 */
import type { Locator } from '../model.ts'
import type { Instant, Micros } from '../time/instant.ts'
import type { CaseReader, RootPart } from './case-reader.ts'
import type { Coverage } from './coverage.ts'
import type { Draft } from './draft.ts'
import { NeighbourGroup } from './interval-pass.ts'
import type { CompiledInterval } from './intervals.ts'
import { orderDrafts } from './order-scan.ts'
import { OrderTrail, tailOf, type Point } from './order-trail.ts'
import { isTimed, type Bundle, type EventRow, type TimedEvent } from './rows.ts'
import type { OrderRule } from './rule-language.ts'
import { compileSelector, type CompiledSelector } from './selector.ts'
import { SQL } from './statements.ts'
import { toleranceOf, type Tolerances } from './tolerances.ts'

interface CompiledOrder {
  readonly rule: OrderRule
  readonly of: CompiledSelector
}
type PlacedEvent = EventRow & { readonly position: number }
type NarrowEvent = Pick<PlacedEvent, 'position' | 'id' | 'artifact' | 'clock' | 'nominal' | 'width' | 'zone'>
type PlaceIds = [root: number, sequence: number, position: number, event: number]
type PlaceCells = [
  position: number,
  id: number,
  artifact: number,
  evidence: number,
  clock: number,
  kind: string,
  zone: EventRow['zone'],
  nominal: Instant | null,
  width: Micros,
  earliest: Instant | null,
  latest: Instant | null,
]
/** Events of a sequence that are read at once. */
const AT_ONCE = 1_000
/** One order rule over one clock of the sequence. */
interface Scan {
  readonly order: CompiledOrder
  readonly trail: OrderTrail
  readonly first: Pick<TimedEvent, 'artifact' | 'clock'>
  position: number
}
/** The columns of a place that an order of one kind needs. */
type NarrowCells = [
  position: number,
  id: number,
  artifact: number,
  clock: number,
  nominal: Instant | null,
  width: Micros,
  zone: EventRow['zone'],
]

/** A sequence is meant by its name or by the last word of it: `rowid` by `audit.rowid`. */
export const isAlong = (name: string, along: string): boolean => name === along || name.endsWith(`.${along}`)

export class SequencePass {
  readonly #reader: CaseReader
  #neighbours: readonly CompiledInterval[]
  readonly #orders: readonly CompiledOrder[]
  readonly #clocks: Tolerances
  readonly #coverage: Coverage
  readonly #emit: (draft: Draft) => void
  readonly #locator: (root: number, event: number) => Locator | undefined
  readonly #sequences
  readonly #near
  readonly #walked = new Set<number>()
  readonly #places
  readonly #placed
  readonly #narrow
  /** By name of a sequence: the rules along it. */
  readonly #along = new Map<string, Pick<Sequence, 'orders'> & { readonly intervals: readonly CompiledInterval[] }>()

  constructor(
    reader: CaseReader,
    neighbours: readonly CompiledInterval[],
    orders: readonly OrderRule[],
    clocks: Tolerances,
    coverage: Coverage,
    emit: (draft: Draft) => void,
    locator: (root: number, event: number) => Locator | undefined,
  ) {
    this.#reader = reader
    this.#neighbours = neighbours
    this.#orders = orders.map((rule) => ({ rule, of: compileSelector(rule.order.of) }))
    this.#clocks = clocks
    this.#coverage = coverage
    this.#emit = emit
    this.#locator = locator
    this.#sequences = reader.db.prepare<[], [root: number, id: number, name: string]>(SQL.sequences).raw()
    this.#near = {
      sequences: reader.db
        .prepare<[number, number], [root: number, id: number, name: string]>(SQL.sequencesOfRoots)
        .raw(),
      places: reader.db.prepare<[number, number], PlaceIds>(SQL.placesOfRoots).raw(),
    }
    this.#places = reader.db.prepare<[number, number], PlaceCells>(SQL.places).raw()
    this.#placed = reader.db.prepare<[number, number]>(SQL.onePlace)
    this.#narrow = reader.db.prepare<[number, number, number, string, number], NarrowCells>(SQL.placesOfKind).raw()
  }

  /** Takes rules out, from here on. */
  leaveOut(rules: ReadonlySet<CompiledInterval>): void {
    this.#neighbours = this.#neighbours.filter((rule) => !rules.has(rule))
    this.#along.clear()
  }

  /** The sequences of the roots that a slice holds whole. */
  near(slice: readonly RootPart[]): void {
    const whole = slice.filter((part) => part.events !== undefined)
    const [first, last] = [whole[0], whole.at(-1)]
    if (first === undefined || last === undefined || this.#neighbours.length + this.#orders.length === 0) return
    const events = new Map(whole.map((part) => [part.root, part.events]))
    const places = this.#near.places.all(first.root, last.root)
    let at = 0
    for (const [root, id, name] of this.#near.sequences.all(first.root, last.root)) {
      for (let place = places[at]; place !== undefined && isBefore(place, root, id); place = places[++at]);
      const of = events.get(root)
      const placed: PlacedEvent[] = []
      for (let place = places[at]; place?.[0] === root && place[1] === id; place = places[++at]) {
        const event = of?.get(place[3])
        if (event !== undefined) placed.push({ ...event, position: place[2] })
      }
      const sequence = this.#open(root, id, name)
      if (sequence === undefined) continue
      if (isNarrow(sequence)) this.#addNarrow(sequence, (kind) => placed.filter((event) => event.kind === kind))
      else this.#addAll(sequence, placed)
      if (placed.length > 0) this.#end(sequence)
    }
    for (const { root } of whole) this.#walked.add(root)
  }

  /** All other sequences of the case along which some rule looks. */
  run(): void {
    if (this.#neighbours.length + this.#orders.length === 0) return
    for (const [root, id, name] of this.#sequences.iterate()) {
      const sequence = this.#walked.has(root) ? undefined : this.#open(root, id, name)
      if (sequence === undefined) continue
      if (isNarrow(sequence)) this.#addNarrow(sequence, (kind) => this.#readNarrow(root, id, kind))
      else this.#addAll(sequence, this.#read(root, id))
      if (this.#placed.get(root, id) !== undefined) this.#end(sequence)
    }
  }

  /** A sequence with the rules along it; undefined where there are none. */
  #open(root: number, id: number, name: string): Sequence | undefined {
    const { intervals, orders } = this.#rulesAlong(name)
    if (intervals.length + orders.length === 0) return undefined
    const neighbours = intervals.map((rule) => ({ rule, group: new NeighbourGroup(rule, this.#clocks) }))
    return { root, id, name, neighbours, orders, scans: new Map(), scan: undefined, untimed: 0 }
  }

  #addAll(sequence: Sequence, events: Iterable<PlacedEvent>): void {
    for (const event of events) this.#add(sequence, event)
  }

  /** The same for orders that look at the kind alone: of five million rows only what they need is read. */
  #addNarrow(sequence: Sequence, ofKind: (kind: string) => Iterable<NarrowEvent>): void {
    for (const [i, order] of sequence.orders.entries())
      for (const kind of order.of.kinds) {
        for (const { position, id, artifact, clock, nominal, width, zone } of ofKind(kind)) {
          if (nominal === null) {
            sequence.untimed++
            continue
          }
          const scan = this.#scanOf(sequence, i, order, artifact, clock)
          if (scan.position === position) continue
          scan.position = position
          scan.trail.add(nominal, tailOf({ width, zone }), id, artifact)
        }
      }
  }

  /** A thousand at a time: that is read in half the time of one after the other. */
  *#readNarrow(root: number, sequence: number, kind: string): Generator<NarrowEvent> {
    let last: Pick<NarrowEvent, 'position' | 'id'> = { position: Number.MIN_SAFE_INTEGER, id: -1 }
    for (let limit = AT_ONCE; ;) {
      const rows = this.#narrow.all(root, sequence, last.position, kind, limit)
      const before = last
      for (const [position, id, artifact, clock, nominal, width, zone] of rows) {
        // The next ones begin where these end: at a place there may be several.
        if (position === before.position && id <= before.id) continue
        const event = { position, id, artifact, clock, nominal, width, zone }
        last = event
        yield event
      }
      if (rows.length < limit) return
      if (last === before) limit *= 2
    }
  }

  #scanOf(sequence: Sequence, i: number, order: CompiledOrder, artifact: number, clock: number): Scan {
    const last = sequence.scan
    if (last?.order === order && last.first.clock === clock) return last
    const key = `${i}.${clock}`
    const known = sequence.scans.get(key)
    const first = { artifact, clock }
    const again = () => this.#again(sequence, order, clock)
    const { kind: clockKind, writer } = this.#reader.clock(sequence.root, clock)
    const { usual } = toleranceOf(this.#clocks, { clockKind, writer })
    const scan = known ?? { order, trail: new OrderTrail(usual, again), first, position: NaN }
    if (known === undefined) sequence.scans.set(key, scan)
    sequence.scan = scan
    return scan
  }

  *#read(root: number, sequence: number): Generator<PlacedEvent> {
    for (const cells of this.#places.iterate(root, sequence)) {
      const [position, id, artifact, evidence, clock, kind, zone, nominal, width, earliest, latest] = cells
      const { kind: clockKind, writer } = this.#reader.clock(root, clock)
      yield {
        root,
        id,
        artifact,
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
        position,
      }
    }
  }

  #rulesAlong(name: string) {
    const known = this.#along.get(name)
    if (known !== undefined) return known
    const along = {
      intervals: this.#neighbours.filter(({ rule }) => isAlong(name, rule.interval.along ?? '')),
      orders: this.#orders.filter(({ rule }) => isAlong(name, rule.order.along)),
    }
    if (this.#along.size > 1_000) this.#along.clear()
    this.#along.set(name, along)
    return along
  }

  #add(sequence: Sequence, event: PlacedEvent): void {
    for (const { rule, group } of sequence.neighbours) {
      const can = { from: this.#takes(rule.from, event), to: this.#takes(rule.to, event) }
      if (can.from || can.to) group.add(event, can)
    }
    for (const [i, order] of sequence.orders.entries()) {
      if (!this.#takes(order.of, event)) continue
      if (!isTimed(event)) {
        sequence.untimed++
        continue
      }
      const scan = this.#scanOf(sequence, i, order, event.artifact, event.clock)
      // Two events at one place have no order between them.
      if (scan.position === event.position) continue
      scan.position = event.position
      scan.trail.add(event.nominal, tailOf(event), event.id, event.artifact)
    }
  }

  #takes(selector: CompiledSelector, event: EventRow): boolean {
    if (!selector.needsArtifact) return selector.kinds.has(event.kind) && selector.accepts(bare(event), event)
    const bundle = this.#reader.bundle(event.root, event.artifact)
    if (bundle === undefined) return false
    const claims = selector.kinds.has('claim') && bundle.artifact.claim === event.id
    return (claims || selector.kinds.has(event.kind)) && selector.accepts(bundle, event)
  }

  #end(sequence: Sequence): void {
    for (const { group } of sequence.neighbours) group.end(this.#coverage, this.#emit)
    for (const order of sequence.orders) {
      const scans = [...sequence.scans.values()].filter((scan) => scan.order === order)
      const tally = this.#coverage.of(order.rule)
      if (scans.length === 0)
        tally.notApplied(
          sequence.untimed > 0
            ? 'rows whose times cannot be read'
            : `no ${[order.rule.order.of.kind].flat().join(' or ')} along the sequence`,
        )
      for (const scan of scans) {
        if (scan.trail.count < 2) {
          tally.notApplied('a single row')
          continue
        }
        const drafts = scan.trail.backwards ? this.#broken(sequence, scan) : []
        tally.applied(drafts.length > 0)
        drafts.forEach(this.#emit)
      }
    }
  }

  #broken({ root, name }: Sequence, { order, trail, first }: Scan): readonly Draft[] {
    const { kind, writer } = this.#reader.clock(root, first.clock)
    const evidence = this.#reader.artifact(root, first.artifact)?.evidence
    const whole = evidence === undefined ? undefined : this.#reader.firstArtifact(root, evidence)
    const of = {
      name,
      root,
      clock: { kind, writer },
      whole: whole ?? first.artifact,
      locator: (event: number) => this.#locator(root, event),
    }
    return orderDrafts(order.rule, trail, of, this.#clocks)
  }

  /** One clock of a sequence from its beginning. */
  *#again({ root, id }: Sequence, order: CompiledOrder, clock: number): Generator<Point> {
    let position = NaN
    for (const event of this.#read(root, id)) {
      if (event.clock !== clock || !this.#takes(order.of, event) || !isTimed(event) || event.position === position)
        continue
      position = event.position
      yield { nominal: event.nominal, tail: tailOf(event), id: event.id, artifact: event.artifact }
    }
  }
}

/** Orders alone, each over one kind of event, whatever the artifact and the clock. */
const isNarrow = ({ neighbours, orders }: Sequence): boolean =>
  neighbours.length === 0 &&
  orders.every(({ rule, of }) => of.kinds.size === 1 && !of.needsArtifact && rule.order.of.clock === undefined)

const isBefore = (place: PlaceIds, root: number, sequence: number): boolean =>
  place[0] < root || (place[0] === root && place[1] < sequence)

interface Sequence {
  readonly root: number
  readonly id: number
  readonly name: string
  readonly neighbours: readonly { readonly rule: CompiledInterval; readonly group: NeighbourGroup }[]
  readonly orders: readonly CompiledOrder[]
  readonly scans: Map<string, Scan>
  /** The one used last: mostly the next event is of the same clock. */
  scan: Scan | undefined
  untimed: number
}

/** An event alone, for selectors that ask for nothing else. */
const bare = (event: EventRow): Bundle => ({
  artifact: {
    root: event.root,
    id: event.artifact,
    evidence: event.evidence,
    type: 'row',
    parent: null,
    claim: null,
  },
  events: [],
  traits: [],
})
