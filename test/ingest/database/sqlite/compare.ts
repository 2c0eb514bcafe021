/** Holds our raw rows against those that better-sqlite3 reads from a private, immutable copy of the main file alone. */
import Database from 'better-sqlite3'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRaw } from '../../../../src/ingest/database/sqlite/open-raw.ts'
import type { Bytes } from '../../../../src/ingest/database/sqlite/pager.ts'
import { rowsOf } from '../../../../src/ingest/database/sqlite/rows.ts'
import type { TableShape } from '../../../../src/ingest/database/sqlite/table-shape.ts'
import type { Cell } from '../../../../src/ingest/database/time-cell.ts'

export const inMemory = (bytes: Uint8Array): Bytes => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
})

export interface Compared {
  readonly tables: number
  readonly rows: number
  readonly differences: readonly string[]
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`
const text = (cell: Cell | undefined): string =>
  cell instanceof Uint8Array ? `x'${Buffer.from(cell).toString('hex')}'` : `${typeof cell} ${String(cell)}`

const line = (cells: readonly Cell[]): string => cells.map(text).join(' | ')

/** undefined where the library cannot open the file. */
export function compare(file: string): Compared | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-compare-'))
  const copy = join(folder, 'copy.db')
  copyFileSync(file, copy)
  try {
    return against(copy, readFileSync(file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function against(copy: string, bytes: Uint8Array): Compared | undefined {
  let db: Database.Database
  try {
    db = new Database(copy, { readonly: true })
    db.prepare('SELECT count(*) FROM sqlite_master').get()
  } catch {
    return undefined
  }
  try {
    return openedAgainst(db, bytes)
  } finally {
    db.close()
  }
}

export function openedAgainst(db: Database.Database, bytes: Uint8Array): Compared {
  const raw = openRaw(inMemory(bytes))
  if ('reason' in raw) return { tables: 0, rows: 0, differences: [raw.reason] }
  const differences: string[] = []
  const names = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
    .pluck()
    .all()
    .map(String)
  let rows = 0
  for (const name of names) {
    const shape = raw.schema.tables.get(name.toLowerCase())
    if (shape === undefined) {
      differences.push(`${name}: no shape`)
      continue
    }
    const expected = expectedRows(db, shape)
    if (expected === undefined) continue
    const own = Array.from(rowsOf(raw.pager, shape, raw.problems), (row) => line([row.rowid ?? null, ...row.values]))
    const theirs = expected.map(line)
    // SQLite may read a WITHOUT ROWID table through another index; the order then says nothing.
    if (shape.withoutRowid) for (const lines of [own, theirs]) lines.sort()
    rows += theirs.length
    const at = theirs.findIndex((one, i) => one !== own[i])
    if (at >= 0)
      differences.push(`${name}: ${theirs[at]?.slice(0, 300) ?? ''} <> ${own[at]?.slice(0, 300) ?? 'nothing'}`)
    else if (own.length !== theirs.length) differences.push(`${name}: ${own.length} rows, not ${theirs.length}`)
  }
  return { tables: names.length, rows, differences: [...differences, ...raw.problems.lines()] }
}

function expectedRows(db: Database.Database, shape: TableShape): readonly Cell[][] | undefined {
  const columns = shape.columns.map((c) => quote(c.name))
  const taken = new Set(shape.columns.map((c) => c.name.toLowerCase()))
  const rowid = shape.withoutRowid ? 'NULL' : (['rowid', '_rowid_', 'oid'].find((alias) => !taken.has(alias)) ?? 'NULL')
  try {
    return db
      .prepare<[], Cell[]>(`SELECT ${[rowid, ...columns].join(', ')} FROM ${quote(shape.name)} NOT INDEXED`)
      .raw()
      .safeIntegers()
      .all()
  } catch (error) {
    // What SQLite itself calls malformed is no reference.
    if (/malformed|no such (?:module|tokenizer|collation)/.test(String(error))) return undefined
    throw error
  }
}
