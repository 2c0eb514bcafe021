/** `anachron rules ACTION`: what a rule author does; one file an action in `rules/`. */
import { nearest } from '../nearest.ts'
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
  usage: '[action] [ids...]',
  summary: 'write, check, test, try, explain, compare and measure rules',
  parts: ACTIONS.map(({ id, usage, summary }) => [`${id} ${usage}`.trim(), summary] as const),
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
  run: async ([name, ...args], given, io) => {
    const action = ACTIONS.find(({ id }) => id === name)
    if (action === undefined) throw new UsageError(unknown(name))
    refuseFurther(action, args)
    if (given['watch'] !== true) return action.run(args, given, io)
    if (action.watchable !== true) throw new UsageError(`rules ${name} cannot be watched`)
    const again = (await action.begin?.(args, given, io)) ?? { args, given, run: action.run }
    await watching(again.given, io, () => again.run(again.args, again.given, io))
    return EXIT.ok
  },
})

function unknown(name: string | undefined): string {
  const all = ACTIONS.map(({ id }) => id)
  const [what, near] =
    name === undefined ? ['rules needs an action'] : [`there is no rules ${name}`, nearest(name, all)]
  return `${what}${near === undefined ? '' : `; did you mean ${near}?`}; there are ${all.join(', ')} (anachron rules --help says what each does)`
}

/** A word too many was meant to do something: `rules list email` is `rules list --tag email`. */
function refuseFurther({ id, usage }: RuleAction, args: readonly string[]): void {
  if (usage.includes('...')) return
  const taken = usage === '' ? 0 : usage.split(' ').length
  const further = args.slice(taken)
  if (further.length === 0) return
  throw new UsageError(
    `rules ${id} takes ${taken === 0 ? 'no further words' : `no more than ${usage}`}, and was given ${further.join(' ')}`,
  )
}
