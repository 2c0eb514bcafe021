/**
 * What the constraints leave possible for one artifact, each bound with the one step it rests on (DESIGN, "What a dating may
 * rest on"). A claim is no anchor; nothing that the producer of the evidence controls gives a `notAfter`.
 */
import { shift, toReadable, type Instant, type Micros } from '../time/instant.ts'
import { locatorText } from '../model.ts'
import type { Acquired, AcquiredEvent } from './acquired.ts'
import type { Ancestry } from './ancestry.ts'
import { borneOut } from './borne-out.ts'
import { isAnchor, type StoredMatch } from './facts.ts'
import type { Bound, Dating } from './finding.ts'
import type { Quoter } from './quoter.ts'
import { isTimed, type ArtifactRow, type Bundle, type TimedEvent } from './rows.ts'
import { toleranceOf, type Tolerances } from './tolerances.ts'
import { writerOf } from './writers.ts'

/**
 * Times hidden in identifiers: what their decoders read, dated by the identifier itself. Replies in a Thread-Index are left
 * out: up to 3.7 % of genuine ones decode to a time after their arrival, one of 17,178 to 2038.
 */
const HIDDEN =
  /^email\.(?:received\.id-time|message-id\.added|(?:message-id|boundary|content-id|gateway-id)\.(?:time|start|local)|thread-index\.start|reference\.time|openpgp\.signed|smime\.signed)$/

/** A bound before it is quoted. */
export interface LowerBound {
  readonly at: Instant
  readonly dependsOn: readonly string[]
  readonly from:
    | { readonly type: 'fact'; readonly match: StoredMatch }
    | { readonly type: 'hidden'; readonly event: TimedEvent }
    | { readonly type: 'content'; readonly artifact: ArtifactRow }
}

/** The tightest lower bound that an artifact's own marks and hidden times give. */
export function lowerBound(
  bundle: Bundle,
  matches: readonly StoredMatch[],
  clocks: Tolerances,
  ancestry: Ancestry,
): LowerBound | undefined {
  let tightest: LowerBound | undefined
  const offer = (at: Instant, make: () => Omit<LowerBound, 'at'>) => {
    if (tightest === undefined || at > tightest.at) tightest = { at, ...make() }
  }
  for (const match of matches) {
    const { from, fact } = match.match
    if (from === undefined || !isAnchor(match.match)) continue
    offer(earlier(from, fact.cannot), () => ({
      dependsOn: [writerOfTrait(bundle, match)],
      from: { type: 'fact', match },
    }))
  }
  const isBorneOut = borneOut(bundle, clocks, ancestry)
  for (const event of bundle.events)
    if (HIDDEN.test(event.kind) && isTimed(event) && isBorneOut(event))
      offer(earlier(event.earliest, toleranceOf(clocks, event).extreme), () => ({
        dependsOn: [writerOf(event)],
        from: { type: 'hidden', event },
      }))
  return tightest
}

const earlier = (at: Instant, by: Micros): Instant => shift(at, 0 - by)

function writerOfTrait(bundle: Bundle, { trait }: StoredMatch): string {
  const event = bundle.events.find((one) => one.id === trait.event)
  return event === undefined ? 'whoever wrote this copy' : writerOf(event)
}

/** Artifacts that only share the bounds of what they are part of get a dating only if something dates them themselves. */
const PARTS: ReadonlySet<string> = new Set(['row', 'session', 'file', 'archive-member'])

export class Dater {
  readonly #clocks: Tolerances
  readonly #ancestry: Ancestry
  readonly #quoter: Quoter
  readonly #acquired: Acquired
  readonly #claimed: (bundle: Bundle) => Dating['claimed'] | undefined

  constructor(
    clocks: Tolerances,
    ancestry: Ancestry,
    quoter: Quoter,
    acquired: Acquired,
    claimed: (bundle: Bundle) => Dating['claimed'] | undefined,
  ) {
    this.#clocks = clocks
    this.#ancestry = ancestry
    this.#quoter = quoter
    this.#acquired = acquired
    this.#claimed = claimed
  }

