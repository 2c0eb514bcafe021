// The month in single rows changed in the file's bytes, outside SQLite.
import { momentOf, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the month in single rows changed byte by byte in the file',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    const chosen = scattered(books, random, 6, 0.75)
    const bytes = books.bytes()
    for (const { id, recorded_at } of chosen) {
      const at = bytes.indexOf(recorded_at)
      if (at < 0 || bytes.indexOf(recorded_at, at + 1) < 0) continue
      const past = new Date(momentOf(recorded_at) - 92 * 86_400_000).toISOString().slice(0, 7)
      // All places where the moment stands: the row of the trail and that of the ledger; an index keeps the old one.
      for (let next = at; next >= 0; next = bytes.indexOf(recorded_at, next + 1))
        if (!inIndex(books, next)) bytes.write(past, next, 'latin1')
      books.truth.set(id, now)
      books.misdated.add(id)
      for (const row of books.rows(`recorded_at = '${recorded_at}'`)) books.misdated.add(row.id)
    }
    books.replace(bytes)
    return undefined
  },
} satisfies Forging

/** Whether an offset lies in a page of the index on the recorded time: its leaf pages have type 10. */
function inIndex(books: Parameters<Forging['forge']>[0], offset: number): boolean {
  const page = Math.floor(offset / books.layout.pageSize) * books.layout.pageSize
  return books.bytes()[page] === 0x0a
}
