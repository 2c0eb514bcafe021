/**
 * How sharp the first or last sighting of a value is, given how densely the collection covers that time. The measure is the
 * one of the research: at the rate that the value had at its edge, how many more would have been expected beyond it, where
 * none is; and how likely that silence is by chance.
 */
import { upperBound } from './sorted.ts'

/** Sightings next to the edge that say what its rate there was. */
const NEAR = 20
/** So many sightings expected beyond the edge, and none there, make it hard. */
const HARD = 20

export interface Edge {
  readonly kind: 'hard' | 'soft' | 'censored'
  /** Microseconds since 1970 UTC: the sighting nearest the edge. */
  readonly at: number
  /** Sightings expected beyond the edge. */
  readonly expected: number
  /** Logarithm to base 10 of how likely the silence beyond it is by chance. */
  readonly chance: number
  /** Mean distance between the sightings next to the edge, in microseconds: no edge is known better than this. */
  readonly resolution: number
}

/**
 * The first edge. `times` are the value's sightings, `carriers` those of all values of the same trait, both rising; with both
 * negated and reversed the same function gives the last edge.
 */
export function edgeOf(times: readonly number[], carriers: readonly number[]): Edge | undefined {
  const [at] = times
  const near = Math.min(NEAR, times.length)
  const end = times[near - 1]
  if (at === undefined || end === undefined || near < 2) return undefined
  const beyond = upperBound(carriers, at - 1)
  const rate = near / Math.max(near, upperBound(carriers, end) - beyond)
  const expected = rate * beyond
  const chance = rate >= 1 ? (beyond === 0 ? 0 : -beyond * 16) : (beyond * Math.log1p(-rate)) / Math.LN10
  const kind = expected >= HARD ? 'hard' : beyond < NEAR || expected < 3 ? 'censored' : 'soft'
  return { kind, at, expected, chance, resolution: (end - at) / (near - 1) }
}

export const mirrored = (times: readonly number[]): readonly number[] => times.map((time) => 0 - time).reverse()
