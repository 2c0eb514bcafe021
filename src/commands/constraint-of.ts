/** What an interval rule demands, for proofs: a finding carries only what broke it. */
import { rulesOf, type RuleSet } from '../analysis/rule-set.ts'
import type { Constraint } from '../report/proof.ts'
import { parseDuration } from '../time/duration.ts'

/** In microseconds; undefined for a rule of another kind. */
export function constraintOf(rules: RuleSet, id: string): Constraint | undefined {
  const rule = rulesOf(rules).find((one) => one.type === 'interval' && one.id === id)
  if (rule?.type !== 'interval') return undefined
  const { min, max } = rule.interval
  const micros = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : parseDuration(text)
  const [least, most] = [micros(min), micros(max)]
  return { ...(least === undefined ? {} : { min: least }), ...(most === undefined ? {} : { max: most }) }
}
