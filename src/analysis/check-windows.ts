/** Windows, margins and bounds the wrong way round: a rule that nothing, or everything, would break. */
import { parseDuration } from '../time/duration.ts'
import { parseIso } from '../time/instant.ts'
import type { Fault } from './check-rule.ts'
import type { Clocks, Fact, FactFamily, IntervalRule } from './rule-language.ts'

const of = (text: string): number => parseDuration(text) ?? 0

export function intervalFaults({ interval: { min, max } }: IntervalRule): readonly Fault[] {
  if (min === undefined || max === undefined || of(min) <= of(max)) return []
  return [{ path: ['interval', 'min'], message: `min ${min} is more than max ${max}: every pair would break it` }]
}

export function familyFaults(family: FactFamily): readonly Fault[] {
  return [
    ...marginFaults(family.margin, ['margin']),
    ...family.facts.flatMap((fact, i) => factFaults(fact, ['facts', i])),
  ]
}

function factFaults({ seen, documented, counter, margin }: Fact, at: readonly PropertyKey[]): readonly Fault[] {
  const faults: Fault[] = []
  const ordered = (from: string | null | undefined, to: string | null | undefined, path: readonly PropertyKey[]) => {
    if (from != null && to != null && from > to)
      faults.push({ path: [...at, ...path], message: `the window is the wrong way round: ${from} is after ${to}` })
  }
  ordered(seen?.first, seen?.last, ['seen', 'first'])
  ordered(seen?.anywhere[0], seen?.anywhere[1], ['seen', 'anywhere'])
  ordered(documented?.from, documented?.to, ['documented', 'from'])
  if (seen !== undefined && seen.anywhere[0] > seen.first)
    faults.push({
      path: [...at, 'seen', 'anywhere'],
      message: `anywhere begins ${seen.anywhere[0]}, after it was first seen (${seen.first}): it holds all that was ever seen`,
    })
  if (seen != null && seen.anywhere[1] !== null && (seen.last === null || seen.anywhere[1] < seen.last))
    faults.push({
      path: [...at, 'seen', 'anywhere'],
      message: `anywhere ends ${seen.anywhere[1]}, before it was last seen (${seen.last ?? 'still in use'}): it holds all that was ever seen`,
    })
  for (const [i, [n, time]] of (counter?.points ?? []).entries()) {
    const before = counter?.points[i - 1]
    if (before !== undefined && (n <= before[0] || (parseIso(time) ?? 0) < (parseIso(before[1]) ?? 0)))
      faults.push({
        path: [...at, 'counter', 'points', i],
        message: `the points of a counter rise in number and time: ${n} at ${time} stands after ${before[0]} at ${before[1]}`,
      })
  }
  if (margin !== undefined) faults.push(...marginFaults(margin, [...at, 'margin']))
  return faults
}

const marginFaults = (
  { unlikely, cannot }: { readonly unlikely: string; readonly cannot: string },
  path: readonly PropertyKey[],
): readonly Fault[] =>
  of(unlikely) <= of(cannot)
    ? []
    : [{ path: [...path, 'unlikely'], message: `the margin unlikely ${unlikely} is wider than cannot ${cannot}` }]

/** Tolerances of clocks: the usual one lies within the extreme one. */
export const clockFaults = (clocks: Partial<Clocks>): readonly Fault[] =>
  Object.entries(clocks).flatMap(([kind, { usual, extreme }]) =>
    of(usual) <= of(extreme)
      ? []
      : [{ path: [kind, 'usual'], message: `usual ${usual} is wider than extreme ${extreme}` }],
  )
