// A trail made by a script: constant steps, round times, the same texts again and again.
import { Books, DAY } from '../books.ts'
import { layoutOf } from '../life.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'a trail made by a script, with constant steps',
  trace: true,
  orderDecides: false,
  grow: (random) => new Books(layoutOf(random), Date.parse('2012-01-02T08:00:00Z')),
  forge: (books, random, now) => {
    for (let day = 0; day < 120; day++) {
      const morning = Date.parse('2012-01-05T09:00:00Z') + day * DAY
      const login = books.login(1, 'DESK1', morning)
      for (let n = 0; n < 6; n++)
        books.book(
          { at: now, shown: morning + n * 900_000, user: 1, login, machine: 'DESK1' },
          new Date(morning).toISOString().slice(0, 10),
          '4000 Sales',
          random.int(40, 60) * 100,
          'invoice',
        )
      books.logout(login, morning + 6 * 3_600_000)
    }
    for (const { id } of books.rows()) books.misdated.add(id)
    return undefined
  },
} satisfies Forging
