/** One pass over the places of a root, sequence after sequence: intervals between neighbours, and what runs backwards. */
import type { CaseReader } from './case-reader.ts'
import type { Coverage } from './coverage.ts'
import type { Draft } from './draft.ts'
import { NeighbourGroup } from './interval-pass.ts'
import type { CompiledInterval } from './intervals.ts'
import { BackwardScan, orderDraft } from './order-scan.ts'
import { isTimed, type Bundle, type EventRow, type TimedEvent } from './rows.ts'
import type { OrderRule } from './rule-language.ts'
import { compileSelector, type CompiledSelector } from './selector.ts'
import { SQL } from './statements.ts'
import type { Tolerances } from './tolerances.ts'

interface CompiledOrder {
  readonly rule: OrderRule
  readonly of: CompiledSelector
}
type PlacedEvent = EventRow & { readonly position: number }
interface Scan {
  readonly order: CompiledOrder
  readonly scan: BackwardScan
  readonly first: TimedEvent
  position: number
}

/** A sequence is meant by its name or by the last word of it: `rowid` by `audit.rowid`. */
export const isAlong = (name: string, along: string): boolean => name === along || name.endsWith(`.${along}`)

export class SequencePass {
  readonly #reader: CaseReader
  readonly #neighbours: readonly CompiledInterval[]
  readonly #orders: readonly CompiledOrder[]
  readonly #clocks: Tolerances
  readonly #coverage: Coverage
  readonly #emit: (draft: Draft) => void
  readonly #label: (root: number, event: number) => string

  constructor(
    reader: CaseReader,
    neighbours: readonly CompiledInterval[],
    orders: readonly OrderRule[],
    clocks: Tolerances,
    coverage: Coverage,
    emit: (draft: Draft) => void,
    label: (root: number, event: number) => string,
  ) {
    this.#reader = reader
    this.#neighbours = neighbours
    this.#orders = orders.map((rule) => ({ rule, of: compileSelector(rule.order.of) }))
    this.#clocks = clocks
    this.#coverage = coverage
    this.#emit = emit
    this.#label = label
  }

  root(root: number): void {
    if (this.#neighbours.length + this.#orders.length === 0) return
    const places = this.#reader.db.prepare<[number], PlacedEvent & { sequence: number; name: string }>(SQL.places)
    let current: Sequence | undefined
    for (const place of places.iterate(root)) {
      if (current?.id !== place.sequence) {
        this.#end(current)
        current = this.#begin(root, place.sequence, place.name)
      }
      this.#add(current, place)
    }
    this.#end(current)
  }

  #begin(root: number, id: number, name: string): Sequence {
    return {
      root,
      id,
      name,
      neighbours: this.#neighbours
        .filter(({ rule }) => isAlong(name, rule.interval.along ?? ''))
        .map((rule) => ({ rule, group: new NeighbourGroup(rule, this.#clocks) })),
      orders: this.#orders.filter(({ rule }) => isAlong(name, rule.order.along)),
      scans: new Map(),
      untimed: 0,
    }
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
      const key = `${i}.${event.clock}`
      const known = sequence.scans.get(key)
      const scan = known ?? { order, scan: new BackwardScan(), first: event, position: NaN }
      if (known === undefined) sequence.scans.set(key, scan)
      // Two events at one place have no order between them.
      if (scan.position === event.position) continue
      scan.position = event.position
      scan.scan.add(event, this.#clocks)
    }
  }

  #takes(selector: CompiledSelector, event: EventRow): boolean {
    if (!selector.needsArtifact) return selector.kinds.has(event.kind) && selector.accepts(bare(event), event)
    const bundle = this.#reader.bundle(event.root, event.artifact)
    if (bundle === undefined) return false
    const claims = selector.kinds.has('claim') && bundle.artifact.claim === event.id
    return (claims || selector.kinds.has(event.kind)) && selector.accepts(bundle, event)
  }

  #end(sequence: Sequence | undefined): void {
    if (sequence === undefined) return
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
        if (scan.scan.count < 2) {
          tally.notApplied('a single row')
          continue
        }
        const draft = scan.scan.backwards ? this.#broken(sequence, scan) : undefined
        tally.applied(draft !== undefined)
        if (draft !== undefined) this.#emit(draft)
      }
    }
  }

  #broken(sequence: Sequence, { order, first }: Scan): Draft | undefined {
    const { root, id, name } = sequence
    const rows = this.#reader.db.prepare<[number, number], PlacedEvent>(SQL.sequence)
    const takes = (event: EventRow) => this.#takes(order.of, event)
    function* again(): Generator<TimedEvent> {
      let position = NaN
      for (const event of rows.iterate(root, id)) {
        if (event.clock !== first.clock || !takes(event) || !isTimed(event) || event.position === position) continue
        position = event.position
        yield event
      }
    }
    const whole = this.#reader.firstArtifact(root, first.evidence) ?? first.artifact
    return orderDraft(
      order.rule,
      again,
      {
        name,
        clock: { kind: first.clockKind, writer: first.writer },
        whole: { root, artifact: whole },
        label: this.#label,
      },
      this.#clocks,
    )
  }
}

interface Sequence {
  readonly root: number
  readonly id: number
  readonly name: string
  readonly neighbours: readonly { readonly rule: CompiledInterval; readonly group: NeighbourGroup }[]
  readonly orders: readonly CompiledOrder[]
  readonly scans: Map<string, Scan>
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
    label: '',
    locator: '',
  },
  events: [],
  traits: [],
})
