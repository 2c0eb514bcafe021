/**
 * Intervals: between two events lies at least `min` and at most `max`. A join group is judged by its extremes alone, never
 * by all pairs; the worst pair is named and the others are counted.
 */
import { parseDuration } from '../time/duration.ts'
import { micros, type Micros } from '../time/instant.ts'
import { isTimed, type EventRow, type TimedEvent } from './rows.ts'
import type { IntervalRule, Selector } from './rule-language.ts'
import { compileSelector, type CompiledSelector } from './selector.ts'
import { distance, toleranceOf, type Tier, type Tolerances } from './tolerances.ts'

export interface CompiledInterval {
  readonly rule: IntervalRule
  readonly from: CompiledSelector
  readonly to: CompiledSelector
  readonly min: Micros | undefined
  readonly max: Micros | undefined
  /** What is missing when a side is. */
  readonly lacking: Readonly<Record<'from' | 'to', { readonly absent: string; readonly unreadable: string }>>
}

const lackingOf = ({ kind }: Selector) => {
  const kinds = [kind].flat().join(' or ')
  return { absent: `no ${kinds}`, unreadable: `${kinds} names no moment that can be read` }
}

export function compileInterval(rule: IntervalRule): CompiledInterval {
  const { from, to, min, max } = rule.interval
  return {
    rule,
    from: compileSelector(from),
    to: compileSelector(to),
    min: min === undefined ? undefined : parseDuration(min),
    max: max === undefined ? undefined : parseDuration(max),
    lacking: { from: lackingOf(from), to: lackingOf(to) },
  }
}

export interface BrokenPair {
  readonly from: TimedEvent
  readonly to: TimedEvent
  readonly bound: 'min' | 'max'
  readonly tier: Tier
  /** By how much the bound is missed, tolerances of the tier already granted. */
  readonly excess: Micros
}

/** By how much a pair misses a bound beyond a tier's tolerances; undefined if it need not. */
export function miss(
  rule: CompiledInterval,
  from: TimedEvent,
  to: TimedEvent,
  clocks: Tolerances,
  tier: Tier,
): { readonly bound: 'min' | 'max'; readonly excess: number } | undefined {
  if (from.root === to.root && from.id === to.id) return undefined
  const { longest, shortest } = distance(from, to, clocks, tier)
  if (rule.min !== undefined && longest < rule.min) return { bound: 'min', excess: rule.min - longest }
  if (rule.max !== undefined && shortest > rule.max) return { bound: 'max', excess: shortest - rule.max }
  return undefined
}

/** The same over both tiers: beyond the extreme tolerances first, else beyond the usual ones. */
export function judge(
  rule: CompiledInterval,
  from: TimedEvent,
  to: TimedEvent,
  clocks: Tolerances,
): BrokenPair | undefined {
  for (const tier of ['extreme', 'usual'] as const) {
    const broken = miss(rule, from, to, clocks, tier)
    if (broken !== undefined) return { from, to, bound: broken.bound, tier, excess: micros(broken.excess) }
  }
  return undefined
}

/** The two ends of a set of events under one measure: the latest of the earliest, the earliest of the latest. */
interface Ends {
  last: TimedEvent
  first: TimedEvent
}

/** One side of a group: its extremes under each tier and within each clock, and the numbers needed to count the others. */
class Side {
  untimed = 0
  #clocks: Map<number, Ends> | undefined
  #earliest: number[] = []
  #latest: number[] = []
  #ends: { usual: Ends; extreme: Ends } | undefined
  readonly #tolerances: Tolerances

  constructor(tolerances: Tolerances) {
    this.#tolerances = tolerances
  }

  get size(): number {
    return this.#earliest.length
  }

  ends(tier: Tier): Ends | undefined {
    return this.#ends?.[tier]
  }

  clocks(): ReadonlyMap<number, Ends> {
    return this.#clocks ?? new Map<number, Ends>()
  }

