// ZIP archives: times, names, limits, and archives made to do harm. Archives are built by fflate and changed byte by byte.
import { zipSync, type Zippable } from 'fflate'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inside } from '../../../src/evidence/logical-path.ts'
import type { Limits } from '../../../src/evidence/limits.ts'
import zip from '../../../src/ingest/archive/zip.ingester.ts'
import { readDos } from '../../../src/ingest/archive/dos-time.ts'
import type { Artifact, LogicalPath } from '../../../src/model.ts'
import { parseIso, toIso } from '../../../src/time/instant.ts'
import { range } from '../../../src/time/reading.ts'
import { CLEAR_LINE, corpus, ingest, whyNotOpened } from '../../evidence/helpers.ts'

const text = (content: string) => Buffer.from(content)
/** fflate takes an mtime as local time; its DOS words are put in here, so that no machine's zone plays a part. */
function archive(files: Zippable, dos?: { date: number; time: number }): Buffer {
  const bytes = Buffer.from(zipSync(files, { mtime: new Date(2020, 2, 5, 14, 7, 58) }))
  for (const [signature, at] of [
    ['PK\x03\x04', 10],
    ['PK\x01\x02', 12],
  ] as const)
    for (
      let i = bytes.indexOf(signature, 0, 'latin1');
      dos !== undefined && i >= 0;
      i = bytes.indexOf(signature, i + 4, 'latin1')
    ) {
      bytes.writeUInt16LE(dos.time, i + at)
      bytes.writeUInt16LE(dos.date, i + at + 2)
    }
  return bytes
}
const dosDate = (year: number, month: number, day: number) => ((year - 1980) << 9) | (month << 5) | day
const dosTime = (hour: number, minute: number, second: number) => (hour << 11) | (minute << 5) | (second >> 1)
const extended = (flags: number, ...seconds: number[]) => {
  const data = Buffer.alloc(1 + 4 * seconds.length)
  data[0] = flags
  seconds.forEach((second, n) => data.writeInt32LE(second, 1 + 4 * n))
  return data
}
const members = (artifacts: readonly Artifact[]) => artifacts.filter(({ type }) => type === 'archive-member')
const shown = (artifact: Artifact | undefined) =>
  artifact?.events.map(({ kind, reading }) => [
    kind,
    reading.nominal === undefined ? reading.problem : toIso(reading.nominal),
    reading.zone.type,
  ])

