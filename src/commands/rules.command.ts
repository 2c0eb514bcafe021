/** `anachron rules ACTION`: what a rule author does; one file an action in `rules/`. */
import { defineCommand, EXIT, UsageError, type Flag } from './command.ts'
import { RULES_FLAG } from './examination.ts'
import type { RuleAction } from './rules/action.ts'
import { calibrate, CALIBRATE_FLAGS } from './rules/calibrate.ts'
import { check } from './rules/check.ts'
import { diff } from './rules/diff.ts'
import { evalRules, EVAL_FLAGS } from './rules/eval.ts'
import { explain } from './rules/explain.ts'
import { exportSigmaRules } from './rules/export-sigma.ts'
import { importSigmaRules } from './rules/import-sigma.ts'
import { list } from './rules/list.ts'
import { newRule, NEW_FLAGS } from './rules/new.ts'
import { show } from './rules/show.ts'
import { test } from './rules/test.ts'
import { tryRule } from './rules/try.ts'
import { watching } from './rules/watch.ts'

const ACTIONS: readonly RuleAction[] = [
  ...[list, show, newRule, check, test, tryRule, explain, diff, calibrate, evalRules],
  ...[importSigmaRules, exportSigmaRules],
]

const WATCH_FLAG: Flag = {
  flag: '--watch',
  doc: `${ACTIONS.flatMap(({ id, watchable }) => (watchable === true ? [id] : [])).join(', ')}: run again whenever a rule file changes, until Ctrl-C`,
}

export default defineCommand({
  id: 'rules',
  usage: '<action> [ids...]',
  summary: ACTIONS.map(({ id, usage, summary }) => `${`${id} ${usage}`.trim()}: ${summary}`).join('; '),
  flags: [
    RULES_FLAG,
    { flag: '--tag <tag>', doc: 'list only rules with this tag' },
    WATCH_FLAG,
    ...NEW_FLAGS,
    ...CALIBRATE_FLAGS,
    ...EVAL_FLAGS,
  ],
  examples: [
    'anachron rules list --tag attack.t1070.006',
    'anachron rules show received-before-sent',
    "anachron rules new fact ledger-mail --into our-rules --trait email.mailer --value 'LedgerMail 9.9' --since 2023-05-01",
    'anachron rules check --rules our-rules',
    'anachron rules test ledger-mail --rules our-rules --watch',
    'anachron rules try ledger-mail ledger.anachron --rules our-rules',
    'anachron rules explain received-before-sent ledger.anachron',
    'anachron rules calibrate genuine-mails --rules our-rules --years 2019-2026',
    'anachron rules eval samples --scores samples/rule-scores.json',
    'anachron rules import-sigma mailers.yml --into our-rules',
    'anachron rules export-sigma mailer-version > mailers.yml',
  ],
  run: async ([name = '', ...args], given, io) => {
    const action = ACTIONS.find(({ id }) => id === name)
    if (action === undefined)
      throw new UsageError(`there is no rules ${name}; there are ${ACTIONS.map(({ id }) => id).join(', ')}`)
    if (given['watch'] !== true) return action.run(args, given, io)
    if (action.watchable !== true) throw new UsageError(`rules ${name} cannot be watched`)
    const again = (await action.begin?.(args, given, io)) ?? { args, given, run: action.run }
    await watching(again.given, io, () => again.run(again.args, again.given, io))
    return EXIT.ok
  },
})
