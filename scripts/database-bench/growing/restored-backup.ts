// A disk fails; the backup of two weeks ago is put back, and work goes on. What was booked in between is gone.
import { DAY } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'a backup of two weeks ago put back, and work that goes on',
  grow: (random) => {
    const books = live(random, { ...ORDINARY, days: 90 })
    const backup = books.bytes()
    live(random, { ...ORDINARY, from: '2016-05-01', days: 14 }, books)
    books.replace(backup)
    const back = Date.parse('2016-05-15T00:00:00Z')
    for (const [id, at] of books.truth) if (at > back - 14 * DAY) books.truth.delete(id)
    return live(random, { ...ORDINARY, from: '2016-05-15', days: 60 }, books)
  },
} satisfies Growing
