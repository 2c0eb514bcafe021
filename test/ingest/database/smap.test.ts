// Maps of SQLECmd become profiles: every map of the corpus is read, and what a map does not say is not made up.
import fc from 'fast-check'
import Database from 'better-sqlite3'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import {
  profileFilesOf,
  ProfileProblem,
  readProfile,
  usableProfiles,
} from '../../../src/ingest/database/load-profiles.ts'
import { profileSchema } from '../../../src/ingest/database/profile.ts'
import { parseSmap, SmapProblem } from '../../../src/ingest/database/smap.ts'
import { convertedColumns } from '../../../src/ingest/database/sql-time.ts'
import { corpus } from '../../evidence/helpers.ts'
import { ingested, temporary } from './source.ts'

const MAP = `Description: Till journal
Author: A. Nonymous
Email: a@example.org
Id: 11111111-2222-3333-4444-555555555555
Version: 1.0
CSVPrefix: Till
FileName: till.db
IdentifyQuery: SELECT count(*) FROM sqlite_master WHERE type='table' AND (name='sale' OR name='till');
IdentifyValue: 2
Queries:
    -
        Name: Sales
        Query: |
                SELECT s.id, datetime(s.at / 1000, 'unixepoch', 'localtime') AS "At", datetime(s.odd * s.at, 'unixepoch') AS "Odd"
                FROM sale AS s JOIN till ON till.id = s.till
        BaseFileName: Sales
# Documentation
`

describe('the expressions of a query', () => {
  it.each([
    [`datetime(a, 'unixepoch')`, 'a unix-s'],
    [`DateTime( t.a / 1000 , 'UNIXEPOCH')`, 't.a unix-ms'],
    [`datetime( a / 1000000, 'unixepoch', 'localtime' )`, 'a unix-us'],
    [`datetime (c.a / 1000000 + ( strftime( '%s', '1601-01-01' ) ), 'unixepoch')`, 'c.a webkit'],
    [`datetime(("a" / 10000000) - 11644473600, 'unixepoch')`, 'a filetime'],
    [`datetime( ( t.a - 116444736000000000 ) / 10000000, 'unixepoch' )`, 't.a filetime'],
    [`datetime((a / 10000000) - 62135596800, 'unixepoch')`, 'a dotnet-ticks'],
    [`datetime(a/1000000000 + 978307200,'unixepoch')`, 'a cocoa'],
    [`strftime('%Y', 978307200 + a, 'unixepoch')`, 'a cocoa'],
    [`datetime((a - 25569) * 86400, 'unixepoch')`, 'a ole'],
    [`datetime(a / 1000 + (strftime('%ms', '1601-01-01')), 'unixepoch')`, 'a undefined'],
    [`datetime(julianday(a))`, 'a undefined'],
    [`datetime(a * a, 'unixepoch')`, 'a undefined'],
    [`datetime('now')`, ''],
  ])('%s reads %s', (sql, expected) => {
    const found = convertedColumns(`SELECT ${sql} FROM t`)
    expect(
      found.map((c) => `${c.qualifier === undefined ? '' : `${c.qualifier}.`}${c.column} ${String(c.encoding)}`).join(),
    ).toBe(expected)
  })

  it('never hang or throw, whatever stands there', () => {
    const piece = fc.constantFrom(
      'datetime(',
      'strftime(',
      ')',
      '(',
      'a',
      '.',
      '/',
      '1000',
      "'unixepoch'",
      ',',
      '"',
      '[',
      ' ',
      '+',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        convertedColumns(pieces.join(''))
      }),
      { numRuns: 300 },
    )
    const start = performance.now()
    convertedColumns('datetime('.repeat(20_000) + '"'.repeat(20_000))
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})

