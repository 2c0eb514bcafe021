// Retention: every evening the product deletes what is older than sixty days.
import { DAY, written } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'retention: rows older than sixty days are deleted every evening',
  grow: (random) =>
    live(random, {
      ...ORDINARY,
      evening: (books, day) => {
        const before = written(Date.parse(`${ORDINARY.from}T00:00:00Z`) + (day - 60) * DAY, books.layout.local)
        for (const { id } of books.rows(`recorded_at < '${before}'`)) books.truth.delete(id)
        books.edit(
          `DELETE FROM trail WHERE recorded_at < '${before}'; DELETE FROM login WHERE started_at < '${before}'`,
        )
      },
    }),
} satisfies Growing
