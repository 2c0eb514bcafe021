// Times as pictures write them.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readExifDate, readGpsDate, readIptcDate, readXmpDate } from '../../src/time/exif-date.ts'
import { DAY, MINUTE, SECOND, micros, toIso } from '../../src/time/instant.ts'
import type { Reading } from '../../src/time/reading.ts'

const zone = ({ zone: z }: Reading) => (z.type === 'offset' ? z.minutes : z.type)
const shown = (reading: Reading) =>
  reading.nominal === undefined ? reading.problem : [toIso(reading.nominal), reading.precision, zone(reading)]

describe('Exif', () => {
  test.each<[string, string, string, unknown]>([
    ['2002:11:16 15:27:01', '', '', ['2002-11-16T15:27:01.000000Z', SECOND, 'floating']],
    ['2002:11:16 15:27:01\0', '', '', ['2002-11-16T15:27:01.000000Z', SECOND, 'floating']],
    ['2014:03:05 05:28:09', '46', '', ['2014-03-05T05:28:09.460000Z', 10_000, 'floating']],
    ['2014:03:05 05:28:09', '123456789', '', ['2014-03-05T05:28:09.123456Z', 1, 'floating']],
    ['2014:03:05 05:28:09', '00', '', ['2014-03-05T05:28:09.000000Z', SECOND, 'floating']],
    ['2014:03:05 05:28:09', '  ', '   :  ', ['2014-03-05T05:28:09.000000Z', SECOND, 'floating']],
    ['2019:07:01 12:00:00', '', '+02:00', ['2019-07-01T10:00:00.000000Z', SECOND, 120]],
    ['2019:07:01 12:00:00', '5', '-03:30', ['2019-07-01T15:30:00.500000Z', 100_000, -210]],
    ['2019:07:01 12:00:00', '', 'Z', ['2019-07-01T12:00:00.000000Z', SECOND, 'utc']],
    ['2019:07:01 12:00:00', '', '+25:00', ['2019-07-01T12:00:00.000000Z', SECOND, 'floating']],
    ['2019:07:01 12:00:00+01:00', '', '', ['2019-07-01T11:00:00.000000Z', SECOND, 60]],
    ['2019-07-01 12:00:00', '', '', ['2019-07-01T12:00:00.000000Z', SECOND, 'floating']],
    ['2019:07:01 12:00:  ', '', '', ['2019-07-01T12:00:00.000000Z', MINUTE, 'floating']],
    ['2019:07:01   :  :  ', '', '', ['2019-07-01T00:00:00.000000Z', DAY, 'floating']],
    ['2019:07:01', '', '', ['2019-07-01T00:00:00.000000Z', DAY, 'floating']],
    ['2000:01:01 00:00:00', '', '', ['2000-01-01T00:00:00.000000Z', SECOND, 'floating']],
    ['0000:00:00 00:00:00', '', '', 'sentinel'],
    ['    :  :     :  :  ', '', '', 'sentinel'],
    ['', '', '', 'sentinel'],
    ['1970:01:01 00:00:00', '', '', 'sentinel'],
    ['1904:01:01 00:00:00', '', '', 'sentinel'],
    ['1980:01:01 00:00:00', '', '', 'sentinel'],
    ['2019:02:30 12:00:00', '', '', 'unreadable'],
    ['2019:13:01 12:00:00', '', '', 'unreadable'],
    ['2019:07:01 24:00:00', '', '', 'unreadable'],
    ['Mon Jul  1 12:00:00 2019', '', '', 'unreadable'],
  ])('%j, sub-seconds %j, offset %j', (text, fraction, offset, expected) => {
    expect(shown(readExifDate(text, fraction, offset))).toEqual(expected)
  })

  test('gives back every second of every day from 1800 to 2200', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1800-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => {
          const second = date.toISOString().slice(0, 19)
          const reading = readExifDate(second.replaceAll('-', ':').replace('T', ' '))
          return (
            reading.problem === 'sentinel' ||
            (reading.nominal !== undefined && toIso(reading.nominal) === `${second}.000000Z`)
          )
        },
      ),
    )
  })
})

