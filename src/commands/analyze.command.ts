/** `anachron analyze CASE`: hold the rules against a case, anew, and print the findings, or what newer knowledge changed in them. */
import { findingsBetween } from '../analysis/rule-diff.ts'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { setting } from '../case/settings.ts'
import { terminalReport } from '../report/terminal.ts'
import { inCommand, terminal } from '../report/safe-text.ts'
import { plural } from '../report/words.ts'
import { defineCommand, UsageError, value } from './command.ts'
import { briefFindings } from './rules/diff.ts'
import {
  FAIL_ON_FLAG,
  RULES_FLAG,
  examine,
  refuseGone,
  exitCode,
  levelOf,
  loadKnowledge,
  report,
  spareIfLarge,
} from './examination.ts'
import { DNS_FLAG, lookUpKeys } from './look-up-keys.ts'
import { ifStopped } from './stop.ts'

export default defineCommand({
  id: 'analyze',
  usage: '<case>',
  summary: 'hold the rules against a case, anew, and print the findings',
  flags: [
    RULES_FLAG,
    FAIL_ON_FLAG,
    DNS_FLAG,
    {
      flag: '--since <ruleset>',
      doc: 'print what changed against the findings that this rule set gave (the first digits of its hash, as rules list shows it)',
    },
  ],
  examples: ['anachron analyze ledger.anachron --rules our-rules/'],
  run: async ([file = ''], given, io) => {
    const failOn = levelOf(given)
    const open = openCase(file, 'write')
    const name = inCommand(file)
    ifStopped(`the case is as it was before; anachron analyze ${name} begins again`)
    try {
      spareIfLarge(open.db)
      const before = earlier(open.db, value(given, 'since'))
      const rules = await loadKnowledge(given, io)
      if (given['dns'] === true) await lookUpKeys(open.db, rules, io)
      examine(open.db, rules, io)
      refuseGone(open)
      ifStopped(`the new findings are in the case; anachron report ${name} writes their report`)
      if (before !== undefined) {
        const lines = findingsBetween(before, briefFindings(open.db))
        for (const line of lines) io.out(`${terminal(line)}\n`)
        io.out(`${plural(lines.length, 'change')} in findings\n`)
      }
      const input = report(open.db, 'analyze', given, io)
      if (before === undefined)
        io.out(`${terminalReport(input.report, { columns: io.columns, colour: io.colour }).join('\n')}\n`)
      return exitCode(input, 0, failOn)
    } finally {
      open.close()
    }
  },
})

/** The findings of the last analysis, if that was made with the rule set that is asked for. */
function earlier(db: CaseDatabase, since: string | undefined): ReturnType<typeof briefFindings> | undefined {
  if (since === undefined) return undefined
  const last = setting(db, 'rules')
  if (typeof last === 'string' && since.length >= 4 && last.startsWith(since)) return briefFindings(db)
  throw new UsageError(
    typeof last === 'string'
      ? `the findings in this case are those of rule set ${last.slice(0, 16)}, not of ${since}`
      : 'this case was not analysed before: anachron analyze without --since prints its findings',
  )
}
