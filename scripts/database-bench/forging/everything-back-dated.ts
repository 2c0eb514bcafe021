// The whole file moved nine years back: trail, ledger, sessions and the history of releases.
import { DAY, written } from '../books.ts'
import { momentOf, move } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: 'the whole trail moved nine years back, sessions and releases with it',
  trace: true,
  orderDecides: false,
  forge: (books, _random, now) => {
    const by = -3285 * DAY
    move(books, books.rows(), by, now)
    const shift = (table: string, column: string) => {
      const rows = books.db
        .prepare<[], { rowid: number; at: string }>(
          `SELECT rowid, ${column} AS at FROM ${table} WHERE ${column} IS NOT NULL`,
        )
        .all()
      for (const { rowid, at } of rows)
        books.db
          .prepare(`UPDATE ${table} SET ${column} = ? WHERE rowid = ?`)
          .run(written(momentOf(at) + by, false).slice(0, 19) + at.slice(19), rowid)
    }
    shift('login', 'started_at')
    shift('login', 'ended_at')
    shift('product_version', 'installed_at')
    return undefined
  },
} satisfies Forging
