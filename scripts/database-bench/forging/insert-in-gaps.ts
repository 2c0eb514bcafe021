// Rows of the trail deleted, and others put in under the same numbers, with times that fit.
import { momentOf, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'rows replaced under the same numbers by longer ones, with times that fit',
  trace: true,
  orderDecides: false,
  forge: (books, random, now) => {
    for (const { id, recorded_at } of scattered(books, random, 12, 0.1, 0.8)) {
      const text = new Date(momentOf(recorded_at) + 30_000).toISOString().slice(0, 19) + recorded_at.slice(19)
      books.edit(`
        CREATE TEMP TABLE kept AS SELECT * FROM trail WHERE id = ${id};
        DELETE FROM trail WHERE id = ${id};
        UPDATE kept SET recorded_at = '${text}', detail = detail || ' as agreed with the owner';
        INSERT INTO trail SELECT * FROM kept; DROP TABLE kept`)
      books.truth.set(id, now)
      books.misdated.add(id)
    }
    return undefined
  },
} satisfies Forging
