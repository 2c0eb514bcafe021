/**
 * Rules that an examiner switched off for this case: they take part in nothing, neither findings nor datings, and coverage says
 * who switched them off, when and why.
 */
import type { Database } from 'better-sqlite3'
import { switchedOff } from '../case/work.ts'
import { parseIso, toIso } from '../time/instant.ts'
import type { RuleCoverage } from './finding.ts'
import { metadataOf, rulesOf, type RuleSet } from './rule-set.ts'

/** Their coverage. A rule of that id that is not in the set says nothing: it could not be applied anyway. */
export function offRules(db: Database, rules: RuleSet): readonly RuleCoverage[] {
  const off = switchedOff(db)
  if (off.size === 0) return []
  return rulesOf(rules)
    .map(metadataOf)
    .flatMap(({ id, title, says, level }) => {
      const found = off.get(id)
      if (found === undefined) return []
      const { who: by, because } = found
      // The log's times have three decimals.
      const time = parseIso(found.at)
      const at = time === undefined ? found.at : toIso(time)
      return [{ rule: id, title, says, level, applied: 0, broken: 0, notApplied: [], switchedOff: { by, at, because } }]
    })
}

/** The set without them. What is known of products and clocks stays. */
export function withoutRules(rules: RuleSet, off: readonly RuleCoverage[]): RuleSet {
  if (off.length === 0) return rules
  const ids = new Set(off.map(({ rule }) => rule))
  const on = <T extends { readonly id: string }>(list: readonly T[]): readonly T[] =>
    list.filter(({ id }) => !ids.has(id))
  return {
    ...rules,
    intervals: on(rules.intervals),
    orders: on(rules.orders),
    agrees: on(rules.agrees),
    families: on(rules.families),
    detectors: on(rules.detectors),
  }
}
