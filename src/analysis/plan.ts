/** What a rule was compiled to, in lines for its author: the pass that it joins, the statements that feed it, how facts are looked up. */
import { literalPrefix } from './fact-index.ts'
import type { FactFamily, Selector } from './rule-language.ts'
import { only, type Rule, type RuleSet } from './rule-set.ts'
import { checkedPattern } from './safe-pattern.ts'
import { compileSelector } from './selector.ts'
import type { SQL } from './statements.ts'
import { wantedKeys } from './wanted.ts'

export interface Plan {
  readonly pass: string
  /** How a group is judged, and what is looked up how. */
  readonly steps: readonly string[]
  readonly statements: readonly (keyof typeof SQL)[]
  /** Traits that the ingest has to store for it. */
  readonly traits: readonly string[]
}

const SLICES = ['artifacts', 'events', 'traits'] as const
const PASS = 'the pass over all artifacts, in slices of 500, which all rules share'

export function planOf(rule: Rule, rules: RuleSet): Plan {
  const traits = [...wantedKeys(only(rule, { ...rules, profileFacts: [], families: [] }))].sort()
  return { ...passOf(rule), traits }
}

function passOf(rule: Rule): Omit<Plan, 'traits'> {
  switch (rule.type) {
    case 'interval': {
      const { from, to, join, along, min, max } = rule.interval
      const steps = [
        side('from', from),
        side('to', to),
        `a group is ${GROUPS[join]}; it is judged by its extremes: ${[
          ...(min === undefined ? [] : [`the latest from and the earliest to lie at least ${min} apart`]),
          ...(max === undefined ? [] : [`the earliest from and the latest to at most ${max}`]),
        ].join('; ')}`,
      ]
      if (along !== undefined)
        return {
          pass: `the pass over the sequences ${along}: neighbours only`,
          steps: steps.slice(0, 2),
          statements: ['sequences', 'places'],
        }
      if (join === 'copy-of' || join === 'replies-to')
        return {
          pass: `the links ${join}, one after the other`,
          steps,
          statements: ['linksByTarget', 'eventsOf', 'traits'],
        }
      return { pass: PASS, steps, statements: SLICES }
    }
    case 'order':
      return {
        pass: `the pass over the sequences ${rule.order.along}`,
        steps: [
          side('of', rule.order.of),
          'a piece ends where every earlier time lies before every later one; in each the smallest set of rows is sought (n log n)',
        ],
        statements: ['sequences', 'places'],
      }
    case 'agree': {
      const { left, right, join, pairs, neighbours } = rule.agree
      return {
        pass: PASS,
        steps: [
          `the traits ${left} and ${right} of one ${join}`,
          pairs === undefined
            ? 'the values are equal'
            : `a hash map of ${pairs.length} pairs; places at most ${neighbours} apart`,
        ],
        statements: SLICES,
      }
    }
    case 'fact':
      return { pass: PASS, steps: lookUps(rule), statements: SLICES }
    case 'detector': {
      const { join, events, traits, artifacts } = rule.detector.select
      return {
        pass: LINKED.has(join)
          ? `the links ${join === 'answered' ? 'replies-to' : join}, one group after the other`
          : PASS,
        steps: [
          `a group is ${GROUPS[join]}`,
          `it sees ${[...events, ...traits].join(', ')}${artifacts === undefined ? '' : ` of ${artifacts.join(', ')}`}`,
        ],
        statements: LINKED.has(join) ? ['linksByTarget', 'eventsOf', 'traits'] : SLICES,
      }
    }
  }
}

/** Joins over links: their groups are read one by one. */
const LINKED: ReadonlySet<string> = new Set(['copy-of', 'replies-to', 'answered'])

const GROUPS: Readonly<Record<string, string>> = {
  artifact: 'one artifact',
  evidence: 'all artifacts of one evidence',
  container: 'the artifacts of one evidence and one that contains them',
  parent: 'an artifact and its parts',
  'copy-of': 'the copies of one message',
  'replies-to': 'a reply and what it answers',
  answered: 'a message, its copies, and what answers it',
}

function side(name: string, selector: Selector): string {
  const { kinds, traitKeys } = compileSelector(selector)
  const more = [
    ...(selector.artifact === undefined ? [] : [`of a ${selector.artifact}`]),
    ...(selector.clock === undefined ? [] : [`by a clock of kind ${[selector.clock].flat().join(' or ')}`]),
    ...(traitKeys.length === 0 ? [] : [`with ${Object.keys(selector.with ?? {}).join(', ')}`]),
  ]
  return `${name}: ${[...kinds].join(' or ')}${more.length === 0 ? '' : `, ${more.join(', ')}`}`
}

function lookUps({ trait, writtenBy, compare, facts }: FactFamily): readonly string[] {
  const n = (of: (fact: FactFamily['facts'][number]) => unknown) =>
    facts.filter((fact) => of(fact) !== undefined).length
  const patterns = facts.flatMap((fact) => fact.match ?? fact.counter?.match ?? [])
  const buckets = Map.groupBy(patterns, literalPrefix)
  const lines: readonly (readonly [number, string])[] = [
    [n((fact) => fact.equals), 'in a hash map'],
    [n((fact) => fact.prefix), 'in a trie of prefixes'],
    [
      patterns.length,
      `patterns, in ${buckets.size} buckets by the literal text they begin with (${buckets.get('')?.length ?? 0} without one: tried on every value), shown values of up to ${Math.min(...patterns.map((one) => checkedPattern(one).longest))} characters`,
    ],
  ]
  return [
    `each distinct value of ${trait}, once`,
    ...lines.flatMap(([count, how]) => (count === 0 ? [] : [`${count} ${how}`])),
    compare === 'claim'
      ? "held against the artifact's claim and what the exhibit list asserts"
      : `held against the time of the line that bears it (written by: ${writtenBy}), or of the copy`,
  ]
}
