/**
 * Every row's versions in order: residue, what a log held before its last reset, a journal's old pages, the main file, each commit of
 * the write-ahead log. Each version says where it stands. The database is walked once for all tables, each table once.
 */
import type { Cell } from '../time-cell.ts'
import { PageSet } from './b-tree.ts'
import type { Unreadable } from './geometry.ts'
import { readJournal } from './journal.ts'
import { openRaw, type RawDatabase } from './open-raw.ts'
import { pageHead } from './page.ts'
import { pageOwners } from './page-owners.ts'
import type { Bytes, Image, Pager } from './pager.ts'
import { recover, type Recovered, type RecoveredRow } from './recover.ts'
import { bodyKey, hasKey, rowKey } from './row-key.ts'
import { RowReader, rowsOf, type StoredRow } from './rows.ts'
import type { TableShape } from './table-shape.ts'
import { commits, readWal, type Frame } from './wal.ts'

/** In the order of time. Of residue nothing says when it was written, only that it was before what lies over it. */
export type VersionState = 'residue' | 'old log' | 'journal' | 'main' | 'log' | 'uncommitted'

export interface RowVersion {
  readonly state: VersionState
  /** Which commit of the log, from 1; 0 where the state has none. */
  readonly commit: number
  readonly values: readonly Cell[]
  readonly stored: number
  /** File in which it stands: the database, its -wal or its -journal. */
  readonly file: 'main' | '-wal' | '-journal'
  readonly page: number
  /** Offset of the cell in that file. */
  readonly byte: number
  /** The log holds a commit after the version before this one in which the row is not there. */
  readonly isAgain?: boolean
  /** How a recovered version was found; absent where a cell pointer leads to it. */
  readonly found?: Pick<RecoveredRow, 'where' | 'sure'>
}

export interface RowHistory {
  /** Undefined where the table has none or it is lost. */
  readonly rowid: bigint | undefined
  /** deleted: the last state has it no more. unreached: a page that nothing names holds it. */
  readonly is: 'live' | 'deleted' | 'unreached'
  readonly versions: readonly RowVersion[]
}

export interface Companions {
  readonly wal?: Bytes
  readonly journal?: Bytes
}

/** Versions that are held at once; a log holds no more pages than it has frames. */
const MOST_VERSIONS = 500_000

interface PageImage {
  readonly state: VersionState
  readonly commit: number
  readonly file: RowVersion['file']
  readonly page: number
  readonly image: Image
}

/** A version, or the number of a recovered one, which is read when it is told. */
type Held = RowVersion | number

interface Known {
  readonly versions: Held[]
  last: string
  is: RowHistory['is']
}

interface PageRows {
  readonly commit: number
  readonly rows: Set<bigint>
}

/** Which rows the last two images of each page held: a row that a commit left out of its page, and that a later one has again, was deleted. */
class Presence {
  readonly #pages = new Map<number, { now: PageRows; before: PageRows | undefined }>()
  readonly #rows = new Map<bigint, { readonly page: number; readonly commit: number }>()

  /** Notes a row on an image of a page, commit after commit; says whether a commit since it was last seen shows its page without it. */
  isAgain(page: number, commit: number, rowid: bigint | undefined): boolean {
    if (rowid === undefined) return false
    const images = this.#pages.get(page)
    if (images?.now.commit === commit) images.now.rows.add(rowid)
    else this.#pages.set(page, { now: { commit, rows: new Set([rowid]) }, before: images?.now })
    const last = this.#rows.get(rowid)
    this.#rows.set(rowid, { page, commit })
    const of = last === undefined ? undefined : this.#pages.get(last.page)
    const between = of?.now.commit === commit ? of.before : of?.now
    return last !== undefined && between !== undefined && between.commit > last.commit && !between.rows.has(rowid)
  }
}

/** A database with what lies beside it, opened for the histories of its rows. */
export class RowHistories {
  readonly main: RawDatabase
  /** The last committed state: the main file under its log. */
  readonly last: RawDatabase
  readonly #images: readonly PageImage[]
  readonly #stop: () => boolean
  #recovered: Recovered | undefined
  #owners: readonly { readonly names: readonly string[]; readonly owner: Uint16Array }[] | undefined

  constructor(main: RawDatabase, last: RawDatabase, images: readonly PageImage[], stop: () => boolean) {
    this.main = main
    this.last = last
    this.#images = images
    this.#stop = stop
  }

  /** Names of the tables, of either state. */
  get tables(): ReadonlyMap<string, TableShape> {
    return new Map([...this.main.schema.tables, ...this.last.schema.tables])
  }

