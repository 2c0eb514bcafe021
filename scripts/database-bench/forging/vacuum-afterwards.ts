// Times changed, then VACUUM to leave clean pages.
import scatteredTimes from './update-scattered-times.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of scattered times, then VACUUM',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    scatteredTimes.forge(books, random, now)
    books.edit('VACUUM')
    return undefined
  },
} satisfies Forging
