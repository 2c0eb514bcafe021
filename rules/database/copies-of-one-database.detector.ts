/**
 * Two copies of one database: which rows were added, removed or altered between them, and which copy is the earlier. Tables only
 * grow in an audit trail; what differs below the last row that both have was changed in one of the two.
 */
import type { Breach, Detector, DetectorArtifact } from '../../src/analysis/detector.ts'

/** Fewer rows at the end that differ may have been changed; so many came to be in both copies apart. */
const PARTED = 10
/** Stretches of rows that a finding lists. */
const LISTED = 20

interface Block {
  readonly n: number
  readonly digest: bigint
}
interface Table {
  readonly name: string
  readonly is: string
  readonly columns: string
  readonly size: number
  readonly blocks: ReadonlyMap<number, Block>
  readonly rows: number
}

const HEAD = /^"(.*)" is=([a-z-]+) columns=([0-9a-f]+) size=(\d+) /

function tableOf(value: string): Table | undefined {
  const head = HEAD.exec(value)
  if (head === null) return undefined
  const [whole, name = '', is = '', columns = '', size = '1'] = head
  const blocks = new Map<number, Block>()
  let rows = 0
  for (const word of value.slice(whole.length).split(' ')) {
    const [number, n, digest] = word.split(':')
    if (number === undefined || n === undefined || digest === undefined) continue
    blocks.set(Number(number), { n: Number(n), digest: BigInt(`0x${digest}`) })
    rows += Number(n)
  }
  return { name, is, columns, size: Number(size), blocks, rows }
}

const tablesOf = ({ traits }: DetectorArtifact): readonly Table[] =>
  traits.flatMap(({ key, value }) => (key === 'db.table.digests' ? (tableOf(value) ?? []) : []))

/** The same table in larger blocks. */
function coarser(table: Table, size: number): ReadonlyMap<number, Block> {
  if (size === table.size) return table.blocks
  const blocks = new Map<number, Block>()
  for (const [number, { n, digest }] of table.blocks) {
    const into = Math.floor((number * table.size) / size)
    const known = blocks.get(into) ?? { n: 0, digest: 0n }
    blocks.set(into, { n: known.n + n, digest: known.digest ^ digest })
  }
  return blocks
}

interface Difference {
  readonly table: string
  readonly is: string
  /** Blocks in which rows of the first copy are missing from the second, or the other way round, or are not the same. */
  readonly onlyFirst: readonly number[]
  readonly onlySecond: readonly number[]
  readonly altered: readonly number[]
  readonly size: number
  /** Blocks from the first difference on, if from there on nothing is the same in both; else 0. */
  readonly parted: number
  /** Rows of each copy behind the last block that both have. */
  readonly behind: readonly [first: number, second: number]
}

function compare(a: Table, b: Table): Difference {
  const size = Math.max(a.size, b.size)
  const [first, second] = [coarser(a, size), coarser(b, size)]
  const ends = [first, second].map((blocks) => Math.max(...blocks.keys()))
  const begins = [first, second].map((blocks) => Math.min(...blocks.keys()))
  // What one copy has before or behind all rows of the other is retention and growth. An open block at the end is both.
  const until = Math.min(...ends) - (size > 1 ? 1 : 0)
  const from = Math.max(...begins) + (size > 1 ? 1 : 0)
  const [onlyFirst, onlySecond, altered]: [number[], number[], number[]] = [[], [], []]
  const same: number[] = []
  for (const number of new Set([...first.keys(), ...second.keys()])) {
    if (number < from || number > until) continue
    const [x, y] = [first.get(number), second.get(number)]
    if (x === undefined || y === undefined) (x === undefined ? onlySecond : onlyFirst).push(number)
    else if (x.n !== y.n) (x.n > y.n ? onlyFirst : onlySecond).push(number)
    else if (x.digest !== y.digest) altered.push(number)
    else same.push(number)
  }
  const behind = (blocks: ReadonlyMap<number, Block>) =>
    [...blocks].reduce((sum, [number, { n }]) => sum + (number > until ? n : 0), 0)
  const differing = [...onlyFirst, ...onlySecond, ...altered]
  const parted = differing.length > 0 && same.length > 0 && Math.min(...differing) > Math.max(...same)
  return {
    table: a.name,
    is: a.is,
    onlyFirst,
    onlySecond,
    altered,
    size,
    parted: parted ? differing.length : 0,
    behind: [behind(first), behind(second)],
  }
}

/** Blocks as stretches of row numbers. */
function rowsIn(numbers: readonly number[], size: number): string {
  const found: [first: number, last: number][] = []
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const open = found.at(-1)
    const [first, last] = [number * size, number * size + size - 1]
    if (open !== undefined && first === open[1] + 1) open[1] = last
    else found.push([first, last])
  }
  const some = found
    .slice(0, LISTED)
    .map(([first, last]) => (first === last ? String(first) : `${String(first)} to ${String(last)}`))
  return `${some.join(', ')}${found.length > LISTED ? ` and ${String(found.length - LISTED)} more stretches` : ''}`
}

