// One day's rows moved two months back together.
import { DAY } from '../books.ts'
import { move, stretch } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: "UPDATE of one day's rows, all moved two months back",
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    move(books, stretch(books, random, 12, 0.75), -60 * DAY, now)
    return undefined
  },
} satisfies Forging
