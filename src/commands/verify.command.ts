/** `anachron verify CASE`: the evidence still has its hashes, the log is unbroken, the notes are what it says, and the findings come out the same. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze } from '../analysis/analyze.ts'
import { verifyLog } from '../case/log.ts'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { setting } from '../case/settings.ts'
import { verifyNotes } from '../case/verify-notes.ts'
import { verifyEvidence } from '../case/verify.ts'
import { coverageOf } from '../report/assemble.ts'
import { pendingSwitches } from '../report/work.ts'
import { terminal } from '../report/safe-text.ts'
import { defineCommand, EXIT } from './command.ts'
import { RULES_FLAG, loadKnowledge } from './examination.ts'

const bodies = (db: CaseDatabase): readonly unknown[] =>
  db.prepare('SELECT id, level, body FROM finding ORDER BY id').raw().all()

export default defineCommand({
  id: 'verify',
  usage: '<case>',
  summary: 'evidence still has its hashes, the log is unbroken, the findings come out the same',
  flags: [RULES_FLAG],
  examples: ['anachron verify ledger.anachron'],
  run: async ([file = ''], given, io) => {
    const rules = await loadKnowledge(given, io)
    const open = openCase(file, 'read')
    const folder = mkdtempSync(join(tmpdir(), 'anachron-verify-'))
    try {
      const { same, changed, added } = verifyEvidence(open.db)
      io.out(
        `evidence  ${same} files have the hash the case holds${changed.length === 0 ? '' : `, ${changed.length} have not`}\n`,
      )
      for (const { path, reason } of changed) io.out(`          ${terminal(path)}: ${terminal(reason)}\n`)
      for (const path of added) io.out(`          ${terminal(path)}: not in the case\n`)
      const broken = verifyLog(open.db)
      io.out(broken === undefined ? 'log       unbroken\n' : `log       broken at entry ${broken}\n`)
      const unborne = verifyNotes(open.db)
      io.out(
        unborne === undefined
          ? 'notes     as the log says\n'
          : `notes     not as the log says, from entry ${unborne}\n`,
      )
      const sound = changed.length === 0 && broken === undefined && unborne === undefined
      if (pendingSwitches(open.db, coverageOf(open.db)).length > 0) {
        io.out('findings  not compared: a rule was switched off or on since; anachron analyze makes them anew\n')
        return sound ? EXIT.ok : EXIT.unread
      }
      const known = setting(open.db, 'rules')
      if (known !== rules.hash) {
        io.out('findings  not compared: the case was analysed with another rule set; anachron analyze does it anew\n')
        return sound ? EXIT.ok : EXIT.unread
      }
      const alike = again(open.db, folder, (db) => analyze(db, rules))
      io.out(
        alike
          ? 'findings  come out the same\n'
          : 'findings  come out differently: the case was changed after its analysis\n',
      )
      return sound && alike ? EXIT.ok : EXIT.unread
    } finally {
      open.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

/** Analyses a copy and compares; the case itself is only read. */
function again(db: CaseDatabase, folder: string, analysis: (db: CaseDatabase) => unknown): boolean {
  const copy = join(folder, 'case.anachron')
  copyFileSync(db.name, copy)
  const open = openCase(copy, 'write')
  try {
    analysis(open.db)
    return JSON.stringify(bodies(open.db)) === JSON.stringify(bodies(db))
  } finally {
    open.close()
  }
}
