/** `anachron timeline CASE`: all events in the order of time, as a table, CSV, JSON lines or a bodyfile. */
import { openCase } from '../case/open.ts'
import { events } from '../case/readers.ts'
import { TIMELINE_FORMATS } from '../report/timeline.ts'
import { defineCommand, EXIT, UsageError, value } from './command.ts'

export default defineCommand({
  id: 'timeline',
  usage: '<case>',
  summary: 'all events in the order of time',
  flags: [{ flag: '--format <name>', doc: `${TIMELINE_FORMATS.map((one) => one.id).join(', ')} (default: table)` }],
  examples: ['anachron timeline ledger.anachron', 'anachron timeline ledger.anachron --format csv > timeline.csv'],
  run: ([file = ''], given, io) => {
    const id = value(given, 'format') ?? 'table'
    const format = TIMELINE_FORMATS.find((one) => one.id === id)
    if (format === undefined)
      throw new UsageError(
        `there is no timeline format ${id}; there are ${TIMELINE_FORMATS.map((one) => one.id).join(', ')}`,
      )
    const open = openCase(file, 'read')
    try {
      for (const text of format.write(events(open.db, { order: 'time' }))) io.out(text)
      return Promise.resolve(EXIT.ok)
    } finally {
      open.close()
    }
  },
})
