/** The schema table, read raw from page 1 (sqlite.org/fileformat2.html, 2.6): entries, tables with the shape of their records, indexes. */
import type { SchemaEntry } from '../schema-features.ts'
import type { Pager } from './pager.ts'
import type { Problems } from './problems.ts'
import { rowsOf } from './rows.ts'
import { tableShape, type TableShape } from './table-shape.ts'

export interface Schema {
  readonly entries: readonly SchemaEntry[]
  /** Tables with rows of their own, by lower-case name, internal ones such as sqlite_sequence included. */
  readonly tables: ReadonlyMap<string, TableShape>
}

const TEXT = (name: string) => ({ name, type: 'text', affinity: 'text' as const, notNull: false, fallback: null })

/** The schema table itself. */
export const SCHEMA_TABLE: TableShape = {
  name: 'sqlite_master',
  root: 1,
  columns: [
    TEXT('type'),
    TEXT('name'),
    TEXT('tbl_name'),
    { name: 'rootpage', type: 'int', affinity: 'integer', notNull: false, fallback: null },
    TEXT('sql'),
  ],
  places: [0, 1, 2, 3, 4],
  alias: -1,
  withoutRowid: false,
  key: [],
}

/** Entries of a schema that is hostile may be millions. */
const MOST_ENTRIES = 100_000

/** Reads the schema; what cannot be read is named in `problems`. */
export function readSchema(pager: Pager, problems: Problems): Schema {
  const entries: SchemaEntry[] = []
  const tables = new Map<string, TableShape>()
  for (const { rowid, values } of rowsOf(pager, SCHEMA_TABLE, problems)) {
    if (entries.length >= MOST_ENTRIES) {
      problems.add('the schema', `has more than ${MOST_ENTRIES} entries; the rest is not read`)
      break
    }
    const [type, name, table, rootPage, sql] = values
    if (typeof type !== 'string' || typeof name !== 'string') continue
    const entry: SchemaEntry = {
      rowid: Number(rowid),
      type,
      name,
      table: typeof table === 'string' ? table : '',
      rootPage: typeof rootPage === 'bigint' ? Number(rootPage) : 0,
      sql: typeof sql === 'string' ? sql : '',
    }
    entries.push(entry)
    const shape = shapeOf(entry)
    if (shape !== undefined && !tables.has(name.toLowerCase())) tables.set(name.toLowerCase(), shape)
  }
  return { entries, tables }
}

/** The shape of a table that an entry of the schema describes; undefined for anything else. */
export function shapeOf({ type, name, rootPage, sql }: SchemaEntry): TableShape | undefined {
  if (type !== 'table' || rootPage < 1) return undefined
  const shape = tableShape(sql, name, rootPage)
  return shape !== undefined && shape.columns.length > 0 ? shape : undefined
}
