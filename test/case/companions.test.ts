/** Logs and journals that were read with the database beside which they lie. */
import { expect, test } from 'vitest'
import { countCompanions } from '../../src/case/companions.ts'
import { memoryCase } from '../../src/case/open.ts'

/** Top-level files, then members of the archive that is root 0's evidence 0: path, type, status. */
type Row = readonly [path: string, type: string, status: string]

function counted(files: readonly Row[], members: readonly Row[] = []): readonly string[] {
  const { db, close } = memoryCase()
  const root = db.prepare(`INSERT INTO root VALUES (?, ?, ?, 1, 0, NULL, 'done')`)
  const evidence = db.prepare('INSERT INTO evidence VALUES (?, ?, ?, NULL, 1, ?, ?, NULL, ?, ?, NULL)')
  for (const [n, [path, type, status]] of files.entries()) {
    root.run(n, path, `/seized/${path}`)
    evidence.run(n, 0, path, type, status, null, null)
  }
  for (const [n, [path, type, status]] of members.entries()) evidence.run(0, n + 1, path, type, status, 0, n)
  countCompanions(db)
  const examined = db
    .prepare<[], string>(`SELECT path FROM evidence WHERE status = 'examined' ORDER BY root, id`)
    .pluck()
    .all()
  close()
  return examined
}

test('a log, its index and a journal count as examined with the database beside them', () => {
  expect(
    counted([
      ['a/books.db', 'sqlite', 'partly'],
      ['a/books.db-wal', 'sqlite-wal', 'unknown'],
      ['a/books.db-shm', 'sqlite-shm', 'unknown'],
      ['a/books.db-journal', 'sqlite-journal', 'unknown'],
    ]),
  ).toEqual(['a/books.db-wal', 'a/books.db-shm', 'a/books.db-journal'])
})

test.each<[why: string, Row[]]>([
  ['alone', [['a/books.db-wal', 'sqlite-wal', 'unknown']]],
  [
    'in another folder',
    [
      ['b/books.db', 'sqlite', 'partly'],
      ['a/books.db-wal', 'sqlite-wal', 'unknown'],
    ],
  ],
  [
    'beside a database that could not be read',
    [
      ['a/books.db', 'sqlite', 'unreadable'],
      ['a/books.db-wal', 'sqlite-wal', 'unknown'],
    ],
  ],
  [
    'with the name of a log and the bytes of something else',
    [
      ['a/books.db', 'sqlite', 'partly'],
      ['a/books.db-wal', 'unknown', 'unknown'],
    ],
  ],
  [
    'under another name',
    [
      ['a/books.db', 'sqlite', 'partly'],
      ['a/books.db.log', 'sqlite-wal', 'unknown'],
    ],
  ],
])('one that lies %s does not', (_, files) => {
  expect(counted(files)).toEqual([])
})

test('members of a container count with the database in the same container', () => {
  const zip: Row = ['a.zip', 'zip', 'partly']
  const log: Row = ['a.zip/books.db-wal', 'sqlite-wal', 'unknown']
  expect(counted([zip], [['a.zip/books.db', 'sqlite', 'partly'], log])).toEqual(['a.zip/books.db-wal'])
  expect(counted([zip, ['a.zip/books.db', 'sqlite', 'partly']], [log])).toEqual([])
})
