/**
 * A log or a journal beside a database that is not of it as it stands (sqlite.org/howtocorrupt.html, 2.5): SQLite reads the two together
 * all the same, and what comes out may be a state that the database never had.
 */
import type { Detector } from '../../src/analysis/detector.ts'

const HELD = 'sqlite.companion'
const OTHER = 'sqlite.companion.other'

export default {
  title: 'The log or journal beside a database is not of it as it stands',
  id: 'companion-of-another-moment',
  status: 'test',
  description:
    'The change counter and the schema cookie of a database only grow, and its text encoding stays. Page 1 in a log that was written for this file says at least what the file says; in the journal of an unfinished transaction, what it said before or one less.',
  references: [
    'sqlite.org howtocorrupt.html, section 2.5 (mispairing database files and hot journals)',
    'sqlite.org fileformat2.html, sections 1.3 (offsets 24, 40, 56), 3 and 4',
    'Measured: rows of one database appear in another beside which its log is laid, and the integrity check finds nothing',
  ],
  date: '2026-11-22',
  says: 'inconsistent',
  level: 'medium',
  observed: 'Beside the database lies a file that SQLite reads with it: {what}.',
  inferred:
    'Both cannot be of one moment of this database. Either the log or journal is of another database or of another state of this one, or the file was replaced or written after it without it. What the two say together may be a state that the database never had.',
  notShown: 'Which of the two was replaced or written later, by whom, and whether anybody meant to.',
  falsepositives: [
    {
      id: 'copied-one-after-the-other',
      text: 'the files were copied one after the other, while the program was writing',
      tests: [],
    },
    {
      id: 'restored-without-log',
      text: 'the database was restored from a backup, and the log or journal of before was left beside it',
      tests: [],
    },
    { id: 'damaged', text: 'a storage fault damaged the first page of one of the two', tests: [] },
  ],
  tags: ['database', 'sqlite', 'attack.t1565.001'],
  examples: [
    {
      name: 'a log that ends before the file',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'sqlite.companion': '-wal',
            'sqlite.companion.other': 'the -wal ends with a change counter of 12, and that of the file is 40 already',
          },
        },
      ],
    },
    {
      name: 'a database with its own log',
      holds: [{ artifact: 'd', type: 'database', traits: { 'sqlite.companion': '-wal' } }],
    },
  ],
  select: { join: 'artifact', events: [], traits: [HELD, OTHER], artifacts: ['database'] },
  detect({ artifacts: [database] }) {
    if (database === undefined) return 'not applicable'
    const what = database.traits.filter(({ key }) => key === OTHER).map(({ value }) => value)
    return what.length === 0 ? [] : [{ artifact: database, events: [], values: { what: what.join('; ') } }]
  },
} satisfies Detector