describe('a map', () => {
  it('becomes a profile whose times are shown and never judged, and says what it left out', () => {
    const { profile, left } = parseSmap(MAP, 'Linux_Till.smap')
    expect(profileSchema.safeParse(profile).success).toBe(true)
    expect(profile.id).toBe('smap-linux-till')
    expect(profile.tables).toHaveLength(1)
    expect(profile.tables[0]?.times).toEqual([
      {
        column: 'at',
        kind: 'db.cell.time',
        encoding: 'unix-ms',
        zone: 'utc',
        clock: 'database',
        claim: false,
        sentinels: [],
      },
    ])
    expect(left).toHaveLength(1)
  })

  it('recognises its database by its own query', () => {
    const at = temporary()
    try {
      const path = join(at.folder, 'till.db')
      const db = new Database(path)
      db.exec(
        `CREATE TABLE till (id); CREATE TABLE sale (id INTEGER PRIMARY KEY, at, odd, till); INSERT INTO sale VALUES (1, 1262304000123, 1, 1)`,
      )
      db.close()
      const { profile } = parseSmap(MAP, 'Linux_Till.smap')
      const all = [...ingested(path, [profile])]
      expect(all[0]?.traits.find((t) => t.key === 'db.profile')?.value).toBe('smap-linux-till')
      expect(all.flatMap((a) => a.events.map((e) => [e.kind, e.raw, e.reading.nominal]))).toEqual([
        ['db.cell.time', '1262304000123', 1262304000123000],
      ])
      const other = [
        ...ingested(path, [parseSmap(MAP.replace('IdentifyValue: 2', 'IdentifyValue: 3'), 'x.smap').profile]),
      ]
      expect(other[0]?.traits.some((t) => t.key === 'db.profile')).toBe(false)
    } finally {
      at.remove()
    }
  })

  it.each([
    ['a query of the evidence itself', MAP.replace('FROM sqlite_master', 'FROM sale'), /asks more than sqlite_master/],
    ['a second statement', MAP.replace("name='till');", "name='till'); DROP TABLE sale"), /asks more than/],
    ['no queries', MAP.replace('Queries:', 'Other:'), /no map of SQLECmd: Queries/],
    ['no YAML', 'a: [', /no YAML/],
  ])('with %s is refused with one line', (_, source, message) => {
    expect(() => parseSmap(source, 'x.smap')).toThrow(SmapProblem)
    expect(() => parseSmap(source, 'x.smap')).toThrow(message)
    expect(() => readProfile(source, '/rules/x.smap')).toThrow(ProfileProblem)
  })

  it('lies in a folder of rules, behind the profiles, and one that cannot be used does not stop the others', () => {
    const at = temporary()
    try {
      writeFileSync(join(at.folder, 'Linux_Till.smap'), MAP)
      writeFileSync(join(at.folder, 'Bad.smap'), 'x')
      const files = profileFilesOf([join(import.meta.dirname, '../../../rules'), at.folder])
      expect(files.slice(-2).map((file) => file.slice(at.folder.length + 1))).toEqual(['Bad.smap', 'Linux_Till.smap'])
      expect(usableProfiles(files.slice(-2)).map((profile) => profile.id)).toEqual(['smap-linux-till'])
    } finally {
      at.remove()
    }
  })
})

const maps = corpus('sqlite/sqlecmd-maps')
describe.runIf(maps !== undefined)('the maps of the corpus', () => {
  const files = maps === undefined ? [] : readdirSync(maps)
  test('are all read, with 55 columns that are times; five columns are left out, each with its reason', () => {
    const read = files.map((file) => parseSmap(readFileSync(join(maps ?? '', file), 'utf8'), file))
    expect(read).toHaveLength(42)
    for (const { profile } of read) expect(profileSchema.safeParse(profile).error).toBeUndefined()
    expect(read.flatMap(({ profile }) => profile.tables.flatMap((table) => table.times))).toHaveLength(55)
    expect(read.flatMap(({ left }) => left.map((line) => line.slice(0, line.indexOf(':')))).sort()).toEqual([
      'Finished',
      'Started',
      'items.date_created',
      'server_fetch_timestamp',
      'timestamp',
    ])
  })
})
