// Two branches kept books of their own; a tool of the maker appends those of the second to the first, times and all.
import { ORDINARY, live } from '../life.ts'
import { HOUR, type Books } from '../books.ts'
import type { Growing } from '../way.ts'

/** Copies rows of other books behind those of these, under new numbers and with their own times. */
export function append(books: Books, others: Books, where: string): void {
  const shift = 100_000
  // A row of these books comes to be when it is put into them, whatever it was elsewhere before.
  const now = Math.max(...books.truth.values(), ...others.truth.values()) + 4 * HOUR
  const columns = (table: string): string[] =>
    others.db
      .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name)
  const copy = (table: string, change: (row: Record<string, unknown>) => void, filter = '1') => {
    const names = columns(table)
    const insert = books.db.prepare(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    )
    for (const row of others.db
      .prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} WHERE ${filter} ORDER BY id`)
      .all()) {
      change(row)
      insert.run(row)
    }
  }
  books.db.transaction(() => {
    copy('login', (row) => (row['id'] = Number(row['id']) + shift))
    copy('entry', (row) => (row['id'] = Number(row['id']) + shift))
    let next = books.db.prepare<[], number>('SELECT max(id) FROM trail').pluck().get() ?? 0
    copy(
      'trail',
      (row) => {
        row['id'] = ++next
        row['login_id'] = Number(row['login_id']) + shift
        row['entry_id'] = Number(row['entry_id']) + shift
        books.truth.set(next, now)
      },
      where,
    )
  })()
  others.close()
}

export default {
  title: "another branch's books appended",
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 140 })
    const branch = live(random, { ...ORDINARY, days: 100, users: 2, workstations: 1 })
    append(books, branch, '1')
    return books
  },
} satisfies Growing
