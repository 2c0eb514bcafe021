// A till that was offline hands over three days' rows a fortnight later, with the times at which they were made.
import { ORDINARY, live } from '../life.ts'
import { append } from './merged-branches.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'rows of an offline till that arrive a fortnight late',
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 100 })
    append(books, live(random, { ...ORDINARY, from: '2016-04-25', days: 3, users: 1, workstations: 1 }), '1')
    return live(random, { ...ORDINARY, from: '2016-05-11', days: 60 }, books)
  },
} satisfies Growing
