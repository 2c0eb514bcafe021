// Two copies are handed over; in the later one rows of the trail were changed and some are gone.
import { scattered } from '../rows.ts'
import { ORDINARY, live } from '../life.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'a second copy in which rows of the trail were altered and deleted',
  trace: true,
  orderDecides: false,
  forge: (books, random) => {
    const beside = books.bytes()
    live(random, { ...ORDINARY, from: '2016-08-01', days: 20 }, books)
    for (const { id } of scattered(books, random, 10, 0.1, 0.6))
      books.edit(`UPDATE trail SET user_id = 4 - user_id, detail = 'amount 0' WHERE id = ${id}`)
    books.edit('DELETE FROM trail WHERE id BETWEEN 40 AND 45')
    return { beside }
  },
} satisfies Forging
