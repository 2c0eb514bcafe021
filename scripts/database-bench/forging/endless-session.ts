// A session of years ago reopened by hand: its logout is set to now, and rows dated in between are put into it.
import { DAY } from '../books.ts'
import { momentAt, scattered } from '../rows.ts'
import type { Forging } from '../way.ts'

export default {
  title: "rows of other days put into one old session, whose logout is set to the trail's end",
  trace: true,
  orderDecides: false,
  forge: (books, random) => {
    const old = books.rows()[5]?.login_id ?? 1
    const end = new Date(momentAt(books, 1) + DAY).toISOString().slice(0, 19)
    books.edit(`UPDATE login SET ended_at = '${end}${books.layout.local ? '' : 'Z'}' WHERE id = ${old}`)
    for (const { id } of scattered(books, random, 20)) books.edit(`UPDATE trail SET login_id = ${old} WHERE id = ${id}`)
    return undefined
  },
} satisfies Forging
