/** `anachron rules list`: every rule in one line, by tag if asked. */
import { metadataOf, rulesOf } from '../../analysis/rule-set.ts'
import { plural } from '../../report/words.ts'
import { EXIT, value } from '../command.ts'
import { loaded, type RuleAction } from './action.ts'

export const list: RuleAction = {
  id: 'list',
  usage: '',
  summary: 'every rule in one line; --tag TAG: only those that bear it',
  run: async (_, given, io) => {
    const rules = await loaded(given)
    const tag = value(given, 'tag')?.toLowerCase()
    const shown = rulesOf(rules).filter(
      (rule) => tag === undefined || metadataOf(rule).tags.some((own) => own.toLowerCase() === tag),
    )
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
