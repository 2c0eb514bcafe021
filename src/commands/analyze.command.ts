/** `anachron analyze CASE`: hold the rules against a case, anew, and print the findings. */
import { openCase } from '../case/open.ts'
import { terminalReport } from '../report/terminal.ts'
import { defineCommand } from './command.ts'
import { FAIL_ON_FLAG, RULES_FLAG, examine, exitCode, levelOf, loadKnowledge, report } from './examination.ts'

export default defineCommand({
  id: 'analyze',
  usage: '<case>',
  summary: 'hold the rules against a case, anew, and print the findings',
  flags: [RULES_FLAG, FAIL_ON_FLAG],
  examples: ['anachron analyze ledger.anachron --rules our-rules/'],
  run: async ([file = ''], given, io) => {
    const failOn = levelOf(given)
    const open = openCase(file, 'write')
    try {
      examine(open.db, await loadKnowledge(given, io), io)
      const input = report(open.db, 'analyze', given, io)
      io.out(`${terminalReport(input.report, { columns: io.columns, colour: io.colour }).join('\n')}\n`)
      return exitCode(input, 0, failOn)
    } finally {
      open.close()
    }
  },
})
