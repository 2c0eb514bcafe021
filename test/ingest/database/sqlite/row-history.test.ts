// Logs, journals and the histories of rows, from databases that SQLite itself wrote.
import Database from 'better-sqlite3'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { geometryOf } from '../../../../src/ingest/database/sqlite/geometry.ts'
import { disagreements, plainIndexes } from '../../../../src/ingest/database/sqlite/indexes.ts'
import { readJournal } from '../../../../src/ingest/database/sqlite/journal.ts'
import { openRaw } from '../../../../src/ingest/database/sqlite/open-raw.ts'
import { openHistories, type RowHistory } from '../../../../src/ingest/database/sqlite/row-history.ts'
import { readWal } from '../../../../src/ingest/database/sqlite/wal.ts'
import { inMemory } from './compare.ts'

let folder = ''
let made = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anachron-history-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Files {
  readonly main: Buffer
  readonly wal?: Buffer
  readonly journal?: Buffer
}

/** Runs statements in one mode, and takes the files as they lie there while the database is open. */
function written(mode: string, ...steps: readonly string[]): Files {
  const path = join(folder, `${made++}.db`)
  const db = new Database(path)
  db.pragma(`journal_mode = ${mode}`)
  db.pragma('secure_delete = OFF')
  db.pragma('wal_autocheckpoint = 0')
  db.exec(`CREATE TABLE audit (id INTEGER PRIMARY KEY, ts TEXT, who TEXT);
    INSERT INTO audit VALUES (811, '2009-08-26', 'ada'), (812, '2020-03-05', 'ada'), (813, '2009-08-28', 'bob')`)
  for (const step of steps) db.exec(step)
  const read = (suffix: string) => {
    try {
      return readFileSync(path + suffix)
    } catch {
      return undefined
    }
  }
  const [main, wal, journal] = [readFileSync(path), read('-wal'), read('-journal')]
  db.close()
  return { main, ...(wal ? { wal } : {}), ...(journal ? { journal } : {}) }
}

function histories({ main, wal, journal }: Files, all = false): readonly RowHistory[] {
  const opened = openHistories(inMemory(main), {
    ...(wal ? { wal: inMemory(wal) } : {}),
    ...(journal ? { journal: inMemory(journal) } : {}),
  })
  if ('reason' in opened) throw new Error(opened.reason)
  return [...opened.of('audit', all)]
}

const told = (rows: readonly RowHistory[]) =>
  rows.map(({ rowid, is, versions }) => [
    Number(rowid),
    is,
    ...versions.map(({ state, commit, values }) => `${state}${commit > 0 ? ` ${commit}` : ''}: ${String(values[1])}`),
  ])

const CHANGE = "UPDATE audit SET ts = '2009-08-27' WHERE id = 812"

describe('a row id used again', () => {
  const again = (...steps: string[]) =>
    histories(written('WAL', ...steps))
      .flatMap(({ rowid, versions }) => versions.map((version) => ({ rowid, ...version })))
      .filter(({ isAgain }) => isAgain === true)
      .map(({ rowid, values }) => `${String(rowid)}: ${String(values[1])}`)

  it('is known where a commit shows the page without the row', () => {
    const GONE = 'DELETE FROM audit WHERE id = 813'
    expect(again(GONE, "INSERT INTO audit VALUES (813, '2009-09-01', 'eve')")).toEqual(['813: 2009-09-01'])
    expect(again(CHANGE, "UPDATE audit SET ts = '2009-09-01' WHERE id = 813")).toEqual([])
  })

  it('is not taken for one that moved to another page while the tree grew, and was changed there', () => {
    const fill = (from: number) =>
      `INSERT INTO audit WITH RECURSIVE n(i) AS (VALUES(0) UNION ALL SELECT i + 1 FROM n WHERE i < 99) SELECT ${String(from)} + i, '2010-01-01', hex(zeroblob(60)) FROM n`
    const widen = 'UPDATE audit SET who = hex(zeroblob(400)) WHERE id % 9 = 0'
    expect(
      again(fill(900), fill(1000), widen, fill(100), CHANGE, "UPDATE audit SET ts = '2011-01-01' WHERE id % 7 = 0"),
    ).toEqual([])
  })
})