  add(event: EventRow): void {
    if (!isTimed(event)) {
      this.untimed++
      return
    }
    const { usual, extreme } = this.#tolerances[event.clockKind]
    this.#earliest.push(event.earliest - extreme)
    this.#latest.push(event.latest + extreme)
    if (this.#ends === undefined) {
      const one = () => ({ last: event, first: event })
      this.#ends = { usual: one(), extreme: one() }
      this.#clocks = new Map([[event.clock, one()]])
      return
    }
    for (const [tier, slack] of [
      ['usual', usual],
      ['extreme', extreme],
    ] as const) {
      const ends = this.#ends[tier]
      if (event.earliest - slack > ends.last.earliest - this.#tolerances[ends.last.clockKind][tier]) ends.last = event
      if (event.latest + slack < ends.first.latest + this.#tolerances[ends.first.clockKind][tier]) ends.first = event
    }
    const own = this.#clocks?.get(event.clock)
    if (own === undefined) this.#clocks?.set(event.clock, { last: event, first: event })
    else {
      if (event.nominal > own.last.nominal) own.last = event
      if (event.nominal + event.width < own.first.nominal + own.first.width) own.first = event
    }
  }

  /** How many events start (tolerances off) after a moment, or end before one. */
  countAfter(moment: number): number {
    return this.#earliest.reduce((n, at) => (at > moment ? n + 1 : n), 0)
  }

  countBefore(moment: number): number {
    return this.#latest.reduce((n, at) => (at < moment ? n + 1 : n), 0)
  }
}

export type GroupResult =
  | { readonly state: 'holds' }
  | { readonly state: 'not applicable'; readonly why: string }
  | { readonly state: 'broken'; readonly pair: BrokenPair; readonly others: number }

/** The events of one join group that a rule looks at. */
export class PairGroup {
  readonly rule: CompiledInterval
  readonly from: Side
  readonly to: Side
  readonly #clocks: Tolerances

  constructor(rule: CompiledInterval, clocks: Tolerances) {
    this.rule = rule
    this.from = new Side(clocks)
    this.to = new Side(clocks)
    this.#clocks = clocks
  }

  result(): GroupResult {
    const why = this.#whyNot()
    if (why !== undefined) return { state: 'not applicable', why }
    let worst: BrokenPair | undefined
    for (const tier of ['extreme', 'usual'] as const) {
      for (const [from, to] of this.#candidates(tier)) {
        const broken = miss(this.rule, from, to, this.#clocks, tier)
        if (broken !== undefined && (worst === undefined || broken.excess > worst.excess))
          worst = { from, to, bound: broken.bound, tier, excess: micros(broken.excess) }
      }
      if (worst !== undefined) return { state: 'broken', pair: worst, others: this.#others(worst) }
    }
    return { state: 'holds' }
  }

  #whyNot(): string | undefined {
    const side = (name: 'from' | 'to') => {
      const { size, untimed } = this[name]
      if (size > 0) return undefined
      const { absent, unreadable } = this.rule.lacking[name]
      return untimed > 0 ? unreadable : absent
    }
    return side('from') ?? side('to')
  }

  /**
   * The pairs that can be worst. Over clocks, the extremes decide; a pair of one clock is compared more strictly, so that
   * each clock on both sides has its own extremes. Whatever breaks the wider comparison breaks the stricter one.
   */
  *#candidates(tier: Tier): Generator<readonly [TimedEvent, TimedEvent]> {
    const [from, to] = [this.from.ends(tier), this.to.ends(tier)]
    if (from === undefined || to === undefined) return
    yield [from.last, to.first]
    yield [from.first, to.last]
    const ofTo = this.to.clocks()
    for (const [clock, mine] of this.from.clocks()) {
      const theirs = ofTo.get(clock)
      if (theirs === undefined) continue
      yield [mine.last, theirs.first]
      yield [mine.first, theirs.last]
    }
  }

  /** Further events on the fuller side that the worst pair's other event contradicts as well. */
  #others({ from, to, bound }: BrokenPair): number {
    const { min, max } = this.rule
    const slack = (event: TimedEvent) => toleranceOf(this.#clocks, event).extreme
    const broken =
      bound === 'min'
        ? [
            this.from.countAfter(to.latest + slack(to) - (min ?? 0)),
            this.to.countBefore(from.earliest - slack(from) + (min ?? 0)),
          ]
        : [
            this.from.countBefore(to.earliest - slack(to) - (max ?? 0)),
            this.to.countAfter(from.latest + slack(from) + (max ?? 0)),
          ]
    return Math.max(0, Math.max(...broken) - 1)
  }
}
