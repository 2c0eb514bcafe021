/** `anachron rules export-sigma [ID...]`: families of facts as Sigma rules, to standard output; what was left out to standard error. */
import { exportSigma } from '../../analysis/sigma/export.ts'
import { terminal } from '../../report/safe-text.ts'
import { plural } from '../../report/words.ts'
import { EXIT, UsageError } from '../command.ts'
import { find, loaded, type RuleAction } from './action.ts'

export const exportSigmaRules: RuleAction = {
  id: 'export-sigma',
  usage: '[ID...]',
  summary: 'families of facts as Sigma rules on timeline events, to standard output',
  run: async (ids, given, io) => {
    const rules = await loaded(given)
    const families =
      ids.length === 0
        ? rules.families
        : ids.map((id) => {
            const rule = find(rules, id)
            if (rule.type !== 'fact')
              throw new UsageError(`${id} is no family of facts: Sigma has no word for ${rule.type}`)
            return rule
          })
    const { text, rules: made, left } = exportSigma(families)
    io.out(text)
    for (const line of left) io.err(`left out: ${terminal(line)}\n`)
    io.err(`${plural(made, 'Sigma rule')}, ${plural(left.length, 'fact or family', 'facts or families')} left out\n`)
    return EXIT.ok
  },
}
