// Weeks of rows made by copying one week, times shifted, to fill a hole.
import { DAY } from '../books.ts'
import { bookAs, momentOf } from '../rows.ts'
import { ORDINARY, live } from '../life.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'two months filled with copies of one week',
  trace: true,
  orderDecides: false,
  grow: (random) => live(random, { ...ORDINARY, days: 60 }),
  forge: (books, random, now) => {
    const week = books
      .rows()
      .slice(-60)
      .map(({ recorded_at }) => momentOf(recorded_at))
    for (let n = 1; n <= 8; n++)
      bookAs(
        books,
        random,
        week.map((at) => at + n * 7 * DAY),
        now,
      )
    return undefined
  },
} satisfies Forging
