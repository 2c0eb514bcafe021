// Rows put in for sessions that do not exist.
import { scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'sessions deleted whose rows remain',
  trace: true,
  orderDecides: false,
  forge: (books, random) => {
    for (const { login_id } of scattered(books, random, 6, 0.3, 0.9))
      books.edit(`DELETE FROM login WHERE id = ${login_id}`)
    return undefined
  },
} satisfies Forging
