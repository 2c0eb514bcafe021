/**
 * Mines one trait for values, shapes, and products with versions whose first or last sighting is sharp. Half of the sources
 * are set aside: what is learnt from the one half is held against the other.
 */
import { productsIn, shapeOf } from './shape.ts'
import { edgeOf, mirrored, type Edge } from './edge.ts'
import type { Sighting, TraitSightings } from './sightings.ts'

/** Fewer sightings say nothing about an edge. */
const LEAST = 20
/** Sources that must have seen a value next to its edge, where the learning half has so many. */
const SOURCES = 2
/** From this share of distinct values on, a trait holds identifiers, and their shapes are looked at. */
const IDENTIFIERS = 0.3
/** Candidates of one trait: more would be noise. */
const MOST = 2_000
const DAY = 86_400e6
const VERSION = /(?<![0-9.])\d{1,4}\.\d{1,6}(?![0-9])/

export interface Candidate {
  readonly by: 'equals' | 'match' | 'product'
  /** The value, the pattern, or the product with its version. */
  readonly text: string
}

export interface Learnt {
  readonly trait: string
  readonly candidate: Candidate
  readonly n: number
  readonly first: Edge
  readonly last: Edge
  readonly sources: number
  /** Over both halves, strays included. */
  readonly anywhere: readonly [number, number]
  readonly heldOut: {
    readonly n: number
    readonly outside: number
    readonly beyond30Days: number
    readonly contradicted: number
  }
  readonly margin: { readonly unlikely: number; readonly cannot: number }
  readonly earliest: readonly Sighting[]
  readonly latest: readonly Sighting[]
}

/** Which half a source belongs to: every second one by name is held out. */
export const heldOutSources = (sources: readonly string[]): ReadonlySet<string> =>
  new Set([...sources].sort().filter((_, i) => i % 2 === 1))

/**
 * What one trait teaches. `endless`: the sender chooses its values, and an old one stays in use for years; no end is claimed.
 */
export function mine({ key, values }: TraitSightings, held: ReadonlySet<string>, endless: boolean): readonly Learnt[] {
  const all = [...values.values()].flat()
  const mineOnly = all.filter(({ source }) => !held.has(source))
  const carriers = rising(mineOnly).map(({ at }) => at)
  if (carriers.length < LEAST) return []
  const sources = new Set(mineOnly.map(({ source }) => source)).size
  const learnt: Learnt[] = []
  for (const [candidate, seen] of candidates(values, all.length)) {
    const one = judge(key, candidate, seen, { carriers, held, needed: Math.min(SOURCES, sources), endless })
    if (one !== undefined) learnt.push(one)
  }
  return withoutTwins(learnt)
}

/** What the sightings of a candidate are held against. */
interface Against {
  readonly carriers: readonly number[]
  readonly held: ReadonlySet<string>
  readonly needed: number
  readonly endless: boolean
}

function judge(
  trait: string,
  candidate: Candidate,
  seen: readonly Sighting[],
  { carriers, held, needed, endless }: Against,
): Learnt | undefined {
  const mineOnly = rising(seen.filter(({ source }) => !held.has(source)))
  const n = mineOnly.length
  if (n < LEAST) return undefined
  const at = mineOnly.map((one) => one.at)
  const first = edgeOf(at, carriers)
  const end = edgeOf(mirrored(at), mirrored(carriers))
  if (first === undefined || end === undefined) return undefined
  const last = { ...end, at: 0 - end.at }
  const sharp = (edge: Edge, near: readonly Sighting[]): boolean =>
    edge.kind === 'hard' && new Set(near.map(({ source }) => source)).size >= needed
  const isFirst = sharp(first, mineOnly.slice(0, LEAST))
  // An old version of a program stays in use for years: its last sighting is the collection's, not the world's.
  const isLast = !endless && !VERSION.test(candidate.text) && sharp(last, mineOnly.slice(-LEAST))
  if (!isFirst && !isLast) return undefined
  const others = seen.filter(({ source }) => held.has(source)).map((one) => one.at)
  const from = isFirst ? first.at : -Infinity
  const to = isLast ? last.at : Infinity
  const resolution = Math.max(isFirst ? first.resolution : 0, isLast ? last.resolution : 0)
  const margin = {
    unlikely: wholeDays(Math.max(DAY, 5 * resolution)),
    cannot: wholeDays(Math.max(7 * DAY, 14 * resolution)),
  }
  const beyond = (slack: number): number => others.filter((time) => time < from - slack || time > to + slack).length
  return {
    trait,
    candidate,
    n,
    first: isFirst ? first : { ...first, kind: first.kind === 'hard' ? 'soft' : first.kind },
    last: isLast ? last : { ...last, kind: last.kind === 'hard' ? 'soft' : last.kind },
    sources: new Set(mineOnly.map(({ source }) => source)).size,
    anywhere: [Math.min(first.at, ...others), Math.max(last.at, ...others)],
    heldOut: {
      n: others.length,
      outside: beyond(0),
      beyond30Days: beyond(30 * DAY),
      contradicted: beyond(margin.cannot * DAY),
    },
    margin,
    earliest: mineOnly.slice(0, 3),
    latest: mineOnly.slice(-3),
  }
}

/** Exact values; of identifiers their shapes, coarse and fine; of texts the products they name. */
function candidates(values: TraitSightings['values'], total: number): ReadonlyMap<Candidate, readonly Sighting[]> {
  const found = new Map<Candidate, readonly Sighting[]>()
  const group = (by: Candidate['by'], of: (value: string) => readonly string[]): void => {
    const groups = new Map<string, Sighting[]>()
    for (const [value, seen] of values)
      for (const text of of(value)) {
        const list = groups.get(text)
        if (list === undefined) groups.set(text, [...seen])
        else for (const one of seen) list.push(one)
      }
    for (const [text, seen] of groups) if (seen.length >= LEAST && found.size < MOST) found.set({ by, text }, seen)
  }
  group('equals', (value) => [value])
  group('product', productsIn)
  if (values.size / total >= IDENTIFIERS)
    for (const fine of [false, true]) group('match', (value) => [shapeOf(value, fine)])
  return found
}

/** Of two that begin and end together the one with more sightings. */
function withoutTwins(learnt: readonly Learnt[]): readonly Learnt[] {
  const kept: Learnt[] = []
  for (const one of [...learnt].sort((a, b) => b.n - a.n || (a.candidate.text < b.candidate.text ? -1 : 1)))
    if (!kept.some((other) => other.candidate.by !== one.candidate.by && isTwin(one, other))) kept.push(one)
  return kept
}

const isTwin = (a: Learnt, b: Learnt): boolean =>
  b.n <= 1.2 * a.n && a.first.at === b.first.at && a.last.at === b.last.at

/** In the order of time, one of each source and day: what one writer sends in a burst is one observation. */
function rising(seen: readonly Sighting[]): readonly Sighting[] {
  const once = new Map<string, Sighting>()
  for (const one of [...seen].sort((a, b) => a.at - b.at)) {
    const burst = `${one.source} ${Math.floor(one.at / DAY)}`
    if (!once.has(burst)) once.set(burst, one)
  }
  return [...once.values()]
}

const wholeDays = (micros: number): number => Math.ceil(micros / DAY)
