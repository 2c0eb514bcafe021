import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TIME_ENCODINGS, type TimeEncoding } from '../../../src/ingest/database/profile.ts'
import { cellText, readCell, type Cell } from '../../../src/ingest/database/time-cell.ts'
import { DAY, MILLISECOND, MINUTE, SECOND, toIso, type Micros } from '../../../src/time/instant.ts'

const iso = (cell: Cell, encoding: TimeEncoding, zone: 'utc' | 'floating' = 'utc') => {
  const reading = readCell(cell, encoding, zone)
  return reading?.nominal === undefined ? reading?.problem : toIso(reading.nominal)
}

// Values of 2010-01-01 and 2025-01-01 as computed for every encoding in the research on SQLite times; the others by hand.
const CELLS: readonly [encoding: TimeEncoding, cell: Cell, time: string, precision: Micros][] = [
  ['unix-s', 1262304000n, '2010-01-01T00:00:00.000000Z', SECOND],
  ['unix-s', '1262304000', '2010-01-01T00:00:00.000000Z', SECOND],
  ['unix-ms', 1262304000123n, '2010-01-01T00:00:00.123000Z', MILLISECOND],
  ['unix-us', 1262304000123456n, '2010-01-01T00:00:00.123456Z', 1 as Micros],
  ['unix-ns', 1262304000123456789n, '2010-01-01T00:00:00.123456Z', 1 as Micros],
  ['webkit', 12906777600000000n, '2010-01-01T00:00:00.000000Z', 1 as Micros],
  ['filetime', 129067776000000000n, '2010-01-01T00:00:00.000000Z', 1 as Micros],
  ['dotnet-ticks', 633979008000000000n, '2010-01-01T00:00:00.000000Z', 1 as Micros],
  ['cocoa', 283996800n, '2010-01-01T00:00:00.000000Z', SECOND],
  ['cocoa', 283996800.5, '2010-01-01T00:00:00.500000Z', 1 as Micros],
  ['cocoa', 757382400000000000n, '2025-01-01T00:00:00.000000Z', 1 as Micros],
  ['cocoa', -31622400n, '2000-01-01T00:00:00.000000Z', SECOND],
  ['julian-day', 2455197.5, '2010-01-01T00:00:00.000000Z', DAY],
  ['julian-day', 2455198n, '2010-01-01T00:00:00.000000Z', DAY],
  ['julian-day', 2455197.75, '2010-01-01T06:00:00.000000Z', MILLISECOND],
  ['ole', 40179n, '2010-01-01T00:00:00.000000Z', DAY],
  ['ole', 40179.25, '2010-01-01T06:00:00.000000Z', MILLISECOND],
  ['yyyymmdd', 20190827n, '2019-08-27T00:00:00.000000Z', DAY],
  ['date', '2019-08-27', '2019-08-27T00:00:00.000000Z', DAY],
  ['iso', '2019-08-27 10:11', '2019-08-27T10:11:00.000000Z', MINUTE],
  ['iso', '2019-08-27 10:11:12', '2019-08-27T10:11:12.000000Z', SECOND],
  ['iso', '2019-08-27T10:11:12.123Z', '2019-08-27T10:11:12.123000Z', MILLISECOND],
  ['iso', '2019-08-27 10:11:12.1234567', '2019-08-27T10:11:12.123456Z', 1 as Micros],
  ['iso', '2019-08-27 10:11:12.123456+02:00', '2019-08-27T08:11:12.123456Z', 1 as Micros],
  ['iso', '2019-08-27 10:11:12-0330', '2019-08-27T13:41:12.000000Z', SECOND],
  ['iso', '20190827101112', '2019-08-27T10:11:12.000000Z', SECOND],
]

