// Copied by the shell's .clone, then a day's rows changed.
import { rebuilt } from '../rebuild.ts'
import day from './update-day-to-past.ts'
import type { Forging } from '../way.ts'

export default {
  title: '.clone, then a day moved two months back',
  trace: true,
  orderDecides: true,
  forge: (books, random, now) => {
    rebuilt(books, { userVersion: false, doubledSequence: true })
    day.forge(books, random, now)
    return undefined
  },
} satisfies Forging
