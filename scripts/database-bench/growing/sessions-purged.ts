// Sessions that ended are deleted after nine months; those that a crash left open stay, and the trail keeps all its rows.
import { DAY, written } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'sessions that ended are deleted after 260 days, those without a logout stay',
  grow: (random) =>
    live(random, {
      ...ORDINARY,
      days: 300,
      crashes: 0.02,
      evening: (books, day) => {
        const before = written(Date.parse(`${ORDINARY.from}T00:00:00Z`) + (day - 260) * DAY, books.layout.local)
        books.edit(`DELETE FROM login WHERE ended_at IS NOT NULL AND started_at < '${before}'`)
      },
    }),
} satisfies Growing