describe('times of a member', () => {
  test('the DOS time is a floating wall clock of two seconds, one clock for the whole archive', async () => {
    const bytes = archive(
      { 'a.txt': text('a'), 'b.txt': text('b') },
      { date: dosDate(2020, 3, 5), time: dosTime(14, 7, 59) },
    )
    const { artifacts, problem } = await ingest(zip, bytes)
    expect(problem).toBeUndefined()
    const [a, b] = members(artifacts)
    expect(shown(a)).toEqual([['archive.modified', '2020-03-05T14:07:58.000000Z', 'floating']])
    expect(a?.events[0]?.raw).toBe('2020-03-05 14:07:58')
    expect(a?.claim).toBe(a?.events[0])
    expect(a?.events[0]?.clock).toBe(b?.events[0]?.clock)
    const [earliest, latest] = [parseIso('2020-03-05T00:07:58'), parseIso('2020-03-06T02:07:59.999999')]
    expect(a?.events[0] && range(a.events[0].reading)).toEqual({ earliest, latest })
  })

  test('the extended timestamp stands in UTC beside the DOS time, and is the claim', async () => {
    const seconds = Date.UTC(2020, 2, 5, 12, 7, 59) / 1000
    const bytes = archive(
      { 'a.txt': [text('a'), { extra: { 0x5455: extended(1, seconds) } }] },
      { date: dosDate(2020, 3, 5), time: dosTime(14, 7, 59) },
    )
    const [member] = members((await ingest(zip, bytes)).artifacts)
    expect(shown(member)).toEqual([
      ['archive.modified', '2020-03-05T14:07:58.000000Z', 'floating'],
      ['archive.modified-utc', '2020-03-05T12:07:59.000000Z', 'utc'],
    ])
    expect(member?.claim?.kind).toBe('archive.modified-utc')
    expect(member?.events[0]?.clock).not.toBe(member?.events[1]?.clock)
  })

  test('flags of the extended timestamp say which times follow', async () => {
    const bytes = archive({
      'a.txt': [text('a'), { extra: { 0x5455: extended(0b110, 1_000_000_000, 1_100_000_000) } }],
    })
    const [member] = members((await ingest(zip, bytes)).artifacts)
    expect(shown(member)?.slice(1)).toEqual([
      ['archive.accessed-utc', '2001-09-09T01:46:40.000000Z', 'utc'],
      ['archive.created-utc', '2004-11-09T11:33:20.000000Z', 'utc'],
    ])
  })

  test('NTFS times have steps of 100 ns and may be before 1970', async () => {
    const data = Buffer.alloc(32)
    data.writeUInt16LE(1, 4)
    data.writeUInt16LE(24, 6)
    data.writeBigUInt64LE(BigInt(Date.UTC(2020, 2, 5, 12, 7, 59)) * 10_000n + 116_444_736_000_000_009n, 8)
    data.writeBigUInt64LE(0n, 16)
    data.writeBigUInt64LE(116_444_735_990_000_000n, 24)
    const [member] = members((await ingest(zip, archive({ 'a.txt': [text('a'), { extra: { 10: data } }] }))).artifacts)
    expect(shown(member)?.slice(1)).toEqual([
      ['archive.modified-utc', '2020-03-05T12:07:59.000000Z', 'utc'],
      ['archive.accessed-utc', 'sentinel', 'utc'],
      ['archive.created-utc', '1969-12-31T23:59:59.000000Z', 'utc'],
    ])
  })

  test('a local header that states another time is an event of its own', async () => {
    const bytes = archive({ 'a.txt': text('a') }, { date: dosDate(2020, 3, 5), time: dosTime(14, 0, 0) })
    bytes.writeUInt16LE(dosDate(2009, 1, 2), 12)
    const [member] = members((await ingest(zip, bytes)).artifacts)
    expect(member?.events.map(({ raw, locator }) => [raw, locator.type === 'member' && locator.field])).toEqual([
      ['2020-03-05 14:00:00', 'central directory, DOS time'],
      ['2009-01-02 14:00:00', 'local header, DOS time'],
    ])
  })

  test.each([
    ['nothing', 0, 0, 'sentinel'],
    ['the DOS epoch, as Office writes it', dosDate(1980, 1, 1), 0, 'sentinel'],
    ['month 0', dosDate(2020, 0, 1), 0, 'unreadable'],
    ['month 13', dosDate(2020, 13, 1), 0, 'unreadable'],
    ['31 February', dosDate(2020, 2, 31), 0, 'unreadable'],
    ['hour 24', dosDate(2020, 2, 1), 24 << 11, 'unreadable'],
    ['second 60', dosDate(2020, 2, 1), 30, 'unreadable'],
  ])('%s is no moment', (_, date, time, problem) =>
    expect(readDos(date, time)).toMatchObject({ nominal: undefined, problem }),
  )

  test('any two words are read or refused, never wrong: what is read is what they say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }), (date, time) => {
        const { nominal, problem } = readDos(date, time)
        if (nominal === undefined) return problem !== undefined
        const at = new Date(nominal / 1000)
        return (
          dosDate(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()) === date &&
          dosTime(at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()) === time
        )
      }),
    )
  })
})

test('traits say which tool wrote a member, and belong to its time', async () => {
  const bytes = archive({
    'a.txt': [text('a'.repeat(100)), { extra: { 0x5455: extended(1, 1), 0x7075: Buffer.alloc(5) } }],
  })
  const [member] = members((await ingest(zip, bytes)).artifacts)
  expect(member?.traits.map(({ key, value }) => `${key} ${value}`)).toEqual([
    'archive.zip.extra 0x5455',
    'archive.zip.extra 0x7075',
    'archive.zip.creator 0x0014',
    'archive.zip.version-needed 20',
    'archive.zip.method 8',
    'archive.zip.member a.txt',
  ])
  expect(member?.traits.every(({ by }) => by === member.events[0])).toBe(true)
})

