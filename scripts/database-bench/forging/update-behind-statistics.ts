import { MINUTE } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import { move } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of many times by a minute in books with an index and statistics',
  trace: true,
  orderDecides: false,
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 100 })
    books.edit('CREATE INDEX IF NOT EXISTS trail_recorded ON trail (recorded_at); ANALYZE')
    return live(random, { ...ORDINARY, from: '2016-05-16', days: 60 }, books)
  },
  forge: (books, _random, now) => {
    move(books, books.rows("recorded_at < '2016-04-15'"), MINUTE, now)
    return undefined
  },
} satisfies Forging