  /** Rows of tables that are gone, with their tables' recovered forms. */
  dropped(): readonly RecoveredRow[] {
    return [...this.#residue().dropped()]
  }

  /**
   * Histories of a table's rows: first the live ones in key order, then those that are gone. `all`: also rows that have one live
   * version and no other.
   */
  *of(name: string, all: boolean): Generator<RowHistory> {
    const shape = this.tables.get(name.toLowerCase())
    if (shape === undefined) return
    const residue = this.#residue()
    const residueOf = (rowid: bigint | undefined): readonly number[] =>
      rowid === undefined ? [] : residue.withRowid(shape.name, rowid)
    const residueRow = (number: number): RowVersion => residueVersion(residue.row(number), this.main.pager)
    const goneAs = (number: number): RowHistory['is'] => (residue.isUnreached(number) ? 'unreached' : 'deleted')
    const told = new PageSet(residue.size)
    // Rows of logs and journals, and what is left of rows without a row id that have a key.
    const byRowid = new Map<bigint, Known>()
    const byKey = new Map<string, Known>()
    let held = 0
    const add = (rowid: bigint | undefined, version: RowVersion, is: RowHistory['is'], holds: Held = version): void => {
      if (held >= MOST_VERSIONS) {
        this.main.problems.add(
          `table ${shape.name}`,
          `has more than ${MOST_VERSIONS} versions of rows; the rest is not shown`,
        )
        return
      }
      const key = rowid === undefined ? rowKey(shape, undefined, version.values) : undefined
      const body = bodyKey(shape, version.values)
      const map: Map<bigint | string, Known> = rowid === undefined ? byKey : byRowid
      const id = rowid ?? key ?? `?${version.file}${version.byte}`
      const known = map.get(id)
      if (known?.last === body) return
      const before = known === undefined ? residueOf(rowid).at(-1) : undefined
      if (before !== undefined && residue.says(before, version.values)) return
      held++
      if (known === undefined) map.set(id, { versions: [holds], last: body, is })
      else {
        known.versions.push(holds)
        known.last = body
      }
    }

    const isKeyed = hasKey(shape)
    if (isKeyed)
      for (const number of residue.of(shape.name))
        if (residue.rowidOf(number) === undefined) add(undefined, residueRow(number), goneAs(number), number)
    this.#fromImages(shape, (image) => image.state === 'old log' || image.state === 'journal', add)
    const hasLog = this.last !== this.main
    const seen = new Presence()
    if (hasLog) {
      const touched = new Set(this.#images.filter(({ state }) => state === 'log').map(({ page }) => page))
      for (const row of this.#rows(this.main, shape.name)) {
        if (touched.has(row.page)) seen.isAgain(row.page, 0, row.rowid)
        if (
          touched.has(row.page) ||
          residueOf(row.rowid).length > 0 ||
          (row.rowid !== undefined && byRowid.has(row.rowid))
        )
          add(row.rowid, liveVersion(row, this.main.pager, 'main'), 'deleted')
      }
    }
    this.#fromImages(
      shape,
      (image) => image.state === 'log',
      (rowid, version, is) => {
        const isAgain = seen.isAgain(version.page, version.commit, rowid)
        add(rowid, isAgain ? { ...version, isAgain } : version, is)
      },
    )

    for (const row of this.#rows(this.last, shape.name)) {
      const known = row.rowid === undefined ? undefined : byRowid.get(row.rowid)
      const key = rowKey(shape, undefined, row.values)
      const keyed = key === undefined ? undefined : byKey.get(key)
      if (row.rowid !== undefined) byRowid.delete(row.rowid)
      if (key !== undefined) byKey.delete(key)
      const left = residueOf(row.rowid)
      for (const number of left) told.add(number)
      const before = made([...(keyed?.versions ?? []), ...left, ...(known?.versions ?? [])])
      const newest = before.at(-1)
      const isSame =
        newest !== undefined &&
        newest.state !== 'residue' &&
        bodyKey(shape, newest.values) === bodyKey(shape, row.values)
      const versions = isSame ? before : [...before, liveVersion(row, this.last.pager, 'main')]
      if (all || versions.length > 1) yield { rowid: row.rowid, is: 'live', versions }
    }
    for (const number of residue.of(shape.name)) {
      const rowid = residue.rowidOf(number)
      if (rowid === undefined || told.has(number)) continue
      const left = residueOf(rowid)
      for (const one of left) told.add(one)
      const known = byRowid.get(rowid)
      byRowid.delete(rowid)
      yield { rowid, is: goneAs(number), versions: made([...left, ...(known?.versions ?? [])]) }
    }
    for (const [rowid, { versions, is }] of byRowid) yield { rowid, is, versions: made(versions) }
    if (!isKeyed)
      for (const number of residue.of(shape.name))
        if (residue.rowidOf(number) === undefined)
          yield { rowid: undefined, is: goneAs(number), versions: [residueRow(number)] }
    for (const { versions, is } of byKey.values()) yield { rowid: undefined, is, versions: made(versions) }

    function made(all: readonly Held[]): readonly RowVersion[] {
      return all.map((one) => (typeof one === 'number' ? residueRow(one) : one))
    }
  }

  *#rows({ pager, schema, problems }: RawDatabase, name: string): Generator<StoredRow> {
    const shape = schema.tables.get(name.toLowerCase())
    if (shape === undefined) return
    for (const row of rowsOf(pager, shape, problems)) {
      if (this.#stop()) return
      yield row
    }
  }

  #residue(): Recovered {
    return (this.#recovered ??= recover(this.main, this.#stop))
  }

  /** Rows on the images of pages that are the table's, in the main file or in the last state. */
  #fromImages(
    shape: TableShape,
    wanted: (image: PageImage) => boolean,
    add: (rowid: bigint | undefined, version: RowVersion, is: RowHistory['is']) => void,
  ): void {
    if (this.#images.length === 0) return
    this.#owners ??= [...new Set([this.main, this.last])].map((raw) => {
      const { tables, owner } = pageOwners(raw, this.#stop)
      return { names: tables.map((forms) => forms.shape.name), owner }
    })
    const isOurs = (page: number): boolean =>
      this.#owners?.some(({ names, owner }) => names[(owner[page] ?? 0) - 1] === shape.name) === true
    for (const one of this.#images) {
      if (!wanted(one) || !isOurs(one.page)) continue
      const { pager } = this.main
      const bytes = one.image.bytes.read(one.image.offset, pager.geometry.pageSize)
      const page = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const head = page.length === pager.geometry.pageSize ? pageHead(page, one.page, pager.geometry.usable) : undefined
      if (head?.isLeaf !== true || head.isTable === shape.withoutRowid) continue
      // Overflow chains are read in the state that is nearest: the main file's for old images, the last one's for the log's.
      const state = one.state === 'log' ? this.last : this.main
      const reader = new RowReader(state.pager, shape, state.problems)
      for (let i = 0; i < head.cells; i++) {
        const row = reader.row({ number: one.page, page, head }, i)
        if (row === undefined) continue
        const { values, stored } = row
        const { state: when, commit, file, image } = one
        add(
          row.rowid,
          { state: when, commit, values, stored, file, page: one.page, byte: image.offset + row.offset },
          'deleted',
        )
      }
    }
  }
}

