// The product is upgraded, then rows are put in that claim to be older than the columns they fill.
import { DAY } from '../books.ts'
import { bookAs, workingTimes } from '../rows.ts'
import { ORDINARY, live } from '../life.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'schema upgraded first, rows of before the upgrade inserted after it',
  trace: true,
  orderDecides: true,
  grow: (random) => {
    const books = live(random, { ...ORDINARY, from: '2014-01-06', days: 120 })
    books.upgrade('3.0', Date.parse('2014-06-02T07:00:00Z'))
    return live(random, { ...ORDINARY, from: '2014-06-03', days: 60 }, books)
  },
  forge: (books, random, now) => {
    const march = Date.parse('2014-03-03T00:00:00Z')
    for (let n = 0; n < 4; n++) bookAs(books, random, workingTimes(random, march + n * DAY, 3), now)
    return undefined
  },
} satisfies Forging
