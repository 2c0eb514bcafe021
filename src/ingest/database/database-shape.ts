/**
 * What a database's tables and pages say of how it came about, as traits of the database: highest rows and sequences, how
 * leaf pages lie, rows written after their neighbours. Facts of the file only; rules judge.
 */
import type { Locator, Trait } from '../../model.ts'
import type { Source } from '../ingester.ts'
import type { GappedTable } from './gap-rows.ts'
import { pageOrder } from './page-order.ts'
import type { WideRow } from './record-widths.ts'
import { missingIn } from './row-gaps.ts'
import type { Profile, ProfileTable } from './profile.ts'
import { pageSizeOf, type Header } from './sqlite-header.ts'
import { columnOf, isAutoincrement, quote, rows, type Opened, type Table } from './sqlite-open.ts'
import type { Cell } from './time-cell.ts'
import type { Watch } from './watch.ts'

/** Declared by the ingester. Values are words `name=value`, tables as JSON strings first. */
export const SHAPE_TRAITS = {
  'sqlite.file-pages': 'Pages that the file has room for: its size divided by the page size',
  'sqlite.objects': 'Entries of sqlite_master, and how many of its row ids are free below the highest',
  'sqlite.root-order':
    'How the roots of tables lie: front (2, 3, 4, … as VACUUM leaves them), own (each before its own data), scattered',
  'sqlite.statement-style': 'A printing style of CREATE TABLE that an editor leaves, with the number of tables',
  'db.table.shape':
    'A table of a profile or with a sequence: what it is, its rows, first and last row, the largest gap, how many gaps and numbers missing in them, sequence entries and highest number, leaf pages, disorder, free bytes, late cells, wide rows',
  'db.table.late-row':
    'Table and row of a cell of an audit table that lies in its leaf page as one written after both neighbours does',
  'db.table.wide-row':
    'Table and row of a record of an audit table that stores more columns than a later row: how many, the later row, and how many that one stores',
} as const

const HEADER: Locator = { type: 'bytes', offset: 0, length: 100 }

export interface DatabaseShape {
  readonly traits: readonly Trait[]
  readonly gapped: readonly GappedTable[]
}

/** Shape of a database that could be opened. Anything that cannot be read is left out. */
export function shapeOf(
  opened: Opened,
  source: Source,
  header: Header,
  profiles: readonly Profile[],
  watch: Watch,
): DatabaseShape {
  const pageSize = pageSizeOf(header)
  if (pageSize < 512 || pageSize - header.reserved < 480) return { traits: [], gapped: [] }
  const shape = new Shape(opened, source, header, watch)
  const traits: readonly Trait[] = [
    { key: 'sqlite.file-pages', value: String(source.size / pageSize), locator: HEADER },
    ...shape.schema(),
    ...shape.tables(profiles),
  ]
  return { traits, gapped: shape.gapped }
}

class Shape {
  /** Known when `tables` was called. */
  readonly gapped: GappedTable[] = []
  readonly #opened: Opened
  readonly #source: Source
  readonly #header: Header
  readonly #watch: Watch

  constructor(opened: Opened, source: Source, header: Header, watch: Watch) {
    this.#opened = opened
    this.#source = source
    this.#header = header
    this.#watch = watch
  }

