import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clearReading, decodeAt, decodersFor, decodeText, renderTree } from '../../src/time/decode.ts'
import { times, type Place } from '../../src/time/decoder.ts'
import { decoders } from '../../src/time/decoders/index.generated.ts'
import { SECOND, parseIso, toIso, type Instant } from '../../src/time/instant.ts'

const at = (iso: string): Instant => {
  const instant = parseIso(iso)
  if (instant === undefined) throw new Error(`no time: ${iso}`)
  return instant
}
const NOW = at('2026-11-21')
const top = (text: string) => decodeText(text, NOW)[0]
const moment = (text: string) => {
  const time = top(text)?.times.at(-1)
  return time === undefined ? undefined : toIso(time)
}
const VECTORS = decoders.flatMap((decoder) =>
  decoder.vectors.map(({ text, time }) => [decoder.id, text, time] as const),
)

describe('ranking', () => {
  it.each(VECTORS)('%s: no reading of another time outranks the right one of %s', (id, text, time) => {
    const readings = decodeText(text, NOW)
    const own = readings.find(({ decoder }) => decoder.id === id)
    const wrong = readings.filter(({ times: all }) => !all.some((t) => Math.abs(t - at(time)) <= 2 * SECOND))
    expect(own?.score).toBeGreaterThan(0.1)
    for (const other of wrong) expect(other.score, other.decoder.id).toBeLessThanOrEqual(own?.score ?? 0)
  })

  it.each([
    ['1678786013', 'unix-seconds', '2023-03-14T09:26:53.000000Z'],
    ['1678786013000', 'unix-milliseconds', '2023-03-14T09:26:53.000000Z'],
    ['1678786013123456', 'unix-microseconds', '2023-03-14T09:26:53.123456Z'],
    ['1678786013000000000', 'unix-nanoseconds', '2023-03-14T09:26:53.000000Z'],
    ['13217451500000000', 'webkit', '2019-11-05T18:18:20.000000Z'],
    ['01d15614cbaee92c', 'filetime', '2016-01-23T19:32:28.702750Z'],
    ['2c e9 ae cb 14 56 d1 01', 'filetime', '2016-01-23T19:32:28.702750Z'],
    ['2c:e9:ae:cb:14:56:d1:01', 'filetime', '2016-01-23T19:32:28.702750Z'],
    ['0x2CE9AECB1456D101', 'filetime', '2016-01-23T19:32:28.702750Z'],
    ['0x2c, 0xe9, 0xae, 0xcb, 0x14, 0x56, 0xd1, 0x01', 'filetime', '2016-01-23T19:32:28.702750Z'],
    ['<20230314092653.GA4242@example.org>', 'mutt-message-id', '2023-03-14T09:26:53.000000Z'],
    ['Message-ID: <87pm9bzns2.fsf@example.org>', 'gnus-message-id', '2023-03-14T09:26:53.000000Z'],
    ['X-QQ-mid: bizesmtp72t1678786013tabc', 'qq-mid', '2023-03-14T09:26:53.000000Z'],
    [
      'Content-Type: multipart/mixed; boundary="000000000000f7538005f6d8d37f"',
      'gmail-boundary',
      '2023-03-14T09:26:53.123456Z',
    ],
    ['{a28cad70-0d73-11ea-aaef-0800200c9a66}', 'uuid-1', '2019-11-22T22:01:28.775000Z'],
    ['a28cad700d7311eaaaef0800200c9a66', 'uuid-1', '2019-11-22T22:01:28.775000Z'],
    ['cid:image001.png@01D9565F.7E995480', 'outlook-content-id', '2023-03-14T10:26:53.000000Z'],
  ])('%s is clearly %s', (text, id, time) => {
    const readings = decodeText(text, NOW)
    expect(clearReading(readings)).toBe(true)
    expect(readings.map(({ decoder, score }) => [decoder.id, score === readings[0]?.score])).toContainEqual([id, true])
    expect(moment(text)).toBe(time)
  })

  it.each([
    ['175928847299117063', 'three services number so'],
    ['0x50216000', 'DOS or Unix'],
    ['600000000', 'Cocoa of 2020 or Unix of 1989'],
    ['SRS0=AbCd=7G=example.org=user@example.net', 'a day that wraps'],
    ['p22sm5588552qkj.16.2022.11.06.01.30.00', 'an hour that comes twice'],
    ['0', 'no time'],
    ['hello', 'nothing'],
    ['', 'nothing'],
    ['CAFqZXNtYWxsX2V4YW1wbGU_aWQ@mail.example.com', 'nothing'],
    ['550e8400-e29b-41d4-a716-446655440000', 'UUID version 4'],
  ])('%s has no clear reading (%s)', (text) => expect(clearReading(decodeText(text, NOW))).toBe(false))

  it('gives equal scores to numbers that several services would read with equal right', () => {
    const readings = decodeText('175928847299117063', NOW).filter(({ score }) => score > 0.1)
    expect(readings.map(({ decoder }) => decoder.id)).toEqual([
      'snowflake-discord',
      'snowflake-instagram',
      'snowflake-twitter',
    ])
    expect(new Set(readings.map(({ score }) => score)).size).toBe(1)
  })

  it('puts times before the scheme or in the future last and says why', () => {
    expect(top('4102444800')?.score).toBeLessThan(0.5)
    const future = decodeText('4102444800', NOW).find(({ decoder }) => decoder.id === 'unix-seconds')
    expect(future?.because).toContain('in the future')
    const early = decodeText('Message-ID: <20000314092653.4242-1-user@example.org>', NOW)[0]
    expect(early?.because).toContain('before the scheme began (2005-08-01)')
    expect(clearReading(decodeText('4102444800', at('2100-02-01')))).toBe(true)
  })
})

