// Rows that a write-ahead log inserted get their place from its commits, whatever their numbers.
import Database from 'better-sqlite3'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadProfiles } from '../../../src/ingest/database/load-profiles.ts'
import { ingested, temporary, type Case } from './source.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../rules/profiles'))
let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

/** Row ids by their places, of a log with these commits over a main file with row 1. */
function logged(...commits: readonly string[]): readonly (readonly [row: string, position: number])[] {
  const file = join(at.folder, 'open.db')
  const db = new Database(file)
  db.exec(`CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER);
    CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT);
    CREATE TABLE session (id INTEGER PRIMARY KEY, logged_in_at TEXT, logged_out_at TEXT);
    CREATE TABLE schema_release (version TEXT, applied_at TEXT);
    INSERT INTO audit (id, recorded_at) VALUES (1, '2010-01-04T09:00:00Z');`)
  db.pragma('journal_mode = WAL')
  db.pragma('wal_autocheckpoint = 0')
  for (const sql of commits) db.exec(sql)
  const copy = join(at.folder, 'copy.db')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
  db.close()
  return [...ingested(copy, profiles)].flatMap(({ locator, events }) =>
    events
      .filter(({ kind }) => kind === 'db.row.logged')
      .map((event) => [locator.type === 'row' ? locator.row : '', event.places?.[0]?.position ?? -1] as const),
  )
}

const row = (id: number, time: string): string =>
  `INSERT INTO audit (id, recorded_at) VALUES (${id}, '2010-01-${time}Z');`

it('a row put into a gap of the numbers stands where its commit stands', () => {
  expect(logged(row(10, '05T09:00:00'), row(12, '06T09:00:00'), row(11, '05T12:00:00'))).toEqual([
    ['10 in commit 1 of the log', 0],
    ['12 in commit 2 of the log', 1],
    ['11 in commit 3 of the log', 2],
  ])
})

it('rows of one commit stand by their times', () => {
  expect(logged(`BEGIN; ${row(10, '06T09:00:00')} ${row(11, '05T09:00:00')} COMMIT`)).toEqual([
    ['11 in commit 1 of the log', 0],
    ['10 in commit 1 of the log', 1],
  ])
})

it('a row of the main file that the log changes has no place in it', () => {
  expect(logged('UPDATE audit SET user_id = 2 WHERE id = 1', row(2, '05T09:00:00'))).toEqual([
    ['2 in commit 2 of the log', 0],
  ])
})
