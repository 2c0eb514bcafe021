// A release adds an index and statistics to books that are in use.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'an index and statistics added to books in use',
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 100 })
    books.edit(
      'CREATE INDEX IF NOT EXISTS trail_recorded ON trail (recorded_at); CREATE INDEX trail_entry ON trail (entry_id); ANALYZE',
    )
    return live(random, { ...ORDINARY, from: '2016-05-16', days: 60 }, books)
  },
} satisfies Growing
