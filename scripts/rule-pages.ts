/**
 * The pages of docs/rules: one a rule and a fact family, and an index by artifact, level and tag. Everything on them is taken
 * from the rules, the base rates and tags.yaml, so that a page cannot disagree with what runs.
 */
import { tagTitles } from '../src/analysis/catalogue.ts'
import { baselinesOf } from '../src/analysis/baseline.ts'
import { planOf } from '../src/analysis/plan.ts'
import type { Fact } from '../src/analysis/rule-language.ts'
import { metadataOf, rulesOf, type Rule, type RuleSet } from '../src/analysis/rule-set.ts'
import { LEVELS } from '../src/model.ts'
import { BASE_RATE_MEANS, SAYS_MEANS, thousands } from '../src/report/words.ts'

export interface Page {
  /** From docs/rules. */
  readonly file: string
  readonly text: string
}

/** Facts that a page shows one by one; a longer family is shown by its ends, since its file lists them all. */
const MOST_FACTS = 120

const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[<>]/g, (c) => `\\${c}`)
const cell = (text: string): string => plain(text).replace(/\|/g, '\\|')
/** A text of the evidence's kind, as code: no character of it is Markdown. */
const code = (text: string): string => {
  const inner = text.replace(/\s+/g, ' ').replace(/\|/g, '\\|')
  return inner.includes('`') ? `\`\` ${inner} \`\`` : `\`${inner}\``
}
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

/** The index and every page, in the order of their names. */
export function rulePages(rules: RuleSet): readonly Page[] {
  const all = rulesOf(rules)
  return [{ file: 'README.md', text: index(all, rules) }, ...all.map((rule) => page(rule, rules))]
}

const fileOf = (id: string): string => `${id}.md`
const linked = (rule: Rule): string => `[${metadataOf(rule).id}](${fileOf(metadataOf(rule).id)})`
const kindOf = (rule: Rule): string => (rule.type === 'fact' ? `fact (${thousands(rule.facts.length)})` : rule.type)

/** The kind of evidence: the folder of a rule; the first word of its trait, for a family. */
function artifactOf(rule: Rule, rules: RuleSet): string {
  if (rule.type !== 'fact') return rules.files.get(metadataOf(rule).id)?.split('/').at(-2) ?? 'elsewhere'
  const [first = ''] = rule.trait.split('.')
  return FAMILY_OF[first] ?? first
}
const FAMILY_OF: Readonly<Record<string, string>> = { exif: 'image', xmp: 'image', zip: 'archive', db: 'database' }

function index(all: readonly Rule[], rules: RuleSet): string {
  const facts = rules.families.reduce((sum, family) => sum + family.facts.length, 0)
  const row = (rule: Rule): readonly string[] => {
    const { says, level, title } = metadataOf(rule)
    return [linked(rule), kindOf(rule), says, level, cell(title)]
  }
  const by = <K extends string>(keyed: (rule: Rule) => K): readonly (readonly [K, readonly Rule[]])[] =>
    [...Map.groupBy(all, keyed)].sort(([a], [b]) => (a < b ? -1 : 1))
  return parts(
    'npm run generate',
    '# Rules',
    `${all.length} rules, detectors and families; ${thousands(facts)} facts. One page each says what it holds honest evidence to, what a finding says, the innocent causes, how often genuine evidence shows the pattern, and on what it rests. \`anachron rules show ID\` prints the same, with the rule as written. How to write one: [rules/README.md](../../rules/README.md).`,
    '## By artifact',
    ...by((rule) => artifactOf(rule, rules)).map(
      ([artifact, some]) =>
        `### ${artifact}\n\n${table(['rule', 'kind', 'says', 'at most', 'what it finds'], some.map(row))}`,
    ),
    '## By level',
    'The level that a rule may reach at most; how that of a finding follows from it: [rules/README.md](../../rules/README.md#how-the-level-follows).',
    table(
      ['level', 'rules', 'which'],
      LEVELS.toReversed().flatMap((level) => {
        const some = all.filter((rule) => metadataOf(rule).level === level)
        return some.length === 0 ? [] : [[level, String(some.length), some.map(linked).join(', ')]]
      }),
    ),
    '## By tag',
    '`anachron rules list --tag TAG` lists them in a terminal.',
    byTag(all, (tag) => !tag.includes('.')),
    '## Coverage of other catalogues',
    'A tag says which technique, or which known weakness of an examination, a rule has to do with. It says nothing about what anybody did. The ids are those of [rules/tags.yaml](../../rules/tags.yaml).',
    ...rules.tags.map(({ namespace, title, version, source, ids }) =>
      [
        `### ${plain(title)}`,
        '',
        `[Source](${source}); version: ${plain(version)}.`,
        '',
        table(
          ['id', 'title there', 'rules', 'which'],
          Object.entries(ids).map(([id, name]) => {
            const some = bearing(all, `${namespace}.${id}`)
            return [code(`${namespace}.${id}`), cell(name), String(some.length), some.map(linked).join(', ') || 'none']
          }),
        ),
      ].join('\n'),
    ),
  )
}

