/** `anachron rules check`: what is wrong with a rule file, with file, line and column. */
import { problemText, rulesOf } from '../../analysis/rule-set.ts'
import { plural } from '../../report/words.ts'
import { terminal } from '../../report/safe-text.ts'
import { EXIT } from '../command.ts'
import { loaded, type RuleAction } from './action.ts'

export const check: RuleAction = {
  id: 'check',
  usage: '',
  summary: 'what is wrong with a rule file, with file, line and column',
  watchable: true,
  run: async (_, given, io) => {
    const rules = await loaded(given)
    for (const problem of rules.problems) io.out(`${terminal(problemText(problem))}\n`)
    io.out(`${plural(rulesOf(rules).length, 'rule')} can be used, ${plural(rules.problems.length, 'problem')}\n`)
    return rules.problems.length === 0 ? EXIT.ok : EXIT.found
  },
}
