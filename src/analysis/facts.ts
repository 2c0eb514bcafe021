/**
 * Facts: what bears this trait was written inside this window. A trait is held against the time its own writer claims; one
 * that is tied to no dated writer belongs to the copy and is held, from below only, against the latest time the copy states.
 */
import { micros, shift, type Micros } from '../time/instant.ts'
import type { Ancestry } from './ancestry.ts'
import type { Draft, DraftFact } from './draft.ts'
import type { FactIndex, FactMatch } from './fact-index.ts'
import { isTimed, type Bundle, type EventRow, type TimedEvent, type TraitRow } from './rows.ts'
import type { FactFamily } from './rule-language.ts'
import { toleranceOf, type Tier, type Tolerances } from './tolerances.ts'
import { writerOf } from './writers.ts'

export const BROKEN_STATES = [
  '',
  'before-unlikely',
  'before-cannot',
  'after-unlikely',
  'after-cannot',
  'never',
] as const
/** How a trait lies outside its window: beyond the margin called unlikely or the one called cannot; `''`: inside. */
export type BrokenState = (typeof BROKEN_STATES)[number]

export interface WindowBreach {
  readonly state: BrokenState
  readonly excess: Micros
}
const INSIDE: WindowBreach = { state: '', excess: micros(0) }

/**
 * Holds a stated time against a window. `cannot` needs a breach beyond the fact's cannot margin and the clock's extreme
 * tolerance; `unlikely` one beyond the unlikely margin and the usual tolerance.
 */
export function holdAgainst(
  { fact, from, to }: FactMatch,
  stated: TimedEvent,
  clocks: Tolerances,
  onlyBelow: boolean,
): WindowBreach {
  const { usual, extreme } = toleranceOf(clocks, stated)
  for (const [name, margin, slack] of [
    ['cannot', fact.cannot, extreme],
    ['unlikely', fact.unlikely, usual],
  ] as const) {
    if (from !== undefined && stated.latest + slack < from - margin)
      return { state: `before-${name}`, excess: micros(from - margin - stated.latest - slack) }
    if (!onlyBelow && to !== undefined && stated.earliest - slack > to + margin)
      return { state: `after-${name}`, excess: micros(stated.earliest - slack - to - margin) }
  }
  return INSIDE
}

export interface FactOutcome {
  readonly family: FactFamily
  readonly draft?: Draft
  /** Why no fact of the family could be held against anything. */
  readonly why?: string
}

/** A fact about a trait, broken or not. */
export interface StoredMatch {
  readonly root: number
  readonly trait: TraitRow
  readonly match: FactMatch
  readonly broken: BrokenState
}

interface Best {
  readonly family: FactFamily
  applied: boolean
  why: string | undefined
  broken: {
    readonly fact: DraftFact
    readonly stated: TimedEvent | undefined
    readonly match: FactMatch
    readonly excess: Micros
    readonly value: string
  }[]
}

const weight = (state: BrokenState): number => (state === 'never' ? 2 : state.endsWith('cannot') ? 1 : 0)

/** Tries all facts on an artifact's traits: one outcome a family that has something to say, and every match for the store. */
export function factsOf(
  bundle: Bundle,
  index: FactIndex,
  clocks: Tolerances,
  ancestry: Ancestry,
): { readonly outcomes: readonly FactOutcome[]; readonly matches: readonly StoredMatch[] } {
  const families = new Map<string, Best>()
  const matches: StoredMatch[] = []
  for (const trait of bundle.traits) {
    for (const match of index.match(trait.key, trait.value)) {
      const held = hold(bundle, trait, match, clocks, ancestry)
      matches.push({ root: bundle.artifact.root, trait, match, broken: held.breach?.state ?? '' })
      const { rule } = match.fact
      if (rule === undefined) continue
      const best = families.get(rule.id) ?? { family: rule, applied: false, why: undefined, broken: [] }
      families.set(rule.id, best)
      if (held.breach === undefined) best.why = held.why
      else best.applied = true
      if (held.breach === undefined || held.breach.state === '') continue
      best.broken.push({
        fact: {
          fact: match.fact,
          root: bundle.artifact.root,
          trait: trait.id,
          state: held.breach.state,
          writer: held.writer,
        },
        stated: held.stated,
        match,
        excess: held.breach.excess,
        value: trait.value,
      })
    }
  }
  return { outcomes: [...families.values()].map((best) => outcome(bundle, best)), matches }
}

interface Held {
  readonly breach?: WindowBreach
  readonly why?: string
  readonly stated?: TimedEvent
  readonly writer: string
}

