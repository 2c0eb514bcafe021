/** The trait keys that some rule looks at: what an ingest has to store and an analysis to read. */
import { metadataOf, rulesOf, type RuleSet } from './rule-set.ts'
import { compileSelector } from './selector.ts'
import { CHECKED } from './signature-check.ts'

export function wantedKeys(rules: RuleSet): ReadonlySet<string> {
  const keys = new Set<string>([...rules.families, ...rules.profileFacts].map((family) => family.trait))
  const add = (more: readonly string[]) => more.forEach((key) => keys.add(key))
  for (const { interval } of rules.intervals)
    for (const side of [interval.from, interval.to]) add(compileSelector(side).traitKeys)
  for (const { order } of rules.orders) add(compileSelector(order.of).traitKeys)
  for (const { agree } of rules.agrees) add([agree.left, agree.right])
  for (const { select } of rules.detectors) add(select.traits)
  for (const rule of rulesOf(rules))
    for (const { tests = [] } of metadataOf(rule).falsepositives)
      for (const { when } of tests) add('trait' in when ? [when.trait] : compileSelector(when).traitKeys)
  return withStored(keys)
}

/** The trait keys that rules between a reply and what it answers look at. */
export function wantedOfReplies(rules: RuleSet): ReadonlySet<string> {
  const across = rules.intervals.filter(({ interval }) => interval.join === 'replies-to')
  const joins = new Set<string>(['replies-to', 'answered'])
  return withStored(
    new Set([
      ...across.flatMap(({ interval: { from, to } }) => [from, to].flatMap((side) => compileSelector(side).traitKeys)),
      ...rules.detectors.flatMap(({ select }) => (joins.has(select.join) ? select.traits : [])),
    ]),
  )
}

/** What the analysis makes of a stored trait needs that trait. */
function withStored(keys: Set<string>): ReadonlySet<string> {
  for (const [stored, made] of Object.entries(CHECKED)) if (keys.has(made)) keys.add(stored)
  return keys
}