  /** The dating of an artifact by its own marks. */
  alone(bundle: Bundle, matches: readonly StoredMatch[]): Dating | undefined {
    return this.date(bundle, lowerBound(bundle, matches, this.#clocks, this.#ancestry), matches)
  }

  /** The dating of an artifact; undefined if nothing bounds it. */
  date(bundle: Bundle, lower: LowerBound | undefined, matches: readonly StoredMatch[]): Dating | undefined {
    const received = this.#received(bundle)
    const acquired = this.#acquiredOf(bundle)
    if (lower === undefined && acquired === undefined && (received === undefined || PARTS.has(bundle.artifact.type)))
      return undefined
    const notBefore = lower === undefined ? undefined : this.#before(lower)
    const notAfter = earliestOf([
      ...(received === undefined ? [] : [this.#after(received)]),
      ...(acquired === undefined ? [] : [this.#afterAcquired(acquired)]),
    ])
    const claimed = this.#claimed(bundle)
    const claimedEra = eraOf(matches)
    const crossed = notBefore !== undefined && notAfter !== undefined && notBefore.at > notAfter.at
    return {
      artifact: this.#quoter.refTo(bundle.artifact),
      ...(claimed === undefined ? {} : { claimed }),
      ...(claimedEra === undefined ? {} : { claimedEra }),
      ...(crossed
        ? { conflict: [notBefore, notAfter] }
        : { ...(notBefore === undefined ? {} : { notBefore }), ...(notAfter === undefined ? {} : { notAfter }) }),
    }
  }

  /** The earliest receipt that the exhibit list states of the artifact or of what it lies in. */
  #received(bundle: Bundle): TimedEvent | undefined {
    const stated = [...bundle.events, ...this.#ancestry.statements(bundle)]
      .filter(isTimed)
      .filter((event) => event.clockKind === 'custody')
    return stated.reduce<TimedEvent | undefined>((a, b) => (a === undefined || b.latest < a.latest ? b : a), undefined)
  }

  #before({ at, dependsOn, from }: LowerBound): Bound {
    switch (from.type) {
      case 'fact': {
        const { match, trait } = from.match
        const fact = this.#quoter.fact(match.fact, this.#quoter.trait(from.match.root, trait.id))
        const proof = `It bears ${fact.trait} ${JSON.stringify(fact.value)} (${locatorText(fact.locator)}): ${fact.title}; not written before ${toReadable(at)}, margin included.`
        return { at, proof, dependsOn, events: [], facts: [{ id: fact.id, family: fact.family, value: fact.value }] }
      }
      case 'hidden': {
        const event = this.#quoter.event('hidden', from.event.root, from.event.id)
        const proof = `${event.raw} (${locatorText(event.locator)}) hides the time ${toReadable(from.event.nominal)}; it was not written before ${toReadable(at)}, if that clock was right within its tolerance.`
        return { at, proof, dependsOn, events: [event], facts: [] }
      }
      case 'content': {
        const content = this.#quoter.refTo(from.artifact)
        const proof = `It contains ${content.label} (${content.evidence}), which was not made before ${toReadable(at)}.`
        return { at, proof, dependsOn, events: [], facts: [] }
      }
    }
  }

  #after(event: TimedEvent): Bound {
    const at = shift(event.latest, toleranceOf(this.#clocks, event).extreme)
    const quoted = this.#quoter.event('received', event.root, event.id)
    return {
      at,
      proof: `It was in the exhibit received on ${quoted.raw}.`,
      dependsOn: [writerOf(event)],
      events: [quoted],
      facts: [],
    }
  }

  #acquiredOf(bundle: Bundle): AcquiredEvent | undefined {
    const acquired = this.#acquired.of(bundle)
    if (acquired === undefined || this.#isBehind(acquired.event, bundle)) return undefined
    return this.#ancestry.above(bundle.artifact).some(({ artifact }) => artifact.type === 'message')
      ? undefined
      : acquired
  }

  /** Whether a server below, which had the message before, states a later time: then one of the two clocks was wrong. */
  #isBehind(hop: TimedEvent, { events }: Bundle): boolean {
    const at = hop.latest + toleranceOf(this.#clocks, hop).extreme
    return events
      .filter(({ kind }) => kind === hop.kind && kind === 'email.received')
      .filter(isTimed)
      .some((line) => line.earliest - toleranceOf(this.#clocks, line).extreme > at)
  }

  #afterAcquired({ event, by }: AcquiredEvent): Bound {
    const at = shift(event.latest, toleranceOf(this.#clocks, event).extreme)
    const quoted = this.#quoter.event('acquired', event.root, event.id)
    return {
      at,
      proof: `The ${event.clockKind === 'filesystem' ? 'file time' : 'line'} of ${event.writer} states ${quoted.raw} (${locatorText(quoted.locator)}) in an exhibit independently acquired by ${by}; it was there by ${toReadable(at)}, if that clock was right within its tolerance.`,
      dependsOn: [writerOf(event), `independently acquired by ${by}`],
      events: [quoted],
      facts: [],
    }
  }
}

const earliestOf = (bounds: readonly Bound[]): Bound | undefined =>
  bounds.reduce<Bound | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined)

/** The period to which the forms of its marks belong: where all their windows overlap. */
function eraOf(matches: readonly StoredMatch[]): Dating['claimedEra'] | undefined {
  let from: Instant | undefined
  let to: Instant | undefined
  const facts: string[] = []
  for (const stored of matches) {
    const { match } = stored
    if (!isAnchor(match) || (match.from === undefined && match.to === undefined)) continue
    if (match.from !== undefined && (from === undefined || match.from > from)) from = match.from
    if (match.to !== undefined && (to === undefined || match.to < to)) to = match.to
    facts.push(match.fact.fact.id)
  }
  if (facts.length === 0 || (from !== undefined && to !== undefined && from > to)) return undefined
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), facts: [...new Set(facts)] }
}
