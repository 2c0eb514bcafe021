// Times moved by an hour or two, within what an office clock may be off.
import { HOUR } from '../books.ts'
import { move, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'UPDATE of times by an hour or two',
  trace: 'the shift is within what clocks of offices are off (a day); at most a finding of level low',
  orderDecides: false,
  forge: (books, random, now) => {
    move(books, scattered(books, random, 12, 0.2), -2 * HOUR, now)
    return undefined
  },
} satisfies Forging
