/** A rule set's hash: over what decides findings and nothing else, so that better words, examples or base rates keep it. */
import { createHash } from 'node:crypto'
import type { FactSource } from './fact-index.ts'
import type { Fact, RuleMetadata } from './rule-language.ts'
import { DOCUMENTED_TAG, metadataOf, type Rule, type RuleSet } from './rule-set.ts'

type Decisive = Pick<
  RuleSet,
  'intervals' | 'orders' | 'agrees' | 'families' | 'profileFacts' | 'detectors' | 'keys' | 'clocks' | 'house'
>

/** SHA-256 in hexadecimal. `sources` are the detectors' files by id. */
export function ruleSetHash(set: Decisive, sources: ReadonlyMap<string, string>): string {
  const what = {
    clocks: set.clocks,
    ...(Object.keys(set.house.holidays).length === 0 ? {} : { house: set.house }),
    intervals: set.intervals.map((rule) => ({ ...common(rule), interval: rule.interval })),
    orders: set.orders.map((rule) => ({ ...common(rule), order: rule.order })),
    agrees: set.agrees.map((rule) => ({ ...common(rule), agree: rule.agree })),
    families: set.families.map((family) => ({ ...common(family), ...held(family) })),
    profileFacts: set.profileFacts.map(held),
    keys: set.keys.map(({ domain, selector, type, key }) => ({ domain, selector, type, key })),
    detectors: set.detectors.map((rule) => ({ ...common(rule), source: sources.get(rule.id) ?? '' })),
  }
  return createHash('sha256').update(canonical(what)).digest('hex')
}

/** What of one rule decides findings; a family's facts are apart. */
export function decisiveRule(rule: Rule, sources: ReadonlyMap<string, string>): unknown {
  const own = common(metadataOf(rule))
  switch (rule.type) {
    case 'interval':
      return { ...own, interval: rule.interval }
    case 'order':
      return { ...own, order: rule.order }
    case 'agree':
      return { ...own, agree: rule.agree }
    case 'fact':
      return { ...own, ...held({ ...rule, facts: [] }) }
    case 'detector':
      return { ...own, select: rule.detector.select, source: sources.get(own.id) ?? '' }
  }
}

const common = ({ id, says, level, tags }: RuleMetadata) => ({
  id,
  says,
  level,
  documented: tags.includes(DOCUMENTED_TAG),
})

const held = ({ id, trait, writtenBy, compare, margin, facts }: FactSource) => ({
  id,
  trait,
  writtenBy,
  compare,
  margin,
  facts: facts.map(decisiveFact),
})

export const decisiveFact = ({ id, match, equals, prefix, counter, seen, documented, never, margin }: Fact) => ({
  id,
  match,
  equals,
  prefix,
  counter,
  never,
  margin,
  seen: seen && { anywhere: seen.anywhere, edge: seen.edge, grade: seen.grade, heldOut: seen.heldOut.n },
  documented: documented && { from: documented.from, to: documented.to, standing: documented.standing },
})

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
