/**
 * Rows of an audit table whose records store more columns than records of later rows. A column that is added later lengthens only what is
 * written afterwards, so such a row was written, in its present form, after the later one. VACUUM keeps this (measured: research on SQLite, 1.3).
 */
import type { Detector, DetectorArtifact } from '../../src/analysis/detector.ts'

/** Beyond this share of a table the writing looks like work of the product on many rows. */
const MOST = 0.2
const LISTED = 100

const word = (value: string, name: string) => new RegExp(`(?:^| )${name}=([\\w-]+)`).exec(value)?.[1]
const nameOf = (value: string) => value.slice(0, value.search(/ (?:is|row)=/))

/** Row ids in their order as a list in which neighbours become a stretch. */
function stretches(rows: readonly number[]): string {
  const found: [first: number, last: number][] = []
  for (const row of rows) {
    const open = found.at(-1)
    if (open !== undefined && row === open[1] + 1) open[1] = row
    else found.push([row, row])
  }
  const some = found
    .slice(0, LISTED)
    .map(([first, last]) => (first === last ? String(first) : `${String(first)} to ${String(last)}`))
  return `${some.join(', ')}${found.length > LISTED ? ' and more' : ''}`
}

/** What the traits of a database say of each of its audit tables; counted tables without such a row included. */
function judge(artifact: DetectorArtifact) {
  const wide = artifact.traits.filter(({ key }) => key === 'db.table.wide-row')
  return artifact.traits
    .filter(({ key, value }) => key === 'db.table.shape' && word(value, 'is') === 'audit')
    .filter(({ value }) => word(value, 'wide') !== undefined)
    .map(({ value }) => {
      const table = nameOf(value)
      const rows = wide.map((one) => one.value).filter((one) => nameOf(one) === table)
      const [count, all] = [Number(word(value, 'wide')), Number(word(value, 'rows') ?? 0)]
      return { artifact, table, rows, count, isMany: count > MOST * all }
    })
}

export default {
  title: 'Records of an audit table store columns that later records do not have',
  id: 'rows-stored-wider-than-later-ones',
  status: 'test',
  description:
    'An audit table is only appended to. A record stores the columns that the table had when it was written; a column that is added later is stored only in what is written from then on. Along the row ids the number of stored columns therefore only grows.',
  references: [
    'sqlite.org lang_altertable.html, ADD COLUMN: the content of the table is not changed; fileformat2.html, section 2.1: a record may have fewer values than the table has columns',
    'Measured with SQLite 3.40.1 and 3.53.4: UPDATE, REPLACE and UPSERT lengthen exactly the rows they write, also to the same value; VACUUM, VACUUM INTO and backups keep every length',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'In table {table} the record of row {row} stores {columns} columns, that of the later row {later} stores {fewer}. This holds of {count} row(s): table {name}, rows {rows}.',
  inferred:
    'Row {later} was written when the table had {fewer} columns. Row {row} was written, in its present form, when it had {columns}, and so after row {later}, though its number is lower: it was changed after the column came, or inserted, or deleted and put in again. It does not say what was changed.',
  falsepositives: [
    {
      id: 'product-changes-rows',
      text: 'the product itself changes rows of this table (a state, a mark that a row was exported)',
      tests: [],
    },
    { id: 'upgrade', text: 'an upgrade of the product filled a column in some of the old rows', tests: [] },
    { id: 'repaired', text: 'a repair tool, or a technician of the maker, corrected single rows', tests: [] },
    {
      id: 'numbers-given-ahead',
      text: 'rows get their numbers before they are written, so that they may arrive out of order',
      tests: [],
    },
    {
      id: 'older-program',
      text: 'a program that keeps records shorter than their table (a build of SQLite that trims NULL at the end) wrote the later rows',
      tests: [],
    },
  ],
  tags: ['database', 'sqlite', 'schema'],
  examples: [
    {
      name: 'a row of before the column, written again after it',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.shape': '"trail" is=audit rows=1324 first=1 last=1324 gap=0 leaves=22 late=0 wide=1',
            'db.table.wide-row': '"trail" row=812 columns=8 later=813 fewer=7',
          },
        },
      ],
    },
    {
      name: 'rows that grow longer at the upgrade and stay so',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=1324 first=1 last=1324 gap=0 leaves=22 late=0 wide=0' },
        },
      ],
    },
    {
      name: 'a history that the product keeps up to date',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.shape': '"cookies" is=history rows=560 first=1 last=560 leaves=22 late=0 wide=511',
            'db.table.wide-row': '"cookies" row=3 columns=11 later=4 fewer=9',
          },
        },
      ],
    },
  ],
  select: { join: 'artifact', events: [], traits: ['db.table.shape', 'db.table.wide-row'], artifacts: ['database'] },
  detect(group) {
    const judged = Array.from(group.artifacts).flatMap(judge)
    if (judged.length === 0) return 'not applicable'
    return judged.flatMap(({ artifact, table, rows, count, isMany }) => {
      const [first] = rows
      if (first === undefined) return []
      const numbers = rows.map((one) => Number(word(one, 'row')))
      return [
        {
          artifact,
          events: [],
          values: {
            table,
            name: table.replaceAll('"', ''),
            row: word(first, 'row') ?? '',
            columns: word(first, 'columns') ?? '',
            later: word(first, 'later') ?? '',
            fewer: word(first, 'fewer') ?? '',
            count: String(count),
            rows: stretches(numbers),
          },
          ...(isMany ? { level: 'low' as const } : {}),
        },
      ]
    })
  },
} satisfies Detector
