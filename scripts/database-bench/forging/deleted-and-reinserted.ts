// Rows deleted and put in again with another user, the same width: the new cell takes the old slot, or one of another deleted row.
import { scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'rows deleted and put in again with another user, the same width',
  trace: true,
  orderDecides: false,
  forge: (books, random, now) => {
    for (const { id } of scattered(books, random, 12)) {
      books.edit(`
        CREATE TEMP TABLE kept AS SELECT * FROM trail WHERE id = ${id}; DELETE FROM trail WHERE id = ${id};
        UPDATE kept SET user_id = 4 - user_id; INSERT INTO trail SELECT * FROM kept; DROP TABLE kept`)
      books.truth.set(id, now)
    }
    return undefined
  },
} satisfies Forging
