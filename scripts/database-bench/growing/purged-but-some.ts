// Retention that keeps some: every evening the product deletes what is older than six weeks, but cancellations; later a release drops a column.
import { DAY, written } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'retention that keeps cancellations, and a release that drops a column',
  grow: (random) => {
    const books = live(random, {
      ...ORDINARY,
      evening: (kept, day) => {
        const before = written(Date.parse(`${ORDINARY.from}T00:00:00Z`) + (day - 42) * DAY, kept.layout.local)
        const old = `recorded_at < '${before}' AND action <> 'delete'`
        for (const { id } of kept.rows(old)) kept.truth.delete(id)
        kept.edit(`DELETE FROM trail WHERE ${old}`)
      },
    })
    books.edit('ALTER TABLE trail ADD COLUMN note TEXT; ALTER TABLE trail DROP COLUMN note')
    return live(random, { ...ORDINARY, from: '2016-08-01', days: 20 }, books)
  },
} satisfies Growing
