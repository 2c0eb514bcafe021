// Dumped to SQL, times changed in the text, restored.
import { DAY } from '../books.ts'
import { rebuilt } from '../rebuild.ts'
import { move, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: '.dump, a dozen times changed in the text, restored',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    move(books, scattered(books, random, 12, 0.75), -70 * DAY, now)
    rebuilt(books, { userVersion: false })
    return undefined
  },
} satisfies Forging
