/** Dates of mail headers, as RFC 5322 allows them and as programs break them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readEmailDate } from '../../src/time/email-date.ts'
import { toIso } from '../../src/time/instant.ts'
import { MINUTE, SECOND } from '../../src/time/instant.ts'

const iso = (text: string): string | undefined => {
  const { nominal } = readEmailDate(text).reading
  return nominal === undefined ? undefined : toIso(nominal).slice(0, 19)
}

describe('a date with its offset', () => {
  test.each([
    ['Tue, 14 Mar 2023 09:26:53 +0000', '2023-03-14T09:26:53', 0],
    ['Tue, 14 Mar 2023 10:26:53 +0100 (CET)', '2023-03-14T09:26:53', 60],
    ['14 Mar 2023 04:56:53 -0430', '2023-03-14T09:26:53', -270],
    ['Tue,14 Mar 2023 09:26:53 GMT', '2023-03-14T09:26:53', 0],
    ['Tue, 14 Mar 23 05:26:53 EDT', '2023-03-14T09:26:53', -240],
    ['Fri, 21 Nov 97 09(comment (nested)):   55  :  06 -0600', undefined, undefined],
    ['Fri, 21 Nov 97 09:55:06 (comment \\) (nested)) -0600', '1997-11-21T15:55:06', -360],
    ['Thu, 1 Jan 49 00:00:00 +0000', '2049-01-01T00:00:00', 0],
    ['Sun, 1 Jan 50 00:00:00 +0000', '1950-01-01T00:00:00', 0],
    ['Tue, 14 Mar 123 09:26:53 +0000', '2023-03-14T09:26:53', 0],
    ['Tue, 14 Mar 2023 9:6 +0000', '2023-03-14T09:06:00', 0],
    ['Tue, 14 Mar 2023 09.26.53 +0000', '2023-03-14T09:26:53', 0],
    ['tuesday, 14 march 2023 09:26:53 +00:00', '2023-03-14T09:26:53', 0],
    ['14-Mar-2023 10:26:53 GMT+0100', '2023-03-14T09:26:53', 60],
    ['Tue, Mar 14 2023 01:26:53 -0800', '2023-03-14T09:26:53', -480],
    ['Tue Mar 14 02:26:53 PDT 2023', '2023-03-14T09:26:53', -420],
    ['2023-03-14T10:26:53+01:00', '2023-03-14T09:26:53', 60],
    ['2023-03-14 09:26:53Z', '2023-03-14T09:26:53', 0],
  ])('%s', (text, time, offset) => {
    expect(iso(text)).toBe(time)
    expect(readEmailDate(text).offsetMinutes).toBe(offset)
  })
})

describe('a zone that is not known leaves the reading floating', () => {
  test.each([
    'Tue, 14 Mar 2023 09:26:53',
    'Tue, 14 Mar 2023 09:26:53 CET',
    'Tue, 14 Mar 2023 09:26:53 A',
    'Tue, 14 Mar 2023 09:26:53 +2300',
    'Tue, 14 Mar 2023 09:26:53 +0075',
    'Tue Mar 14 09:26:53 2023',
  ])('%s', (text) => {
    expect(readEmailDate(text).reading.zone).toEqual({ type: 'floating' })
    expect(iso(text)).toBe('2023-03-14T09:26:53')
  })

  test('-0000 is UTC without a place', () => {
    expect(readEmailDate('Tue, 14 Mar 2023 09:26:53 -0000').reading.zone).toEqual({ type: 'utc' })
  })
})

describe('what names no moment', () => {
  test.each([
    ['Thu, 31 Feb 2019 10:00:00 +0000', 'unreadable'],
    ['Fri, 29 Feb 2019 10:00:00 +0000', 'unreadable'],
    ['Mon, 00 Jan 2019 10:00:00 +0000', 'unreadable'],
    ['Tue, 1 Jan 2019 24:00:00 +0000', 'unreadable'],
    ['Tue, 1 Jan 2019 10:60:00 +0000', 'unreadable'],
    ['Whenever', 'unreadable'],
    ['', 'unreadable'],
    ['3/4/2019 10:00:00 AM', 'unreadable'],
    ['Mon, 1 Jan 0001 00:00:00 +0000', 'sentinel'],
    ['Fri, 31 Dec 9999 23:59:59 +0000', 'sentinel'],
    ['Thu, 1 Jan 1970 00:00:00 +0000', 'sentinel'],
    ['Mon, 1 Jan 1601 00:00:00 +0000', 'sentinel'],
    ['Mon, 30 Jun 3609 15:33:50 +0600', 'out-of-range'],
    ['Mon, 30 Jun 1066 15:33:50 +0000', 'out-of-range'],
  ])('%s is %s', (text, problem) => {
    expect(readEmailDate(text).reading).toMatchObject({ nominal: undefined, problem })
  })
})

test('the name of the day is held against the date as it stands, not against UTC', () => {
  expect(readEmailDate('Wed, 15 Mar 2023 00:26:53 +1300').weekdayRight).toBe(true)
  expect(readEmailDate('Tue, 15 Mar 2023 00:26:53 +1300').weekdayRight).toBe(false)
  expect(readEmailDate('15 Mar 2023 00:26:53 +1300').weekdayRight).toBeUndefined()
})

test('the precision is what the text shows', () => {
  expect(readEmailDate('14 Mar 2023 09:26 +0000').reading.precision).toBe(MINUTE)
  expect(readEmailDate('14 Mar 2023 09:26:53 +0000').reading.precision).toBe(SECOND)
  expect(readEmailDate('14 Mar 2023 09:26:53.123 +0000').reading.precision).toBe(1000)
})

test('every moment of 1970 to 2099 is read back from its own text', () => {
  const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const offset = fc.integer({ min: -12 * 60, max: 14 * 60 })
  fc.assert(
    fc.property(fc.integer({ min: 86_400, max: 4_102_000_000 }), offset, (seconds, minutes) => {
      const wall = new Date((seconds + minutes * 60) * 1000)
      const pad = (n: number): string => String(n).padStart(2, '0')
      const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}${pad(Math.abs(minutes) % 60)}`
      const clock = wall.toISOString().slice(11, 19)
      const day = `${names[wall.getUTCDay()] ?? ''}, ${wall.getUTCDate()} ${months[wall.getUTCMonth()] ?? ''}`
      const read = readEmailDate(`${day} ${wall.getUTCFullYear()} ${clock} ${zone}`)
      expect(read.reading.nominal).toBe(seconds * 1_000_000)
      expect(read.weekdayRight).toBe(true)
      expect(read.offsetMinutes).toBe(minutes)
    }),
  )
})

test('no text throws, and a long one is no date', () => {
  fc.assert(fc.property(fc.string(), (text) => readEmailDate(text).reading.precision >= 0))
  expect(readEmailDate('('.repeat(1_000_000)).reading.problem).toBe('unreadable')
})
