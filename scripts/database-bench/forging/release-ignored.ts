// A trail written from nothing in one evening: rows of 2009 in a schema of 2014.
import { Books, DAY, written } from '../books.ts'
import { layoutOf } from '../life.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'a trail of 2009 written in one evening with a schema of 2014',
  trace: true,
  orderDecides: false,
  grow: (random) => {
    const books = new Books(layoutOf(random), Date.parse('2009-01-02T08:00:00Z'))
    books.upgrade('3.0', Date.parse('2009-01-02T08:00:00Z'))
    return books
  },
  forge: (books, random, now) => {
    for (let day = 0; day < 250; day++) {
      const morning = Date.parse('2009-01-05T08:00:00Z') + day * DAY
      const login = books.login(1, 'DESK1', morning)
      for (let n = random.int(2, 5); n > 0; n--)
        books.book(
          { at: now, shown: morning + n * 600_000, user: 1, login, machine: 'DESK1' },
          written(morning, false).slice(0, 10),
          '4000 Sales',
          random.int(100, 9999),
          'invoice',
        )
      books.logout(login, morning + 8 * 3_600_000)
    }
    for (const { id } of books.rows()) books.misdated.add(id)
    return undefined
  },
} satisfies Forging
