// Times moved by a minute: the row stays between its neighbours, and the cell keeps its place and width.
import { momentOf, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of times by a minute, between those of the neighbours',
  trace: 'the new time fits where it stands, and a value of the same width overwrites the old one in place',
  orderDecides: false,
  forge: (books, random, now) => {
    for (const { id, recorded_at } of scattered(books, random, 12)) {
      const text = new Date(momentOf(recorded_at) + 60_000).toISOString().slice(0, 19) + recorded_at.slice(19)
      books.db.prepare('UPDATE trail SET recorded_at = ? WHERE id = ?').run(text, id)
      books.truth.set(id, now)
    }
    return undefined
  },
} satisfies Forging
