// The machine's clock is set three months back for an evening, entries are made in the product, the clock is set right again.
import { DAY, HOUR, MINUTE } from '../books.ts'
import { lastRow, momentAt } from '../rows.ts'
import { ORDINARY, live } from '../life.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'clock set three months back for an evening, work in the product',
  trace: true,
  orderDecides: true,
  forge: (books, random) => {
    const at = momentAt(books, 1) + 5 * HOUR
    const shown = at - 90 * DAY
    const login = books.login(2, 'DESK2', shown)
    const before = lastRow(books)
    for (let n = 0; n < 9; n++)
      books.book(
        { at: at + n * 6 * MINUTE, shown: shown + n * 6 * MINUTE, user: 2, login, machine: 'DESK2' },
        new Date(shown).toISOString().slice(0, 10),
        '4000 Sales',
        random.int(1000, 99_000),
        `invoice ${random.int(1000, 99_999)}`,
      )
    books.logout(login, shown + HOUR)
    for (let id = before + 1; id <= lastRow(books); id++) books.misdated.add(id)
    live(random, { ...ORDINARY, from: new Date(at + DAY).toISOString().slice(0, 10), days: 30 }, books)
    return undefined
  },
} satisfies Forging
