/** The level of a finding: every cap of DESIGN ("What a finding says", "The time model", "Words") in one pure function. */
import { LEVELS, type Level, type Says } from '../model.ts'
import type { Tier } from './tolerances.ts'

/** What a finding rests on, as far as its level depends on it. */
export interface Weight {
  readonly says: Says
  /** The level that the rule declares. */
  readonly level: Level
  readonly tier: Tier
  /** The constraint follows from a document that somebody read, or its mark was measured as grade A. */
  readonly documented: boolean
  /** How often genuine evidence breaks it was measured on at least 300 cases. */
  readonly measured: boolean
  /** Other findings on the same artifact that have no writer in common with this one. */
  readonly independent: number
  readonly onlyCopyTimes: boolean
  /** Set for facts. */
  readonly facts?: {
    readonly grade: 'A' | 'B' | 'C' | undefined
    readonly recalled: boolean
    readonly hardEdge: boolean
    readonly beyondCannot: boolean
    /** The value is one that no honest writer makes: there is no window. */
    readonly never: boolean
    /** Different writers whose facts are broken on this artifact, here or in independent findings. */
    readonly writers: number
  }
  /** A detector's own weaker level for this breach. */
  readonly cap?: Level
}

/** The level, or `dropped`: a fact of grade C speaks only beside another finding. */
export function levelOf(weight: Weight): Level | 'dropped' {
  const { says, facts, independent } = weight
  if (facts?.grade === 'C' && independent === 0) return 'dropped'
  const caps: Level[] = [weight.level]
  if (weight.cap !== undefined) caps.push(weight.cap)
  if (weight.tier === 'usual') caps.push('low')
  if (says === 'unusual') caps.push(independent > 0 ? 'medium' : 'low')
  if (says === 'inconsistent') caps.push('high')
  if (says === 'impossible' && !weight.documented) caps.push('high')
  if (!weight.measured && !(weight.documented && says === 'impossible')) caps.push('medium')
  if (weight.onlyCopyTimes && independent === 0) caps.push('informational')
  if (facts !== undefined) caps.push(...factCaps(facts))
  return caps.reduce((lowest, cap) => (LEVELS.indexOf(cap) < LEVELS.indexOf(lowest) ? cap : lowest))
}

function factCaps(facts: NonNullable<Weight['facts']>): readonly Level[] {
  const caps: Level[] = []
  if (facts.recalled) caps.push('low')
  if (facts.grade === 'B' || facts.grade === 'C') caps.push('informational')
  if (facts.never) return caps
  if (!facts.beyondCannot) caps.push('low')
  const strongAlone = facts.grade === 'A' && facts.hardEdge && facts.beyondCannot
  if (!strongAlone && facts.writers < 2) caps.push('medium')
  return caps
}