describe('names', () => {
  test('that would lead elsewhere stay one level below the archive', async () => {
    const bytes = archive({
      '../../etc/passwd': text('x'),
      'a\\b': text('x'),
      'c\u202Etxt.exe': text('x'),
      'n\0ul': text('x'),
      'folder/': text(''),
    })
    const all = members((await ingest(zip, bytes)).artifacts)
    expect(
      all.flatMap(({ contains = [] }) => contains.map(({ name }) => inside('a.zip' as LogicalPath, name))),
    ).toEqual(['a.zip/..%2F..%2Fetc%2Fpasswd', 'a.zip/a%5Cb', 'a.zip/c\\u{202E}txt.exe', 'a.zip/n%00ul'])
    expect(all.map(({ label }) => label).join()).not.toMatch(/[\0\u202e\\](?!u\{)/)
  })

  test('without the UTF-8 flag are UTF-8 where they can be, else code page 437', async () => {
    const bytes = archive({ 'Gr\u00fc\u00dfe.txt': text('x'), 'XX.txt': text('y') })
    for (let i = bytes.indexOf('PK\x01\x02', 0, 'latin1'); i >= 0; i = bytes.indexOf('PK\x01\x02', i + 4, 'latin1'))
      bytes.writeUInt16LE(0, i + 8)
    const at = bytes.lastIndexOf('XX.txt')
    bytes[at] = 0x81
    bytes[at + 1] = 0xe1
    expect(members((await ingest(zip, bytes)).artifacts).map(({ label }) => label)).toEqual([
      'Gr\u00fc\u00dfe.txt',
      '\u00fc\u00df.txt',
    ])
  })
})

describe('limits', () => {
  const zeros = new Uint8Array(3_000_000)
  const random = Uint8Array.from({ length: 2_000 }, (_, i) => (i * i * 31 + i) >> 3)
  test.each<[string, Partial<Limits>, Zippable, string]>([
    [
      'ratio',
      { ratio: 100 },
      { bomb: zeros },
      'bomb: more than 100 unpacked bytes for each packed byte; the rest is not read (limit ratio; --limit ratio=N raises it)',
    ],
    [
      'member-bytes',
      { 'member-bytes': 1_999 },
      { big: random },
      'big: more than 1999 bytes in one unpacked member; the rest is not read (limit member-bytes; --limit member-bytes=N raises it)',
    ],
    [
      'total-bytes',
      { 'total-bytes': 1_000 },
      { big: random },
      'big: more than 1000 bytes unpacked from one evidence; the rest is not read (limit total-bytes; --limit total-bytes=N raises it)',
    ],
  ])('%s stops a member before it is unpacked, and is named', async (_, limits, files, message) => {
    const { artifacts } = await ingest(zip, archive(files), limits)
    expect(await whyNotOpened(members(artifacts)[0])).toBe(message)
  })

  test('total-bytes counts over all members of an archive', async () => {
    const { artifacts } = await ingest(zip, archive({ a: random, b: random }), { 'total-bytes': 3_000 })
    const [a, b] = members(artifacts)
    expect(await whyNotOpened(a)).toBeUndefined()
    expect(await whyNotOpened(b)).toMatch(/^b: more than 3000 .*--limit total-bytes=N/)
  })

  test('members: those within are kept, the limit is named', async () => {
    const { artifacts, problem } = await ingest(zip, archive({ a: random, b: random, c: random }), { members: 2 })
    expect(members(artifacts).map(({ label }) => label)).toEqual(['a', 'b'])
    expect(problem).toBe(
      'this archive: more than 2 members; the rest is not read (limit members; --limit members=N raises it)',
    )
  })

  test('a short text that shrinks a thousandfold is no bomb', async () => {
    const { artifacts } = await ingest(zip, archive({ a: new Uint8Array(900_000) }), { ratio: 10 })
    expect(await whyNotOpened(members(artifacts)[0])).toBeUndefined()
  })

  test('a stated size that lies does not help a bomb through', async () => {
    const bytes = archive({ bomb: zeros })
    bytes.writeUInt32LE(1_000, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 24)
    const { artifacts } = await ingest(zip, bytes, { ratio: 100 })
    expect(await whyNotOpened(members(artifacts)[0])).toBe(
      'bomb unpacks to more than the 1000 bytes that the central directory states',
    )
  })
})

describe('what cannot be read is said of the member, and the others are read', () => {
  const broken = (change: (bytes: Buffer, central: number) => void) => {
    const bytes = archive({ a: text('first member'), b: text('second member') })
    change(bytes, bytes.indexOf('PK\x01\x02', 0, 'latin1'))
    return ingest(zip, bytes)
  }
  test.each<[string, (bytes: Buffer, central: number) => void, string]>([
    ['encrypted', (bytes, central) => bytes.writeUInt16LE(1, central + 8), 'a is encrypted; its content is not read'],
    [
      'packed by an unknown method',
      (bytes, central) => bytes.writeUInt16LE(93, central + 10),
      'a is packed by method 93; only 0 (stored) and 8 (deflated) are read',
    ],
    [
      'without a local header',
      (bytes, central) => bytes.writeUInt32LE(3, central + 42),
      'a has no local header where the central directory points (byte 3)',
    ],
  ])('%s', async (_, change, message) => {
    const all = members((await broken(change)).artifacts)
    expect(all[0]?.problems).toEqual([message])
    expect(all[0]?.contains).toBeUndefined()
    expect(Buffer.from((await all[1]?.contains?.[0]?.open()) ?? []).toString()).toBe('second member')
  })

  test('a wrong checksum', async () => {
    const all = members((await broken((bytes, central) => bytes.writeUInt32LE(1, central + 16))).artifacts)
    expect(await whyNotOpened(all[0])).toBe('a does not match the CRC-32 that the archive states for it')
  })

  test('a central directory that breaks off keeps the members before', async () => {
    const { artifacts, problem } = await broken((bytes, central) =>
      bytes.write('XX', bytes.indexOf('PK\x01\x02', central + 4, 'latin1')),
    )
    expect(members(artifacts).map(({ label }) => label)).toEqual(['a'])
    expect(problem).toMatch(/^the central directory cannot be read after member 1 of 2: /)
  })

  test('bytes behind the end are named, and the members read', async () => {
    const whole = archive({ a: text('first member') })
    const { artifacts, problem } = await ingest(zip, Buffer.concat([whole, Buffer.from('\r\n')]))
    expect(problem).toBeUndefined()
    expect(artifacts[0]?.problems).toEqual(['2 bytes follow the end of the archive'])
    expect(await whyNotOpened(members(artifacts)[0])).toBeUndefined()
    expect((await ingest(zip, whole)).artifacts[0]?.problems).toBeUndefined()
  })

  test('an archive cut in the middle', async () => {
    const bytes = archive({ a: text('first member') })
    const { artifacts, problem } = await ingest(zip, bytes.subarray(0, 40))
    expect(artifacts.map(({ type }) => type)).toEqual(['archive'])
    expect(problem).toMatch(/^the central directory cannot be found: /)
  })
})

test('any change of a byte ends in artifacts or one clear line', async () => {
  const whole = archive({
    'a.txt': [text('some text some text'), { extra: { 0x5455: extended(7, 1, 2, 3) } }],
    b: text('b'),
  })
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), async (at, value, cut) => {
      const bytes = Buffer.from(cut < 10 ? whole.subarray(0, cut * 20) : whole)
      if (at < bytes.length) bytes[at] = value
      const { artifacts, problem } = await ingest(zip, bytes)
      if (problem !== undefined) expect(problem).toMatch(CLEAR_LINE)
      for (const artifact of artifacts) expect((await whyNotOpened(artifact)) ?? 'it opens').toMatch(CLEAR_LINE)
    }),
    { numRuns: 300 },
  )
})

