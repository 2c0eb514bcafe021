// The number of columns that records store tells which rows were written after later ones, also after VACUUM.
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadProfiles } from '../../../src/ingest/database/load-profiles.ts'
import { RecordWidths } from '../../../src/ingest/database/record-widths.ts'
import { ingested, temporary, type Case } from './source.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../rules/profiles'))
let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

/** Rows named as wide after 300 rows, a new column, 50 more rows, and what was done to them. */
function wide(column: string, edit: string): readonly string[] {
  const file = join(at.folder, `${column.slice(0, 4)}.db`)
  const db = new Database(file)
  const rows = (first: number, last: number, more = '') =>
    db.exec(`WITH RECURSIVE n(i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i < ${last})
      INSERT INTO audit (recorded_at, user_id, action${more === '' ? '' : ', note'}) SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 1262304000 + i * 600, 'unixepoch'), 1, 'add'${more} FROM n`)
  db.exec(`CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER);
    CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT);
    CREATE TABLE session (id INTEGER PRIMARY KEY, logged_in_at TEXT, logged_out_at TEXT);
    CREATE TABLE schema_release (version TEXT, applied_at TEXT);`)
  rows(1, 300)
  db.exec(`ALTER TABLE audit ADD COLUMN ${column}`)
  rows(301, 350)
  db.exec(edit)
  db.close()
  const [database] = ingested(file, profiles)
  return (database?.traits ?? []).filter(({ key }) => key === 'db.table.wide-row').map(({ value }) => value)
}

it.each([
  ['an honest upgrade', 'note TEXT', '', []],
  ['an upgrade that fills the column in every row', 'note TEXT', "UPDATE audit SET note = 'x'", []],
  ['VACUUM', 'note TEXT', 'VACUUM', []],
  ['a purge of the oldest rows', 'note TEXT', 'DELETE FROM audit WHERE id < 200', []],
  ['a change of rows that had the column already', 'note TEXT', "UPDATE audit SET note = 'y' WHERE id > 300", []],
] as const)('no row is wide after %s', (_, column, edit, expected) => {
  expect(wide(column, edit)).toEqual(expected)
})

it.each([
  ['set to what it was', 'UPDATE audit SET user_id = 1 WHERE id = 77'],
  [
    'back-dated by a minute, then packed',
    "UPDATE audit SET recorded_at = '2010-01-01T12:49:00Z' WHERE id = 77; VACUUM",
  ],
  ['deleted and put in again', "DELETE FROM audit WHERE id = 77; INSERT INTO audit (id, action) VALUES (77, 'add')"],
])('a row of before the column is wide when it was %s', (_, edit) => {
  expect(wide('note TEXT', edit)).toEqual(['"audit" row=77 columns=7 later=78 fewer=6'])
  expect(wide("branch TEXT DEFAULT 'MAIN'", edit)).toEqual(['"audit" row=77 columns=7 later=78 fewer=6'])
})

it('a writer that trims NULL from the end of records is not judged, unless the last column cannot be trimmed', () => {
  const trimmed = new RecordWidths()
  for (const [row, columns] of [7, 6, 7, 6, 6].entries()) trimmed.add(BigInt(row), columns, false)
  expect(trimmed.wide(false)?.count).toBe(0)
  expect(trimmed.wide(true)?.count).toBe(2)
})

it('lengths that change from row to row a hundred thousand times are not judged', () => {
  const widths = new RecordWidths()
  for (let row = 0; row < 200_001; row++) widths.add(BigInt(row), 6 + (row % 2), true)
  expect(widths.wide(true)).toBeUndefined()
})
