/**
 * Digests of the rows of a profile's tables, so that two copies of one database can be found and compared without their
 * content: the smallest hashes of a trail name its lineage (Broder 1997, minwise hashing), and blocks of rows have one digest each.
 */
import { createHash } from 'node:crypto'
import type { Locator, Trait } from '../../model.ts'
import type { Profile, ProfileTable } from './profile.ts'
import { OutOfTime, readRows, type Row } from './read-rows.ts'
import { quote, type Opened, type Table } from './sqlite-open.ts'
import type { Watch } from './watch.ts'

export const DIGEST_TRAITS = {
  'db.lineage': 'One of the smallest row digests of a trail: copies of one database share some of them',
  'db.table.digests':
    'Digests of the rows of a table of a profile: columns, rows a block, then FIRST-BLOCK:ROWS:DIGEST for each block',
} as const

/** Digests that name a lineage. Two copies that share nine tenths of their rows share one of eight with near certainty. */
const NAMES = 8
/** Blocks a table is cut into, at most. */
const BLOCKS = 2_048
/** Longer tables are not compared: every row is read once more. */
const LONGEST = 200_000
/** Tables whose rows are records; caches and settings change as they please. */
const COMPARED: ReadonlySet<ProfileTable['is']> = new Set(['audit', 'session', 'ledger', 'message', 'history'])
/** Cells longer than this count by their first part and their length. */
const LONGEST_CELL = 4_096

interface Digested {
  readonly rowid: number
  /** 48 bits. */
  readonly digest: bigint
}

/** Lineage and block digests of the main file's tables. */
export function digestTraits({ db, tables }: Opened, profiles: readonly Profile[], watch: Watch): Trait[] {
  const specs = new Map(profiles.flatMap((profile) => profile.tables.map((spec) => [spec.table.toLowerCase(), spec])))
  const traits: Trait[] = []
  for (const [key, spec] of specs) {
    const table = tables.get(key)
    if (table?.rowid === undefined || !COMPARED.has(spec.is) || performance.now() > watch.until) continue
    const columns = comparedColumns(table, spec)
    const rows = digestsOf(
      readRows(db, { table, columns: columns.map(cell), values: [] }, { ...watch, problem: () => undefined }),
    )
    if (rows === undefined || rows.length === 0) continue
    const locator: Locator = { type: 'row', table: table.name, row: '*' }
    traits.push({ key: 'db.table.digests', value: blocks(table, columns, spec, rows), locator })
    if (spec.is === 'audit')
      for (const { digest } of [...rows].sort((a, b) => (a.digest < b.digest ? -1 : 1)).slice(0, NAMES))
        traits.push({ key: 'db.lineage', value: `${spec.table} ${digest.toString(16)}`, locator })
  }
  return traits
}

/** Those that later releases brought are left out: an upgrade is no change of rows. */
const comparedColumns = (table: Table, spec: ProfileTable): readonly string[] => {
  const later = new Set(spec.columns.map(({ column }) => column.toLowerCase()))
  return table.columns.map(({ name }) => name).filter((name) => !later.has(name.toLowerCase()))
}

const cell = (column: string): string => {
  const name = quote(column)
  return `CASE WHEN length(${name}) > ${LONGEST_CELL} THEN substr(${name}, 1, ${LONGEST_CELL}) || length(${name}) ELSE ${name} END`
}

function digestsOf(rows: Iterable<Row>): readonly Digested[] | undefined {
  const found: Digested[] = []
  try {
    for (const row of rows) {
      const rowid = Number(row[0])
      if (!Number.isSafeInteger(rowid) || rowid < 0 || found.length >= LONGEST) return undefined
      const hash = createHash('sha256')
      for (const value of row)
        hash.update(value === null ? 'n' : value instanceof Uint8Array ? value : `${typeof value}:${String(value)}\0`)
      found.push({ rowid, digest: BigInt(`0x${hash.digest('hex').slice(0, 12)}`) })
    }
  } catch (error) {
    if (error instanceof OutOfTime) return undefined
    throw error
  }
  return found
}

/** Rows a block are a power of two, so that tables of different length can be compared; a block's digest is the XOR of its rows'. */
function blocks(table: Table, columns: readonly string[], spec: ProfileTable, rows: readonly Digested[]): string {
  const last = rows.reduce((most, { rowid }) => Math.max(most, rowid), 0)
  let size = 1
  while ((last + 1) / size > BLOCKS) size *= 2
  const found = new Map<number, { n: number; digest: bigint }>()
  for (const { rowid, digest } of rows) {
    const number = Math.floor(rowid / size)
    const block = found.get(number)
    if (block === undefined) found.set(number, { n: 1, digest })
    else {
      block.n++
      block.digest ^= digest
    }
  }
  const form = createHash('sha256').update(columns.join('\0')).digest('hex').slice(0, 8)
  const listed = [...found].map(([number, { n, digest }]) => `${number}:${n}:${digest.toString(16)}`)
  return `${JSON.stringify(table.name)} is=${spec.is} columns=${form} size=${size} ${listed.join(' ')}`
}