it.each([
  ['0', ['unix-seconds', 'unix-milliseconds', 'filetime', 'webkit', 'cocoa', 'dotnet-ticks', 'hfs', 'ole-date']],
  ['-1', ['unix-seconds', 'filetime', 'webkit', 'cocoa']],
  ['9223372036854775807', ['filetime', 'webkit', 'unix-milliseconds']],
  ['3155378975999999999', ['dotnet-ticks']],
  ['0x7fffffffffffffff', ['filetime', 'webkit']],
  ['ff ff ff ff ff ff ff ff', ['filetime', 'webkit']],
  ['00 00 00 00 00 00 00 00', ['filetime', 'webkit', 'cocoa', 'ole-date', 'dotnet-ticks']],
  ['0x7fffffff', ['unix-seconds']],
  ['2147483647', ['unix-seconds']],
  ['0xffffffff', ['unix-seconds', 'hfs']],
  ['0x00000000', ['unix-seconds', 'hfs', 'dos']],
])('names %s a sentinel, never a time', (text, ids) => {
  const readings = decodeText(text, NOW)
  for (const id of ids) {
    const reading = readings.find(({ decoder, because }) => decoder.id === id && because.includes('no time'))
    expect(reading, id).toBeDefined()
    expect(reading?.times).toEqual([])
    expect(reading === undefined ? '' : renderTree(reading)).toContain('(no time: ')
  }
  expect(clearReading(readings)).toBe(false)
})

describe('a Thread-Index', () => {
  it('shows the thread and every reply, the wrapped ones too', () => {
    const parts = top('AQHZVlccAAECAwQFBgcICQoLDA0OD677k+CA')?.parts ?? []
    expect(parts.map(({ label, time }) => [label, time === undefined ? '' : toIso(time).slice(0, 19)])).toEqual([
      ['thread begun, upper 40 bits of FILETIME', '2023-03-14T09:26:51'],
      ['thread GUID', ''],
      ['reply 1 begun', '2023-03-15T09:26:52'],
    ])
  })

  it('adds the differences of the older form: one hour and two minutes', () => {
    // Root as in the vector; children 36,000,000,000 >> 18 and 1,200,000,000 >> 18 steps.
    const bytes = Buffer.concat([
      Buffer.from('AdlWVxzUAAECAwQFBgcICQoLDA0ODw==', 'base64'),
      Buffer.from([0, 2, 0x18, 0x71, 0, 0, 0, 0x11, 0xe1, 0]),
    ])
    const readings = decodeText(bytes.toString('base64'), NOW)
    expect(readings[0]?.decoder.id).toBe('thread-index-reply')
    expect(readings[0]?.times.map((t) => toIso(t).slice(0, 19))).toEqual([
      '2023-03-14T09:26:52',
      '2023-03-14T10:26:52',
      '2023-03-14T10:28:52',
    ])
  })

  it('takes a root of other bytes for no time', () => {
    const bytes = Buffer.concat([Buffer.from([1, 1, 0x40, 1, 2, 3]), Buffer.alloc(16, 7)])
    expect(decodeAt('thread-index', bytes.toString('base64'))).toEqual([])
  })
})

describe('a Gmail submission id', () => {
  it.each([
    ['p22sm5588552qkj.16.2023.07.14.02.26.53', '2023-07-14T09:26:53.000000Z', 'summer'],
    ['p22sm5588552qkj.16.2023.01.14.01.26.53', '2023-01-14T09:26:53.000000Z', 'winter'],
    ['p22sm5588552qkj.16.2022.11.06.00.59.59', '2022-11-06T07:59:59.000000Z', 'before the hour that comes twice'],
    ['p22sm5588552qkj.16.2022.11.06.02.00.00', '2022-11-06T10:00:00.000000Z', 'after it'],
  ])('%s is %s (%s)', (text, time) =>
    expect(decodeAt('gmail-submission-id', text).map((r) => toIso(r.time))).toEqual([time]),
  )

  it('names no moment in the hour that comes twice or never', () => {
    expect(decodeAt('gmail-submission-id', 'p22sm5588552qkj.16.2022.11.06.01.30.00')).toEqual([])
    expect(decodeAt('gmail-submission-id', 'p22sm5588552qkj.16.2022.03.13.02.30.00')).toEqual([])
  })
})

