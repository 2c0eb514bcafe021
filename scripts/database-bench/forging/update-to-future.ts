// Early rows set months forward, so that they seem to have been made later. They are later than rows behind them, as the few honest rows of a
// back-dated trail are: the order tells of the step, not which side is wrong.
import { DAY } from '../books.ts'
import { move, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of the times of scattered rows, months forward',
  trace: true,
  orderDecides: false,
  forge: (books, random, now) => {
    move(books, scattered(books, random, 10, 0.05, 0.3), 70 * DAY, now)
    return undefined
  },
} satisfies Forging
