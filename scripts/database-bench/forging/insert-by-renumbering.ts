// Numbers of later rows raised by one to make room, and a row put in between, again and again.
import { scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'rows inserted between others by raising the numbers of all later ones',
  trace: true,
  orderDecides: false,
  forge: (books, random, now) => {
    for (const { id } of scattered(books, random, 8, 0.1, 0.8).reverse()) {
      books.edit(`
        UPDATE trail SET id = -id - 1 WHERE id > ${id}; UPDATE trail SET id = -id WHERE id < 0;
        INSERT INTO trail SELECT * FROM (SELECT ${id + 1} AS id, * FROM (SELECT recorded_at, user_id, login_id, action, entry_id, detail || ' paid' ${columnsAfter(books)} FROM trail WHERE id = ${id}))`)
      const truth = [...books.truth].filter(([row]) => row > id)
      for (const [row] of truth) books.truth.delete(row)
      for (const [row, at] of truth) books.truth.set(row + 1, at)
      const misdated = [...books.misdated].filter((row) => row > id)
      for (const row of misdated) books.misdated.delete(row)
      for (const row of misdated) books.misdated.add(row + 1)
      books.truth.set(id + 1, now)
      books.misdated.add(id + 1)
    }
    return undefined
  },
} satisfies Forging

const columnsAfter = (books: Parameters<Forging['forge']>[0]): string =>
  `${books.version >= '3.0' ? ', station' : ''}${books.version >= '4.0' ? ', branch' : ''}`
