/**
 * Rows of an audit table whose cells lie in their pages as only cells do that were written after those of their neighbours on both
 * sides. SQLite puts cells of appended rows below one another (measured: research on SQLite, 1.5; docs/evaluation-databases.md).
 */
import type { Detector, DetectorArtifact } from '../../src/analysis/detector.ts'

/** One such cell is met in honest tables; two were not (5,000 appended rows, 20 rounds of purging). */
const FEWEST = 2
/** Of rows written in no order at all a sixth lie so; beyond that the pages are not what this takes them for. */
const MOST = 0.2
const LISTED = 100

const word = (value: string, name: string) => new RegExp(`(?:^| )${name}=([\\w-]+)`).exec(value)?.[1]
const nameOf = (value: string) => value.slice(0, value.search(/ (?:is|row)=/))

/** Numbers as a list in which neighbours become a stretch. */
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

function judge(artifact: DetectorArtifact) {
  const late = artifact.traits.filter(({ key }) => key === 'db.table.late-row')
  return artifact.traits
    .filter(
      ({ key, value }) =>
        key === 'db.table.shape' && word(value, 'is') === 'audit' && word(value, 'leaves') !== undefined,
    )
    .filter(({ value }) => word(value, 'refilled') === undefined)
    .map(({ value }) => {
      const table = nameOf(value)
      const rows = late.filter((one) => nameOf(one.value) === table).map((one) => Number(word(one.value, 'row')))
      return { table, rows, broken: rows.length >= FEWEST && rows.length <= MOST * Number(word(value, 'rows') ?? 0) }
    })
}

export default {
  title: 'Rows of an audit table were written after rows that follow them',
  id: 'rows-written-after-later-ones',
  status: 'test',
  description:
    'An audit table is only appended to. In its pages the cells of some rows lie where SQLite puts a cell that is written when those of the rows before and behind it are there already.',
  references: [
    'sqlite.org fileformat2.html, section 1.6: cells grow from the end of a page towards its front',
    'Measured with SQLite 3.40.1 and 3.53.4: every flagged row of the altered tables was an altered one',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'In table {table} the cells of {count} row(s) lie in their pages below those of the rows before and behind them: table {name}, rows {rows}.',
  inferred:
    'These rows, in their present form, were written after rows with higher numbers: inserted between others, deleted and put in again, or changed so that they became longer; single ones among them may only have been moved when SQLite divided the page of such a row. It does not say when.',
  falsepositives: [
    {
      id: 'product-changes-rows',
      text: 'the product itself changes rows of this table, and they became longer',
      tests: [],
    },
    { id: 'upgrade', text: 'an upgrade of the product filled or lengthened a column in old rows', tests: [] },
    { id: 'repaired', text: 'a repair tool, or a technician of the maker, corrected single rows', tests: [] },
    {
      id: 'numbers-given-ahead',
      text: 'rows get their numbers before they are written, so that they may arrive out of order',
      tests: [],
    },
  ],
  tags: ['database', 'sqlite', 'attack.t1565.001', 'solve-it.dft-1129'],
  examples: [
    {
      name: 'three rows among a thousand',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.shape':
              '"trail" is=audit rows=1324 first=1 last=1324 gap=0 leaves=22 disorder=2 free=8546 late=3',
            'db.table.late-row': ['"trail" row=812', '"trail" row=813', '"trail" row=900'],
          },
        },
      ],
    },
    {
      name: 'a single one, as honest tables have it',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.shape':
              '"trail" is=audit rows=1324 first=1 last=1324 gap=0 leaves=22 disorder=2 free=8546 late=1',
            'db.table.late-row': '"trail" row=812',
          },
        },
      ],
    },
    {
      name: 'a table in which an upgrade filled a column',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'db.table.shape':
              '"trail" is=audit rows=1324 first=1 last=1324 gap=0 refilled=yes leaves=22 disorder=2 free=8546 late=3',
            'db.table.late-row': ['"trail" row=812', '"trail" row=813', '"trail" row=900'],
          },
        },
      ],
    },
  ],
  select: { join: 'artifact', events: [], traits: ['db.table.shape', 'db.table.late-row'], artifacts: ['database'] },
  detect(group) {
    const judged = Array.from(group.artifacts).flatMap((artifact) =>
      judge(artifact).map((one) => ({ artifact, ...one })),
    )
    if (judged.length === 0) return 'not applicable'
    return judged
      .filter(({ broken }) => broken)
      .map(({ artifact, table, rows }) => ({
        artifact,
        events: [],
        values: { table, name: table.replaceAll('"', ''), count: String(rows.length), rows: stretches(rows) },
      }))
  },
} satisfies Detector
