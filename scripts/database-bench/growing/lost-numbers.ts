// Writes that fail use up numbers: INSERT OR IGNORE on an AUTOINCREMENT key leaves honest gaps.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'numbers used up by writes that were ignored',
  grow: (random) =>
    live(random, {
      ...ORDINARY,
      evening: (books, _day, dice) => {
        if (!books.layout.autoincrement) return
        for (let n = dice.int(0, 3); n > 0; n--)
          books.edit(
            'CREATE UNIQUE INDEX once ON trail (id, action); INSERT OR IGNORE INTO trail (id, action) SELECT max(id), action FROM trail; DROP INDEX once',
          )
        books.edit("UPDATE sqlite_sequence SET seq = seq + 2 WHERE name = 'trail' AND abs(random()) % 4 = 0")
      },
    }),
} satisfies Growing
