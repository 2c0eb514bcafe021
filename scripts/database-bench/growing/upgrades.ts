// Years of use through two releases: one adds a column that stays empty in old rows, one adds a column and fills it.
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'upgrades over three releases, one of which fills a column in all rows',
  grow: (random) => {
    const books = live(random, { ...ORDINARY, from: '2014-02-03', days: 150, users: 2 })
    return live(random, { ...ORDINARY, from: '2018-09-24', days: 120, users: 2 }, books)
  },
} satisfies Growing