  schema(): Trait[] {
    const { entries } = this.#opened
    const rowids = entries.map(({ rowid }) => rowid)
    const free = rowids.length === 0 ? 0 : Math.max(...rowids) - rowids.length
    const styled = entries.filter(({ type, sql }) => type === 'table' && EDITOR_STYLE.test(sql.slice(0, 10_000)))
    const locator = { type: 'row', table: 'sqlite_master', row: '*' } as const
    return [
      { key: 'sqlite.objects', value: `entries=${entries.length} free=${free}`, locator },
      ...(entries.length > 2 ? [{ key: 'sqlite.root-order', value: this.#roots(), locator }] : []),
      ...(styled.length > 0
        ? [{ key: 'sqlite.statement-style', value: `db-browser tables=${styled.length}`, locator }]
        : []),
    ]
  }

  #roots(): string {
    const roots = this.#opened.entries.map(({ rootPage }) => rootPage).filter((page) => page > 0)
    const ordered = roots.every((page, i) => i === 0 || page > (roots[i - 1] ?? 0))
    const front = ordered && roots.every((page, i) => page === i + 2)
    return front ? 'front' : ordered ? 'own' : 'scattered'
  }

  tables(profiles: readonly Profile[]): Trait[] {
    const sequences = this.#sequences()
    const specs = new Map(
      profiles.flatMap(({ tables }) => tables.map((spec) => [spec.table.toLowerCase(), spec] as const)),
    )
    return [...this.#opened.tables].flatMap(([key, table]) => {
      const spec = specs.get(key)
      if (performance.now() > this.#watch.until || (spec === undefined && !sequences.has(key))) return []
      return this.#table(table, spec, sequences.get(key))
    })
  }

  /** By table: entries of sqlite_sequence and the highest number; Core Data keeps its own in Z_PRIMARYKEY. */
  #sequences(): ReadonlyMap<string, { readonly entries: number; readonly highest: bigint }> {
    const found = new Map<string, { readonly entries: number; readonly highest: bigint }>()
    const read = (sql: string, name: (cell: string) => string) => {
      for (const [table = null, entries = null, highest = null] of this.#read(sql))
        if (typeof table === 'string' && typeof entries === 'bigint' && typeof highest === 'bigint')
          found.set(name(table).toLowerCase(), { entries: Number(entries), highest })
    }
    if (this.#opened.entries.some(({ name }) => name === 'sqlite_sequence'))
      read('SELECT name, count(*), max(seq) FROM sqlite_sequence GROUP BY name', (table) => table)
    if (this.#opened.tables.has('z_primarykey'))
      read(
        'SELECT Z_NAME, count(*), max(Z_MAX) FROM Z_PRIMARYKEY WHERE Z_SUPER = 0 GROUP BY Z_NAME',
        (table) => `Z${table}`,
      )
    return found
  }

  #table(
    table: Table,
    spec: ProfileTable | undefined,
    sequence: { readonly entries: number; readonly highest: bigint } | undefined,
  ): Trait[] {
    const locator: Locator = { type: 'row', table: table.name, row: '*' }
    const [cells = []] =
      table.rowid === undefined
        ? []
        : this.#read(`SELECT min(${table.rowid}), max(${table.rowid}), count(*) FROM ${quote(table.name)} NOT INDEXED`)
    const [first = null, last = null, count = null] = cells
    const order = this.#order(table.name, spec?.is === 'audit')
    const wide = order?.rows?.widths.wide(cannotTrim(table))
    const gaps = order?.rows?.gaps.largest === undefined ? undefined : order.rows.gaps
    if (gaps !== undefined && spec !== undefined && gaps.places > 0)
      this.gapped.push({ table, spec, gaps, usesUp: sequence !== undefined || this.#isAutoincrement(table.name) })
    const gap = gaps?.largest?.reduce((most, one) => (missingIn(one) > most ? missingIn(one) : most), 0n)
    const words = [
      `is=${spec?.is ?? 'unknown'}`,
      ...(count === null ? [] : [`rows=${String(count)}`]),
      ...(first === null || last === null ? [] : [`first=${String(first)} last=${String(last)}`]),
      ...(gaps === undefined || gap === undefined ? [] : [`gap=${gap} gaps=${gaps.places} missing=${gaps.missing}`]),
      ...(isRefilled(table, spec) ? ['refilled=yes'] : []),
      ...(sequence === undefined ? [] : [`sequence=${sequence.highest} entries=${sequence.entries}`]),
      ...(order === undefined ? [] : [`leaves=${order.leaves} disorder=${order.disorder} free=${order.free}`]),
      ...(order?.rows === undefined ? [] : [`late=${order.rows.late.count}`]),
      ...(wide === undefined ? [] : [`wide=${wide.count}`]),
    ]
    // In tables that the product changes by design late cells are ordinary.
    const late = (order?.rows?.late.rows ?? []).map((row) => lateRow(table.name, row))
    const rows = (wide?.named ?? []).map((one) => wideRow(table.name, one))
    return [
      { key: 'db.table.shape', value: `${JSON.stringify(table.name)} ${words.join(' ')}`, locator },
      ...late,
      ...rows,
    ]
  }

  #isAutoincrement(name: string): boolean {
    return this.#opened.entries.some((entry) => entry.name === name && isAutoincrement(entry.sql))
  }

  #order(name: string, withRows: boolean) {
    const entry = this.#opened.entries.find((one) => one.name === name && one.rootPage > 0)
    if (entry === undefined) return undefined
    const pageSize = pageSizeOf(this.#header)
    const { reserved, schemaFormat } = this.#header
    return pageOrder(
      this.#source,
      entry.rootPage,
      pageSize,
      pageSize - reserved,
      this.#watch,
      withRows ? schemaFormat : undefined,
    )
  }

  #read(sql: string, ...values: readonly string[]): readonly Cell[][] {
    try {
      return rows(this.#opened.db, sql).all(...values)
    } catch {
      // A damaged table is named when its rows are read.
      return []
    }
  }
}

function lateRow(table: string, row: bigint): Trait {
  const locator: Locator = { type: 'row', table, row: String(row) }
  return { key: 'db.table.late-row', value: `${JSON.stringify(table)} row=${row}`, locator }
}

function wideRow(table: string, { row, columns, later, fewer }: WideRow): Trait {
  const locator: Locator = { type: 'row', table, row: String(row) }
  const value = `${JSON.stringify(table)} row=${row} columns=${columns} later=${later} fewer=${fewer}`
  return { key: 'db.table.wide-row', value, locator }
}

/** A column with a default other than NULL is stored in every record that is written. */
const cannotTrim = (table: Table): boolean => {
  const last = table.columns.at(-1)
  return last !== undefined && last.fallback?.literal !== null
}

/** An upgrade that fills a column writes every row anew. */
const isRefilled = (table: Table, spec: ProfileTable | undefined): boolean =>
  spec?.columns.some(({ column, upgradeFills }) => upgradeFills !== 'no' && columnOf(table, column) !== undefined) ??
  false

/** DB Browser for SQLite prints a table that it wrote anew with tabs, quoted names and a line a column (sqlitedb.cpp). */
const EDITOR_STYLE = /^CREATE TABLE "[^"]*" \(\n\t"[^"]*"\t/
