// Somebody set the year wrongly: for some months a machine is a year ahead, then it is set right. Its rows state a wrong time.
import { DAY } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'a clock that was a year ahead for months and was then set right (its rows state a wrong time)',
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 40 })
    const right = new Set(books.truth.keys())
    live(random, { ...ORDINARY, from: '2017-03-13', days: 100 }, books)
    for (const [row, at] of books.truth) if (!right.has(row)) books.truth.set(row, at - 365 * DAY)
    return live(random, { ...ORDINARY, from: '2016-06-21', days: 8 }, books)
  },
} satisfies Growing
