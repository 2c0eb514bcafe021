/**
 * Rows that a database no longer has, from freeblocks, unallocated space and free pages. None that is live is given back: a row
 * counts only if no live row of its table has the same values; where its key is live with other values it is an earlier version.
 */
import type { Cell } from '../time-cell.ts'
import { PageSet } from './b-tree.ts'
import { ColumnForms } from './column-forms.ts'
import { freePages } from './freelist.ts'
import { lockPage } from './geometry.ts'
import type { RawDatabase } from './open-raw.ts'
import { Assembler } from './overflow.ts'
import { OTHER, pageOwners } from './page-owners.ts'
import { isPointerMap } from './pointer-map.ts'
import { RecordReader } from './record.ts'
import { residueOfFreePage, residueOfPage, type Found, type Residue } from './residue.ts'
import { rowsOf, valuesOf } from './rows.ts'
import { rowKey, bodyKey } from './row-key.ts'
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
  readonly is: 'earlier' | 'deleted' | 'unreached'
}

/** Records carved of one database; a hostile one may hold any number. */
const MOST_FOUND = 200_000
/** Bytes of their values that are held. */
const MOST_BYTES = 64 * 1024 * 1024

/** Bytes that values take, numbers and all. */
const sizeOf = (values: readonly Cell[]): number =>
  values.reduce<number>(
    (sum, cell) => sum + 8 + (typeof cell === 'object' || typeof cell === 'string' ? (cell?.length ?? 0) : 0),
    0,
  )

type Candidate = Omit<RecoveredRow, 'is'> & { is: RecoveredRow['is'] | 'copy' }

/** Recovers what it can until `stop` says so. Throws nothing; problems go to the database's. */
export function recover(raw: RawDatabase, stop: () => boolean = () => false): readonly RecoveredRow[] {
  const { pager, schema, problems } = raw
  const { usable, encoding, pageSize } = pager.geometry
  const owned = pageOwners(raw, stop)
  const { owner } = owned
  const [schemaForms, ...tables] = owned.tables
  if (schemaForms === undefined) return []
  const record = new RecordReader(encoding)
  const overflow = new Assembler(pager)
  const candidates: Candidate[] = []
  const known = new Set<string>()
  // One page is looked at after the other.
  const memory = Buffer.allocUnsafeSlow(pageSize)
  let held = 0
  // A file may be free pages for the most part: one bit each, and a number for those that the list itself wrote on.
  const free = new PageSet(pager.pages)
  const trunks = new Map<number, number>()
  for (const { number, from } of freePages(pager, problems)) {
    if (owner[number] === 0) free.add(number)
    if (from > 0) trunks.set(number, from)
  }

  // Forms of dropped tables first: they stand in what is left of the schema.
  const dropped: ColumnForms[] = []
  findDropped(schemaForms)
  const all = [...tables, ...dropped]
  for (let number = 1; number <= pager.pages; number++) {
    if (stop() || candidates.length >= MOST_FOUND || held >= MOST_BYTES) {
      problems.add('recovery', `stopped at page ${number} of ${pager.pages}`)
      break
    }
    const mark = owner[number] ?? 0
    if (mark === 1 || number === lockPage(pager.geometry)) continue
    if (mark === 0 && isPointerMap(pager.geometry, number)) continue
    const page = pager.page(number, memory)
    if (page === undefined) continue
    for (const found of twice(() => residueAt(number, page, mark))) take(found, page, number)
  }
  judge()
  return candidates.flatMap((one) => (one.is === 'copy' ? [] : [{ ...one, is: one.is }]))

  /** Where a table has no live rows, the first look at a page tells which types its rows bear, and a second look uses them. */
  function twice(look: () => Iterable<Found>): readonly Found[] {
    const found = [...look()]
    const unknown = found.filter(({ forms }) => forms.counts.size === 0)
    if (unknown.length === 0) return found
    for (const [forms, list] of Map.groupBy(unknown, (one) => one.forms))
      forms.hint(list.map(({ types }) => types[0] ?? 0))
    return [...look()]
  }

  function residueAt(number: number, page: Buffer, mark: number): Iterable<Found> {
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
    found: Found,
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
    // The same record left twice, by a page that was put in order anew, is one row.
    const same = `${shape.name}\u0000${found.rowid ?? ''}\u0000${bodyKey(shape, row.values)}`
    if (known.has(same)) return
    known.add(same)
    held += sizeOf(row.values)
    candidates.push({
      shape,
      dropped: dropped.includes(found.forms),
      fitsToo: [...tables, ...dropped]
        .filter((one) => one !== found.forms && one.width === found.types.length && one.allowsAll(found.types))
        .filter((one) => one.shape.withoutRowid === shape.withoutRowid)
        .map((one) => one.shape.name),
      rowid: found.rowid,
      ...row,
      page: number,
      offset: found.offset,
      where: found.where,
      sure: found.sure,
      is: found.where === 'unreferenced' && found.pointed ? 'unreached' : 'deleted',
    })
  }

  /** Holds the candidates against the live rows of their tables: one pass a table that has any. */
  function judge(): void {
    const byTable = Map.groupBy(candidates, (one) => one.shape)
    for (const [shape, list] of byTable) {
      const bodies = Map.groupBy(list, (one) => bodyKey(shape, one.values))
      const keys = Map.groupBy(list, (one) => rowKey(shape, one.rowid, one.values) ?? '')
      keys.delete('')
      const live = shape === SCHEMA_TABLE || schema.tables.get(shape.name.toLowerCase()) === shape
      if (!live) continue
      for (const row of rowsOf(pager, shape, problems)) {
        if (stop()) break
        for (const one of keys.get(rowKey(shape, row.rowid, row.values) ?? '-') ?? [])
          one.is = one.is === 'copy' ? 'copy' : 'earlier'
        for (const one of bodies.get(bodyKey(shape, row.values)) ?? [])
          if (one.rowid === undefined || shape.alias < 0 || one.rowid === row.rowid) one.is = 'copy'
      }
    }
  }
}
