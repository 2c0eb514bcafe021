// More than half of the trail, its newer part, moved nine years back; sessions are left as they are.
import { DAY } from '../books.ts'
import { move } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'two thirds of the trail moved nine years back',
  trace: true,
  orderDecides: false,
  forge: (books, _random, now) => {
    const rows = books.rows()
    move(books, rows.slice(Math.floor(rows.length / 3)), -3285 * DAY, now)
    return undefined
  },
} satisfies Forging
