/** The bytes behind a locator, from the evidence opened again: what a screen shows of it is a bounded piece around the place meant. */
import type { OpenedSource } from '../../evidence/source.ts'
import { openCopy, quote } from '../../ingest/database/sqlite-open.ts'
import { cellText } from '../../ingest/database/time-cell.ts'
import { EvidenceProblem, type Locator } from '../../model.ts'
import type { CaseDatabase } from '../open.ts'
import { openAsFound, type ReopenTools } from '../reopen.ts'

export interface RawBytes {
  readonly type: 'bytes'
  /** Offset of the first byte of `bytes` in the evidence. */
  readonly offset: number
  readonly bytes: Uint8Array
  readonly size: number
  /** What the locator names, in the evidence's bytes; absent: it names no byte that was found. */
  readonly mark?: { readonly offset: number; readonly length: number }
  readonly text: boolean
}

export interface RawRows {
  readonly type: 'rows'
  readonly table: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly row: string; readonly cells: readonly string[]; readonly isMeant: boolean }[]
  readonly column?: string
}

export type Raw = (RawBytes | RawRows) & {
  /** Whether the bytes have the hash that the case holds. */
  readonly unchanged: boolean
}

/** Bytes shown around a place. */
const AROUND = 16_384
/** A value is looked for in so many bytes when its locator names none. */
const LOOKED_THROUGH = 8 * 1024 * 1024
/** Rows shown before and behind one. */
const ROWS_AROUND = 12

/** Opens one evidence and reads around a locator. Throws `EvidenceProblem` with one clear line. */
export async function openRaw(
  db: CaseDatabase,
  tools: ReopenTools,
  at: { readonly path: string; readonly locator: Locator; readonly value?: string | undefined },
): Promise<Raw> {
  const { opened, unchanged } = await openAsFound(db, at.path, tools)
  try {
    if (at.locator.type === 'row') return { ...rowsAround(opened, at.locator), unchanged }
    return { ...bytesAround(opened, at.locator, at.value), unchanged }
  } finally {
    opened.close()
  }
}

function bytesAround({ source }: OpenedSource, locator: Locator, value: string | undefined): RawBytes {
  const mark = markOf(source, locator, value)
  const middle = mark?.offset ?? 0
  const offset = Math.max(0, Math.floor((middle - AROUND / 2) / 16) * 16)
  const bytes = source.read(offset, AROUND)
  return {
    type: 'bytes',
    offset,
    bytes,
    size: source.size,
    ...(mark === undefined ? {} : { mark }),
    text: isText(bytes),
  }
}

/** Where the locator points: its own offset, else the value's only occurrence as bytes. */
function markOf(
  source: OpenedSource['source'],
  locator: Locator,
  value: string | undefined,
): RawBytes['mark'] | undefined {
  if (locator.type === 'bytes') return { offset: locator.offset, length: locator.length }
  if (locator.type === 'header') return { offset: locator.offset, length: headerLength(source, locator.offset) }
  if (value === undefined || value.length < 4) return undefined
  const bytes = Buffer.from(source.read(0, LOOKED_THROUGH))
  const first = bytes.indexOf(value, 0, 'latin1')
  const only = first >= 0 && bytes.indexOf(value, first + 1, 'latin1') < 0
  return only ? { offset: first, length: value.length } : undefined
}

/** A header field with its folded lines (RFC 5322, 2.2.3). */
function headerLength(source: OpenedSource['source'], offset: number): number {
  const text = Buffer.from(source.read(offset, AROUND / 2)).toString('latin1')
  const end = /\r?\n(?![ \t])/.exec(text)
  return end === null ? text.length : end.index
}

/** Mostly printable: shown as text, else as hexadecimal. */
function isText(bytes: Uint8Array): boolean {
  let strange = 0
  for (const byte of bytes) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) strange++
  return strange * 100 <= bytes.length
}

/** A row of a database and its neighbours in the order of the row id, read from a private copy. */
function rowsAround({ source }: OpenedSource, locator: Locator & { readonly type: 'row' }): RawRows {
  const copy = source.privateCopy(locator.row.endsWith('with -wal') ? ['-wal'] : [])
  const db = openCopy(copy.path)
  try {
    const master = db
      .prepare<[string], string>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND LOWER(name) = LOWER(?)",
      )
      .pluck()
      .get(locator.table)
    if (master === undefined)
      throw new EvidenceProblem(`there is no table ${locator.table} in this version of the database`)
    const table = quote(master)
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(master)
    const wanted = columns.map(quote).join(', ')
    const number = /^-?\d+(?= with -wal$|$)/.exec(locator.row)?.[0]
    const read = (side: string, way: string): readonly (readonly unknown[])[] =>
      db
        .prepare<[bigint], unknown[]>(
          `SELECT rowid, ${wanted} FROM ${table} WHERE rowid ${side} ? ORDER BY rowid ${way} LIMIT ${ROWS_AROUND + 1}`,
        )
        .raw()
        .safeIntegers()
        .all(BigInt(number ?? 0))
    const rows = [...read('<', 'DESC').toReversed(), ...read('>=', 'ASC')]
    return {
      type: 'rows',
      table: master,
      columns,
      rows: rows.map(([row, ...cells]) => ({
        row: String(row),
        cells: cells.map(shown),
        isMeant: String(row) === number,
      })),
      ...(locator.column === undefined ? {} : { column: locator.column }),
    }
  } catch (error) {
    if (error instanceof EvidenceProblem) throw error
    throw new EvidenceProblem(`the rows could not be read: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    db.close()
  }
}

const shown = (cell: unknown): string =>
  cell instanceof Uint8Array ||
  typeof cell === 'string' ||
  typeof cell === 'bigint' ||
  typeof cell === 'number' ||
  cell === null
    ? cellText(cell instanceof Uint8Array ? Buffer.from(cell) : cell).slice(0, 4_000)
    : ''
