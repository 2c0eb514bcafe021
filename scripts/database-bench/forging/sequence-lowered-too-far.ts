// Rows put in under chosen numbers, after which the sequence table is set to what it was thought to have been.
import { autoincrement } from '../life.ts'
import { lastRow } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the sequence table lowered below the highest row',
  trace: true,
  orderDecides: false,
  grow: autoincrement,
  forge: (books) => {
    books.edit(`UPDATE sqlite_sequence SET seq = ${lastRow(books) - 40} WHERE name = 'trail'`)
    return undefined
  },
} satisfies Forging