const folders = ['archives', 'hostile', 'sqlite/ileapp-ios', 'mail/lists-unseen']
  .map(corpus)
  .filter((path) => path !== undefined)
describe.runIf(folders.length > 0)('the corpus', () => {
  test(
    'every archive, sound or hostile, ends in artifacts or clear lines, and emits only what is declared',
    { timeout: 120_000 },
    async () => {
      let archives = 0
      let opened = 0
      for (const folder of folders)
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          const bytes = readFileSafely(join(folder, name))
          if (bytes === undefined || !zip.accepts(bytes.subarray(0, 65_536), bytes.length)) continue
          archives++
          const { artifacts, problem } = await ingest(zip, bytes, { 'total-bytes': 100_000_000 })
          expect(problem ?? 'read to its end').toMatch(CLEAR_LINE)
          for (const artifact of artifacts) {
            expect(Object.keys(zip.emits.events)).toEqual(
              expect.arrayContaining(artifact.events.map(({ kind }) => kind)),
            )
            if (artifact.type === 'archive-member' && (await whyNotOpened(artifact)) === undefined) opened++
          }
        }
      console.log(`${archives} archives, ${opened} members opened`)
      expect(archives).toBeGreaterThan(150)
      expect(opened).toBeGreaterThan(3000)
    },
  )
})

/** Folders are no files. */
function readFileSafely(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
