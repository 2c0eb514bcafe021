/** `anachron report CASE`: write the report of an analysed case. */
import { openCase } from '../case/open.ts'
import { pathsOf } from '../case/settings.ts'
import { inCommand } from '../report/safe-text.ts'
import { defineCommand, EXIT, value } from './command.ts'
import { FORMAT_FLAG, REPRODUCIBLE_FLAG, formatsOf, refuseReport, report, writeReports } from './examination.ts'
import { ifStopped } from './stop.ts'

export default defineCommand({
  id: 'report',
  usage: '<case>',
  summary: 'write the report of an analysed case',
  flags: [
    { flag: '--report <dir>', doc: 'folder for the report (default: anachron-report in the current folder)' },
    FORMAT_FLAG,
    REPRODUCIBLE_FLAG,
  ],
  examples: ['anachron report ledger.anachron --format html,json,csv'],
  run: ([file = ''], given, io) => {
    formatsOf(given)
    const folder = value(given, 'report') ?? 'anachron-report'
    const open = openCase(file, 'read')
    ifStopped(`the case is unchanged, and the report is not whole; anachron report ${inCommand(file)} writes it anew`)
    try {
      // All that the report says is of one moment, also while another run writes the case.
      open.db.exec('BEGIN')
      refuseReport(folder, pathsOf(open.db), given)
      const written = writeReports(report(open.db, 'report', given, io), folder, given)
      io.out(`Report: ${written.join(', ')}\n`)
      return Promise.resolve(EXIT.ok)
    } finally {
      open.close()
    }
  },
})
