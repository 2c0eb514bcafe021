/** Values that the product writes a second time into another table, by the profile: where the two differ, one was changed alone. */
import type { ProfileTable } from '../profile.ts'
import { columnOf, quote, rows, type Opened } from '../sqlite-open.ts'
import { MOST_TESTIMONIES, type Testimony } from './testimony.ts'

/** Rows whose second copy says something else. A copy that is missing or empty says nothing. */
export function* copyTestimonies({ db, tables }: Opened, spec: ProfileTable): Generator<Testimony> {
  const table = tables.get(spec.table.toLowerCase())
  if (table?.rowid === undefined) return
  for (const { column, table: place, key, copy } of spec.copies) {
    const other = tables.get(place.toLowerCase())
    if (other === undefined || columnOf(table, column) === undefined) continue
    if (columnOf(other, key) === undefined || columnOf(other, copy) === undefined) continue
    const [a, b] = [`a.${quote(column)}`, `b.${quote(copy)}`]
    const found = rows(
      db,
      `SELECT a.${table.rowid}, ${a}, ${b} FROM ${quote(other.name)} b JOIN ${quote(table.name)} a ON a.${table.rowid} = b.${quote(key)}
       WHERE ${a} IS NOT NULL AND ${b} IS NOT NULL AND ${b} IS NOT 0 AND ${b} IS NOT '' AND ${a} IS NOT ${b} LIMIT ${MOST_TESTIMONIES}`,
    )
    for (const [row, says = null, said = null] of found.iterate()) {
      if (typeof row !== 'bigint') continue
      const what = `row ${row} of ${spec.table} has another ${column} than ${place}, which the product writes together with it`
      const one = { witness: 'second-copy', place, table: spec.table, row, what } as const
      const time = spec.times.find((known) => known.column.toLowerCase() === column.toLowerCase())
      yield time === undefined
        ? one
        : { ...one, times: { column, encoding: time.encoding, zone: time.zone, said, says } }
    }
  }
}
