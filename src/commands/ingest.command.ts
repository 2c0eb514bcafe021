/** `anachron ingest CASE PATH...`: read evidence into a case, or go on where a stopped run was. */
import { openCase } from '../case/open.ts'
import { inCommand } from '../report/safe-text.ts'
import { plural } from '../report/words.ts'
import { defineCommand } from './command.ts'
import {
  ALL_TRAITS_FLAG,
  EXHIBITS_FLAG,
  LIMIT_FLAG,
  RULES_FLAG,
  askedOf,
  exitCode,
  ingest,
  loadKnowledge,
  nameUnread,
  refuseInside,
  refuseGone,
  refuseMissing,
  report,
  threadsFor,
} from './examination.ts'
import { ifStopped } from './stop.ts'

export default defineCommand({
  id: 'ingest',
  usage: '<case> <paths...>',
  summary: 'read evidence into a case, or go on where a stopped run was',
  flags: [EXHIBITS_FLAG, RULES_FLAG, LIMIT_FLAG, ALL_TRAITS_FLAG],
  examples: ['anachron ingest ledger.anachron evidence/ --exhibits exhibits.yaml'],
  run: async ([file = '', ...paths], given, io) => {
    refuseMissing(paths)
    refuseInside(file, paths, 'case file')
    const asked = { ...askedOf(given), threads: threadsFor(paths) }
    const rules = await loadKnowledge(given, io)
    const open = openCase(file, 'create')
    ifStopped(`what was read is kept in ${inCommand(file)}; the same command goes on from there`)
    try {
      const { changed, roots, evidence, events } = await ingest(open.db, paths, rules, asked, io)
      refuseGone(open)
      const input = report(open.db, 'ingest', given, io)
      nameUnread(input, io)
      io.out(
        `${plural(roots, 'file')}; with members ${plural(evidence, 'evidence')}, ${plural(events, 'event')}. Next: anachron analyze ${inCommand(file)}\n`,
      )
      return exitCode(input, changed.length, undefined)
    } finally {
      open.close()
    }
  },
})
