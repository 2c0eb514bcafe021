// What several forging ways do: choose rows, move their times, put rows in.
import type { Random } from '../../samples/make/random.ts'
import { DAY, written, type Books } from './books.ts'

/** A recorded time as a moment, by the numbers it shows. */
export const momentOf = (text: string): number => Date.parse(`${text.slice(0, 19)}Z`)

/** So many rows of the trail, scattered, from the share `from` to the share `to` of its length. */
export function scattered(books: Books, random: Random, n: number, from = 0.5, to = 1): ReturnType<Books['rows']> {
  const rows = books.rows()
  const some = new Map<number, (typeof rows)[number]>()
  while (some.size < n) {
    const row = rows[random.int(Math.floor(rows.length * from), Math.floor(rows.length * to) - 1)]
    if (row !== undefined) some.set(row.id, row)
  }
  return [...some.values()].sort((a, b) => a.id - b.id)
}

/** A stretch of neighbouring rows, somewhere from the share `from` of the trail on. */
export function stretch(books: Books, random: Random, n: number, from = 0.6): ReturnType<Books['rows']> {
  const rows = books.rows()
  const start = random.int(Math.floor(rows.length * from), rows.length - n - 1)
  return rows.slice(start, start + n)
}

/** Changes recorded times by UPDATE, in the trail and (unless `trailOnly`) in the entries they are about. */
export function move(books: Books, rows: ReturnType<Books['rows']>, by: number, now: number, trailOnly = false): void {
  const trail = books.db.prepare('UPDATE trail SET recorded_at = ? WHERE id = ?')
  const entry = books.db.prepare('UPDATE entry SET entered_at = ? WHERE id = ?')
  books.db.transaction(() => {
    for (const row of rows) {
      const text = `${new Date(momentOf(row.recorded_at) + by).toISOString().slice(0, 19)}${row.recorded_at.slice(19)}`
      trail.run(text, row.id)
      if (!trailOnly) entry.run(text, row.entry_id)
      books.truth.set(row.id, now)
      books.misdated.add(row.id)
    }
  })()
}

/** Moments of `n` bookings on the working day of a moment, as the clock showed them. */
export const workingTimes = (random: Random, day: number, n: number): readonly number[] => {
  const first = Math.floor(day / DAY) * DAY + 9 * 3_600_000
  return Array.from({ length: n }, () => first + random.int(0, 7 * 3600) * 1000).sort((a, b) => a - b)
}

/** Books entries at `now` whose recorded time says `shown`, in the session of that day if there is one. */
export function bookAs(books: Books, random: Random, shown: readonly number[], now: number): void {
  for (const time of shown) {
    const text = written(time, books.layout.local)
    const login =
      books.db.prepare<[string], number>('SELECT max(id) FROM login WHERE started_at <= ?').pluck().get(text) ?? 1
    const before = lastRow(books)
    books.book(
      { at: now, shown: time, user: 1, login, machine: 'DESK1' },
      text.slice(0, 10),
      '5600 Freight',
      random.int(2000, 90_000),
      `invoice ${random.int(1000, 99_999)}`,
    )
    for (let id = before + 1; id <= lastRow(books); id++) books.misdated.add(id)
  }
}

export const lastRow = (books: Books): number =>
  books.db.prepare<[], number | null>('SELECT max(id) FROM trail').pluck().get() ?? 0

/** The moment that the trail's row at a share of its length shows. */
export function momentAt(books: Books, share: number): number {
  const rows = books.rows()
  return momentOf(rows[Math.floor((rows.length - 1) * share)]?.recorded_at ?? '2016-01-01T00:00:00')
}