const NONE: readonly [encoding: TimeEncoding, cell: Cell, problem: string][] = [
  ['unix-s', 0n, 'sentinel'],
  ['unix-s', 2147483647n, 'sentinel'],
  ['unix-ms', -1n, 'sentinel'],
  ['filetime', 9223372036854775807n, 'sentinel'],
  ['dotnet-ticks', 3155378975999999999n, 'sentinel'],
  ['cocoa', 63113904000n, 'sentinel'],
  ['iso', '', 'sentinel'],
  ['iso', '0001-01-01 00:00:00', 'sentinel'],
  ['iso', '9999-12-31T23:59:59', 'sentinel'],
  ['iso', '1970-01-01 00:00:00', 'sentinel'],
  ['yyyymmdd', 0n, 'sentinel'],
  ['unix-s', 9000000000000000n, 'out-of-range'],
  ['webkit', 1300000000n, 'out-of-range'],
  ['unix-s', Number.POSITIVE_INFINITY, 'out-of-range'],
  ['iso', '2019-02-30', 'unreadable'],
  ['iso', 'yesterday', 'unreadable'],
  ['unix-s', '12a', 'unreadable'],
  ['unix-s', new Uint8Array([1]), 'unreadable'],
  ['yyyymmdd', 20191327n, 'unreadable'],
]

describe('a time in a database cell', () => {
  it.each(CELLS)('%s %s is %s', (encoding, cell, time, precision) => {
    expect(iso(cell, encoding)).toBe(time)
    expect(readCell(cell, encoding, 'utc')?.precision).toBe(precision)
  })

  it.each(NONE)('%s %s has no moment: %s', (encoding, cell, problem) => {
    expect(iso(cell, encoding)).toBe(problem)
  })

  it('is a real moment of 1970, 1900 and 1601 when the hour is not midnight', () => {
    expect(iso('1970-01-01 10:00:00', 'iso')).toBe('1970-01-01T10:00:00.000000Z')
  })

  it('is nothing where the cell is NULL', () => {
    expect(readCell(null, 'iso', 'utc')).toBeUndefined()
  })

  it('has the zone it states, else that of the profile', () => {
    expect(readCell('2019-08-27 10:11:12', 'iso', 'floating')?.zone).toEqual({ type: 'floating' })
    expect(readCell('2019-08-27 10:11:12Z', 'iso', 'floating')?.zone).toEqual({ type: 'utc' })
    expect(readCell('2019-08-27 10:11:12+02', 'iso', 'utc')?.zone).toEqual({ type: 'offset', minutes: 120 })
  })

  const since1970 = fc.integer({ min: 1, max: 4_102_444_800_000_000 })

  it('comes back to the microsecond from every count that can hold it', () => {
    fc.assert(
      fc.property(since1970, (us) => {
        const n = BigInt(us)
        expect(readCell(n, 'unix-us', 'utc')?.nominal).toBe(us)
        expect(readCell(n * 1000n + 999n, 'unix-ns', 'utc')?.nominal).toBe(us)
        expect(readCell(n + 11_644_473_600_000_000n, 'webkit', 'utc')?.nominal).toBe(us)
        expect(readCell((n + 11_644_473_600_000_000n) * 10n + 9n, 'filetime', 'utc')?.nominal).toBe(us)
        expect(readCell((n + 62_135_596_800_000_000n) * 10n, 'dotnet-ticks', 'utc')?.nominal).toBe(us)
        const text = toIso(us as Parameters<typeof toIso>[0])
        expect(readCell(text, 'iso', 'floating')?.nominal ?? us).toBe(us)
      }),
    )
  })

  it('comes back from day counts to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_102_444_800_000 }), (ms) => {
        const days = ms / 86_400_000
        expect(readCell(days + 25_569, 'ole', 'utc')?.nominal).toBe(ms * 1000)
        if (ms % 86_400_000 !== 43_200_000)
          expect(readCell(days + 2_440_587.5, 'julian-day', 'utc')?.nominal).toBe(ms * 1000)
      }),
    )
  })

  const anyCell: fc.Arbitrary<Cell> = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double(),
    fc.uint8Array(),
  )

  it('never throws, and has either a safe moment or a reason, whatever the cell holds', () => {
    fc.assert(
      fc.property(anyCell, fc.constantFrom(...TIME_ENCODINGS), (cell, encoding) => {
        const reading = readCell(cell, encoding, 'utc')
        if (reading === undefined) expect(cell).toBeNull()
        else expect(Number.isSafeInteger(reading.nominal)).toBe(reading.problem === undefined)
        expect(cellText(cell).length).toBeLessThan(80)
      }),
    )
  })
})
