// An unknown accounting database: what its tables look like, what is guessed is said, and a first profile can be made of it.
import Database from 'better-sqlite3'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/ingest/database/load-profiles.ts'
import { idFrom, suggestProfile } from '../../../src/ingest/database/suggest-profile.ts'
import { EvidenceProblem, type Artifact } from '../../../src/model.ts'
import { ingested, sourceOf, temporary, type Case } from './source.ts'

const SQL = `
CREATE TABLE audit_trail (id INTEGER PRIMARY KEY, created_at TEXT, session_id INTEGER, who TEXT);
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000)
  INSERT INTO audit_trail SELECT x, strftime('%Y-%m-%d %H:%M:%S', 1262304000 + x * 3600, 'unixepoch'), x / 10, 'u' FROM n;
UPDATE audit_trail SET created_at = '2009-03-01 10:00:00' WHERE id IN (1700, 1701);
CREATE TABLE journal_entry (id INTEGER PRIMARY KEY, entered INTEGER, posting_date INTEGER, odd_time REAL, amount INTEGER);
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 50)
  INSERT INTO journal_entry SELECT x, 1262304000 + x * 86400, 20100100 + x % 28 + 1, 663700000.5 + x, x FROM n;
CREATE TABLE user_session (id INTEGER PRIMARY KEY, started_at TEXT, ended_at TEXT);
INSERT INTO user_session VALUES (1, '2010-01-01 08:00:00', '2010-01-01 17:00:00'), (2, '2010-01-02 08:00:00', NULL);
CREATE TABLE imported_log (id INTEGER PRIMARY KEY, created_at TEXT);
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100)
  INSERT INTO imported_log SELECT x, strftime('%Y-%m-%d %H:%M:%S', 1262304000 + (x * 37 % 100) * 86400, 'unixepoch') FROM n;
CREATE TABLE customer (id INTEGER PRIMARY KEY, created_at TEXT, name TEXT);
INSERT INTO customer VALUES (1, '2010-01-01 08:00:00', 'A'), (2, '2010-01-02 08:00:00', 'B'), (3, NULL, 'C');`

let at: Case
let path: string
beforeEach(() => {
  at = temporary()
  path = join(at.folder, 'books.db')
  const db = new Database(path)
  db.exec(SQL)
  db.close()
})
afterEach(() => at.remove())

const rowsOf = (all: readonly Artifact[], table: string) =>
  all.filter((a) => a.type !== 'schema' && a.locator.type === 'row' && a.locator.table === table)
const guesses = (all: readonly Artifact[], key = 'db.guess') =>
  all.at(-1)?.traits.flatMap((trait) => (trait.key === key ? [trait.value.slice(0, trait.value.indexOf(';'))] : []))

describe('a database that no profile knows', () => {
  it('has its guesses told column by column, and what stays open', () => {
    const all = [...ingested(path)]
    expect(guesses(all)).toEqual([
      'audit_trail.created_at: db.row.recorded, iso, floating',
      'journal_entry.entered: db.row.recorded, unix-s, utc',
      'journal_entry.posting_date: db.row.booked, yyyymmdd, floating',
      'user_session.started_at: db.session.login, iso, floating',
      'user_session.ended_at: db.session.logout, iso, floating',
      'imported_log.created_at: db.cell.time, iso, floating',
      'customer.created_at: db.cell.time, iso, floating',
    ])
    expect(guesses(all, 'db.guess-open')).toEqual(['journal_entry.odd_time: unix-s or cocoa'])
  })

  it('has only guessed clocks, whose writers say so, and places only where the values rise with the row ids', () => {
    const all = [...ingested(path)]
    for (const { kind, clock } of all.flatMap((a) => a.events)) {
      expect(clock.kind).toBe('database-guessed')
      expect(clock.writer).toMatch(/ \(guessed\)$/)
      expect(kind).toMatch(/^db\./)
    }
    const placed = new Set(all.flatMap((a) => a.events.flatMap((e) => (e.places ?? []).map((place) => place.sequence))))
    expect([...placed]).toEqual(['audit_trail.rowid', 'journal_entry.rowid', 'user_session.rowid'])
    expect(rowsOf(all, 'audit_trail')[1699]?.claim?.raw).toBe('2009-03-01 10:00:00')
    expect(rowsOf(all, 'imported_log').some((row) => row.claim !== undefined)).toBe(false)
    expect(rowsOf(all, 'customer')).toHaveLength(2)
    expect(rowsOf(all, 'user_session').map((row) => row.type)).toEqual(['session', 'session'])
  })
})

describe('a suggested profile', () => {
  it('loads, knows the database again, and states what was guessed', () => {
    const text = suggestProfile(sourceOf(path, at.folder), 'books')
    const profile = parseProfile(text, 'books.yaml')
    const all = [...ingested(path, [profile])]
    expect(all[0]?.traits.find((trait) => trait.key === 'db.profile')?.value).toBe('books')
    const [row] = rowsOf(all, 'audit_trail')
    expect(row?.claim?.clock).toEqual({ kind: 'database', writer: 'audit_trail.created_at' })
    expect(row?.claim?.places).toEqual([{ sequence: 'audit_trail.rowid', position: 1 }])
    expect(guesses(all)).toEqual([])
    expect(text).toContain('# its name says when the row was written, and its values rise with the row ids')
    expect(text).toMatch(/\n# Not taken: journal_entry\.odd_time may be unix-s or cocoa; /)
  })

  it('of hostile names is still one profile', () => {
    const db = new Database(path)
    db.exec(`CREATE TABLE "a log\n# x: ""]}\u2028- y" ("made'\n - at" TEXT);
      INSERT INTO "a log\n# x: ""]}\u2028- y" VALUES ('2010-01-01 08:00:00'), ('2010-01-02 08:00:00'), ('2010-01-03 08:00:00')`)
    db.close()
    const profile = parseProfile(suggestProfile(sourceOf(path, at.folder), 'books'), 'books.yaml')
    expect(profile.tables.map((table) => table.table)).toContain('a log\n# x: "]}\u2028- y')
    expect([...ingested(path, [profile])][0]?.traits.some((trait) => trait.value === 'books')).toBe(true)
  })

  it('is refused with one line where there is no time or no database', () => {
    const db = new Database(join(at.folder, 'empty.db'))
    db.exec('CREATE TABLE t (a)')
    db.close()
    expect(() => suggestProfile(sourceOf(join(at.folder, 'empty.db'), at.folder), 'x')).toThrow(EvidenceProblem)
    writeFileSync(join(at.folder, 'bad.db'), `SQLite format 3\0${'x'.repeat(4000)}`)
    expect(() => suggestProfile(sourceOf(join(at.folder, 'bad.db'), at.folder), 'x')).toThrow(
      /cannot be opened by SQLite/,
    )
  })

  it.each([
    ['books.db', 'books'],
    ['My Books (2011).sqlite3', 'my-books-2011'],
    ['---', 'database'],
  ])('of %s has the id %s', (name, id) => {
    expect(idFrom(name)).toBe(id)
  })
})
