// What a log that is still beside a database says of its rows' earlier versions, and which of it is told above informational.
import Database from 'better-sqlite3'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import rule from '../../../rules/database/row-said-otherwise-before.detector.ts'
import type { DetectorArtifact, DetectorEvent } from '../../../src/analysis/detector.ts'
import { loadProfiles } from '../../../src/ingest/database/load-profiles.ts'
import type { Artifact } from '../../../src/model.ts'
import { DAY, HOUR } from '../../../src/time/instant.ts'
import { range } from '../../../src/time/reading.ts'
import { run } from '../../rules/detector-group.ts'
import { ingested, temporary, type Case } from './source.ts'

const profiles = loadProfiles(join(import.meta.dirname, '../../../rules/profiles'))
let at: Case
beforeEach(() => {
  at = temporary()
})
afterEach(() => at.remove())

/** The artifacts as a detector gets them, with a clock of the kind `database`. */
const seen = ({ type, label, events, traits }: Artifact): DetectorArtifact => ({
  type,
  label,
  claim: undefined,
  traits,
  events: events.flatMap(({ kind, clock, reading, raw, locator }): DetectorEvent[] => {
    const meant = range(reading)
    if (meant === undefined || reading.nominal === undefined || !rule.select.events.includes(kind)) return []
    const { nominal } = reading
    const tolerances = { usual: HOUR, extreme: DAY }
    return [{ kind, clock: { ...clock, ...tolerances }, zone: 'utc', nominal, ...meant, raw, locator, traits: [] }]
  }),
})

/** The level of what is found in books whose last changes are still in the log, and which changes it names. */
function found(...changes: readonly string[]): readonly (readonly [level: string, changes: string])[] {
  const file = join(at.folder, 'open.db')
  const db = new Database(file)
  db.exec(`CREATE TABLE audit (id INTEGER PRIMARY KEY, recorded_at TEXT, user_id INTEGER, session_id INTEGER, action TEXT, entry_id INTEGER);
    CREATE TABLE entry (id INTEGER PRIMARY KEY, booked_on TEXT, entered_at TEXT, amount INTEGER, changed_by TEXT, text TEXT);
    CREATE TABLE session (id INTEGER PRIMARY KEY, logged_in_at TEXT, logged_out_at TEXT);
    CREATE TABLE schema_release (version TEXT, applied_at TEXT);
    INSERT INTO audit VALUES (1, '2020-03-05T09:00:00Z', 1, 1, 'add', 1), (2, '2020-03-05T10:00:00Z', NULL, 1, 'add', 2);
    INSERT INTO entry VALUES (1, '2020-03-01', '2020-03-05T09:00:00Z', 100, 'ann', 'rent'), (2, '2020-03-02', '2020-03-05T10:00:00Z', 200, 'ann', 'wages');
    INSERT INTO session VALUES (1, '2020-03-05T08:00:00Z', NULL);`)
  db.pragma('journal_mode = WAL')
  db.pragma('wal_autocheckpoint = 0')
  for (const sql of changes) db.exec(sql)
  const copy = join(at.folder, 'copy.db')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
  db.close()
  const told = run(rule, { artifacts: [...ingested(copy, profiles)].map(seen), facts: [] }) ?? []
  return told.map(({ level, values }) => [level ?? rule.level, values['changes'] ?? ''])
}

it.each([
  ['a row was added', `INSERT INTO audit VALUES (3, '2020-03-05T11:00:00Z', 1, 1, 'add', 3)`, []],
  ['a session was ended', `UPDATE session SET logged_out_at = '2020-03-05T17:00:00Z'`, 'informational'],
  ['an amount was corrected', 'UPDATE entry SET amount = 90 WHERE id = 1', 'informational'],
  [
    'an entry was corrected by another user',
    `UPDATE entry SET amount = 90, changed_by = 'bob', booked_on = '2020-03-02' WHERE id = 1`,
    'informational',
  ],
  ['a user was filled in by an upgrade', 'UPDATE audit SET user_id = 1 WHERE id = 2', 'informational'],
  ['an entry was put in earlier', `UPDATE entry SET entered_at = '2019-03-05T09:00:00Z' WHERE id = 1`, 'medium'],
  [
    'a row of the trail says another time',
    `UPDATE audit SET recorded_at = '2009-08-27T09:00:00Z' WHERE id = 1`,
    'medium',
  ],
  ['a row of the trail says another user', 'UPDATE audit SET user_id = 2 WHERE id = 1', 'medium'],
  [
    'the number of the last entry was given to another one',
    `DELETE FROM entry WHERE id = 2; INSERT INTO entry VALUES (2, '2020-03-06', '2020-03-07T10:00:00Z', 75, 'bob', 'freight')`,
    'low',
  ],
])('where %s', (_, change, level) => {
  expect(found(change).map(([one]) => one)).toEqual([level].flat())
})

it('the time at which a row of a trail was recorded goes before the corrections of entries', () => {
  expect(
    found(
      'UPDATE entry SET amount = 90 WHERE id = 1',
      `UPDATE audit SET recorded_at = '2009-08-27T09:00:00Z' WHERE id = 1`,
    ),
  ).toEqual([['medium', 'recorded_at: 2020-03-05T09:00:00Z -> 2009-08-27T09:00:00Z']])
})
