/**
 * An audit table whose sequence is far above its highest row: rows at its end are missing. Failed writes leave gaps too, but
 * single ones, and inside as much as at the end (measured: research on SQLite, 1.3).
 */
import type { Breach, Detector } from '../../src/analysis/detector.ts'

/** Fewer missing numbers are what writes that failed leave. */
const MANY = 10

const word = (value: string, name: string) => new RegExp(`(?:^| )${name}=([\\w-]+)`).exec(value)?.[1]

export default {
  title: 'Rows at the end of an audit table are missing',
  id: 'rows-missing-at-the-end',
  status: 'test',
  description:
    'The sequence of an audit table (AUTOINCREMENT) names a number well above that of its last row, and no gap inside the table is as large.',
  references: [
    'sqlite.org autoinc.html: the sqlite_sequence table holds the largest row id ever given',
    'Measured with SQLite 3.40.1 and 3.53.4: ignored inserts and UPSERT use up a number each; a rolled-back insert does not',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'The highest number ever given in table {table} is {sequence}; its last row is {last}. Inside the table no more than {gap} numbers in a row are missing.',
  inferred:
    'Rows with {missing} numbers behind the last one are not there. Either they were deleted, or that many writes in a row used up a number and left no row.',
  falsepositives: [
    {
      id: 'ignored-writes',
      text: 'many writes in a row were ignored (INSERT OR IGNORE, UPSERT) and used up numbers',
      tests: [],
    },
    {
      id: 'product-deletes',
      text: 'the product itself deletes its newest rows, as an undo or a cancelled import does',
      tests: [],
    },
    { id: 'sequence-set', text: 'the product sets its sequence ahead, to keep ranges of numbers apart', tests: [] },
  ],
  tags: ['database', 'sqlite', 'attack.t1565.001', 'attack.t1070', 'solve-it.dft-1132', 'solve-it.dfw-1230'],
  examples: [
    {
      name: 'thirty rows missing at the end, none inside',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=1294 first=1 last=1294 gap=0 sequence=1324 entries=1' },
        },
      ],
    },
    {
      name: 'two numbers used up by writes that failed',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=1294 first=1 last=1294 gap=1 sequence=1296 entries=1' },
        },
      ],
    },
    {
      name: 'gaps inside that are as large',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=1200 first=1 last=1294 gap=40 sequence=1324 entries=1' },
        },
      ],
    },
    {
      name: 'a table that the product empties at will',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"cache" is=other rows=2 first=1 last=2 sequence=1324 entries=1' },
        },
      ],
    },
  ],
  select: { join: 'artifact', events: [], traits: ['db.table.shape'], artifacts: ['database'] },
  detect(group) {
    const breaches: Breach[] = []
    let looked = 0
    for (const artifact of group.artifacts)
      for (const { value } of artifact.traits) {
        const [last, gap, sequence] = [word(value, 'last'), word(value, 'gap'), word(value, 'sequence')]
        if (word(value, 'is') !== 'audit' || last === undefined || gap === undefined || sequence === undefined) continue
        looked++
        const missing = Number(sequence) - Number(last)
        if (missing < MANY || missing <= Number(gap)) continue
        const table = value.slice(0, value.indexOf(' is='))
        breaches.push({ artifact, events: [], values: { table, last, sequence, gap, missing: String(missing) } })
      }
    return looked === 0 ? 'not applicable' : breaches
  },
} satisfies Detector
