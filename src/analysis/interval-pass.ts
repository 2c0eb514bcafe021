/** All interval rules whose groups lie inside one root, in one pass over its artifacts: nothing is kept but extremes. */
import type { Ancestry } from './ancestry.ts'
import type { Coverage } from './coverage.ts'
import type { Draft } from './draft.ts'
import { PairGroup, judge, type BrokenPair, type CompiledInterval } from './intervals.ts'
import { isTimed, type Bundle, type EventRow } from './rows.ts'
import type { CompiledSelector } from './selector.ts'
import type { Tolerances } from './tolerances.ts'
import { writerOf } from './writers.ts'

interface Slot {
  readonly rule: CompiledInterval
  readonly side: 'from' | 'to'
}

/** Events of an artifact that a selector takes. */
export function selected(selector: CompiledSelector, bundle: Bundle): readonly EventRow[] {
  return bundle.events.filter(
    (event) =>
      (selector.kinds.has(event.kind) || (selector.kinds.has('claim') && event.id === bundle.artifact.claim)) &&
      selector.accepts(bundle, event),
  )
}

export class IntervalPass {
  readonly #slots = new Map<string, Slot[]>()
  readonly #clocks: Tolerances
  readonly #coverage: Coverage
  readonly #ancestry: Ancestry
  readonly #emit: (draft: Draft) => void
  /** Groups of evidences and of containers that are still open, of the root that is being read. */
  readonly #open = new Map<CompiledInterval, Map<string, PairGroup>>()

  constructor(
    rules: readonly CompiledInterval[],
    clocks: Tolerances,
    coverage: Coverage,
    ancestry: Ancestry,
    emit: (draft: Draft) => void,
  ) {
    this.#clocks = clocks
    this.#coverage = coverage
    this.#ancestry = ancestry
    this.#emit = emit
    for (const rule of rules)
      for (const side of ['from', 'to'] as const)
        for (const kind of rule[side].kinds) {
          const slots = this.#slots.get(kind)
          if (slots === undefined) this.#slots.set(kind, [{ rule, side }])
          else slots.push({ rule, side })
        }
  }

  /** Takes rules out, from here on. */
  leaveOut(rules: ReadonlySet<CompiledInterval>): void {
    for (const [kind, slots] of this.#slots)
      this.#slots.set(
        kind,
        slots.filter(({ rule }) => !rules.has(rule)),
      )
  }

