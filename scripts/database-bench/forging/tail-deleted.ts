// The last rows of the trail deleted, the entries kept.
import { autoincrement } from '../life.ts'
import { lastRow } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the last thirty rows of a trail with AUTOINCREMENT deleted',
  trace: true,
  orderDecides: false,
  grow: autoincrement,
  forge: (books) => {
    books.edit(`DELETE FROM trail WHERE id > ${lastRow(books) - 30}`)
    return undefined
  },
} satisfies Forging
