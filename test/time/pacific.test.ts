import fc from 'fast-check'
import { IANAZone } from 'luxon'
import { expect, test } from 'vitest'
import { HOUR, parseIso, shift, type Instant } from '../../src/time/instant.ts'
import { pacificMoments, pacificOffset } from '../../src/time/pacific.ts'

function at(iso: string): Instant {
  const parsed = parseIso(iso)
  if (parsed === undefined) throw new Error(`${iso} is no moment`)
  return parsed
}

test.each([
  ['2022-02-24T10:11:12Z', ['2022-02-24T18:11:12Z']],
  ['2022-07-24T10:11:12Z', ['2022-07-24T17:11:12Z']],
  ['2022-03-13T01:59:59Z', ['2022-03-13T09:59:59Z']],
  ['2022-03-13T02:30:00Z', []],
  ['2022-03-13T03:00:00Z', ['2022-03-13T10:00:00Z']],
  ['2022-11-06T01:30:00Z', ['2022-11-06T08:30:00Z', '2022-11-06T09:30:00Z']],
  ['2006-04-02T02:30:00Z', []],
  ['2006-10-29T01:30:00Z', ['2006-10-29T08:30:00Z', '2006-10-29T09:30:00Z']],
])('a clock in California shows %s at %j', (wall, moments) => {
  expect(pacificMoments(at(wall))).toEqual(moments.map(at))
})

test('agrees with the time zone data of the platform, every hour of 2004 to 2036 that is drawn', () => {
  const zone = IANAZone.create('America/Los_Angeles')
  const hours = fc.integer({ min: Date.UTC(2004, 0) / 3_600_000, max: Date.UTC(2037, 0) / 3_600_000 })
  fc.assert(
    fc.property(hours, (hour) => {
      const moment = shift(at('1970-01-01T00:00:00Z'), hour * HOUR)
      const wall = shift(moment, zone.offset(hour * 3_600_000) * (HOUR / 60))
      expect(pacificMoments(wall)).toContain(moment)
    }),
    { numRuns: 5_000 },
  )
})

test('the offset agrees with the time zone data of the platform at every change from 1987 to 2036, and a millisecond before', () => {
  const zone = IANAZone.create('America/Los_Angeles')
  const offset = (ms: number): number => pacificOffset(shift(at('1970-01-01T00:00:00Z'), ms * 1_000))
  const wrong: string[] = []
  for (let year = 1987; year <= 2036; year++)
    // The days on which summer time began and ended, before and since 2007.
    for (const [month, first, last] of [
      [2, 7, 15],
      [3, 1, 8],
      [9, 24, 32],
      [10, 1, 8],
    ] as const)
      for (let ms = Date.UTC(year, month, first); ms < Date.UTC(year, month, last); ms += 3_600_000)
        if (offset(ms) !== zone.offset(ms) || offset(ms - 1) !== offset(ms - 3_600_000))
          wrong.push(new Date(ms).toISOString())
  expect(wrong).toEqual([])
})
