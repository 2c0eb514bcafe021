/**
 * Opening a private copy of an SQLite database that may be hostile: read-only, nothing of its schema executed (no views,
 * triggers, virtual tables, generated columns), ordinary tables only. Follows sqlite.org/security.html.
 */
import Database from 'better-sqlite3'
import { z } from 'zod'
import { cellText, type Cell } from './time-cell.ts'
import type { Watch } from './watch.ts'
import type { SchemaEntry } from './schema-features.ts'

export type Connection = Database.Database

export interface Column {
  readonly name: string
  /** Declared type as written, may be empty. */
  readonly type: string
  /** The default, when the text is a literal; undefined for an expression, which is never executed. */
  readonly fallback: { readonly literal: string | number | bigint | null } | undefined
}

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** A name of the row id that no column hides, quoted; absent for WITHOUT ROWID tables. */
  readonly rowid: string | undefined
}

/** A column by its name, which SQLite takes without regard to case. */
export const columnOf = ({ columns }: Table, name: string): Column | undefined =>
  columns.find((one) => one.name.toLowerCase() === name.toLowerCase())

/** Whether there is such a table, with all of these columns. */
export function hasColumns(tables: Opened['tables'], name: string, columns: readonly string[]): boolean {
  const table = tables.get(name.toLowerCase())
  return table !== undefined && columns.every((column) => columnOf(table, column) !== undefined)
}

/** Whether a table so declared never gives a number twice (sqlite.org/autoinc.html). */
export const isAutoincrement = (sql: string): boolean => /\bAUTOINCREMENT\b/i.test(sql)

/** An identifier as SQL quotes it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** One line for a library's error. */
export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200)

/** Opens a private copy. Throws what the library throws. */
export function openCopy(path: string): Connection {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    for (const pragma of [
      'trusted_schema=OFF',
      'cell_size_check=ON',
      'query_only=ON',
      'mmap_size=0',
      'cache_size=-4096',
    ])
      db.pragma(pragma)
  } catch (error) {
    db.close()
    throw error
  }
  return db
}

/** A statement over evidence: rows as arrays, integers as bigint. */
export const rows = (db: Connection, sql: string): Database.Statement<unknown[], Cell[]> =>
  db.prepare<unknown[], Cell[]>(sql).raw().safeIntegers()

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? '')
const whole = z.union([z.bigint(), z.null()]).transform((value) => Number(value ?? 0n))
const masterRow = z.tuple([whole, text, text, text, whole, text])

/** The entries of sqlite_master in their order. Entries that are no such thing are left out. */
export function schemaEntries(db: Connection): readonly SchemaEntry[] {
  const found: SchemaEntry[] = []
  for (const row of rows(db, 'SELECT rowid, type, name, tbl_name, rootpage, sql FROM sqlite_master').iterate()) {
    const parsed = masterRow.safeParse(row)
    if (!parsed.success) continue
    const [rowid, type, name, table, rootPage, sql] = parsed.data
    found.push({ rowid, type, name, table, rootPage, sql })
  }
  return found
}

/** Ordinary tables hold rows of their own; views and virtual tables have no root page. */
export const isOrdinary = (entry: SchemaEntry): boolean =>
  entry.type === 'table' &&
  entry.rootPage > 0 &&
  !/^sqlite_/i.test(entry.name) &&
  !/^\s*CREATE\s+VIRTUAL\b/i.test(entry.sql)

const columnRow = z.tuple([text, text, z.unknown()])

/** A table's stored columns. Throws what the library throws. */
export function describeTable(db: Connection, name: string): Table {
  // table_info, unlike table_xinfo, leaves generated columns out: reading those would execute the evidence's expressions.
  const found = rows(db, 'SELECT name, type, dflt_value FROM pragma_table_info(?)').all(name)
  const columns = found.flatMap((row): Column[] => {
    const parsed = columnRow.safeParse(row)
    return parsed.success ? [{ name: parsed.data[0], type: parsed.data[1], fallback: literal(parsed.data[2]) }] : []
  })
  const taken = new Set(columns.map((c) => c.name.toLowerCase()))
  const rowid = ['rowid', '_rowid_', 'oid'].find((alias) => !taken.has(alias))
  return { name, columns, rowid: rowid !== undefined && hasRowid(db, name, rowid) ? rowid : undefined }
}

function hasRowid(db: Connection, table: string, alias: string): boolean {
  try {
    db.prepare(`SELECT ${alias} FROM ${quote(table)} NOT INDEXED`)
    return true
  } catch {
    return false
  }
}

/** The value of a default that is a literal; undefined when it is an expression. */
function literal(sql: unknown): Column['fallback'] {
  if (sql === null || sql === undefined) return { literal: null }
  if (typeof sql !== 'string') return undefined
  const source = sql.trim()
  if (/^null$/i.test(source)) return { literal: null }
  if (/^(?:true|false)$/i.test(source)) return { literal: /^true$/i.test(source) ? 1n : 0n }
  if (/^[+-]?\d{1,18}$/.test(source)) return { literal: BigInt(source.replace(/^\+/, '')) }
  if (/^[+-]?\d{1,18}\.\d{0,18}$/.test(source)) return { literal: Number(source) }
  const mark = source.charAt(0)
  if ((mark === "'" || mark === '"') && source.length > 1 && source.endsWith(mark))
    return { literal: source.slice(1, -1).replaceAll(mark + mark, mark) }
  return undefined
}

/** One version of a database, opened and described. */
export interface Opened {
  readonly db: Connection
  readonly entries: readonly SchemaEntry[]
  readonly tables: ReadonlyMap<string, Table>
}

/** Opens a private copy and describes its ordinary tables; undefined, with a problem line, when SQLite cannot. */
export function openDescribed(path: string, watch: Watch, which: string): Opened | undefined {
  let db: Connection | undefined
  try {
    db = openCopy(path)
    const entries = schemaEntries(db)
    const tables = new Map<string, Table>()
    for (const entry of entries) {
      if (!isOrdinary(entry) || tables.has(entry.name.toLowerCase())) continue
      if (performance.now() > watch.until) break
      try {
        tables.set(entry.name.toLowerCase(), describeTable(db, entry.name))
      } catch (error) {
        watch.problem(`table ${cellText(entry.name)}: its columns could not be read (${reason(error)})`)
      }
    }
    return { db, entries, tables }
  } catch (error) {
    db?.close()
    watch.problem(
      `the database${which} cannot be opened by SQLite: ${reason(error)}; compare with another copy of the file`,
    )
    return undefined
  }
}
