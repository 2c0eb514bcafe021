/**
 * Rows that a database no longer has, from freeblocks, unallocated space and free pages. None that is live is given back: a row
 * counts only if no live row of its table has the same values; where its key is live with other values it is an earlier version.
 */
import { EvidenceProblem } from '../../../model.ts'
import type { Cell } from '../time-cell.ts'
import { PageSet } from './b-tree.ts'
import { ColumnForms } from './column-forms.ts'
import { digestOf, FoundRecords, type Verdict } from './found-records.ts'
import { freePages } from './freelist.ts'
import { lockPage } from './geometry.ts'
import type { RawDatabase } from './open-raw.ts'
import { Assembler } from './overflow.ts'
import { OTHER, pageOwners } from './page-owners.ts'
import { isPointerMap } from './pointer-map.ts'
import { RecordReader } from './record.ts'
import { residueOfFreePage, residueOfPage, type Found, type Residue } from './residue.ts'
import { rowsOf, valuesOf, type StoredRow } from './rows.ts'
import { bodyText, hasKey, rowKey } from './row-key.ts'
import { SCHEMA_TABLE, shapeOf } from './schema.ts'
import type { Sure } from './carve.ts'
import type { TableShape } from './table-shape.ts'

export interface RecoveredRow {
  readonly shape: TableShape
  /** The table is not in the schema any more; its form was recovered too. */
  readonly dropped: boolean
  /** Other tables whose columns the record fits as well. */
  readonly fitsToo: readonly string[]
  /** Undefined where the freed bytes took it. */
  readonly rowid: bigint | undefined
  readonly values: readonly Cell[]
  readonly stored: number
  readonly page: number
  readonly offset: number
  readonly where: Residue
  readonly sure: Sure
  /**
   * earlier: a live row has its key and other values. deleted: none has. unreached: a whole cell of a page that no tree and no
   * freelist names; whether it was deleted nothing says.
   */
  readonly is: Exclude<Verdict, 'copy'>
}

/** Records carved of one database; a hostile one may hold any number. */
const MOST_FOUND = 200_000
/** Bytes of values that are read of any database, however small; of a larger one as many as it has. */
const FEWEST_BYTES = 64 * 1024 * 1024

/** Bytes that values take, numbers and all. */
const sizeOf = (values: readonly Cell[]): number =>
  values.reduce<number>(
    (sum, cell) => sum + 8 + (typeof cell === 'object' || typeof cell === 'string' ? (cell?.length ?? 0) : 0),
    0,
  )

/** Rows that were recovered, each read from its page when it is asked for. */
export interface Recovered {
  /** Numbers are below it. */
  readonly size: number
  /** All of them, in the order in which they were found. */
  [Symbol.iterator](): Iterator<RecoveredRow>
  /** Those of tables that are gone, in that order. */
  dropped(): Iterable<RecoveredRow>
  /** Numbers of those of a table, in that order. */
  of(table: string): readonly number[]
  /** Numbers of those of a table that have a row id, in that order. */
  withRowid(table: string, rowid: bigint): readonly number[]
  rowidOf(number: number): bigint | undefined
  isUnreached(number: number): boolean
  /** Whether it has these values, the row id left out. */
  says(number: number, values: readonly Cell[]): boolean
  row(number: number): RecoveredRow
}