describe('a row in several versions', () => {
  it('is told commit by commit of the log', () => {
    const files = written(
      'WAL',
      'PRAGMA wal_checkpoint(FULL)',
      CHANGE,
      "UPDATE audit SET ts = '2009-08-27 10:00' WHERE id = 812",
      'DELETE FROM audit WHERE id = 811',
    )
    const found = told(histories(files))
    expect(found).toContainEqual([812, 'live', 'main: 2020-03-05', 'log 1: 2009-08-27', 'log 2: 2009-08-27 10:00'])
    expect(found.find(([id]) => id === 811)?.slice(0, 2)).toEqual([811, 'deleted'])
  })

  it('is told from the frames that stay behind a reset log', () => {
    const files = written(
      'WAL',
      CHANGE,
      'PRAGMA wal_checkpoint(RESTART)',
      "INSERT INTO audit VALUES (814, '2009-08-29', 'eve')",
    )
    const wal = readWal(inMemory(files.wal ?? Buffer.alloc(0)))
    if ('reason' in wal) throw new Error(wal.reason)
    expect([wal.sequence, wal.current?.frames.length, wal.older.length]).toEqual([1, 1, 1])
    expect(told(histories(files))).toContainEqual([812, 'live', expect.any(String), 'old log: 2009-08-27'])
  })

  it('is told from the old page in a journal whose header was zeroed', () => {
    const files = written('PERSIST', CHANGE)
    const journal = readJournal(inMemory(files.journal ?? Buffer.alloc(0)), 4096, 2)
    expect('state' in journal ? [journal.state, journal.before.has(2)] : journal.reason).toEqual(['zeroed', true])
    expect(told(histories(files))).toEqual([[812, 'live', 'journal: 2020-03-05', 'main: 2009-08-27']])
  })

  it('is told from a hot journal, which is never rolled back', () => {
    const path = join(folder, 'hot.db')
    const db = new Database(path)
    db.pragma('cache_size = 2')
    db.exec('CREATE TABLE audit (id INTEGER PRIMARY KEY, ts TEXT, who TEXT)')
    const insert = db.prepare('INSERT INTO audit VALUES (?, ?, ?)')
    db.transaction(() => {
      for (let i = 1; i <= 400; i++) insert.run(i, '2020-03-05', 'somebody '.repeat(10))
    })()
    db.exec("BEGIN; UPDATE audit SET ts = '2009-08-27'")
    const [main, journal] = [readFileSync(path), readFileSync(`${path}-journal`)]
    db.exec('ROLLBACK')
    db.close()
    const read = readJournal(inMemory(journal), 4096, main.length / 4096)
    expect('state' in read ? read.state : read.reason).toBe('hot')
    expect(
      told(histories({ main, journal })).filter(
        (row) => row[2] === 'journal: 2020-03-05' && row[3] === 'main: 2009-08-27',
      ).length,
    ).toBeGreaterThan(100)
  })

  it('is told from what is left of a freed record, by its declared key where the row id is lost', () => {
    const db = new Database(':memory:')
    db.pragma('secure_delete = OFF')
    db.exec(`CREATE TABLE audit (id INT PRIMARY KEY, ts TEXT, who TEXT);
      INSERT INTO audit VALUES (811, '2009-08-26', 'ada'), (812, '2020-03-05', 'ada'), (813, '2009-08-28', 'bob');
      UPDATE audit SET ts = '2009-08-27 10:00:00 and longer' WHERE id = 812`)
    const main = db.serialize()
    db.close()
    expect(told(histories({ main }))).toEqual([
      [2, 'live', 'residue: 2020-03-05', 'main: 2009-08-27 10:00:00 and longer'],
    ])
  })

  it('has no history where nothing was written twice', () => {
    expect(histories(written('DELETE'))).toEqual([])
    expect(histories(written('DELETE'), true)).toHaveLength(3)
    expect(histories(written('TRUNCATE', 'PRAGMA user_version = 3'))).toEqual([])
  })
})

it('an index keeps the value that a row had before its cell was changed by hand', () => {
  const { main } = written('DELETE', 'CREATE INDEX audit_ts ON audit (ts)')
  const at = main.subarray(4096, 8192).indexOf('2020-03-05') + 4096
  main.write('2009-08-27', at)
  const raw = openRaw(inMemory(main))
  if ('reason' in raw) throw new Error(raw.reason)
  const shape = raw.schema.tables.get('audit')
  if (shape === undefined) throw new Error('no table')
  const found = plainIndexes(raw, shape).flatMap((index) => [...disagreements(raw, shape, index, () => false)])
  expect(found).toEqual([
    { index: 'audit_ts', column: 'ts', rowid: 812n, inIndex: '2020-03-05', inTable: '2009-08-27' },
  ])
})

const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * i * 31 + i * 17 + (i >> 3) * 97) & 0xff))
it.each([
  ['empty', Buffer.alloc(0), 'the file is empty'],
  ['a log', Buffer.concat([Buffer.from('377f0682', 'hex'), Buffer.alloc(508)]), 'write-ahead log'],
  ['a journal', Buffer.concat([Buffer.from('d9d505f920a163d7', 'hex'), Buffer.alloc(504)]), 'rollback journal'],
  ['a zip', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(508)]), 'a ZIP archive'],
  ['text', Buffer.from('id,ts,who\n'.repeat(100)), 'does not begin as an SQLite database does'],
  [
    'a page size of none',
    Buffer.concat([Buffer.from('SQLite format 3\0\u0003\u00e7', 'latin1'), Buffer.alloc(600)]),
    'page size of 999',
  ],
])('a file that is %s is named so', (_, bytes, words) => {
  const found = geometryOf(bytes, bytes.length)
  expect('reason' in found ? found.reason : 'read').toContain(words)
})

it('random bytes under a database name are called encrypted, or another encrypted file', () => {
  let state = 1
  const random = Buffer.from(noise.map(() => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 16))
  const found = geometryOf(random, random.length)
  expect('reason' in found ? found.reason : 'read').toContain('SQLCipher')
})