function inWords({ table, onlyFirst, onlySecond, altered, size, behind }: Difference): string {
  const near = size > 1 ? 'within ' : ''
  const parts = [
    ...(altered.length > 0 ? [`rows that differ: ${near}${rowsIn(altered, size)}`] : []),
    ...(onlyFirst.length > 0 ? [`rows only the first has: ${near}${rowsIn(onlyFirst, size)}`] : []),
    ...(onlySecond.length > 0 ? [`rows only the second has: ${near}${rowsIn(onlySecond, size)}`] : []),
    ...(behind[0] !== behind[1]
      ? [`behind the last row of both the first has ${String(behind[0])} more, the second ${String(behind[1])}`]
      : []),
  ]
  return parts.length === 0 ? '' : `table ${table}: ${parts.join('; ')}`
}

const inside = ({ onlyFirst, onlySecond, altered }: Difference) => onlyFirst.length + onlySecond.length + altered.length

function judge(first: DetectorArtifact, second: DetectorArtifact): Breach | undefined {
  const others = new Map(tablesOf(second).map((table) => [table.name, table]))
  const differences = tablesOf(first).flatMap((table): Difference[] => {
    const other = others.get(table.name)
    return other?.columns !== table.columns ? [] : [compare(table, other)]
  })
  const said = differences.map(inWords).filter((words) => words !== '')
  if (said.length === 0) return undefined
  const audits = differences.filter(({ is }) => is === 'audit')
  const changed = audits.reduce((sum, difference) => sum + inside(difference), 0)
  const [growth] = audits.length > 0 ? audits : differences
  const [a, b] = growth?.behind ?? [0, 0]
  const older =
    a === b
      ? 'neither has rows behind those of the other'
      : `${a < b ? 'the first' : 'the second'} is the earlier state: the other has rows behind its last`
  return {
    artifact: second,
    other: first,
    events: [],
    values: { differences: said.join('. '), older },
    others: Math.max(0, changed - 1),
    ...(changed > 0 && audits.every((one) => inside(one) === one.parted) && changed >= PARTED
      ? {
          level: 'low' as const,
          alternatives: {
            'continued-from-a-backup': {
              state: 'open' as const,
              because: 'up to one row the trails are the same in both, and from it on no row is',
            },
          },
        }
      : {}),
    // Growth and changes of ledgers are what copies of two days look like.
    ...(changed === 0 ? { level: 'informational' as const } : {}),
  }
}

export default {
  title: 'Two copies of one database differ',
  id: 'copies-of-one-database',
  status: 'test',
  description:
    'Two databases share rows of one audit trail, so they are copies of one database. Rows that both should have are missing from one of them, or are not the same.',
  references: [
    'A. Z. Broder, On the resemblance and containment of documents, SEQUENCES 1997: minwise hashing, by which copies are found',
    'Jensen and Snodgrass, Temporal Data Management (1999): a trail of transaction times only grows',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: 'The first copy is {other}, the second {artifact}. {differences}. By the trail {older}.',
  inferred:
    'Both copies come from one database. An audit trail only grows, so where rows of it differ or are missing below the last row of both, one of the copies was changed after they parted. It does not say which.',
  falsepositives: [
    {
      id: 'continued-from-a-backup',
      text: 'a backup was put back and work went on in both, so that numbers were given twice',
      tests: [],
    },
    { id: 'product-changes-rows', text: 'the product itself changes or deletes rows of its trail', tests: [] },
    {
      id: 'anonymised',
      text: 'one copy was made for another purpose, with rows left out or names replaced',
      tests: [],
    },
  ],
  tags: ['database', 'copies', 'attack.t1565.001'],
  examples: [
    {
      name: 'one row altered, two gone',
      breaks: [
        {
          artifact: 'd',
          evidence: 'a',
          type: 'database',
          traits: {
            'db.lineage': 'trail ab12',
            'db.table.digests': '"trail" is=audit columns=00ff size=1 1:1:a1 2:1:a2 3:1:a3 4:1:a4 5:1:a5',
          },
        },
        {
          artifact: 'e',
          evidence: 'b',
          type: 'database',
          traits: {
            'db.lineage': 'trail ab12',
            'db.table.digests': '"trail" is=audit columns=00ff size=1 1:1:a1 2:1:b2 5:1:a5',
          },
        },
      ],
    },
    {
      name: 'two copies that are the same',
      holds: [
        {
          artifact: 'd',
          evidence: 'a',
          type: 'database',
          traits: {
            'db.lineage': 'trail ab12',
            'db.table.digests': '"trail" is=audit columns=00ff size=1 1:1:a1 2:1:a2 3:1:a3',
          },
        },
        {
          artifact: 'e',
          evidence: 'b',
          type: 'database',
          traits: {
            'db.lineage': 'trail ab12',
            'db.table.digests': '"trail" is=audit columns=00ff size=1 1:1:a1 2:1:a2 3:1:a3',
          },
        },
      ],
    },
  ],
  select: { join: 'copy-of', events: [], traits: ['db.lineage', 'db.table.digests'], artifacts: ['database'] },
  detect(group) {
    const [first, ...others] = group.artifacts
    if (first === undefined || others.length === 0) return 'not applicable'
    return others.flatMap((second) => judge(first, second) ?? [])
  },
} satisfies Detector