function liveVersion(row: StoredRow, pager: Pager, state: VersionState): RowVersion {
  const { values, stored, page, offset } = row
  return { state, commit: 0, values, stored, file: 'main', page, byte: pager.place(page).offset + offset }
}

function residueVersion(row: RecoveredRow, pager: Pager): RowVersion {
  const { values, stored, page, offset, where, sure } = row
  const byte = pager.place(page).offset + offset
  return { state: 'residue', commit: 0, values, stored, file: 'main', page, byte, found: { where, sure } }
}

/** Opens a database with its companions; `log`: the -wal, where it was read already. What is wrong with a companion is a problem of the database's. */
export function openHistories(
  file: Bytes,
  { wal, journal }: Companions,
  stop: () => boolean = () => false,
  log = wal === undefined ? undefined : readWal(wal),
): RowHistories | Unreadable {
  const opened = openRaw(file)
  const images: PageImage[] = []
  const from = (state: VersionState, commit: number, { page, offset }: Frame, bytes: Bytes): PageImage => ({
    state,
    commit,
    file: '-wal',
    page,
    image: { bytes, offset },
  })
  let last = opened
  if (wal !== undefined && log !== undefined && !('reason' in log)) {
    for (const { frames, beyond } of log.older)
      for (const frame of [...frames, ...beyond]) images.push(from('old log', 0, frame, wal))
    if (log.current !== undefined) {
      let commit = 0
      let overlay: ReadonlyMap<number, Image> = new Map()
      let pages = 0
      for (const state of commits(wal, log.current)) {
        commit++
        ;({ overlay, pages } = state)
        for (const frame of state.changed) images.push(from('log', commit, frame, wal))
      }
      if (commit > 0) last = openRaw(file, overlay, pages)
      for (const frame of log.current.beyond) images.push(from('uncommitted', 0, frame, wal))
    }
  }
  if ('reason' in opened) return opened
  if ('reason' in last) {
    opened.problems.add('the -wal', last.reason)
    last = opened
  }
  if (log !== undefined && 'reason' in log) opened.problems.add('the -wal', log.reason)
  if (journal !== undefined) {
    const { pageSize } = opened.pager.geometry
    const read = readJournal(journal, pageSize, opened.pager.pages)
    if ('reason' in read) opened.problems.add('the -journal', read.reason)
    else
      for (const [page, image] of read.before)
        images.push({ state: 'journal', commit: 0, file: '-journal', page, image })
  }
  return new RowHistories(opened, last, images, stop)
}
