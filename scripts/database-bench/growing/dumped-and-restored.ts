// A technician moves the books to a new machine by way of SQL: every row is written anew in one transaction, times kept.
import { ORDINARY, live } from '../life.ts'
import { rebuilt } from '../rebuild.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'moved to a new machine by .dump and restore, then used on',
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 120 })
    rebuilt(books, { userVersion: false })
    return live(random, { ...ORDINARY, from: '2016-06-06', days: 20 }, books)
  },
} satisfies Growing
