// New rows at the end whose times say that they were made months ago.
import { bookAs, momentAt, workingTimes } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'rows inserted at the end with times of months ago',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    bookAs(books, random, workingTimes(random, momentAt(books, 0.3), 8), now)
    return undefined
  },
} satisfies Forging
