// Recorded times of single rows set months back by UPDATE, in the trail and in the ledger.
import { DAY } from '../books.ts'
import { move, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of the times of a dozen scattered rows, months back',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    for (const row of scattered(books, random, 12, 0.7)) move(books, [row], -random.int(60, 100) * DAY, now)
    return undefined
  },
} satisfies Forging
