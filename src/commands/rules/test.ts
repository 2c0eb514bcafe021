/** `anachron rules test`: does every example do what it says. */
import { setImmediate } from 'node:timers/promises'
import { metadataOf, rulesOf } from '../../analysis/rule-set.ts'
import { testRules, type ExampleResult } from '../../analysis/test-rules.ts'
import { plural } from '../../report/words.ts'
import { EXIT } from '../command.ts'
import { find, loaded, vocabulary, type RuleAction } from './action.ts'

export const test: RuleAction = {
  id: 'test',
  usage: '[ID...]',
  summary: 'run the examples of all rules, or of those named',
  watchable: true,
  run: async (ids, given, io) => {
    const rules = await loaded(given)
    for (const id of ids) find(rules, id)
    const results: ExampleResult[] = []
    for (const id of ids.length === 0 ? rulesOf(rules).map((rule) => metadataOf(rule).id) : [...new Set(ids)].sort()) {
      results.push(...testRules(rules, vocabulary, new Set([id])))
      // Between two rules Ctrl-C is heard: all of them take seconds.
      await setImmediate()
    }
    const wrong = results.filter((result) => result.fault !== undefined)
    for (const { file, rule, example, expected, fault } of wrong)
      io.out(`${file}: ${rule}: "${example}" (${expected}): ${fault ?? ''}\n`)
    io.out(
      `${plural(results.length, 'example')} of ${plural(new Set(results.map((result) => result.rule)).size, 'rule')}: ${results.length - wrong.length} as expected, ${wrong.length} not\n`,
    )
    return wrong.length === 0 && rules.problems.length === 0 ? EXIT.ok : EXIT.found
  },
}
