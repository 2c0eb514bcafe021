// Rows put in under chosen numbers, after which the sequence table is set to what it was thought to have been.
import { layoutOf, live, ORDINARY } from '../life.ts'
import { Books, DAY } from '../books.ts'
import { lastRow } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the sequence table lowered below the highest row',
  trace: true,
  orderDecides: false,
  grow: (random) => {
    const start = Date.parse(`${ORDINARY.from}T00:00:00Z`) - DAY
    const books = new Books({ ...layoutOf(random), autoincrement: true }, start)
    books.upgrade('3.0', start)
    return live(random, ORDINARY, books)
  },
  forge: (books) => {
    books.edit(`UPDATE sqlite_sequence SET seq = ${lastRow(books) - 40} WHERE name = 'trail'`)
    return undefined
  },
} satisfies Forging
