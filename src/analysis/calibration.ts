/** Base rates from coverage: how often genuine evidence of a collection broke each rule, of how many to which it applied. */
import type { RuleCoverage } from './finding.ts'
import type { Baselines } from './rule-language.ts'

export interface Collection {
  /** As reports name it. */
  readonly title: string
  readonly years: string
  /** Facts were learnt from this very collection: its rate flatters them. */
  readonly learntFrom: boolean
  /** Independent sources. */
  readonly sources: number
}

export interface MeasuredCollection {
  readonly collection: Collection
  readonly examined: number
  readonly rules: readonly Pick<RuleCoverage, 'rule' | 'applied' | 'broken'>[]
}

/** The base rates with those of the measured collections in the place of what stood there for them. Sorted by rule. */
export function withMeasured(before: Baselines, measured: readonly MeasuredCollection[]): Baselines {
  const titles = new Set(measured.map(({ collection }) => collection.title))
  const all = new Map(
    Object.entries(before).map(([rule, rates]) => [rule, rates.filter((one) => !titles.has(one.collection))]),
  )
  for (const { collection, examined, rules } of measured)
    for (const { rule, applied, broken } of rules.filter((one) => one.applied > 0)) {
      const { title, years, learntFrom, sources } = collection
      const rates = all.get(rule) ?? []
      all.set(rule, [
        ...rates,
        { collection: title, years, learntFrom, broken, applicable: applied, examined, sources },
      ])
    }
  return Object.fromEntries([...all].filter(([, rates]) => rates.length > 0).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** One line a rate that differs, that is new or that is gone. */
export function rateChanges(before: Baselines, after: Baselines): readonly string[] {
  const rates = (all: Baselines) =>
    new Map(
      Object.entries(all).flatMap(([rule, some]) =>
        some.map((one) => [`${rule}, ${one.collection}`, `${one.broken} of ${one.applicable}`] as const),
      ),
    )
  const [was, is] = [rates(before), rates(after)]
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((name) => {
    const [old, now] = [was.get(name), is.get(name)]
    return old === now ? [] : [`${name}: ${old ?? 'not measured'} → ${now ?? 'not measured'}`]
  })
}