describe('GPS', () => {
  test.each<[string, number[], unknown]>([
    ['2019:07:01', [10, 0, 3], ['2019-07-01T10:00:03.000000Z', SECOND, 'utc']],
    ['2019:07:01', [10, 0, 3.75], ['2019-07-01T10:00:03.000000Z', SECOND, 'utc']],
    ['2019:07:01', [0, 0, 0], 'sentinel'],
    ['0000:00:00', [10, 0, 3], 'sentinel'],
    ['2019:07:01', [25, 0, 3], 'unreadable'],
    ['2019:07:01', [10, 0.5, 3], 'unreadable'],
    ['2019:07:01', [], 'unreadable'],
    ['today', [10, 0, 3], 'unreadable'],
  ])('%j at %j', (date, time, expected) => expect(shown(readGpsDate(date, time))).toEqual(expected))
})

describe('IPTC', () => {
  test.each<[string, string, unknown]>([
    ['20190701', '120000+0200', ['2019-07-01T10:00:00.000000Z', SECOND, 120]],
    ['20190701', '120000', ['2019-07-01T12:00:00.000000Z', SECOND, 'floating']],
    ['20190701', '', ['2019-07-01T00:00:00.000000Z', DAY, 'floating']],
    ['20190701', '999999', ['2019-07-01T00:00:00.000000Z', DAY, 'floating']],
    ['00000000', '', 'sentinel'],
    ['20190700', '', 'unreadable'],
    ['July 2019', '', 'unreadable'],
  ])('%j %j', (date, time, expected) => expect(shown(readIptcDate(date, time))).toEqual(expected))
})

describe('XMP', () => {
  test.each<[string, unknown]>([
    ['2019', ['2019-01-01T00:00:00.000000Z', micros(365 * DAY), 'floating']],
    ['2020-02', ['2020-02-01T00:00:00.000000Z', micros(29 * DAY), 'floating']],
    ['2019-07-01', ['2019-07-01T00:00:00.000000Z', DAY, 'floating']],
    ['2019-07-01T12:00', ['2019-07-01T12:00:00.000000Z', MINUTE, 'floating']],
    ['2019-07-01T12:00:00', ['2019-07-01T12:00:00.000000Z', SECOND, 'floating']],
    ['2019-07-01T12:00:00Z', ['2019-07-01T12:00:00.000000Z', SECOND, 'utc']],
    ['2019-07-01T12:00:00.25-05:00', ['2019-07-01T17:00:00.250000Z', 10_000, -300]],
    ['2019-07-01T12:00:00.000+02:00', ['2019-07-01T10:00:00.000000Z', SECOND, 120]],
    ['2023:01:04T12:40:17-05:00', ['2023-01-04T17:40:17.000000Z', SECOND, -300]],
    ['1970-01-01T00:00:00Z', 'sentinel'],
    ['0000-00-00T00:00:00', 'sentinel'],
    ['', 'sentinel'],
    ['2019-07-32', 'unreadable'],
    ['01/07/2019', 'unreadable'],
  ])('%j', (text, expected) => expect(shown(readXmpDate(text))).toEqual(expected))
})

test('no text makes a reader throw or hang', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      for (const reading of [
        readExifDate(text, text, text),
        readXmpDate(text),
        readIptcDate(text, text),
        readGpsDate(text, [1, 2, 3]),
      ])
        expect(reading.nominal === undefined).toBe(reading.problem !== undefined)
    }),
  )
  const started = performance.now()
  for (const c of [' ', '0', ':', '-', '\0'])
    for (const read of [readExifDate, readXmpDate, readIptcDate]) read(c.repeat(1_000_000))
  expect(performance.now() - started).toBeLessThan(2_000)
})
