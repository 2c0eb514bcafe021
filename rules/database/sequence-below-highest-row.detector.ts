/**
 * A table whose sequence entry lies below its highest row. SQLite raises the entry with every row it inserts, so a lower one was
 * set by hand, or a row's number was (sqlite.org/autoinc.html; measured: research on SQLite, 2). Core Data's Z_MAX likewise.
 */
import type { Breach, Detector } from '../../src/analysis/detector.ts'

const word = (value: string, name: string) => new RegExp(`(?:^| )${name}=(-?\\d+)`).exec(value)?.[1]

export default {
  title: 'The sequence of a table lies below its highest row',
  id: 'sequence-below-highest-row',
  status: 'test',
  description:
    'The table of sequences names a number below that of a row which is there. Inserting a row raises the number; only a statement that sets it, or the number of a row, gives this.',
  references: [
    'sqlite.org autoinc.html: the sqlite_sequence table holds the largest row id ever given',
    'Measured with SQLite 3.40.1 and 3.53.4: of all statements only an UPDATE of sqlite_sequence or of the key itself',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed: 'Table {table} has a row {last}, and its sequence says that {sequence} is the highest number ever given.',
  inferred:
    'Either the entry of the sequence was changed after that row was inserted, or the row got its number otherwise than by being inserted.',
  falsepositives: [
    { id: 'product-renumbers', text: 'the product itself changes numbers of rows, or sets the sequence', tests: [] },
    { id: 'imported', text: 'rows came from another database with their numbers, past the sequence', tests: [] },
    { id: 'damaged', text: 'the file is damaged, or was put together by a recovery tool', tests: [] },
  ],
  tags: ['database', 'sqlite', 'attack.t1565.001'],
  examples: [
    {
      name: 'a row 1324 and a sequence of 1284',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=1324 first=1 last=1324 sequence=1284 entries=1' },
        },
      ],
    },
    {
      name: 'the last rows deleted',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: { 'db.table.shape': '"trail" is=audit rows=1294 first=1 last=1294 sequence=1324 entries=1' },
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
        const [last, sequence] = [word(value, 'last'), word(value, 'sequence')]
        if (last === undefined || sequence === undefined) continue
        looked++
        const excess = Number(last) - Number(sequence)
        if (excess <= 0) continue
        const table = value.slice(0, value.indexOf(' is='))
        breaches.push({ artifact, events: [], values: { table, last, sequence }, others: 0 })
      }
    return looked === 0 ? 'not applicable' : breaches
  },
} satisfies Detector
