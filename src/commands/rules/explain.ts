/** `anachron rules explain RULE [CASE]`: what a rule was compiled to, and what it costs on a case. */
import { analyze } from '../../analysis/analyze.ts'
import type { RuleCoverage } from '../../analysis/finding.ts'
import { planOf } from '../../analysis/plan.ts'
import { metadataOf, only, type Rule, type RuleSet } from '../../analysis/rule-set.ts'
import { SQL } from '../../analysis/statements.ts'
import { asCaseProblem } from '../../case/open.ts'
import { openShadow } from '../../case/shadow.ts'
import { totals } from '../../case/totals.ts'
import { thousands } from '../../report/words.ts'
import { EXIT, UsageError, type Io } from '../command.ts'
import { find, loaded, type RuleAction } from './action.ts'
import { interruptible } from '../stop.ts'

export const explain: RuleAction = {
  id: 'explain',
  usage: 'ID [CASE]',
  summary: 'what a rule was compiled to (its SQL, or the pass it joins), and its cost on a case',
  watchable: true,
  run: async ([id, file], given, io) => {
    if (id === undefined) throw new UsageError('rules explain needs the id of a rule; rules list has them')
    const rules = await loaded(given)
    const rule = find(rules, id)
    const { pass, steps, statements, traits } = planOf(rule, rules)
    io.out(`joins    ${pass}\n`)
    for (const [i, step] of steps.entries()) io.out(`${i === 0 ? 'does    ' : '        '} ${step}\n`)
    if (traits.length > 0) io.out(`stores   ${traits.join(', ')}\n`)
    for (const name of statements) io.out(`sql      ${SQL[name].replace(/\s+/g, ' ')}\n`)
    if (file !== undefined) cost(file, rule, rules, io)
    return EXIT.ok
  },
}

/** The analysis with this rule, and with none: the better of two runs each, since the first one reads the pages. */
function cost(file: string, rule: Rule, rules: RuleSet, io: Io): void {
  const open = openShadow(file)
  try {
    const alone = only(rule, rules)
    const none: RuleSet = { ...alone, intervals: [], orders: [], agrees: [], families: [], detectors: [] }
    const timed = (set: RuleSet): number => {
      const begun = performance.now()
      interruptible(() => analyze(open.db, set))
      return performance.now() - begun
    }
    const [first, without] = [timed(none), timed(none)]
    const own = Math.min(timed(alone), timed(alone))
    const { events } = totals(open.db)
    const text = open.db
      .prepare<[string], string>('SELECT body FROM coverage WHERE rule = ?')
      .pluck()
      .get(metadataOf(rule).id)
    const { applied = 0, broken = 0 } = JSON.parse(text ?? '{}') as Partial<RuleCoverage>
    const base = Math.min(first, without)
    io.out(
      `costs    ${Math.max(0, own - base).toFixed(0)} ms beside ${base.toFixed(0)} ms of reading ${thousands(events)} events; applied to ${thousands(applied)}, broken by ${thousands(broken)}\n`,
    )
  } catch (error) {
    throw asCaseProblem(file, error)
  } finally {
    open.close()
  }
}
