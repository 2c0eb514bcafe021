// A battery ran out: for one morning a clock begins again at its factory date. The times are wrong, and nobody meant it.
import { HOUR, MINUTE, DAY } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'a clock that began again at its factory date for a morning (its rows state a wrong time)',
  grow: (random) =>
    live(random, {
      ...ORDINARY,
      evening: (books, day) => {
        if (day !== 60) return
        const at = Date.parse(`${ORDINARY.from}T19:00:00Z`) + day * DAY
        const reset = Date.parse('2010-01-01T00:00:00Z')
        const login = books.login(1, 'DESK1', reset)
        for (let n = 0; n < 3; n++)
          books.book(
            { at: at + n * MINUTE, shown: reset + n * MINUTE, user: 1, login, machine: 'DESK1' },
            '2016-04-01',
            '1200 Bank',
            100 + n,
            'cash',
          )
        books.logout(login, reset + HOUR)
      },
    }),
} satisfies Growing
