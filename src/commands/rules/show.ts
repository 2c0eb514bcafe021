/** `anachron rules show ID`: one rule whole, with its base rate and the rule as written. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { baselinesOf } from '../../analysis/baseline.ts'
import type { Baseline } from '../../analysis/finding.ts'
import { metadataOf, type Rule, type RuleSet } from '../../analysis/rule-set.ts'
import { terminal } from '../../report/safe-text.ts'
import { SAYS_MEANS, thousands } from '../../report/words.ts'
import { EXIT, UsageError } from '../command.ts'
import { RULES_FOLDER } from '../package.ts'
import { find, loaded, type RuleAction } from './action.ts'

export const show: RuleAction = {
  id: 'show',
  usage: 'ID...',
  summary: 'one rule whole: what it says, innocent causes, base rate, examples, its text',
  run: async (ids, given, io) => {
    if (ids.length === 0) throw new UsageError('rules show needs the id of a rule; rules list has them')
    const rules = await loaded(given)
    for (const id of ids) io.out(`${page(find(rules, id), rules).map(terminal).join('\n')}\n`)
    return EXIT.ok
  },
}

/** A rule under fixed headings, from its own file, so that the page cannot disagree with the rule. */
function page(rule: Rule, rules: RuleSet): readonly string[] {
  const {
    id,
    title,
    level,
    says,
    status,
    description,
    observed,
    inferred,
    falsepositives,
    references,
    examples,
    tags,
  } = metadataOf(rule)
  const file = rules.files.get(id)
  return [
    title,
    '',
    `id          ${id}`,
    `level       ${level}`,
    `says        ${says}: ${SAYS_MEANS[says]}`,
    `status      ${status}`,
    ...(file === undefined ? [] : [`file        ${file}`]),
    ...(tags.length === 0 ? [] : [`tags        ${tags.join(', ')}`]),
    '',
    'What it does',
    `  ${description.trim()}`,
    '',
    'What a finding says',
    `  ${observed.trim()}`,
    ...(inferred === undefined ? [] : [`  ${inferred.trim()}`]),
    '',
    'Innocent causes',
    ...falsepositives.map((one) => `  ${one.id}: ${one.text}`),
    '',
    'Base rate',
    ...rates(baselinesOf(rules.baselines, id)),
    '',
    'Examples',
    ...examples.map((example) => `  ${'breaks' in example ? 'breaks' : 'holds '}  ${example.name}`),
    '',
    'References',
    ...references.map((reference) => `  ${reference}`),
    ...(rule.type === 'fact'
      ? ['', `Facts (${rule.facts.length})`, ...rule.facts.map((fact) => `  ${window(fact)}  ${fact.title}`)]
      : []),
    ...(file === undefined ? [] : ['', 'The rule as written', ...source(file).map((line) => `  ${line}`)]),
  ]
}

const rates = (all: readonly Baseline[]): readonly string[] =>
  all.length === 0
    ? ['  not measured']
    : all.map(
        (b) =>
          `  ${thousands(b.broken)} of ${thousands(b.applicable)} to which it applied (${b.collection}, ${b.years}${b.learntFrom ? '; facts were learnt from it' : ''}${b.upper95 === undefined ? '; not measured: fewer than 300' : `; upper 95 % limit ${(b.upper95 * 100).toPrecision(2)} %`})`,
      )

const window = (fact: {
  readonly seen?: { readonly anywhere: readonly [string, string | null] } | undefined
  readonly documented?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined
}): string =>
  `${(fact.seen?.anywhere[0] ?? fact.documented?.from ?? 'never').padEnd(10)} to ${(fact.seen?.anywhere[1] ?? fact.documented?.to ?? 'still').padEnd(10)}`

/** Facts are many; their file is long and was listed above. A shipped file is named from the folder of the rules, another by a path that can be opened. */
function source(file: string): readonly string[] {
  const path = [join(dirname(RULES_FOLDER), file), file].find((one) => existsSync(one))
  if (path === undefined || /facts\/|profiles/.test(file)) return [`see ${file}`]
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}
