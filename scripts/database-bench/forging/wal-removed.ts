// The -wal beside the file thrown away, and with it the last weeks.
import type { Forging } from '../way.ts'
import { Books, DAY } from '../books.ts'
import { ORDINARY, layoutOf, live } from '../life.ts'

export default {
  title: 'the -wal removed, and with it the last weeks',
  trace: 'the main file alone is what it was at the last checkpoint, whole and in order',
  orderDecides: false,
  grow: (random) => {
    const start = Date.parse(`${ORDINARY.from}T00:00:00Z`) - DAY
    const books = new Books({ ...layoutOf(random), journal: 'WAL' }, start)
    books.upgrade('3.0', start)
    return live(random, ORDINARY, books)
  },
  forge: (books, random) => {
    const before = books.bytes()
    live(random, { ...ORDINARY, from: '2016-08-01', days: 20 }, books)
    books.replace(before)
    return undefined
  },
} satisfies Forging
