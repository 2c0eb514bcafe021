/**
 * Rows that name another row by its number, by the profile: the named one was there when its number was written. Told is a row whose recorded
 * time is earlier than that of the row it names, where most rows just before that one are later, too: neither rows that were copied in pairs
 * nor one wrong time are told.
 */
import type { Instant } from '../../../time/instant.ts'
import type { Profile, ProfileTable } from '../profile.ts'
import { columnOf, isAutoincrement, quote, rows, type Connection, type Opened } from '../sqlite-open.ts'
import { readCell, type Cell } from '../time-cell.ts'
import { MOST_TESTIMONIES, type Testimony } from './testimony.ts'

type TimeColumn = ProfileTable['times'][number]

/** A table with row ids, and the column that says when a row was put in. */
interface Side {
  readonly table: string
  readonly rowid: string
  readonly time: TimeColumn
}

interface Pair {
  readonly row: bigint
  readonly named: bigint
  readonly step: number
  readonly says: Cell
  readonly said: Cell
}

/** Rows up to the named one whose times are looked at. */
const NEIGHBOURS = 5
const FEWEST_NEIGHBOURS = 3

function sideOf({ tables }: Opened, spec: ProfileTable | undefined): Side | undefined {
  const table = tables.get(spec?.table.toLowerCase() ?? '')
  const time = spec?.times.find(({ claim }) => claim)
  if (table?.rowid === undefined || time === undefined || columnOf(table, time.column) === undefined) return undefined
  return { table: table.name, rowid: table.rowid, time }
}

/** Rows of a table that name a row recorded later, those with the largest steps. */
export function* namedRowTestimonies(
  opened: Opened,
  { tables: specs }: Profile,
  spec: ProfileTable,
  stop: () => boolean,
): Generator<Testimony> {
  const row = sideOf(opened, spec)
  if (row === undefined) return
  for (const { column, table } of spec.names) {
    const named = sideOf(
      opened,
      specs.find((one) => one.table === table),
    )
    const own = opened.tables.get(row.table.toLowerCase())
    if (named === undefined || own === undefined || columnOf(own, column) === undefined) continue
    const { encoding, zone } = row.time
    if (named.time.encoding !== encoding || named.time.zone !== zone) continue
    // The number of a deleted row is given to another one, unless the key is AUTOINCREMENT or a later row still stands.
    const sql = opened.entries.find((entry) => entry.type === 'table' && entry.name === named.table)?.sql ?? ''
    if (named.table !== row.table && !isAutoincrement(sql)) continue
    for (const { row: id, named: number, says, said } of largest(pairs(opened.db, row, named, column, stop)))
      yield {
        witness: 'named-row',
        place: table,
        table: spec.table,
        row: id,
        what: `row ${id} of ${spec.table} names row ${number} of ${table}, which was recorded later, as most rows just before that one were`,
        times: { column: row.time.column, encoding, zone, said, says },
      }
  }
}

function* pairs(db: Connection, row: Side, named: Side, column: string, stop: () => boolean): Generator<Pair> {
  const [says, said] = [`c.${quote(row.time.column)}`, `p.${quote(named.time.column)}`]
  // Times of one encoding sort as their cells do, nearly; what this lets through is read.
  const found = rows(
    db,
    `SELECT c.${row.rowid}, ${says}, p.${named.rowid}, ${said} FROM ${quote(row.table)} c
     JOIN ${quote(named.table)} p ON p.${named.rowid} = c.${quote(column)}
     WHERE ${said} > ${says} ${row.table === named.table ? `AND p.${named.rowid} < c.${row.rowid}` : ''}`,
  )
  const upTo = rows(
    db,
    `SELECT ${quote(named.time.column)} FROM ${quote(named.table)} WHERE ${named.rowid} <= ? ORDER BY ${named.rowid} DESC LIMIT ${NEIGHBOURS}`,
  )
  const timeOf = (cell: Cell): Instant | undefined => readCell(cell, row.time.encoding, row.time.zone)?.nominal
  for (const [id, saysCell = null, number, saidCell = null] of found.iterate()) {
    if (stop()) return
    const [at, later] = [timeOf(saysCell), timeOf(saidCell)]
    if (typeof id !== 'bigint' || typeof number !== 'bigint' || at === undefined || later === undefined) continue
    if (later <= at) continue
    const around = upTo.all(number).flatMap(([cell = null]) => timeOf(cell) ?? [])
    const after = around.filter((time) => time > at).length
    if (around.length < FEWEST_NEIGHBOURS || 2 * after <= around.length) continue
    yield { row: id, named: number, step: later - at, says: saysCell, said: saidCell }
  }
}

/** The largest steps; no more than twice as many as are told are held. */
function largest(all: Iterable<Pair>): readonly Pair[] {
  let held: Pair[] = []
  const best = () => held.sort((a, b) => b.step - a.step).slice(0, MOST_TESTIMONIES)
  for (const one of all) if (held.push(one) >= 2 * MOST_TESTIMONIES) held = best()
  return best()
}
