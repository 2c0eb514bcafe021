/**
 * An index that still has another value of a column than the row it points to. SQLite changes both in one step; a cell changed
 * outside SQLite leaves its index as it was. One finding a database.
 */
import type { Detector, DetectorArtifact } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

const KEY = 'db.index.remembers'

export default {
  title: 'An index remembers another value than the row holds',
  id: 'index-remembers-otherwise',
  status: 'test',
  description:
    'SQLite writes a row and its index entries in one transaction. Where an index finds a row under a value that the row does not hold, one of the two was changed without the other.',
  references: [
    'sqlite.org pragma.html, integrity_check: every row has its entry in every index',
    'Measured over made databases: a value changed in the file by hand leaves the index with the earlier one; integrity_check names the row, quick_check does not',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    '{artifact}: the index has {values}. Indexes of this database and the rows they point to hold different values in {count} place(s).',
  inferred:
    'Either the cell of the row was changed without SQLite (which would have changed the index as well), or the index was damaged, or it was made by a library with a fault. If the cell was changed, the index holds the earlier value.',
  notShown: 'Who changed what, when, and which of the two values is right.',
  falsepositives: [
    {
      id: 'damaged-file',
      text: 'the file was damaged by a crash, a bad medium or a copy taken while it was written',
      tests: [],
    },
    { id: 'library-fault', text: 'a library with a known fault wrote the index', tests: [] },
    {
      id: 'other-collation',
      text: 'the program keeps the index by rules of its own (a function or collation that changed between releases)',
      tests: [],
    },
  ],
  tags: ['database', 'sqlite', 'index', 'attack.t1565.001', 'solve-it.dfw-1166', 'solve-it.dfw-1169'],
  examples: [
    {
      name: 'a time that the index has as it was before',
      breaks: [
        { artifact: 'd', type: 'database' },
        {
          artifact: 'r',
          type: 'row',
          part: 'd',
          kind: 'db.index.said',
          time: '2020-03-05T09:00:00Z',
          clock: 'database',
          writer: 'log.ts',
        },
        {
          artifact: 'r',
          kind: 'db.index.row-says',
          time: '2009-08-27T09:00:00Z',
          clock: 'database',
          writer: 'log.ts',
        },
        { artifact: 'r', traits: { 'db.index.remembers': 'ts: 1583398800 against 1251363600' } },
      ],
    },
    {
      name: 'rows whose indexes say the same',
      holds: [
        { artifact: 'd', type: 'database' },
        { artifact: 'r', type: 'row', part: 'd', traits: { 'db.row.session': 'session:41' } },
      ],
    },
  ],
  select: { join: 'evidence', events: ['db.index.said', 'db.index.row-says'], traits: [KEY], artifacts: ['row'] },
  detect(group) {
    let first: DetectorArtifact | undefined
    let count = 0
    for (const row of group.artifacts) {
      if (!row.traits.some(({ key }) => key === KEY)) continue
      // One whose column is a time shows more than another.
      if (first === undefined || (first.events.length === 0 && row.events.length > 0)) first = row
      count++
    }
    if (first === undefined) return 'not applicable'
    const trait = first.traits.find(({ key }) => key === KEY)
    const said = first.events.find(({ kind }) => kind === 'db.index.said')
    const says = first.events.find(({ kind }) => kind === 'db.index.row-says')
    const step = said && says ? Math.abs(says.nominal - said.nominal) - said.clock.extreme : 0
    return [
      {
        artifact: first,
        events:
          said && says
            ? [
                { role: 'said', event: said },
                { role: 'says', event: says },
              ]
            : [],
        values: { values: trait?.value ?? '', count: String(count) },
        ...(step > 0 ? { excess: step as Micros } : {}),
        others: count - 1,
      },
    ]
  },
} satisfies Detector
