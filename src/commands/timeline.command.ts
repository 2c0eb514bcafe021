/** `anachron timeline CASE`: all events in the order of time, as a table, CSV, JSON lines or a bodyfile. */
import { openCase } from '../case/open.ts'
import { events, eventsWithTraits } from '../case/readers.ts'
import { TIMELINE_FORMATS } from '../report/timeline.ts'
import { defineCommand, EXIT, UsageError, value } from './command.ts'
import { interruptible } from './stop.ts'

export default defineCommand({
  id: 'timeline',
  usage: '<case>',
  summary:
    'all events in the order of time; JSON lines have their traits, too, as Sigma rules of rules export-sigma name them',
  flags: [{ flag: '--format <name>', doc: `${TIMELINE_FORMATS.map((one) => one.id).join(', ')} (default: table)` }],
  examples: [
    'anachron timeline ledger.anachron',
    'anachron timeline ledger.anachron --format csv > timeline.csv',
    'anachron timeline ledger.anachron --format jsonl > timeline.jsonl',
  ],
  run: ([file = ''], given, io) => {
    const id = value(given, 'format') ?? 'table'
    const format = TIMELINE_FORMATS.find((one) => one.id === id)
    if (format === undefined)
      throw new UsageError(
        `there is no timeline format ${id}; there are ${TIMELINE_FORMATS.map((one) => one.id).join(', ')}`,
      )
    const open = openCase(file, 'read')
    try {
      const all = format.withTraits === true ? eventsWithTraits(open.db) : events(open.db, { order: 'time' })
      interruptible(() => {
        for (const text of format.write(all)) io.out(text)
      })
      return Promise.resolve(EXIT.ok)
    } finally {
      open.close()
    }
  },
})
