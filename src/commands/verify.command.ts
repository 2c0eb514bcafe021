/** `anachron verify CASE`: the evidence still has its hashes, the log is unbroken, the notes are what it says, and the findings come out the same. */
import { analyze } from '../analysis/analyze.ts'
import { isBeingWritten } from '../case/lock.ts'
import { lastHash, verifyLog } from '../case/log.ts'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { setting } from '../case/settings.ts'
import { openShadow } from '../case/shadow.ts'
import { verifyNotes } from '../case/verify-notes.ts'
import { verifyEvidence } from '../case/verify.ts'
import { coverageOf } from '../report/assemble.ts'
import { pendingSwitches } from '../report/work.ts'
import { terminal } from '../report/safe-text.ts'
import { defineCommand, EXIT } from './command.ts'
import { RULES_FLAG, loadKnowledge } from './examination.ts'
import { interruptible } from './stop.ts'
import { plural } from '../report/words.ts'

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
    try {
      const { same, changed, added } = interruptible(() => verifyEvidence(open.db))
      io.out(
        `evidence  ${plural(same, 'file has', 'files have')} the hash the case holds${changed.length === 0 ? '' : `, ${plural(changed.length, 'has not', 'have not')}`}\n`,
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
      const before = lastHash(open.db)
      const alike = interruptible(() => again(open.db, (db) => analyze(db, rules)))
      if (isBeingWritten(file) || lastHash(open.db) !== before) {
        io.out('findings  not compared: another run of anachron is writing this case; verify it when that has ended\n')
        return sound ? EXIT.ok : EXIT.unread
      }
      io.out(
        alike
          ? 'findings  come out the same\n'
          : 'findings  come out differently: the case was changed after its analysis\n',
      )
      return sound && alike ? EXIT.ok : EXIT.unread
    } finally {
      open.close()
    }
  },
})

/** Analyses the case again, beside what it holds, and compares; the case itself is only read. */
function again(db: CaseDatabase, analysis: (db: CaseDatabase) => unknown): boolean {
  const shadow = openShadow(db.name)
  try {
    analysis(shadow.db)
    return JSON.stringify(bodies(shadow.db)) === JSON.stringify(bodies(db))
  } finally {
    shadow.close()
  }
}
