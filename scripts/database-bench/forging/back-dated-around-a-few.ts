// Nine tenths and more of the trail moved nine years back, around a few rows that were left as they were: those few are the smaller
// part, and must not be named.
import { DAY } from '../books.ts'
import { move, scattered, stretch } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'nine tenths of the trail moved nine years back, around a few rows left as they were',
  trace: true,
  orderDecides: false,
  forge: (books, random, now) => {
    const few = random.next() < 0.5 ? stretch(books, random, 30, 0.3) : scattered(books, random, 12, 0.2, 0.9)
    const left = new Set(few.map(({ id }) => id))
    move(
      books,
      books.rows().filter(({ id }) => !left.has(id)),
      -3285 * DAY,
      now,
    )
    return undefined
  },
} satisfies Forging
