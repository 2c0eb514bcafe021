/**
 * Marks of a file that was written anew as a whole: by VACUUM, .dump and restore, .clone, an import or an editor (measured: research on
 * SQLite, 1.3, 1.6 and 2.1). It says that this file is a rebuilt copy, and nothing more: products do that themselves.
 */
import type { Detector, DetectorArtifact } from '../../src/analysis/detector.ts'

/** Fewer rows say nothing: a new database is packed too. */
const ENOUGH_ROWS = 200

const word = (value: string, name: string) => new RegExp(`(?:^| )${name}=([\\w-]+)`).exec(value)?.[1]
const number = (value: string, name: string) => Number(word(value, name) ?? NaN)

function marksOf({ traits }: DetectorArtifact): { readonly rows: number; readonly marks: readonly string[] } {
  const values = (key: string) => traits.filter((trait) => trait.key === key).map(({ value }) => value)
  const header = (name: string) => number(values('sqlite.header').join(' '), name)
  const tables = values('db.table.shape')
  const rows = tables.reduce((sum, table) => sum + (number(table, 'rows') || 0), 0)
  const leaves = tables.reduce((sum, table) => sum + (number(table, 'leaves') || 0), 0)
  const disorder = tables.reduce((sum, table) => sum + (number(table, 'disorder') || 0), 0)
  const counter = header('change-counter')
  const marks: string[] = []
  const wal = values('sqlite.header').includes('write-version=2')
  if (!wal && counter > 0 && counter * 20 < rows)
    marks.push(`the change counter is ${String(counter)} for ${String(rows)} rows: many rows a transaction`)
  const objects = values('sqlite.objects')[0] ?? ''
  const order = values('sqlite.root-order')[0]
  if (order === 'own' && number(objects, 'free') === 0 && leaves > 20 && disorder === 0)
    marks.push('each table lies in one run of pages behind its root, in the order of the schema')
  if (header('freelist-pages') === 0 && disorder === 0 && leaves > 20)
    marks.push('no page is free and all leaf pages lie in order')
  const doubled = tables.filter((table) => number(table, 'entries') > 1).length
  if (doubled > 0)
    marks.push(
      `sqlite_sequence has more than one entry for ${doubled === 1 ? 'one table' : `${String(doubled)} tables`}, as .clone leaves it`,
    )
  const [style] = values('sqlite.statement-style')
  if (style !== undefined)
    marks.push(
      `${number(style, 'tables') === 1 ? 'one table is' : `${String(number(style, 'tables'))} tables are`} printed as DB Browser for SQLite prints those it wrote anew`,
    )
  if (values('sqlite.user-version')[0] === '0' && values('db.profile').length > 0 && marks.length > 0)
    marks.push('the user version is 0, as .dump leaves it')
  return { rows, marks }
}

export default {
  title: 'The file is a rebuilt copy',
  id: 'rebuilt-copy',
  status: 'test',
  description:
    'Pages, counters and schema look as they do when a database was written anew as a whole, not as they do when it grew row by row.',
  references: [
    'Measured with SQLite 3.40.1 and 3.53.4: what VACUUM, .dump and restore, .clone and backup leave',
    'sqlitebrowser source, src/sqlitedb.cpp: how DB Browser for SQLite writes a table anew',
  ],
  date: '2026-11-21',
  says: 'unusual',
  level: 'informational',
  observed: 'Of this database {marks}.',
  inferred:
    'This file is a rebuilt copy: its rows were written again at some later time, by a tool or by the product itself. What its pages could have said about the order of writing is lost.',
  notShown: 'This does not show that any row was changed, or who rebuilt the file, or why.',
  falsepositives: [
    { id: 'product-maintenance', text: 'the product vacuums, compacts or restores its databases itself', tests: [] },
    { id: 'moved', text: 'the database was moved to another machine or version by export and import', tests: [] },
    { id: 'produced-for-disclosure', text: 'the copy was made by a tool in order to be handed over', tests: [] },
  ],
  tags: ['database', 'sqlite'],
  examples: [
    {
      name: 'thousands of rows in one transaction, a sequence written twice',
      breaks: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'sqlite.header': ['change-counter=1', 'freelist-pages=0', 'write-version=1'],
            'sqlite.objects': 'entries=5 free=0',
            'sqlite.root-order': 'own',
            'db.table.shape':
              '"trail" is=audit rows=5000 first=1 last=5000 gap=0 sequence=5000 entries=2 leaves=70 disorder=0 free=2000 late=0',
          },
        },
      ],
    },
    {
      name: 'a database that grew row by row',
      holds: [
        {
          artifact: 'd',
          type: 'database',
          traits: {
            'sqlite.header': ['change-counter=5200', 'freelist-pages=3', 'write-version=1'],
            'sqlite.objects': 'entries=5 free=0',
            'sqlite.root-order': 'front',
            'db.table.shape':
              '"trail" is=audit rows=5000 first=1 last=5000 gap=0 leaves=70 disorder=0 free=2000 late=0',
          },
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: [],
    traits: [
      'sqlite.header',
      'sqlite.objects',
      'sqlite.root-order',
      'sqlite.statement-style',
      'sqlite.user-version',
      'db.table.shape',
      'db.profile',
    ],
    artifacts: ['database'],
  },
  detect(group) {
    for (const artifact of group.artifacts) {
      const { rows, marks } = marksOf(artifact)
      if (rows < ENOUGH_ROWS) continue
      return marks.length < 2 ? [] : [{ artifact, events: [], values: { marks: marks.join('; ') } }]
    }
    return 'not applicable'
  },
} satisfies Detector
