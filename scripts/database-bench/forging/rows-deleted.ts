// Rows of the trail deleted and nothing put in their place.
import { scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'rows of the trail deleted',
  trace:
    'the gap in the numbers is all that a database without AUTOINCREMENT or with lost numbers shows; gaps are honest too',
  orderDecides: false,
  forge: (books, random) => {
    for (const { id } of scattered(books, random, 15, 0.2, 0.9)) books.edit(`DELETE FROM trail WHERE id = ${id}`)
    return undefined
  },
} satisfies Forging