function hold(bundle: Bundle, trait: TraitRow, match: FactMatch, clocks: Tolerances, ancestry: Ancestry): Held {
  const { family, fact } = match.fact
  const own = trait.event === null ? undefined : writingEvent(bundle, trait.event, ancestry)
  const writer = own === undefined ? `copy of ${bundle.artifact.root}.${bundle.artifact.id}` : writerOf(own)
  if (fact.never === true)
    return {
      breach: { state: 'never', excess: micros(0) },
      writer,
      ...(own !== undefined && isTimed(own) ? { stated: own } : {}),
    }
  if (family.compare === 'claim') return { ...againstClaims(match, claims(bundle, ancestry), clocks), writer }
  if (own !== undefined) {
    if (!isTimed(own)) return { why: `${own.kind}, which bears the trait, names no moment that can be read`, writer }
    return { breach: holdAgainst(match, own, clocks, false), stated: own, writer }
  }
  const latest = latestOfCopy(bundle, ancestry, clocks)
  if (latest === undefined) return { why: 'the copy states no time', writer }
  return { breach: holdAgainst(match, latest, clocks, true), stated: latest, writer }
}

/** The event whose writer wrote a trait: of the artifact, or of one it is a part of. */
function writingEvent(bundle: Bundle, id: number, ancestry: Ancestry): EventRow | undefined {
  const is = (event: EventRow) => event.id === id
  return (
    bundle.events.find(is) ??
    ancestry
      .above(bundle.artifact)
      .flatMap(({ events }) => events)
      .find(is)
  )
}

/** The artifact's claim, and what was asserted about it or about what contains it. */
function claims(bundle: Bundle, ancestry: Ancestry): readonly EventRow[] {
  const own = bundle.events.filter((event) => event.id === bundle.artifact.claim)
  return [...own, ...ancestry.assertions(bundle)]
}

function againstClaims(match: FactMatch, stated: readonly EventRow[], clocks: Tolerances): Omit<Held, 'writer'> {
  let held: Omit<Held, 'writer'> | undefined
  for (const event of stated) {
    if (!isTimed(event)) continue
    const breach = holdAgainst(match, event, clocks, false)
    if (
      breach.state !== '' &&
      (held?.breach === undefined || weight(breach.state) > weight(held.breach.state) || held.breach.state === '')
    )
      held = { breach, stated: event }
    held ??= { breach, stated: event }
  }
  return held ?? { why: 'neither the artifact nor the exhibit list claims a time' }
}

/** Not times at which the copy existed: what somebody asserts of it, and when a product was released. */
const NO_COPY_TIME = new Set(['assertion', 'release', 'quoted'])
/** Times set ahead: how long something is to hold, or when it is to be delivered. */
const AHEAD = new Set(['email.expires', 'email.deferred', 'email.dkim.expires'])

/** The latest time the copy states: any event of its own, saving and delivery included, or the receipt of what contains it. */
function latestOfCopy(bundle: Bundle, ancestry: Ancestry, clocks: Tolerances): TimedEvent | undefined {
  let latest: TimedEvent | undefined
  const at = (event: TimedEvent) => event.latest + toleranceOf(clocks, event).extreme
  for (const event of [...bundle.events, ...ancestry.receipts(bundle.artifact)])
    if (
      isTimed(event) &&
      !NO_COPY_TIME.has(event.clockKind) &&
      !AHEAD.has(event.kind) &&
      (latest === undefined || at(event) > at(latest))
    )
      latest = event
  return latest
}

/**
 * Measured as grade A, or read in a document: what nobody checked bounds nothing. Nor where the family says that its values may have
 * been in use before.
 */
export const isAnchor = ({ fact: { fact, family } }: StoredMatch['match']): boolean =>
  family.dates !== false &&
  fact.dates !== false &&
  (fact.seen?.grade === 'A' || (fact.seen === undefined && fact.documented?.standing === 'sourced'))

function outcome(bundle: Bundle, best: Best): FactOutcome {
  const { family } = best
  const worst = best.broken.reduce<Best['broken'][number] | undefined>(
    (a, b) =>
      a === undefined ||
      weight(b.fact.state) > weight(a.fact.state) ||
      (weight(b.fact.state) === weight(a.fact.state) && b.excess > a.excess)
        ? b
        : a,
    undefined,
  )
  if (worst === undefined) return best.applied ? { family } : { family, why: best.why ?? '' }
  const { artifact } = bundle
  const tier: Tier = worst.fact.state.endsWith('unlikely') ? 'usual' : 'extreme'
  const { stated, match } = worst
  return {
    family,
    draft: {
      rule: family,
      at: { root: artifact.root, artifact: artifact.id },
      events: stated === undefined ? [] : [{ role: 'stated', root: stated.root, event: stated.id }],
      facts: [worst, ...best.broken.filter((other) => other !== worst)].slice(0, 20).map((broken) => broken.fact),
      tier,
      ...(worst.fact.state === 'never' ? {} : { excess: worst.excess }),
      others: best.broken.length - 1,
      values: { value: worst.value },
      ...(worst.fact.state.startsWith('before') && match.from !== undefined && isAnchor(match)
        ? { notBefore: shift(match.from, 0 - match.fact.cannot) }
        : {}),
      writers: [...new Set(best.broken.map((broken) => broken.fact.writer))],
      onlyCopyTimes: stated?.clockKind === 'copy' && family.compare === 'claim',
    },
  }
}
