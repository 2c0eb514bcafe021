// A history written out of order by a script that knew its numbers: rows keep their times, pages do not.
import type { Forging } from '../way.ts'

export default {
  title: 'the trail written anew row by row in no order, numbers and times kept',
  trace: true,
  orderDecides: false,
  forge: (books, _random, now) => {
    books.edit(`
      CREATE TEMP TABLE kept AS SELECT * FROM trail ORDER BY id * 7919 % 10007; DELETE FROM trail;
      INSERT INTO trail SELECT * FROM kept ORDER BY rowid; DROP TABLE kept`)
    for (const { id } of books.rows()) {
      books.truth.set(id, now)
      books.misdated.add(id)
    }
    return undefined
  },
} satisfies Forging
