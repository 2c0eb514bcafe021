/** `anachron tui CASE`: the examiner's screen. */
import { basename } from 'node:path'
import { openCase } from '../case/open.ts'
import { proof } from '../report/proof.ts'
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
      // Loaded only here: a scan does not need a screen.
      const [{ render }, { createElement }, { App }] = await Promise.all([
        import('ink'),
        import('react'),
        import('../tui/app.tsx'),
      ])
      const screen = render(createElement(App, { shown: { name: basename(file), report: shown, proof } }), {
        alternateScreen: true,
      })
      await screen.waitUntilExit()
      return EXIT.ok
    } finally {
      open.close()
    }
  },
})