describe('by place', () => {
  it.each(
    decoders
      .filter(({ alternatives }) => alternatives !== true)
      .flatMap((d) => d.places.map((place) => [d.id, place] as const)),
  )('%s is found at %s', (id, place: Place) => {
    const decoder = decoders.find((d) => d.id === id)
    const header = place === 'header-value' ? decoder?.headers?.[0] : undefined
    expect(decodersFor(place, header).map((d) => d.id)).toContain(id)
    // A Message-ID of the second kind may stand in a header of its own form; one vector at least must be read there.
    const read = decoder?.vectors.flatMap(({ text }) => decodeAt(place, text, header)).map((r) => r.decoder.id)
    expect(read).toContain(id)
  })

  it('leaves out times before the scheme began and ids that wrap, and reads headers in any case', () => {
    expect(decodeAt('message-id', '<20000314092653.4242-1-user@example.org>')).toEqual([])
    expect(decodeAt('header-value', 'SRS0=AbCd=7G=example.org=user@example.net', 'Return-Path')).toEqual([])
    expect(decodeAt('header-value', 'bizesmtp72t1678786013tabc', 'X-QQ-mid')).toHaveLength(1)
    expect(decodeAt('header-value', 'bizesmtp72t1678786013tabc')).toEqual([])
    expect(decodeAt('header-value', 'bizesmtp72t1678786013tabc', 'subject')).toEqual([])
  })

  it("does not take Bugzilla's ids for mutt's", () =>
    expect(decodeAt('message-id', '<bug-123456-12345@example.org>')).toEqual([]))

  it('takes the last reply of a thread and the current visit of a visitor', () => {
    const [thread] = decodeAt('thread-index', 'AQHZVlccAAECAwQFBgcICQoL\r\n DA0OD677k+CA')
    expect(thread && toIso(thread.time)).toBe('2023-03-15T09:26:52.772761Z')
    const [visit] = decodeAt('anywhere', '1.2.1368477899.1368477900.1368477901.1')
    expect(visit && toIso(visit.time)).toBe('2013-05-13T20:45:01.000000Z')
  })
})

it('prints a tree with times, the reason and the source', () => {
  const reading = top('SRS0=AbCd=7G=example.org=user@example.net')
  expect((reading === undefined ? '' : renderTree(reading)).split('\n').slice(0, 3)).toEqual([
    'Day in an SRS address (srs-day): the moment of writing',
    '├─ day modulo 1024, base 32: 7G = 998',
    '│  ├─ one of these days: 2006-05-18  →  2006-05-18 00:00:00 UTC',
  ])
  const local = top('20230314102653.Horde.AbCdEf@example.org')
  const text = local === undefined ? '' : renderTree(local)
  expect(text).toContain('├─ written, local time: 20230314102653  →  2023-03-14 10:26:53 local time, zone unknown')
  expect(text).toContain('├─ why: ')
  expect(text).toMatch(/└─ accuracy: within 2 s/)
  expect(text).toContain('─ source: measured on public mailing-list mail')
})

describe('hostile texts', () => {
  it('never throws, and every time found can be held and printed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.bigInt().map(String),
          fc.stringMatching(/^[0-9a-f]{4,40}$/),
        ),
        (text) => {
          const readings = decodeText(text, NOW)
          for (const reading of readings) {
            expect(reading.score).toBeGreaterThan(0)
            expect(reading.score).toBeLessThanOrEqual(1)
            expect(reading.times).toEqual(times(reading.parts))
            expect(renderTree(reading)).toContain(reading.decoder.source)
          }
          expect(readings.map(({ score }) => score)).toEqual(readings.map(({ score }) => score).sort((a, b) => b - a))
          clearReading(readings)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('takes texts longer than any identifier for none, at once', () => {
    for (const c of ['1', 'a', '\0', '<', ' ', ':', '"']) expect(decodeText(c.repeat(1_000_000), NOW)).toEqual([])
    for (const c of ['1', 'a', '\0', '<', ' ', ':', '"'])
      expect(Array.isArray(decodeText(c.repeat(16_000), NOW))).toBe(true)
    expect(decodeAt('message-id', 'a'.repeat(1_000_000))).toEqual([])
  })
})

describe('identifiers that only look like one', () => {
  it.each([
    ['B99C0020.1411192@example.com', 'Entourage counts seconds from 1904'],
    ['W599PRPHW0U4.1ABCDEFGHIJKL@example.com', 'a random id of twelve characters'],
    ['dmarc-1667949998@example.com', 'a word and a number of sixteen characters'],
  ])('%s as a Message-ID gives no time: %s', (text) => {
    expect(decodeAt('message-id', text)).toEqual([])
  })
})
