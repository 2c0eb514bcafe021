// Hours of work that a profile states: the database bears them, and rows of other hours, other days and holidays are counted.
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import rule from '../../../rules/database/outside-stated-hours.detector.ts'
import { parseProfile } from '../../../src/ingest/database/load-profiles.ts'
import { groupOf, run } from '../../rules/detector-group.ts'
import { ingested, temporary } from './source.ts'

const profile = (hours: string) =>
  parseProfile(
    `id: office
title: Office
references: [none]
identify: {trail: [recorded_at]}
tables:
  - table: trail
    is: audit
    hours: ${hours}
    times: [{column: recorded_at, kind: db.row.recorded, encoding: iso, zone: floating, clock: database, claim: true}]`,
    'office.yaml',
  )

it('a database bears the hours that its profile states', () => {
  const at = temporary()
  const file = join(at.folder, 'a.db')
  const db = new Database(file)
  db.exec(
    "CREATE TABLE trail (id INTEGER PRIMARY KEY, recorded_at TEXT); INSERT INTO trail VALUES (1, '2016-02-05T09:00:00')",
  )
  db.close()
  const [database] = [...ingested(file, [profile('{from: 22, to: 6, weekdays: [Mon, Tue], source: the night watch}')])]
  at.remove()
  expect(database?.traits.filter(({ key }) => key === 'db.table.hours').map(({ value }) => value)).toEqual([
    'trail.recorded_at from=22 to=6 days=Mon,Tue source=the night watch',
  ])
})

it.each([
  ['{from: 8, to: 25, weekdays: [Mon], source: a}', /to: Too big/],
  ['{from: 8, to: 18, weekdays: [Monday], source: a}', /weekdays\.0/],
  ['{from: 8, to: 18, weekdays: [Mon]}', /source/],
])('hours such as %s are refused', (hours, why) => {
  expect(() => profile(hours)).toThrow(why)
})

it.each([
  [
    'from=8 to=18 days=Mon,Tue,Wed,Thu,Fri',
    ['2016-02-05T07:59:59', '2016-02-05T18:00:00', '2016-02-06T10:00:00'],
    '2, 1, 0',
  ],
  ['from=22 to=6 days=Thu,Fri', ['2016-02-05T23:00:00', '2016-02-05T05:00:00', '2016-02-05T12:00:00'], '1, 0, 0'],
  ['from=8 to=18 days=Fri', ['2016-12-23T10:00:00', '2015-12-25T10:00:00'], '0, 0, 1 (2015-12-25, Christmas Day)'],
  ['from=8 to=18 days=Wed', ['1969-12-31T10:00:00'], undefined],
])('by %s, of %j other hours, days and holidays are: %s', (hours, times, expected) => {
  const rows = times.map((time, i) => ({
    artifact: `r${i}`,
    type: 'row' as const,
    kind: 'db.row.recorded',
    time: `${time}Z`,
    clock: 'database' as const,
    writer: 'trail.recorded_at',
  }))
  const stated = {
    artifact: 'd',
    type: 'database' as const,
    traits: { 'db.table.hours': `trail.recorded_at ${hours} source=us` },
  }
  const found = run(rule, groupOf([stated, ...rows], rule), { holidays: { '2015-12-25': 'Christmas Day' } })
  expect(found?.map(({ values: v }) => `${v['late']}, ${v['otherDays']}, ${v['holidays']}`)).toEqual(
    expected === undefined ? [] : [expected],
  )
})