const bearing = (all: readonly Rule[], tag: string): readonly Rule[] =>
  all.filter((rule) => metadataOf(rule).tags.includes(tag))

function byTag(all: readonly Rule[], shown: (tag: string) => boolean): string {
  const tags = [...new Set(all.flatMap((rule) => metadataOf(rule).tags))].filter(shown).sort()
  return table(
    ['tag', 'rules', 'which'],
    tags.map((tag) => {
      const some = bearing(all, tag)
      return [code(tag), String(some.length), some.map(linked).join(', ')]
    }),
  )
}

function page(rule: Rule, rules: RuleSet): Page {
  const { id, title, says, level, status, description, falsepositives, references, examples, tags } = metadataOf(rule)
  const source = rules.files.get(id) ?? ''
  return {
    file: fileOf(id),
    text: parts(
      source,
      `# ${plain(title)}`,
      `\`${id}\` · ${kindOf(rule)} · ${says} (${SAYS_MEANS[says]}) · at most ${level} · ${status} · [as written](../../${source})`,
      plain(description),
      '## What is compared',
      planOf(rule, rules)
        .steps.map((step) => `- ${plain(step)}`)
        .join('\n'),
      '## What a finding says',
      ...sentences(rule),
      '## Innocent causes',
      table(
        ['cause', 'what may have happened', 'where the evidence speaks to it'],
        falsepositives.map((one) => [
          code(one.id),
          cell(one.text),
          one.tests.map(({ state, because }) => `${state}: ${cell(because)}`).join('; ') || 'stays open',
        ]),
      ),
      '## How often genuine evidence shows it',
      rates(id, rules),
      '## Examples',
      examples.map((one) => `- ${'breaks' in one ? '**breaks**' : 'holds'}: ${plain(one.name)}`).join('\n'),
      ...(rule.type === 'fact' ? [factsOf(rule.facts, rule.collection)] : []),
      '## References',
      references.map((reference) => `- ${plain(reference)}`).join('\n'),
      '## Tags',
      tags
        .map((tag) => {
          const name = tagTitles(rules.tags).get(tag)
          return `- ${code(tag)}${name === undefined ? '' : `: ${plain(name)}`}`
        })
        .join('\n') || 'None.',
    ),
  }
}

function sentences(rule: Rule): readonly string[] {
  const { observed, inferred, notShown } = metadataOf(rule)
  return [
    `Observed:\n\n> ${plain(observed)}`,
    ...(inferred === undefined ? [] : [`Inferred:\n\n> ${plain(inferred)}`]),
    ...(notShown === undefined ? [] : [`Not shown:\n\n> ${plain(notShown)}`]),
  ]
}

function rates(id: string, rules: RuleSet): string {
  const all = baselinesOf(rules.baselines, id)
  if (all.length === 0) return 'Not measured.'
  const rows = all.map((one) => [
    cell(`${one.collection}${one.learntFrom ? ' (facts were learnt from it)' : ''}`),
    one.years,
    thousands(one.broken),
    thousands(one.applicable),
    thousands(one.sources),
    one.upper95 === undefined ? 'not measured: fewer than 300' : `${(one.upper95 * 100).toPrecision(2)} %`,
  ])
  return `${BASE_RATE_MEANS}\n\n${table(['genuine evidence', 'years', 'broken', 'applied to', 'sources', 'upper 95 % limit'], rows)}`
}

function factsOf(facts: readonly Fact[], collection: string | undefined): string {
  const shown =
    facts.length <= MOST_FACTS ? facts : [...facts.slice(0, MOST_FACTS / 2), ...facts.slice(-MOST_FACTS / 2)]
  const rows = shown.map((fact) => [
    cell(fact.title),
    values(fact),
    fact.never === true ? 'never' : (fact.seen?.anywhere[0] ?? fact.documented?.from ?? '…'),
    fact.never === true ? '' : (fact.seen?.anywhere[1] ?? fact.documented?.to ?? 'in use'),
    standing(fact),
  ])
  const left = facts.length - shown.length
  return [
    '## Facts',
    ...(collection === undefined ? [] : [`Measured on: ${plain(collection)}`]),
    table(['fact', 'values', 'from', 'to', 'standing'], rows),
    ...(left === 0
      ? []
      : [`The first and the last ${MOST_FACTS / 2} of ${thousands(facts.length)}; the file has them all.`]),
  ].join('\n\n')
}

function values({ equals, prefix, match, counter }: Fact): string {
  if (equals !== undefined) return code(equals)
  if (prefix !== undefined) return `begins with ${code(prefix)}`
  if (match !== undefined) return `matches ${code(match)}`
  return counter === undefined ? '' : `counts in ${code(counter.match)}, ${counter.points.length} points`
}

function standing({ seen, documented }: Fact): string {
  if (seen !== undefined) return `grade ${seen.grade}, seen ${thousands(seen.n)} times`
  if (documented === undefined) return ''
  return `${documented.standing}: ${cell(documented.source)}`
}

const parts = (source: string, ...texts: readonly string[]): string =>
  `<!-- Generated by npm run generate${source === 'npm run generate' ? '' : ` from ${source}`}; do not edit. -->\n${texts.join('\n\n')}\n`
