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
/** Hexadecimal digits of a row's digest: 48 bits. */
const DIGITS = 12
/** Tables whose rows are records; caches and settings change as they please. */
const COMPARED: ReadonlySet<ProfileTable['is']> = new Set(['audit', 'session', 'ledger', 'message', 'history'])
/** Cells longer than this count by their first part and their length. */
const LONGEST_CELL = 4_096

/** Lineage and block digests of the main file's tables. A table is read once, row by row; nothing of it is held but its digests. */
export function digestTraits({ db, tables }: Opened, profiles: readonly Profile[], watch: Watch): Trait[] {
  const specs = new Map(profiles.flatMap((profile) => profile.tables.map((spec) => [spec.table.toLowerCase(), spec])))
  const traits: Trait[] = []
  for (const [key, spec] of specs) {
    const table = tables.get(key)
    if (table?.rowid === undefined || !COMPARED.has(spec.is) || performance.now() > watch.until) continue
    const columns = comparedColumns(table, spec)
    const found = digestsOf(
      readRows(db, { table, columns: columns.map(cell), values: [] }, { ...watch, problem: () => undefined }),
    )
    if (found === undefined || found.blocks.size === 0) continue
    const locator: Locator = { type: 'row', table: table.name, row: '*' }
    traits.push({ key: 'db.table.digests', value: blocks(table, columns, spec, found), locator })
    if (spec.is === 'audit')
      for (const digest of found.smallest)
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

interface Digests {
  /** Rows a block: a power of two, so that tables of different length can be compared. */
  readonly size: number
  /** A block's digest is the XOR of its rows'. */
  readonly blocks: ReadonlyMap<number, Block>
  /** The smallest digests of single rows, rising. */
  readonly smallest: readonly bigint[]
}

interface Block {
  n: number
  digest: bigint
}

/** SHA-256 of a row's cells; those that are no bytes at once. */
function sumOf(row: Row): string {
  const sum = createHash('sha256')
  let text = ''
  for (const value of row)
    if (value instanceof Uint8Array) {
      sum.update(text).update(value)
      text = ''
    } else text += value === null ? 'n' : `${typeof value}:${String(value)}\0`
  return sum.update(text).digest('hex')
}

function digestsOf(rows: Iterable<Row>): Digests | undefined {
  let size = 1
  let found = new Map<number, Block>()
  let smallest: bigint[] = []
  const add = (number: number, { n, digest }: Block): void => {
    const block = found.get(number)
    if (block === undefined) found.set(number, { n, digest })
    else {
      block.n += n
      block.digest ^= digest
    }
  }
  try {
    for (const row of rows) {
      const rowid = Number(row[0])
      if (!Number.isSafeInteger(rowid) || rowid < 0) return undefined
      const digest = BigInt(`0x${sumOf(row).slice(0, DIGITS)}`)
      // Row ids rise: blocks grow as the table turns out to be longer, two and two become one.
      while ((rowid + 1) / size > BLOCKS) {
        size *= 2
        const before = found
        found = new Map()
        for (const [number, block] of before) add(Math.floor(number / 2), block)
      }
      add(Math.floor(rowid / size), { n: 1, digest })
      if (smallest.length < NAMES || digest < (smallest.at(-1) ?? 0n))
        smallest = [...smallest, digest].sort((a, b) => (a < b ? -1 : 1)).slice(0, NAMES)
    }
  } catch (error) {
    if (error instanceof OutOfTime) return undefined
    throw error
  }
  return { size, blocks: found, smallest }
}

function blocks(
  table: Table,
  columns: readonly string[],
  spec: ProfileTable,
  { size, blocks: found }: Digests,
): string {
  const form = createHash('sha256').update(columns.join('\0')).digest('hex').slice(0, 8)
  const listed = [...found].map(([number, { n, digest }]) => `${number}:${n}:${digest.toString(16)}`)
  return `${JSON.stringify(table.name)} is=${spec.is} columns=${form} size=${size} ${listed.join(' ')}`
}
