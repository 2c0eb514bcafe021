import { MINUTE } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import { move } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of times by a minute in rows of before an upgrade, then VACUUM',
  trace: true,
  orderDecides: false,
  grow: (random) => live(random, { ...ORDINARY, from: '2014-02-03', days: 160, users: 2 }),
  forge: (books, random, now) => {
    // The release of 2014-05-12 brought a column; no order tells a minute.
    const rows = books.rows("recorded_at < '2014-05-01'")
    const some = new Set(Array.from({ length: 8 }, () => random.pick(rows)))
    move(books, [...some], MINUTE, now)
    books.edit('VACUUM')
    return undefined
  },
} satisfies Forging
