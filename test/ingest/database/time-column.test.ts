// Which columns are times: never in a wrong unit, whatever the table; and on real databases as their profiles and maps say.
import fc from 'fast-check'
import { copyFileSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { guessTable } from '../../../src/ingest/database/guess-table.ts'
import { loadProfiles } from '../../../src/ingest/database/load-profiles.ts'
import { namesMoment } from '../../../src/ingest/database/name-words.ts'
import type { TimeEncoding } from '../../../src/ingest/database/profile.ts'
import { parseSmap } from '../../../src/ingest/database/smap.ts'
import { openDescribed, rows, type Opened } from '../../../src/ingest/database/sqlite-open.ts'
import { recogniseColumn } from '../../../src/ingest/database/time-column.ts'
import {
  kindByName,
  recordedRank,
  risesPlainly,
  risesWithKey,
  roleOfTable,
} from '../../../src/ingest/database/time-role.ts'
import type { Cell } from '../../../src/ingest/database/time-cell.ts'
import { corpus } from '../../evidence/helpers.ts'
import { temporary } from './source.ts'

const day = (seconds: number) => new Date(seconds * 1000).toISOString()
/** How each encoding writes a Unix second; the whole ones as integers, as databases do. */
const WRITTEN: Readonly<Record<Exclude<TimeEncoding, 'date'>, (s: number) => Cell>> = {
  iso: (s) => day(s).replace('T', ' ').slice(0, 19),
  yyyymmdd: (s) => BigInt(day(s).slice(0, 10).replaceAll('-', '')),
  'unix-s': (s) => BigInt(s),
  'unix-ms': (s) => BigInt(s) * 1000n + 123n,
  'unix-us': (s) => BigInt(s) * 1_000_000n + 5n,
  'unix-ns': (s) => BigInt(s) * 1_000_000_000n + 5n,
  webkit: (s) => (BigInt(s) + 11_644_473_600n) * 1_000_000n,
  'webkit-s': (s) => BigInt(s) + 11_644_473_600n,
  cocoa: (s) => s - 978_307_200 + 0.5,
  filetime: (s) => (BigInt(s) + 11_644_473_600n) * 10_000_000n,
  'dotnet-ticks': (s) => (BigInt(s) + 62_135_596_800n) * 10_000_000n,
  'julian-day': (s) => s / 86_400 + 2_440_587.5 + 1e-5,
  ole: (s) => s / 86_400 + 25_569 + 1e-5,
}
const encodings = Object.keys(WRITTEN) as (keyof typeof WRITTEN)[]
/** 2008 to 2028. */
const moment = fc.integer({ min: 1_199_145_600, max: 1_830_297_600 })

describe('a column of times', () => {
  it.each(encodings)('in %s is read so with a telling name, or left open, and never in another unit', (encoding) => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 3, maxLength: 40 }), fc.boolean(), (moments, apple) => {
        const found = recogniseColumn('created_at', '', moments.map(WRITTEN[encoding]), { apple })
        if (found === undefined) throw new Error(`${encoding} was not seen`)
        if ('encoding' in found) expect(found.encoding).toBe(encoding)
        else expect(found.encodings).toContain(encoding)
      }),
      { numRuns: 60 },
    )
  })

  it.each(encodings)('in %s without a name is read so or not at all', (encoding) => {
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 40 }), (moments) => {
        const found = recogniseColumn('x', '', moments.map(WRITTEN[encoding]), { apple: false })
        if (found !== undefined && 'encoding' in found) expect(found.encoding).toBe(encoding)
      }),
      { numRuns: 60 },
    )
  })

  it.each<[string, string, Cell[], boolean, string]>([
    ['Cocoa seconds of 2022, or Unix seconds of 1991', 'created', [663_700_000n, 663_800_000n], false, 'unix-s|cocoa'],
    ['the same beside marks of Apple', 'created', [663_700_000n, 663_800_000n], true, 'cocoa'],
    ['Cocoa seconds of 2015 in a database of anybody', 'created', [450_000_000.5, 450_000_001.5], false, 'cocoa'],
    [
      'Cocoa nanoseconds of 2023, or Unix nanoseconds of 1992',
      'date',
      [700_000_000_000_000_000n],
      false,
      'unix-ns|cocoa',
    ],
    [
      '.NET ticks of 2019, or Cocoa nanoseconds of 2021',
      'made_at',
      [637_000_000_000_000_000n],
      true,
      'dotnet-ticks|cocoa',
    ],
    ['the same, far from Apple', 'made_at', [637_000_000_000_000_000n], false, 'dotnet-ticks'],
    ['ticks by name', 'made_ticks', [637_000_000_000_000_000n], false, 'dotnet-ticks'],
    ['seconds since 1904 or 1900', 'created', [3_500_000_000n], false, ''],
    ['prices that were updated', 'update_price', [40_179.5, 40_180.5], false, ''],
    ['durations', 'login_duration', [1_400_000_000n], false, ''],
    ['articles', 'ean', [9_783_161_484_100n, 4_006_381_333_931n], false, ''],
    ['card numbers', 'paid_with', [4_111_111_111_111_111n, 5_500_000_000_000_004n, 4_012_888_888_881_881n], false, ''],
    ['half of it text', 'created_at', [1_400_000_000n, '2014-05-13'], false, ''],
    ['days as digits', 'doc_date', [20_190_827n, 20_190_828n], false, 'yyyymmdd'],
    ['moments as digits', 'doc_date', [20_190_827_101_112n, 20_190_828_101_112n], false, 'yyyymmdd'],
    ['days as digits that do not exist', 'doc_date', [20_191_399n, 20_190_231n], false, ''],
    ['nothing but none', 'created_at', [0n, null, '', -1n], false, ''],
  ])('%s', (_, name, cells, apple, expected) => {
    const found = recogniseColumn(name, '', cells, { apple })
    const text = found === undefined ? '' : 'encoding' in found ? found.encoding : found.encodings.join('|')
    // Left open is written as the one encoding that stands in the way, or all.
    expect(text).toBe(expected)
    if (expected.includes('|') || _.includes('anybody')) expect(found).not.toHaveProperty('encoding')
  })

  it('says why, and that text, ticks and digits state no zone', () => {
    const zone = (cells: Cell[]) => {
      const found = recogniseColumn('made_at', '', cells, { apple: false })
      return found !== undefined && 'zone' in found ? found.zone : undefined
    }
    expect(
      ['iso', 'yyyymmdd', 'dotnet-ticks', 'ole', 'julian-day', 'unix-s', 'filetime'].map((e) =>
        zone([WRITTEN[e as 'iso'](1_300_000_000)]),
      ),
    ).toEqual(['floating', 'floating', 'floating', 'floating', 'floating', 'utc', 'utc'])
    expect(recogniseColumn('made_at', 'DATETIME', ['2011-03-13 07:06:40'], { apple: false })?.reasons).toEqual([
      '1 of 1 sampled values are times between 2011-03-13 and 2011-03-13 when read as dates as text',
      'it is declared as DATETIME',
    ])
  })
})