/** Recovers what it can until `stop` says so. Throws nothing; problems go to the database's. */
export function recover(raw: RawDatabase, stop: () => boolean = () => false): Recovered {
  const { pager, schema, problems } = raw
  const { usable, encoding, pageSize } = pager.geometry
  const owned = pageOwners(raw, stop)
  const { owner } = owned
  const [schemaForms, ...tables] = owned.tables
  const records = new FoundRecords()
  const record = new RecordReader(encoding)
  const overflow = new Assembler(pager)
  // One page is looked at after the other.
  const memory = Buffer.allocUnsafeSlow(pageSize)
  const dropped: ColumnForms[] = []
  const mostBytes = Math.max(FEWEST_BYTES, pager.pages * pageSize)
  let held = 0
  // A file may be free pages for the most part: one bit each, and a number for those that the list itself wrote on.
  const free = new PageSet(pager.pages)
  const trunks = new Map<number, number>()
  if (schemaForms !== undefined) look(schemaForms)
  const byTable = new Map<string, number[]>()
  for (let i = 0; i < records.size; i++) {
    if (records.verdictOf(i) === 'copy') continue
    const { name } = records.formsOf(i).shape
    const ofTable = byTable.get(name)
    if (ofTable === undefined) byTable.set(name, [i])
    else ofTable.push(i)
  }
  return {
    size: records.size,
    [Symbol.iterator]: all,
    dropped: ofDropped,
    of: (table) => byTable.get(table) ?? [],
    withRowid,
    rowidOf,
    isUnreached,
    says,
    row,
  }

  /** Forms of dropped tables first: they stand in what is left of the schema. */
  function look(schemaForms: ColumnForms): void {
    for (const { number, from } of freePages(pager, problems)) {
      if (owner[number] === 0) free.add(number)
      if (from > 0) trunks.set(number, from)
    }
    findDropped(schemaForms)
    const forms = [...tables, ...dropped]
    for (let number = 1; number <= pager.pages; number++) {
      if (stop() || records.size >= MOST_FOUND || held >= mostBytes) {
        problems.add('recovery', `stopped at page ${number} of ${pager.pages}`)
        break
      }
      const mark = owner[number] ?? 0
      if (mark === 1 || number === lockPage(pager.geometry)) continue
      if (mark === 0 && isPointerMap(pager.geometry, number)) continue
      const page = pager.page(number, memory)
      if (page === undefined) continue
      for (const found of twice(() => residueAt(number, page, mark, forms))) take(found, page, number)
    }
    judge()
  }

  /** Where a table has no live rows, the first look at a page tells which types its rows bear, and a second look uses them. */
  function twice(look: () => Iterable<Found>): readonly Found[] {
    const found = [...look()]
    const unknown = found.filter(({ forms }) => forms.counts.size === 0)
    if (unknown.length === 0) return found
    for (const [forms, list] of Map.groupBy(unknown, (one) => one.forms))
      forms.hint(list.map(({ types }) => types[0] ?? 0))
    return [...look()]
  }

  function residueAt(number: number, page: Buffer, mark: number, all: readonly ColumnForms[]): Iterable<Found> {
    const from = free.has(number) ? (trunks.get(number) ?? 0) : undefined
    if (mark === 0) {
      const rooted = [...all].sort((a, b) => Number(b.shape.root === number) - Number(a.shape.root === number))
      const where = from === undefined ? 'unreferenced' : 'freelist'
      return residueOfFreePage(page, from ?? 0, usable, encoding, rooted, where, pager.pages)
    }
    const own = mark === OTHER ? undefined : owned.tables[mark - 1]
    if (own === undefined) return residueOfPage(page, number, usable, encoding, [], all)
    return residueOfPage(page, number, usable, encoding, [own], [own, ...all.filter((forms) => forms !== own)])
  }

  function findDropped(schemaForms: ColumnForms): void {
    const live = new Map(schema.entries.map(({ name, sql }) => [name.toLowerCase(), sql]))
    for (let number = 1; number <= pager.pages; number++) {
      const page = owner[number] === 1 ? pager.page(number, memory) : undefined
      if (page === undefined) continue
      for (const found of residueOfPage(page, number, usable, encoding, [schemaForms], [schemaForms])) {
        const row = rowOf(found, page)
        if (row === undefined) continue
        const [type, name, table, root, sql] = row.values
        if (type !== 'table' || typeof name !== 'string' || typeof sql !== 'string') continue
        // A root of 0 or of another page is possible where the type of a first value was lost; names are not.
        const rootPage = typeof root === 'bigint' ? Number(root) : 0
        if (live.get(name.toLowerCase()) === sql || dropped.some((one) => one.shape.name === name)) continue
        const entry = { rowid: 0, type, name, table: typeof table === 'string' ? table : name, rootPage, sql }
        const shape = shapeOf(entry)
        if (shape !== undefined) dropped.push(new ColumnForms(shape))
        take(found, page, number)
      }
    }
  }

  function rowOf(
    found: Omit<Found, 'length'>,
    page: Buffer,
  ): { readonly values: readonly Cell[]; readonly stored: number } | undefined {
    const { shape } = found.forms
    let bytes = page
    let { body } = found
    if (found.local < found.payload) {
      const at = found.record + found.local
      const whole = overflow.assemble(page.subarray(found.record, at), page.readUInt32BE(at), found.payload)
      // A chain that now belongs to something else no longer holds this row.
      if (whole.broken !== undefined || whole.pages.some((one) => owner[one] !== 0)) return undefined
      bytes = whole.payload
      body -= found.record
    }
    record.adopt(bytes, body, found.types)
    return { values: valuesOf(shape, record, found.rowid), stored: found.types.length }
  }

  function take(found: Found, page: Buffer, number: number): void {
    const row = rowOf(found, page)
    if (row === undefined) return
    const { shape } = found.forms
    const body = digestOf(bodyText(shape, row.values))
    // The same record left twice, by a page that was put in order anew, is one row.
    for (const i of records.withBody(body))
      if (records.formsOf(i).shape.name === shape.name && records.rowidOf(i) === found.rowid) return
    held += sizeOf(row.values)
    const key = hasKey(shape) ? rowKey(shape, undefined, row.values) : undefined
    records.add(found, number, body, key === undefined ? undefined : digestOf(key))
  }

  /** Holds the records against the live rows of their tables: one pass a table that has any. */
  function judge(): void {
    /** Tables with records, and whether one of these may be a copy of a row with any other id. */
    const found = new Map<TableShape, boolean>()
    for (let i = 0; i < records.size; i++) {
      const { shape } = records.formsOf(i)
      found.set(shape, found.get(shape) === true || shape.alias < 0 || records.rowidOf(i) === undefined)
    }
    for (const [shape, anywhere] of found) {
      if (shape !== SCHEMA_TABLE && schema.tables.get(shape.name.toLowerCase()) !== shape) continue
      for (const row of rowsOf(pager, shape, problems)) {
        if (stop()) break
        const same = sameAs(shape, row).filter((i) => records.formsOf(i).shape === shape)
        for (const i of same) if (records.verdictOf(i) !== 'copy') records.judge(i, 'earlier')
        if (same.length === 0 && !anywhere) continue
        for (const i of records.withBody(digestOf(bodyText(shape, row.values)))) {
          if (records.formsOf(i).shape !== shape) continue
          const rowid = records.rowidOf(i)
          if (rowid === undefined || shape.alias < 0 || rowid === row.rowid) records.judge(i, 'copy')
        }
      }
    }
  }

  /** Records of the same row as a live one, and of rows of other tables with its key. */
  function sameAs(shape: TableShape, { rowid, values }: StoredRow): readonly number[] {
    if (hasKey(shape)) return [...records.withKey(digestOf(rowKey(shape, undefined, values) ?? ''))]
    return rowid === undefined ? [] : [...records.withRowid(rowid)]
  }

  function* all(): Generator<RecoveredRow> {
    for (let i = 0; i < records.size; i++) if (records.verdictOf(i) !== 'copy') yield row(i)
  }

  function* ofDropped(): Generator<RecoveredRow> {
    for (let i = 0; i < records.size; i++)
      if (records.verdictOf(i) !== 'copy' && dropped.includes(records.formsOf(i))) yield row(i)
  }

  function withRowid(table: string, rowid: bigint): readonly number[] {
    const found = [...records.withRowid(rowid)]
    return found.filter((i) => records.verdictOf(i) !== 'copy' && records.formsOf(i).shape.name === table).reverse()
  }

  function rowidOf(number: number): bigint | undefined {
    return records.rowidOf(number)
  }

  function isUnreached(number: number): boolean {
    return records.verdictOf(number) === 'unreached'
  }

  function says(number: number, values: readonly Cell[]): boolean {
    return records.hasBody(number, digestOf(bodyText(records.formsOf(number).shape, values)))
  }

  function row(number: number): RecoveredRow {
    const found = records.get(number)
    const { forms, types, rowid, page, offset, where, sure, is } = found
    const bytes = pager.page(page, memory)
    const read = bytes && rowOf(found, bytes)
    if (read === undefined || is === 'copy')
      throw new EvidenceProblem(`page ${page} no longer holds what was found on it: the file changed while it was read`)
    const fitsToo = [...tables, ...dropped]
      .filter((one) => one !== forms && one.width === types.length && one.allowsAll(types))
      .filter((one) => one.shape.withoutRowid === forms.shape.withoutRowid)
      .map((one) => one.shape.name)
    return {
      shape: forms.shape,
      dropped: dropped.includes(forms),
      fitsToo,
      rowid,
      ...read,
      page,
      offset,
      where,
      sure,
      is,
    }
  }
}
