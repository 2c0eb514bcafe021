/** `anachron scan PATH...`: ingest, analyse, print the findings, write the report; the one command for a newcomer. */
import { join } from 'node:path'
import { openCase } from '../case/open.ts'
import { reporters } from '../report/index.generated.ts'
import type { ReportInput } from '../report/reporter.ts'
import { inCommand } from '../report/safe-text.ts'
import { terminalReport } from '../report/terminal.ts'
import { startBeside } from './beside.ts'
import { defineCommand, value } from './command.ts'
import {
  ALL_TRAITS_FLAG,
  EXHIBITS_FLAG,
  FAIL_ON_FLAG,
  FORMAT_FLAG,
  LIMIT_FLAG,
  REPRODUCIBLE_FLAG,
  RULES_FLAG,
  askedOf,
  examine,
  exitCode,
  ingest,
  levelOf,
  loadKnowledge,
  makeReportFolder,
  nameUnread,
  refuseInside,
  refuseGone,
  refuseMissing,
  refuseReport,
  report,
  ruleFolders,
  spareIfLarge,
  together,
  threadsFor,
  writeReports,
} from './examination.ts'
import { DNS_FLAG, lookUpKeys } from './look-up-keys.ts'
import { progressLine } from './progress.ts'
import { ifStopped, interruptible } from './stop.ts'

export default defineCommand({
  id: 'scan',
  usage: '<paths...>',
  summary: 'examine files and folders, print the findings and write the report',
  flags: [
    {
      flag: '--case <file>',
      doc: 'keep the case here (default: in the report folder); an existing case of the same paths is continued',
    },
    { flag: '--report <dir>', doc: 'folder for the report (default: anachron-report in the current folder)' },
    EXHIBITS_FLAG,
    RULES_FLAG,
    FORMAT_FLAG,
    { flag: '--json', doc: 'the JSON report to standard output, and nothing else there' },
    FAIL_ON_FLAG,
    REPRODUCIBLE_FLAG,
    LIMIT_FLAG,
    ALL_TRAITS_FLAG,
    DNS_FLAG,
  ],
  examples: [
    'anachron scan evidence/ --exhibits exhibits.yaml',
    'anachron scan mails.mbox --json --fail-on high > report.json',
  ],
  run: async (paths, given, io) => {
    refuseMissing(paths)
    const failOn = levelOf(given)
    const folder = value(given, 'report') ?? 'anachron-report'
    const file = value(given, 'case') ?? join(folder, 'case.anachron')
    refuseReport(folder, paths, given)
    refuseInside(file, paths, 'case file')
    const asked = { ...askedOf(given), threads: threadsFor(paths) }
    const rules = await loadKnowledge(given, io)
    makeReportFolder(folder)
    const open = openCase(file, 'create')
    ifStopped(`what was read is kept in ${inCommand(file)}; the same command goes on from there`)
    const dns = given['dns'] === true
    // Keys are looked up between reading and analysing.
    const beside = dns ? undefined : startBeside(open.db, rules, ruleFolders(given))
    try {
      const progress = progressLine(io)
      const { changed } = await ingest(open.db, paths, rules, asked, io, progress, beside)
      if (dns) await lookUpKeys(open.db, rules, io)
      // For the other thread, too.
      spareIfLarge(open.db)
      examine(open.db, rules, io, progress, await beside?.finish(progress.analysis))
      refuseGone(open)
      ifStopped(`the findings are in ${inCommand(file)}; anachron report ${inCommand(file)} writes their report`)
      const input = report(open.db, 'scan', given, io)
      const written = writeReports(input, folder, given)
      nameUnread(input, io)
      if (given['json'] === true)
        interruptible(() => {
          for (const text of together(jsonOf(input))) io.out(text)
        })
      else {
        const lines = terminalReport(input.report, { columns: io.columns, colour: io.colour })
        io.out(`${[...lines, '', `Report: ${written.join(', ')}`, `Case:   ${file}`].join('\n')}\n`)
      }
      return exitCode(input, changed.length, failOn)
    } finally {
      await beside?.close()
      open.close()
    }
  },
})

const jsonOf = (input: ReportInput): Iterable<string> => reporters.find((one) => one.id === 'json')?.write(input) ?? []