test.each([
  ...['created_at', 'lastLogin', 'postdate', 'ZDATECREATED', 'ts', 'enteredOn', 'date', 'expiry', 'mtime'].map(
    (n) => [n, true] as const,
  ),
  ...['update', 'candidate', 'time_zone', 'timeout', 'on', 'at', 'status', 'price', 'login_count', 'dated_by'].map(
    (n) => [n, false] as const,
  ),
])('the name %s says that it is a time: %s', (name, expected) => {
  expect(namesMoment(name)).toBe(expected)
})

describe('what a time is of', () => {
  it.each([
    ['audit_log', 'audit'],
    ['ChangeLog', 'audit'],
    ['tblAuditTrail', 'audit'],
    ['user_sessions', 'session'],
    ['GeneralLedger', 'ledger'],
    ['journal_entries', 'ledger'],
    ['customers', 'other'],
    ['catalog', 'audit'],
    ['dialogue', 'other'],
  ])('%s looks like %s', (name, is) => {
    expect(roleOfTable(name).is).toBe(is)
  })

  it.each([
    ['posting_date', 'ledger', 'db.row.booked'],
    ['InvoiceDate', 'ledger', 'db.row.booked'],
    ['last_modified', 'audit', 'db.row.changed'],
    ['logged_in_at', 'session', 'db.session.login'],
    ['logged_out_at', 'session', 'db.session.logout'],
    ['end_time', 'session', 'db.session.logout'],
    ['logged_in_at', 'audit', undefined],
    ['date', 'audit', undefined],
  ] as const)('%s in a table of kind %s is %s', (name, is, kind) => {
    expect(kindByName(name, is)).toBe(kind)
  })

  it('prefers the plainest name of recording', () => {
    expect(
      ['recorded_at', 'entry_date', 'created_at', 'action_time', 'timestamp', 'due_date'].map(recordedRank),
    ).toEqual([0, 1, 2, 3, 4, undefined])
  })

  it('takes no column for the recorded time whose values do not rise with the key', () => {
    const rising = Array.from({ length: 100 }, (_, i) => i)
    expect(risesWithKey(rising)).toBe(true)
    expect(risesPlainly(rising)).toBe(true)
    expect(risesWithKey(rising.map((n) => (n * 37) % 100))).toBe(false)
    expect(risesPlainly(rising.map(() => 1))).toBe(false)
    expect(risesWithKey([1])).toBe(false)
    expect(risesWithKey([1, 2, 0, 3])).toBe(true)
  })
})

