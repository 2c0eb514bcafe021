import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadProfiles } from '../../../src/ingest/database/load-profiles.ts'
import type { Artifact } from '../../../src/model.ts'
import { toIso } from '../../../src/time/instant.ts'
import { ingested, temporary, type Case } from './source.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../rules/profiles'))

const SCHEMA = `
CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER, workstation TEXT, client_build TEXT, branch TEXT DEFAULT 'main');
CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT, account TEXT, amount INTEGER, text TEXT);
CREATE TABLE session (id INTEGER PRIMARY KEY, user_id INTEGER, logged_in_at TEXT, logged_out_at TEXT);
CREATE TABLE schema_release (version TEXT, applied_at TEXT);
CREATE TABLE attachment_index (id INTEGER PRIMARY KEY, entry_id INTEGER, stored_at TEXT);
INSERT INTO schema_release VALUES ('4.0', '2009-01-05T08:00:00Z'), ('9.2', '2023-06-01T08:00:00Z');
INSERT INTO session VALUES (7, 1, '2011-03-01T08:00:00Z', '2023-03-01T08:00:00Z'), (8, 1, '2011-03-02T08:00:00Z', NULL);
INSERT INTO entry VALUES (1, '2009-12-31', '2020-04-01T10:00:00Z', '4000', 100, 'late booking');
INSERT INTO audit VALUES
  (1, '2009-05-04T09:00:00Z', 1, 7, 'insert', 1, NULL, NULL, 'main'),
  (2, '2009-05-05T09:00:00Z', 1, 7, 'insert', 1, 'desk-2', '7.0.112', 'main'),
  (3, '', 1, NULL, 'insert', 1, 'desk-2', NULL, 'north');`

describe('a Quillbooks database', () => {
  let at: Case
  let all: Artifact[]
  beforeEach(() => {
    at = temporary()
    const db = new Database(join(at.folder, 'books.db'))
    db.exec(SCHEMA)
    db.close()
    all = [...ingested(join(at.folder, 'books.db'), profiles)]
  })
  afterEach(() => at.remove())

  const named = (label: string) => all.find((a) => a.label === label)
  const traitsOf = (a: Artifact | undefined) => a?.traits.map(({ key, value }) => `${key} ${value}`)
  const timesOf = (a: Artifact | undefined) =>
    a?.events.map(
      ({ kind, reading }) =>
        `${kind} ${reading.nominal === undefined ? (reading.problem ?? '') : toIso(reading.nominal)}`,
    )

  it('is recognised by its tables', () => {
    expect(traitsOf(all[0])).toContain('db.profile quillbooks')
  })

  it('gives every audit row its recorded time, its place by key and its session', () => {
    const row = named('audit 1')
    expect(timesOf(row)).toEqual(['db.row.recorded 2009-05-04T09:00:00.000000Z'])
    expect(row?.claim?.places).toEqual([{ sequence: 'audit.rowid', position: 1 }])
    expect(row?.claim?.clock).toBe(named('audit 2')?.claim?.clock)
    expect(traitsOf(row)).toEqual(['db.row.session session:7'])
    expect(row?.locator).toEqual({ type: 'row', table: 'audit', row: '1' })
    expect(row?.parent).toBe(all[0])
  })

  it('names columns of a later release that hold a value, tied to the recorded time, and not those that upgrades fill', () => {
    const row = named('audit 2')
    const marks = row?.traits.filter((t) => t.key.startsWith('db.row.column'))
    expect(marks?.map(({ key, value }) => [key, value])).toEqual([
      ['db.row.column', 'quillbooks:audit.workstation'],
      ['db.row.column', 'quillbooks:audit.client_build'],
    ])
    expect(marks?.every((mark) => mark.by === row?.claim)).toBe(true)
  })

  it('claims nothing for a row whose time is empty', () => {
    const row = named('audit 3')
    expect(row?.claim).toBeUndefined()
    expect(timesOf(row)).toEqual(['db.row.recorded sentinel'])
    expect(row?.traits).toEqual([])
  })

  it('keeps valid time and transaction time apart', () => {
    const row = named('entry 1')
    expect(timesOf(row)).toEqual([
      'db.row.recorded 2020-04-01T10:00:00.000000Z',
      'db.row.booked 2009-12-31T00:00:00.000000Z',
    ])
    expect(row?.claim?.kind).toBe('db.row.recorded')
    expect(row?.events[1]?.places).toBeUndefined()
    expect(row?.events[1]?.clock.kind).toBe('user-entry')
  })

  it('reads sessions with their own key, and no logout where there is none', () => {
    const session = named('session 7')
    expect(session?.type).toBe('session')
    expect(timesOf(session)).toEqual([
      'db.session.login 2011-03-01T08:00:00.000000Z',
      'db.session.logout 2023-03-01T08:00:00.000000Z',
    ])
    expect(traitsOf(session)).toEqual(['db.session session:7'])
    expect(timesOf(named('session 8'))).toHaveLength(1)
  })

  it('dates the schema by the release it states and by the tables and columns it has', () => {
    const schema = all.find((a) => a.type === 'schema')
    expect(traitsOf(schema)).toEqual([
      'db.schema.column quillbooks:audit.workstation',
      'db.schema.column quillbooks:audit.client_build',
      'db.schema.column quillbooks:audit.branch',
      'db.schema.column quillbooks:attachment_index',
    ])
    expect(timesOf(schema)).toEqual(['product.release 2023-05-09T00:00:00.000000Z'])
    expect(schema?.problems).toBeUndefined()
  })
})