  artifact(bundle: Bundle): void {
    const local = new Map<CompiledInterval, PairGroup>()
    const contained = new Map<CompiledInterval, EventRow[]>()
    const put = (slot: Slot, event: EventRow) => {
      const { rule, side } = slot
      if (!rule[side].accepts(bundle, event)) return
      switch (rule.rule.interval.join) {
        case 'artifact': {
          let group = local.get(rule)
          if (group === undefined) local.set(rule, (group = new PairGroup(rule, this.#clocks)))
          group[side].add(event)
          break
        }
        case 'evidence':
          this.#group(rule, String(bundle.artifact.evidence))[side].add(event)
          break
        case 'container':
        case 'parent': {
          if (side === 'to') break
          const events = contained.get(rule)
          if (events === undefined) contained.set(rule, [event])
          else events.push(event)
          break
        }
        case 'copy-of':
        case 'replies-to':
          break
      }
    }
    for (const event of bundle.events) {
      for (const slot of this.#slots.get(event.kind) ?? []) put(slot, event)
      if (event.id === bundle.artifact.claim)
        for (const slot of this.#slots.get('claim') ?? [])
          if (!slot.rule[slot.side].kinds.has(event.kind)) put(slot, event)
    }
    for (const group of local.values()) this.#judge(group)
    for (const [rule, events] of contained) this.#inContainers(rule, bundle, events)
  }

  /** A contained artifact against each artifact that contains it: all of one evidence in one container are one group. */
  #inContainers(rule: CompiledInterval, bundle: Bundle, events: readonly EventRow[]): void {
    const { artifact } = bundle
    const above = this.#ancestry.above(artifact).slice(0, rule.rule.interval.join === 'parent' ? 1 : undefined)
    let met = false
    for (const container of above) {
      const key = `${artifact.evidence} in ${container.artifact.id}`
      let group = this.#open.get(rule)?.get(key)
      if (group === undefined) {
        const theirs = selected(rule.to, container)
        if (theirs.length === 0) continue
        group = this.#group(rule, key)
        for (const event of theirs) group.to.add(event)
      }
      for (const event of events) group.from.add(event)
      met = true
    }
    if (!met) {
      const { absent } = rule.lacking.to
      this.#coverage
        .of(rule.rule)
        .notApplied(above.length === 0 ? 'nothing contains it' : `${absent} in what contains it`)
    }
  }

  #group(rule: CompiledInterval, key: string): PairGroup {
    const groups = this.#open.get(rule) ?? new Map<string, PairGroup>()
    this.#open.set(rule, groups)
    const group = groups.get(key) ?? new PairGroup(rule, this.#clocks)
    groups.set(key, group)
    return group
  }

  /** Judges the groups of the root that was read. */
  endOfRoot(): void {
    for (const groups of this.#open.values()) for (const group of groups.values()) this.#judge(group)
    this.#open.clear()
  }

  #judge(group: PairGroup): void {
    const result = group.result()
    const tally = this.#coverage.of(group.rule.rule)
    if (result.state === 'not applicable') {
      tally.notApplied(result.why)
      return
    }
    tally.applied(result.state === 'broken')
    if (result.state === 'broken') this.#emit(pairDraft(group.rule, result.pair, result.others))
  }
}

/** Two linked artifacts: copies of one message (either may be the earlier), or a reply and what it answers. */
export function acrossLink(
  rule: CompiledInterval,
  source: Bundle,
  target: Bundle,
  clocks: Tolerances,
): { readonly applied: boolean; readonly draft?: Draft } {
  const ways: (readonly [Bundle, Bundle])[] = [[source, target]]
  if (rule.rule.interval.join === 'copy-of') ways.push([target, source])
  let applied = false
  let worst: { readonly pair: BrokenPair; readonly others: number } | undefined
  for (const [near, far] of ways) {
    const group = new PairGroup(rule, clocks)
    for (const event of selected(rule.from, near)) group.from.add(event)
    for (const event of selected(rule.to, far)) group.to.add(event)
    const result = group.result()
    if (result.state !== 'not applicable') applied = true
    if (result.state === 'broken' && (worst === undefined || result.pair.excess > worst.pair.excess)) worst = result
  }
  return worst === undefined ? { applied } : { applied, draft: pairDraft(rule, worst.pair, worst.others) }
}

/** Neighbours along a sequence: each pair of the rule's two sides that follow one another, the worst of a sequence named. */
export class NeighbourGroup {
  readonly #rule: CompiledInterval
  readonly #clocks: Tolerances
  #before: EventRow | undefined
  #pairs = 0
  #untimed = 0
  #broken = 0
  #worst: BrokenPair | undefined

  constructor(rule: CompiledInterval, clocks: Tolerances) {
    this.#rule = rule
    this.#clocks = clocks
  }

  /** The next event along the sequence, with what of the rule it can be. */
  add(event: EventRow, can: { readonly from: boolean; readonly to: boolean }): void {
    const before = this.#before
    this.#before = can.from ? event : undefined
    if (!can.to || before === undefined) return
    if (!isTimed(before) || !isTimed(event)) {
      this.#untimed++
      return
    }
    this.#pairs++
    const pair = judge(this.#rule, before, event, this.#clocks)
    if (pair === undefined) return
    this.#broken++
    if (this.#worst === undefined || weight(pair) > weight(this.#worst)) this.#worst = pair
  }

  end(coverage: Coverage, emit: (draft: Draft) => void): void {
    const tally = coverage.of(this.#rule.rule)
    if (this.#pairs === 0)
      tally.notApplied(this.#untimed > 0 ? 'neighbours whose times cannot be read' : 'no two neighbours')
    else tally.applied(this.#broken > 0)
    if (this.#worst !== undefined) emit(pairDraft(this.#rule, this.#worst, this.#broken - 1))
  }
}

/** Beyond the extreme tolerances first, then by excess. */
const weight = (pair: BrokenPair): number => (pair.tier === 'extreme' ? 1e17 : 0) + pair.excess

/** A broken pair as a draft: about the artifact of `from`; the other event's artifact, where it is another, beside it. */
export function pairDraft(
  rule: CompiledInterval,
  { from, to, bound, tier, excess }: BrokenPair,
  others: number,
): Draft {
  const apart = from.root !== to.root || from.artifact !== to.artifact
  const { min, max } = rule.rule.interval
  return {
    rule: rule.rule,
    at: { root: from.root, artifact: from.artifact },
    ...(apart ? { other: { root: to.root, artifact: to.artifact } } : {}),
    events: [from, to].map((event, i) => ({ role: i === 0 ? 'from' : 'to', root: event.root, event: event.id })),
    facts: [],
    tier,
    excess,
    others,
    values: { bound, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    writers: [...new Set([from, to].map(writerOf))],
    onlyCopyTimes: [from, to].some((event) => event.clockKind === 'copy'),
  }
}