const root = corpus('sqlite')
describe.runIf(root !== undefined)('the databases of the corpus', () => {
  const folder = root ?? ''
  const profiles = [
    ...loadProfiles(join(import.meta.dirname, '../../../rules/profiles')),
    ...readdirSync(join(folder, 'sqlecmd-maps')).map(
      (name) => parseSmap(readFileSync(join(folder, 'sqlecmd-maps', name), 'utf8'), name).profile,
    ),
  ]

  /** The encodings that a profile or a map states, by `table.column`. */
  function truthOf({ db, tables }: Opened): ReadonlyMap<string, TimeEncoding> {
    const truth = new Map<string, TimeEncoding>()
    for (const { identify, identifyBy, tables: specs } of profiles) {
      const bears = Object.entries(identify).every(([table, columns]) => {
        const names = tables.get(table.toLowerCase())?.columns.map((c) => c.name.toLowerCase())
        return names !== undefined && columns.every((column) => names.includes(column.toLowerCase()))
      })
      if (!bears || (identifyBy !== undefined && String(rows(db, identifyBy.query).get()?.[0]) !== identifyBy.value))
        continue
      for (const { table, times } of specs)
        for (const { column, encoding } of times) truth.set(`${table}.${column}`.toLowerCase(), encoding)
    }
    return truth
  }

  test('have no column in another encoding than their profile or map states, but the downloads of old Chrome', () => {
    const copy = temporary()
    let same = 0
    const other: string[] = []
    try {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const file = join(folder, name)
        if (!statSync(file).isFile() || readFileSync(file).subarray(0, 15).toString('latin1') !== 'SQLite format 3')
          continue
        copyFileSync(file, join(copy.folder, 'x.db'))
        const opened = openDescribed(join(copy.folder, 'x.db'), { until: Infinity, problem: () => undefined }, '')
        if (opened === undefined) continue
        const truth = truthOf(opened)
        for (const table of truth.size === 0 ? [] : opened.tables.values())
          for (const { column, encoding } of guessTable(opened.db, table)?.columns ?? []) {
            const stated = truth.get(`${table.name}.${column}`.toLowerCase())
            if (stated === encoding) same++
            else if (stated !== undefined) other.push(`${table.name}.${column} ${stated} ${encoding}`)
          }
        opened.db.close()
      }
    } finally {
      copy.remove()
    }
    expect(same).toBeGreaterThanOrEqual(55)
    // Before version 26 Chrome counted these in Unix seconds, as the profile says: the guess is right.
    expect([...new Set(other)].sort()).toEqual([
      'downloads.end_time webkit unix-s',
      'downloads.start_time webkit unix-s',
    ])
  })
})
