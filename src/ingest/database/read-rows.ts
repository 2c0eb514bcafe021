/**
 * Streams the rows of one table in the order of their row ids, reading around damage: what a bad page hides from the front
 * is read from the end. Two versions of a database (without and with its -wal) are merged row by row; memory stays flat.
 */
import { quote, reason, rows, type Connection, type Table } from './sqlite-open.ts'
import type { Cell } from './time-cell.ts'
import type { Watch } from './watch.ts'

export interface Selection {
  readonly table: Table
  /** SQL of the columns, over this table alone. */
  readonly columns: readonly string[]
  /** Values of the question marks in `columns`. */
  readonly values: readonly (string | number | bigint | null)[]
}

/** A row: its id (null in a WITHOUT ROWID table), then the selected columns. */
export type Row = Cell[]

/** Which version of the database a row was read from: both say the same, or only one has it so. */
export type Version = 'both' | 'main' | 'with-wal'

/** Thrown when the time for one evidence is used up. */
export class OutOfTime extends Error {}

const CHECK_EVERY = 4096
/** Row ids of a sound table only rise. So many that do not, and the b-tree is taken to run in a circle. */
const MOST_OUT_OF_ORDER = 1000

/** Rows of one version, in key order. Reports damage as one problem line; throws only `OutOfTime`. */
export function* readRows(db: Connection, selection: Selection, watch: Watch): Generator<Row> {
  const { table } = selection
  const sql = `SELECT ${[table.rowid ?? 'NULL', ...selection.columns].join(', ')} FROM ${quote(table.name)} NOT INDEXED`
  let last: bigint | undefined
  let broken: string
  try {
    for (const row of guarded(rows(db, sql).iterate(...selection.values), watch)) {
      if (typeof row[0] === 'bigint' && (last === undefined || row[0] > last)) last = row[0]
      yield row
    }
    return
  } catch (error) {
    if (error instanceof OutOfTime) throw error
    broken = reason(error)
  }
  let behind = 0
  if (table.rowid !== undefined) {
    try {
      const backwards = rows(db, `${sql} ORDER BY ${table.rowid} DESC`).iterate(...selection.values)
      for (const row of guarded(backwards, watch, true)) {
        const id = row[0]
        if (typeof id !== 'bigint' || (last !== undefined && id <= last)) break
        behind++
        yield row
      }
    } catch (error) {
      if (error instanceof OutOfTime) throw error
    }
  }
  const where = last === undefined ? 'its first row could not be read' : `not read on after row ${last}`
  const rest =
    behind === 0
      ? ''
      : `; ${behind === 1 ? '1 row behind the damage was' : `${behind} rows behind the damage were`} read from the end`
  watch.problem(`table ${table.name}: ${where} (${broken})${rest}`)
}

function* guarded(source: Iterable<Row>, watch: Watch, descending = false): Generator<Row> {
  let n = 0
  let against = 0
  let last: bigint | undefined
  for (const row of source) {
    if (++n % CHECK_EVERY === 0 && performance.now() > watch.until) throw new OutOfTime()
    const id = row[0]
    if (typeof id === 'bigint') {
      if (last !== undefined && (descending ? id >= last : id <= last) && ++against > MOST_OUT_OF_ORDER)
        throw new Error('its row ids do not rise')
      last = id
    }
    yield row
  }
}

/** Rows of both versions of a table: what both say once, else each version's own. Needs row ids. */
export function* mergeRows(
  main: Iterator<Row>,
  merged: Iterator<Row>,
): Generator<{ readonly row: Row; readonly version: Version; readonly changed: boolean }> {
  let a = main.next()
  let b = merged.next()
  while (a.done !== true || b.done !== true) {
    const x = a.done === true ? undefined : idOf(a.value)
    const y = b.done === true ? undefined : idOf(b.value)
    if (a.done !== true && (y === undefined || (x !== undefined && x < y))) {
      yield { row: a.value, version: 'main', changed: false }
      a = main.next()
    } else if (b.done !== true && (a.done === true || (x !== undefined && y !== undefined && y < x))) {
      yield { row: b.value, version: 'with-wal', changed: false }
      b = merged.next()
    } else if (a.done !== true && b.done !== true) {
      if (same(a.value, b.value)) yield { row: a.value, version: 'both', changed: false }
      else {
        yield { row: a.value, version: 'main', changed: true }
        yield { row: b.value, version: 'with-wal', changed: true }
      }
      a = main.next()
      b = merged.next()
    }
  }
}

const idOf = (row: Row): bigint => (typeof row[0] === 'bigint' ? row[0] : 0n)

function same(a: Row, b: Row): boolean {
  return (
    a.length === b.length &&
    a.every((cell, i) => {
      const other = b[i]
      if (cell instanceof Uint8Array) return other instanceof Uint8Array && Buffer.compare(cell, other) === 0
      return cell === other
    })
  )
}
