/** `anachron tui CASE`: the examiner's screen. */
import { basename, extname } from 'node:path'
import { openCase } from '../case/open.ts'
import { proof } from '../report/proof.ts'
import type { Show } from '../tui/show.ts'
import { defineCommand, EXIT, UsageError } from './command.ts'
import { report } from './examination.ts'

export default defineCommand({
  id: 'tui',
  usage: '<case>',
  summary: 'look through the findings and their proofs at the terminal',
  flags: [],
  examples: ['anachron tui ledger.anachron'],
  run: async ([file = ''], given, io) => {
    if (!io.interactive) throw new UsageError('tui needs a terminal; use anachron report or anachron timeline instead')
    const open = openCase(file, 'read')
    try {
      const { report: shown } = report(open.db, 'tui', given, io)
      // Loaded only here: a scan needs no screen, and ink takes its time. The name is put together because the compiler
      // leaves the ending in a dynamic import as it stands.
      const { show } = (await import(`../tui/show${extname(import.meta.url)}`)) as { show: Show }
      await show({ name: basename(file), report: shown, proof })
      return EXIT.ok
    } finally {
      open.close()
    }
  },
})
