// What tables and pages say of how a database came about, read from databases that SQLite itself wrote.
import Database from 'better-sqlite3'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadProfiles } from '../../../src/ingest/database/load-profiles.ts'
import type { Artifact } from '../../../src/model.ts'
import { ingested, temporary, type Case } from './source.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../rules/profiles'))

const SCHEMA = `
CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER);
CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT);
CREATE TABLE session (id INTEGER PRIMARY KEY, logged_in_at TEXT, logged_out_at TEXT);
CREATE TABLE schema_release (version TEXT, applied_at TEXT);`

let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

const AUDIT = "strftime('%Y-%m-%dT%H:%M:%SZ', 1262304000 + i * 600, 'unixepoch'), 1, i / 9, 'add', i"

/** Traits of the database after `rows` appended rows and what was done to them, by key. */
function traits(edit: string, rows = 1_000, name = 'books.db'): ReadonlyMap<string, readonly string[]> {
  const file = join(at.folder, name)
  const db = new Database(file)
  db.exec(SCHEMA)
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO audit (recorded_at, user_id, session_id, action, entry_id) SELECT ${AUDIT} FROM n`)
  db.exec(edit)
  db.close()
  for (const { type, traits: found } of ingested(file, profiles))
    if (type === 'database')
      return new Map(
        Object.entries(Object.groupBy(found, ({ key }) => key)).map(([key, all = []]) => [
          key,
          all.map(({ value }) => value),
        ]),
      )
  return new Map()
}
/** The artifacts of numbers that no row has, after the same. */
function gaps(edit: string): readonly Artifact[] {
  traits(edit)
  return [...ingested(join(at.folder, 'books.db'), profiles)].filter(({ label }) => label.endsWith('no such row'))
}
const shape = (found: ReadonlyMap<string, readonly string[]>) =>
  found.get('db.table.shape')?.find((value) => value.startsWith('"audit"'))

describe('the shape of a table', () => {
  it('counts rows, gaps, the sequence and leaf pages', () => {
    const of = shape(traits('DELETE FROM audit WHERE id BETWEEN 500 AND 519 OR id > 990'))
    expect(of).toMatch(
      /^"audit" is=audit rows=970 first=1 last=990 gap=20 gaps=1 missing=20 sequence=1000 entries=1 leaves=\d+ disorder=0 /,
    )
  })

  it('names the largest gaps, with the times of the rows on both sides', () => {
    const holes = Array.from({ length: 14 }, (_, i) => `${20 * i + 30}`)
    const found = gaps(`DELETE FROM audit WHERE id IN (${holes.join()}) OR id BETWEEN 500 AND 519 OR id < 10`)
    expect(found).toHaveLength(10)
    const largest = found.find(({ label }) => label === 'audit 500 to 519, no such row')
    expect(largest?.traits.map(({ value }) => value)).toEqual([
      '"audit" first=500 last=519 missing=20 places=15 all=34 uses-up=yes',
    ])
    expect(largest?.events.map(({ kind, raw }) => `${kind} ${raw}`)).toEqual([
      'db.gap.before 2010-01-04T11:10:00Z',
      'db.gap.after 2010-01-04T14:40:00Z',
    ])
  })

  it('names no gap where only the first and the last rows were deleted', () => {
    expect(gaps('DELETE FROM audit WHERE id < 100 OR id > 900')).toEqual([])
  })

  it('says of writes that were ignored what it says of deleted rows', () => {
    const ignored = `INSERT INTO audit (recorded_at) SELECT recorded_at FROM audit WHERE id = 1000;
      CREATE UNIQUE INDEX once ON audit (recorded_at, entry_id);
      INSERT OR IGNORE INTO audit (recorded_at, entry_id) SELECT recorded_at, entry_id FROM audit WHERE id < 4;
      INSERT INTO audit (recorded_at, action) VALUES ('2010-02-01T00:00:00Z', 'add')`
    expect(gaps(ignored).map(({ traits: [gap] }) => gap?.value)).toEqual([
      '"audit" first=1002 last=1004 missing=3 places=1 all=3 uses-up=yes',
    ])
  })

  it('has no late row where rows were appended, purged or deleted', () => {
    const found = traits(
      'DELETE FROM audit WHERE id < 300; DELETE FROM audit WHERE id % 97 = 0; INSERT INTO audit (action) VALUES (1), (2), (3)',
    )
    expect(found.get('db.table.late-row')).toBeUndefined()
  })

  /** Sixty evenings on which rows are appended and old ones deleted, those that `kept` selects excepted. */
  const retention = (kept: string) =>
    Array.from({ length: 60 }, (_, evening) => {
      const highest = 1_000 + 20 * evening
      return `WITH RECURSIVE n(i) AS (SELECT ${highest + 1} UNION ALL SELECT i + 1 FROM n WHERE i < ${highest + 20})
        INSERT INTO audit (recorded_at, user_id, action) SELECT '2010-01-05T09:00:00Z', i % 3, substr('add, as agreed with the owner', 1, 3 + i * 7 % 23) FROM n;
        DELETE FROM audit WHERE id < ${20 * evening} AND NOT (${kept})`
    }).join(';')

  it.each(['0', 'id % 9 = 0', 'user_id = 2', 'id % 40 = 0'])(
    'has no late row where old rows are deleted every evening, but those with %s',
    (kept) => expect(traits(retention(kept), 1_000).get('db.table.late-row')).toBeUndefined(),
  )

  it('names a row that was put in again behind those that retention left', () => {
    const again = `INSERT OR REPLACE INTO audit (id, action) VALUES (1700, '${'as agreed with the owner '.repeat(4)}')`
    expect(traits(`${retention('id % 9 = 0')}; ${again}`).get('db.table.late-row')).toEqual(['"audit" row=1700'])
  })

  it('has no late row where a column was dropped, which writes the rows anew', () => {
    const flags = 'UPDATE audit SET user_id = abs(random()) % 3, action = substr(hex(randomblob(20)), 1, 3 + id % 17)'
    const found = traits(`${flags}; VACUUM; ALTER TABLE audit ADD COLUMN note TEXT; ALTER TABLE audit DROP COLUMN note`)
    expect(shape(found)).toContain(' late=0 ')
    expect(found.get('db.table.late-row')).toBeUndefined()
  })

  it('names rows that were put in again and longer, and no others', () => {
    const rows = [120, 350, 351, 777]
    const found = traits(
      rows
        .map(
          (id) =>
            `DELETE FROM audit WHERE id = ${id}; INSERT INTO audit (id, recorded_at, action) VALUES (${id}, '2010-01-05T09:00:00Z', 'add, as agreed with the owner of the house')`,
        )
        .join(';'),
    )
    const named = found.get('db.table.late-row') ?? []
    expect(named.length).toBeGreaterThanOrEqual(2)
    expect(rows.map((id) => `"audit" row=${id}`)).toEqual(expect.arrayContaining([...named]))
  })

  it('says so where an upgrade fills a column', () => {
    expect(shape(traits("ALTER TABLE audit ADD COLUMN branch TEXT; UPDATE audit SET branch = 'MAIN'"))).toContain(
      ' refilled=yes ',
    )
  })

  it('tells roots in front, as VACUUM leaves them, and free numbers of dropped objects', () => {
    const found = traits('CREATE TABLE gone (a); CREATE TABLE late (a); DROP TABLE gone')
    expect(found.get('sqlite.objects')).toEqual(['entries=6 free=1'])
    expect(traits('VACUUM', 1_000, 'vacuumed.db').get('sqlite.root-order')).toEqual(['front'])
  })

  it('knows the printing style of an editor', () => {
    const found = traits('CREATE TABLE "note" (\n\t"id"\tINTEGER,\n\tPRIMARY KEY("id" AUTOINCREMENT)\n)')
    expect(found.get('sqlite.statement-style')).toEqual(['db-browser tables=1'])
  })
})

type Traits = ReturnType<typeof traits>
const shared = (a: Traits, b: Traits) =>
  a.get('db.lineage')?.filter((name) => b.get('db.lineage')?.includes(name)) ?? []

describe('digests', () => {
  it('share a lineage in two copies, and differ in the blocks of the rows that differ', () => {
    const first = traits('', 600, 'a.db')
    const second = traits(
      "UPDATE audit SET user_id = 2 WHERE id = 77; ALTER TABLE audit ADD COLUMN workstation TEXT; INSERT INTO audit (action) VALUES ('later')",
      600,
      'b.db',
    )
    expect(first.get('db.lineage')).toHaveLength(8)
    expect(shared(first, second).length).toBeGreaterThan(5)
    const blocks = (of: typeof first) =>
      new Set(
        of
          .get('db.table.digests')
          ?.find((value) => value.startsWith('"audit"'))
          ?.split(' '),
      )
    const before = blocks(first)
    const only = [...blocks(second)].filter((block) => !before.has(block)).map((block) => block.split(':')[0])
    expect(only).toEqual(['77', '601'])
  })

  it('gather rows of a longer table in blocks of a power of two, and still differ in one block for one row', () => {
    const words = (edit: string, name: string) =>
      traits(edit, 5_000, name)
        .get('db.table.digests')
        ?.find((value) => value.startsWith('"audit"'))
        ?.split(' ') ?? []
    const [first, second] = [words('', 'a.db'), words('UPDATE audit SET user_id = 2 WHERE id = 4321', 'b.db')]
    expect(first).toContain('size=4')
    const blocks = first.filter((word) => /^\d+:/.test(word)).map((word) => word.split(':').map(Number))
    expect(blocks.reduce((sum, [, n = 0]) => sum + n, 0)).toBe(5_000)
    expect(second.filter((word) => !first.includes(word)).map((word) => word.split(':')[0])).toEqual(['1080'])
  })

  it('share no lineage in databases of other rows', () => {
    const first = traits('', 300, 'a.db')
    const second = traits('UPDATE audit SET entry_id = entry_id + 1', 300, 'b.db')
    expect(shared(first, second)).toEqual([])
  })
})

it('ends where the pages of a table run in a circle or nowhere', () => {
  const file = join(at.folder, 'circle.db')
  const db = new Database(file)
  db.exec(SCHEMA)
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO audit (recorded_at, user_id, session_id, action, entry_id) SELECT ${AUDIT} FROM n`)
  const root = db.prepare<[], number>("SELECT rootpage FROM sqlite_master WHERE name = 'audit'").pluck().get() ?? 0
  db.close()
  const bytes = readFileSync(file)
  // The right child of the table's root page is the root page itself (fileformat2.html, section 1.6).
  expect(bytes[(root - 1) * 4096]).toBe(5)
  bytes.writeUInt32BE(root, (root - 1) * 4096 + 8)
  writeFileSync(file, bytes)
  const [database] = ingested(file, profiles)
  expect(database?.traits.some(({ key }) => key === 'sqlite.objects')).toBe(true)
  expect(database?.traits.some(({ value }) => value.startsWith('"audit"') && value.includes('leaves='))).toBe(false)
})
