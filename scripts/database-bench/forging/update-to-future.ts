// Early rows set months forward, so that they seem to have been made later.
import { DAY } from '../books.ts'
import { move, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of the times of scattered rows, months forward',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    move(books, scattered(books, random, 10, 0.05, 0.3), 70 * DAY, now)
    return undefined
  },
} satisfies Forging
