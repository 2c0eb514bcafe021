/** What changed between two rule sets in meaning, and between two sets of findings. Words, examples and base rates do not count. */
import { knowledgeOf } from './knowledge.ts'
import { decisiveFact, decisiveRule } from './rule-hash.ts'
import { metadataOf, rulesOf, type RuleSet } from './rule-set.ts'
import { durationText } from '../time/duration.ts'
import type { Granted, Tolerances } from './tolerances.ts'

/** One line a rule or fact: `+` new, `-` gone, `~` changed with the fields. Sorted by name. */
export function changesBetween(a: RuleSet, b: RuleSet): readonly string[] {
  const [then, now] = [knowledgeOf(a), knowledgeOf(b)]
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort()
  const [before, after] = [partsOf(a), partsOf(b)]
  return [
    ...clocksThatDiffer(a.clocks, b.clocks),
    ...fieldsThatDiffer(a.house.holidays, b.house.holidays).map((field) => `~ holiday ${field}`),
    ...names.flatMap((name) => {
      if (then[name] === now[name]) return []
      if (then[name] === undefined) return [`+ ${name}`]
      if (now[name] === undefined) return [`- ${name}`]
      return [`~ ${name}: ${fieldsThatDiffer(before.get(name), after.get(name)).join(', ')}`]
    }),
  ]
}

/** Tolerances by the kind of clock, then those of single writers; each as `rules.yaml` writes it. */
function clocksThatDiffer({ writers: then = {}, ...a }: Tolerances, { writers: now = {}, ...b }: Tolerances) {
  const before: Readonly<Record<string, Granted>> = { ...a, ...then }
  const after: Readonly<Record<string, Granted>> = { ...b, ...now }
  const text = (granted: Granted | undefined): string =>
    granted === undefined ? 'none' : `usual ${durationText(granted.usual)}, extreme ${durationText(granted.extreme)}`
  return Object.keys({ ...before, ...after }).flatMap((clock) => {
    const [x, y] = [text(before[clock]), text(after[clock])]
    return x === y ? [] : [`~ clock ${clock}: ${x} → ${y}`]
  })
}

function partsOf(rules: RuleSet): ReadonlyMap<string, unknown> {
  const all = new Map<string, unknown>(
    rulesOf(rules).map((rule) => [`rule ${metadataOf(rule).id}`, decisiveRule(rule, rules.sources)]),
  )
  for (const family of rules.families) for (const fact of family.facts) all.set(`fact ${fact.id}`, decisiveFact(fact))
  return all
}

/** `path: old → new` for every leaf that differs. */
function fieldsThatDiffer(a: unknown, b: unknown, path = ''): readonly string[] {
  if (isObject(a) && isObject(b) && Array.isArray(a) === Array.isArray(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      fieldsThatDiffer(a[key], b[key], path === '' ? key : `${path}.${key}`),
    )
  const [x, y] = [shown(a), shown(b)]
  return x === y ? [] : [path === 'source' ? 'its program' : `${path} ${x} → ${y}`]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
const shown = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value))

/** What is compared of a finding. */
export interface BriefFinding {
  readonly id: string
  readonly rule: string
  readonly level: string
  readonly evidence: string
}

/** One line a finding that came, went or changed its level; sorted by evidence and rule. */
export function findingsBetween(a: readonly BriefFinding[], b: readonly BriefFinding[]): readonly string[] {
  const before = new Map(a.map((one) => [one.id, one]))
  const after = new Map(b.map((one) => [one.id, one]))
  const all = [...new Map([...before, ...after]).values()]
  all.sort((x, y) => (x.evidence + x.rule + x.id < y.evidence + y.rule + y.id ? -1 : 1))
  return all.flatMap(({ id, rule, evidence }) => {
    const [was, is] = [before.get(id), after.get(id)]
    if (was === undefined) return [`+ ${is?.level ?? ''} ${rule} ${evidence}`]
    if (is === undefined) return [`- ${was.level} ${rule} ${evidence}`]
    return was.level === is.level ? [] : [`~ ${was.level} → ${is.level} ${rule} ${evidence}`]
  })
}
