/** `anachron rules list`: every rule in one line, by tag if asked. */
import { tagTitles } from '../../analysis/catalogue.ts'
import { metadataOf, rulesOf, type RuleSet } from '../../analysis/rule-set.ts'
import { nearest } from '../../nearest.ts'
import { plural } from '../../report/words.ts'
import { terminal } from '../../report/safe-text.ts'
import { EXIT, UsageError, value } from '../command.ts'
import { loaded, type RuleAction } from './action.ts'

export const list: RuleAction = {
  id: 'list',
  usage: '',
  summary: 'every rule in one line; --tag TAG: only those that bear it, or a tag below it (attack, attack.t1070)',
  run: async (_, given, io) => {
    const rules = await loaded(given)
    const tag = value(given, 'tag')?.toLowerCase()
    const shown = rulesOf(rules).filter((rule) => tag === undefined || bears(metadataOf(rule).tags, tag))
    if (tag !== undefined) {
      if (shown.length === 0) throw unknown(tag, rules)
      const title = tagTitles(rules.tags).get(tag)
      if (title !== undefined) io.out(`${tag}: ${title}\n`)
    }
    for (const rule of shown) {
      const { id, level, says, title } = metadataOf(rule)
      const facts = rule.type === 'fact' ? ` (${plural(rule.facts.length, 'fact')})` : ''
      io.out(`${id.padEnd(44)} ${level.padEnd(13)} ${says.padEnd(12)} ${rule.type.padEnd(8)} ${title}${facts}\n`)
    }
    const facts = rules.families.reduce((sum, family) => sum + family.facts.length, 0)
    io.out(`${plural(shown.length, 'rule')}, ${plural(facts, 'fact')} in all; rule set ${rules.hash.slice(0, 16)}\n`)
    return EXIT.ok
  },
}

const bears = (tags: readonly string[], tag: string): boolean =>
  tags.some((own) => own === tag || own.startsWith(`${tag}.`))

function unknown(tag: string, rules: RuleSet): UsageError {
  const all = new Set(rulesOf(rules).flatMap((rule) => metadataOf(rule).tags))
  const near = nearest(tag, all)
  return new UsageError(
    `no rule bears the tag ${terminal(tag)}${near === undefined ? ' (docs/rules/README.md has them all)' : `; did you mean ${near}?`}`,
  )
}
