// The last rows of the trail deleted, the entries kept.
import { lastRow } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the last thirty rows of the trail deleted',
  trace: true,
  orderDecides: false,
  forge: (books) => {
    books.edit(`DELETE FROM trail WHERE id > ${lastRow(books) - 30}`)
    return undefined
  },
} satisfies Forging
