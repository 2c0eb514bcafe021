/** `anachron rules list|show|test|check`: what is known, one rule whole, its examples run, and what is wrong with a rule file. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Baseline } from '../analysis/finding.ts'
import { baselinesOf } from '../analysis/baseline.ts'
import { metadataOf, problemText, rulesOf, type Rule, type RuleSet } from '../analysis/rule-set.ts'
import { testRules } from '../analysis/test-rules.ts'
import { vocabularyOf } from '../analysis/vocabulary.ts'
import { loadRules } from '../analysis/load-rules.ts'
import { ingesters } from '../ingest/index.generated.ts'
import { SAYS_MEANS, plural, thousands } from '../report/words.ts'
import { terminal } from '../report/safe-text.ts'
import { defineCommand, EXIT, UsageError, value, values, type ExitCode, type Given, type Io } from './command.ts'
import { RULES_FLAG } from './examination.ts'
import { RULES_FOLDER } from './package.ts'

type Action = (rules: RuleSet, ids: readonly string[], given: Given, io: Io) => ExitCode

const ACTIONS: Readonly<Record<string, Action>> = {
  list: (rules, _, given, io) => {
    const tag = value(given, 'tag')
    const shown = rulesOf(rules).filter((rule) => tag === undefined || metadataOf(rule).tags.includes(tag))
    for (const rule of shown) {
      const { id, level, says, title } = metadataOf(rule)
      const facts = rule.type === 'fact' ? ` (${plural(rule.facts.length, 'fact')})` : ''
      io.out(`${id.padEnd(44)} ${level.padEnd(13)} ${says.padEnd(12)} ${rule.type.padEnd(8)} ${title}${facts}\n`)
    }
    const facts = rules.families.reduce((sum, family) => sum + family.facts.length, 0)
    io.out(`${plural(shown.length, 'rule')}, ${plural(facts, 'fact')} in all; rule set ${rules.hash.slice(0, 16)}\n`)
    return EXIT.ok
  },

  show: (rules, ids, given, io) => {
    for (const id of ids) io.out(`${page(find(rules, id), rules, foldersOf(given)).map(terminal).join('\n')}\n`)
    return EXIT.ok
  },

  test: (rules, ids, _, io) => {
    for (const id of ids) find(rules, id)
    const results = testRules(rules, vocabularyOf(ingesters), ids.length === 0 ? undefined : new Set(ids))
    const wrong = results.filter((result) => result.fault !== undefined)
    for (const { file, rule, example, expected, fault } of wrong)
      io.out(`${file}: ${rule}: "${example}" (${expected}): ${fault ?? ''}\n`)
    io.out(
      `${plural(results.length, 'example')} of ${plural(new Set(results.map((result) => result.rule)).size, 'rule')}: ${results.length - wrong.length} as expected, ${wrong.length} not\n`,
    )
    return wrong.length === 0 && rules.problems.length === 0 ? EXIT.ok : EXIT.found
  },

  check: (rules, _, __, io) => {
    for (const problem of rules.problems) io.out(`${problemText(problem)}\n`)
    io.out(`${plural(rulesOf(rules).length, 'rule')} can be used, ${plural(rules.problems.length, 'problem')}\n`)
    return rules.problems.length === 0 ? EXIT.ok : EXIT.found
  },
}

export default defineCommand({
  id: 'rules',
  usage: '<action> [ids...]',
  summary: 'list, show ID, test [ID...] or check the rules',
  flags: [RULES_FLAG, { flag: '--tag <tag>', doc: 'list only rules with this tag' }],
  examples: [
    'anachron rules list',
    'anachron rules show received-before-sent',
    'anachron rules test',
    'anachron rules check --rules our-rules/',
  ],
  run: async ([action = '', ...ids], given, io) => {
    const run = ACTIONS[action]
    if (run === undefined)
      throw new UsageError(`there is no rules ${action}; there are ${Object.keys(ACTIONS).join(', ')}`)
    if (action === 'show' && ids.length === 0)
      throw new UsageError('rules show needs the id of a rule; rules list has them')
    return run(await loadRules(foldersOf(given), vocabularyOf(ingesters)), ids, given, io)
  },
})

const foldersOf = (given: Given): readonly string[] => [RULES_FOLDER, ...values(given, 'rules')]

function find(rules: RuleSet, id: string): Rule {
  const found = rulesOf(rules).find((rule) => metadataOf(rule).id === id)
  if (found !== undefined) return found
  const broken = rules.problems.find(({ file }) => basename(file).startsWith(`${id}.`))
  throw new UsageError(
    broken === undefined
      ? `there is no rule ${id}; rules list has them all`
      : `the rule ${id} cannot be used: ${problemText(broken)}`,
  )
}

/** A rule under fixed headings, from its own file, so that the page cannot disagree with the rule. */
function page(rule: Rule, rules: RuleSet, folders: readonly string[]): readonly string[] {
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
    ...(file === undefined ? [] : ['', 'The rule as written', ...source(file, folders).map((line) => `  ${line}`)]),
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

/** Facts are many; their file is long and was listed above. */
/** A file is named from the folder of rules it lies in; ids are unique, so the first that has it is meant. */
function source(file: string, folders: readonly string[]): readonly string[] {
  const path = folders.map((folder) => join(dirname(folder), file)).find((one) => existsSync(one))
  if (path === undefined || /facts\/|profiles/.test(file)) return [`see ${file}`]
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}
