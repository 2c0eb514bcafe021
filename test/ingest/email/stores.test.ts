/** Mail as programs store it: .msg, TNEF, .pst, .emlx, Maildir, Git. The same message says the same in each; what is broken is named. */
import { describe, expect, test } from 'vitest'
import eml from '../../../src/ingest/email/eml.ingester.ts'
import emlx from '../../../src/ingest/email/emlx.ingester.ts'
import gitObject from '../../../src/ingest/email/git/git-object.ingester.ts'
import gitPack from '../../../src/ingest/email/git/git-pack.ingester.ts'
import { maildirName } from '../../../src/ingest/email/maildir-name.ts'
import msg from '../../../src/ingest/email/mapi/msg.ingester.ts'
import tnef from '../../../src/ingest/email/mapi/tnef.ingester.ts'
import { decoded } from '../../../src/ingest/email/pst/block-coding.ts'
import pst from '../../../src/ingest/email/pst/pst.ingester.ts'
import { deflateSync } from 'node:zlib'
import type { Artifact } from '../../../src/model.ts'
import { ingest } from '../../evidence/helpers.ts'
import {
  commitOf,
  filetime,
  gitName,
  long,
  msgOf,
  packOf,
  pstOf,
  STORED,
  tnefOf,
  TRANSPORT,
  unicode,
  type PackObject,
  type Prop,
} from './containers.ts'
import { eventsOf, mail, time, values } from './helpers.ts'

const WITH_HEADER: readonly Prop[] = [...STORED, [0x007d, 0x1f, unicode(TRANSPORT)]]
const accepts = (ingester: typeof msg, bytes: Buffer): boolean =>
  ingester.accepts(bytes.subarray(0, 65_536), bytes.length, (offset, length) => bytes.subarray(offset, offset + length))
const times = (artifact: Artifact | undefined, kind: string) => artifact && eventsOf(artifact, kind).map(time)

describe.each([
  ['.msg', msg, msgOf(WITH_HEADER)],
  ['TNEF', tnef, tnefOf(WITH_HEADER)],
  ['.pst of today', pst, pstOf([WITH_HEADER], { wide: true })],
  ['.pst of 1997', pst, pstOf([WITH_HEADER], { wide: false })],
  ['.ost with pages of 4 KB', pst, pstOf([WITH_HEADER], { wide: true, large: 'plain' })],
  ['.ost with pages of 4 KB and packed blocks', pst, pstOf([WITH_HEADER], { wide: true, large: 'packed' })],
  [
    '.ost, packed and each byte through a table',
    pst,
    pstOf([WITH_HEADER], { wide: true, large: 'packed', coding: 1, coded: permuted }),
  ],
  ['.pst, each byte through a table', pst, pstOf([WITH_HEADER], { wide: true, coding: 1, coded: permuted })],
])('one message in %s', async (_, ingester, bytes) => {
  const { artifacts, problem } = await ingest(ingester, bytes)
  const [message] = artifacts

  test('is told by its content and read whole', () => {
    expect(accepts(ingester, bytes)).toBe(true)
    expect(problem).toBeUndefined()
    expect(artifacts.map(({ type, problems }) => [type, problems])).toEqual([['message', undefined]])
  })

  test('its header and its properties are events', () => {
    expect(message?.claim?.kind).toBe('email.date')
    expect(times(message, 'email.received')).toEqual(['2023-03-14T09:26:57'])
    expect(times(message, 'email.store.submitted')?.[0]).toBe('2023-03-14T09:26:53')
    expect(times(message, 'email.store.delivered')).toEqual(['2023-03-14T09:26:58'])
    expect(times(message, 'email.store.created')).toEqual(['2023-03-14T09:27:00'])
    expect(times(message, 'email.store.modified')).toEqual(['2024-01-02T03:04:05'])
    expect(eventsOf(message ?? never(), 'email.store.created')[0]?.raw).toBe('133232596200000000')
    expect(values(message ?? never(), 'email.message-id')).toEqual(['one@example.com'])
    expect(values(message ?? never(), 'email.store.class')).toEqual(['IPM.Note'])
  })

  test('cut anywhere it ends in a clear line, or in what was read', async () => {
    for (let end = 64; end < bytes.length; end += 97) {
      const cut = await ingest(ingester, bytes.subarray(0, end))
      if (cut.artifacts.length === 0) expect(cut.problem).toMatch(/^[^\n]{10,300}$/)
    }
  })
})

function never(): never {
  throw new Error('the ingester yields a message')
}

/** The inverse of the first table, found by decoding every byte. */
function permuted(bytes: Buffer): Buffer {
  const table = decoded(Buffer.from(Array.from({ length: 256 }, (_, i) => i)), 1, 0)
  return Buffer.from(bytes.map((byte) => table.indexOf(byte)))
}

describe('blocks of a mailbox', () => {
  test('the way with a key is its own inverse and differs by key', () => {
    const plain = Buffer.from('Inbox'.repeat(50))
    const coded = decoded(plain, 2, 0x12345678)
    expect(decoded(coded, 2, 0x12345678)).toEqual(plain)
    expect(decoded(coded, 2, 0x12345679)).not.toEqual(plain)
  })
  test('an unknown way is named', () => {
    expect(() => decoded(Buffer.alloc(1), 16, 0)).toThrow('encrypted in a way (16)')
  })
  test('a changed byte is named by the checksum, and the message is read', async () => {
    const bytes = pstOf([WITH_HEADER], { wide: true })
    const at = bytes.indexOf(unicode('IPM.Note'))
    bytes[at] = 0x4a
    const { artifacts, problem } = await ingest(pst, bytes)
    expect(artifacts).toHaveLength(1)
    expect(problem).toContain('another checksum')
  })
  test('a broken page of the tree is named with the byte where it stands', async () => {
    const bytes = pstOf([WITH_HEADER], { wide: true })
    const at = bytes.readUInt32LE(0xe0)
    bytes[at + 496] = 0
    const { problem } = await ingest(pst, bytes)
    expect(problem).toBe(
      `0 messages were read; the page at byte ${at} is no page of the tree of nodes; the messages below it are not read; compare with another copy`,
    )
  })
  test('one broken message does not keep the others from being read', async () => {
    const bytes = pstOf([WITH_HEADER, STORED, WITH_HEADER], { wide: true })
    const at = bytes.indexOf(Buffer.from([0xec, 0xbc]), bytes.indexOf(Buffer.from([0xec, 0xbc]), 1100) + 2)
    bytes[at] = 0
    const { artifacts, problem } = await ingest(pst, bytes)
    expect(artifacts).toHaveLength(2)
    expect(problem).toContain('message 0x200044: node 0x200044 holds no list of properties')
  })
  test('the folder and the order of writing are kept', async () => {
    const [, second] = (await ingest(pst, pstOf([STORED, STORED], { wide: true }))).artifacts
    expect(values(second ?? never(), 'email.store.folder')).toEqual(['Inbox'])
    expect(eventsOf(second ?? never(), 'email.store.modified')[0]?.places).toEqual([
      { sequence: 'pst.blocks', position: 3 },
    ])
  })
})

describe('properties instead of a header', () => {
  test('a sent message has its submission as claim, and ids point to their properties', async () => {
    const index = Buffer.from('0101D95656A1B2C3D4E5F60718293A4B5C6D7E8F90A1'.slice(0, 44), 'hex')
    const { artifacts } = await ingest(
      msg,
      msgOf([...STORED, [0x0071, 0x102, index], [0x1042, 0x1f, unicode('<zero@example.com>')]]),
    )
    const message = artifacts[0] ?? never()
    expect(message.claim?.kind).toBe('email.store.submitted')
    expect(message.label).toBe('<one@example.com>')
    expect(values(message, 'email.in-reply-to')).toEqual(['zero@example.com'])
    expect(message.traits.find(({ key }) => key === 'email.in-reply-to')?.locator).toEqual({
      type: 'tag',
      group: 'MAPI',
      name: 'InReplyToId',
    })
    for (const { by } of message.traits) if (by) expect(message.events).toContain(by)
  })

  test('the boundary of a header that no server wrote in says when this copy was made', async () => {
    const header =
      'Date: Mon, 16 Aug 1999 11:23:16 -0000\r\nContent-Type: multipart/mixed; boundary="----=_NextPart_000_0000_01D06555.EE9F30A0"\r\n'
    const { artifacts } = await ingest(msg, msgOf([...STORED, [0x007d, 0x1f, unicode(header)]]))
    const [event] = eventsOf(artifacts[0] ?? never(), 'email.store.header-written')
    expect([time(event), event?.clock.kind]).toEqual(['2015-03-23T10:41:34', 'copy'])
    expect(artifacts[0]?.events.filter(({ kind }) => kind.startsWith('email.boundary'))).toEqual([])
  })

  test('no time at all is no error', async () => {
    const { artifacts, problem } = await ingest(msg, msgOf([[0x001a, 0x1f, unicode('IPM.Note')]]))
    expect([artifacts.length, artifacts[0]?.claim, problem]).toEqual([1, undefined, undefined])
  })

  test.each([
    ['0', Buffer.alloc(8), 'sentinel'],
    ['4501-01-01, "none"', Buffer.from('0040dda35745b30c', 'hex'), 'sentinel'],
    ['the year 30828', Buffer.from('ffffffffffffff6f', 'hex'), 'out-of-range'],
  ])('a time of %s is no moment', async (_, value, problem) => {
    const { artifacts } = await ingest(msg, msgOf([[0x3007, 0x40, value]]))
    expect(artifacts[0]?.events[0]?.reading).toMatchObject({ nominal: undefined, problem })
  })
})

describe('attachments', () => {
  const ATTACHED: readonly Prop[] = [
    [0x3707, 0x1f, unicode('letter.txt')],
    [0x3701, 0x102, Buffer.from('Hello.')],
    [0x3008, 0x40, filetime('2024-05-06T07:08:09Z')],
  ]
  test('of a .msg are evidence, with their own times', async () => {
    const { artifacts } = await ingest(msg, msgOf(STORED, [ATTACHED, ATTACHED]))
    const [message, first, second] = artifacts
    expect(first?.parent).toBe(message)
    expect(times(first, 'email.attachment.modified')).toEqual(['2024-05-06T07:08:09'])
    expect(Buffer.from((await first?.contains?.[0]?.open()) ?? []).toString()).toBe('Hello.')
    expect([first?.contains?.[0]?.name, second?.contains?.[0]?.name]).toEqual(['letter.txt', 'letter.txt~2'])
  })
  test('of TNEF likewise', async () => {
    const { artifacts } = await ingest(
      tnef,
      tnefOf(STORED, [
        ['a.txt', 'one'],
        ['b.txt', 'two'],
      ]),
    )
    expect(artifacts.slice(1).map(({ label }) => label)).toEqual(['a.txt', 'b.txt'])
    expect(Buffer.from((await artifacts[2]?.contains?.[0]?.open()) ?? []).toString()).toBe('two')
    const dates = eventsOf(artifacts[0] ?? never(), 'email.store.submitted')
    expect(dates.map((event) => [time(event), event.reading.zone.type])).toEqual([
      ['2023-03-14T09:26:53', 'utc'],
      ['2023-03-14T10:26:53', 'floating'],
    ])
  })
  test('a method that says message, and no message, is named', async () => {
    const { artifacts } = await ingest(msg, msgOf(STORED, [[[0x3705, 0x03, long(5)]]]))
    expect(artifacts[1]?.problems).toEqual([
      'the message or object in this attachment is not in the file in a form that is read',
    ])
  })
})

describe('a compound file', () => {
  test('whose allocation table runs in a circle is a clear line', async () => {
    const bytes = msgOf(WITH_HEADER)
    for (let i = 1; i < 100; i++) bytes.writeUInt32LE(i, 512 + 4 * i)
    expect((await ingest(msg, bytes)).problem).toContain('runs in a circle')
  })
  test('whose directory runs in a circle is read', async () => {
    const bytes = msgOf(WITH_HEADER)
    const directory = (bytes.readUInt32LE(0x30) + 1) * 512
    for (let i = 1; i < 8; i++) bytes.writeUInt32LE(1, directory + 128 * i + 0x44)
    expect((await ingest(msg, bytes)).artifacts).toHaveLength(1)
  })
  test('of another program is not taken for a message', () => {
    const bytes = msgOf(WITH_HEADER)
    const other = Buffer.from(bytes.toString('latin1').replaceAll('_\0p\0r\0', 'W\0o\0r\0'), 'latin1')
    expect(accepts(msg, other)).toBe(false)
  })
})

describe('an .ost with pages of 4 KB, made by hand: the corpus has none', () => {
  test('its blocks hold heaps of more values than those of a .pst may', async () => {
    const more: Prop[] = Array.from({ length: 2_100 }, (_, i) => [0x8000 + i, 0x1f, unicode('x')])
    const { artifacts, problem } = await ingest(pst, pstOf([[...more, ...STORED]], { wide: true, large: 'packed' }))
    expect(problem).toBeUndefined()
    expect(times(artifacts[0], 'email.store.created')).toEqual(['2023-03-14T09:27:00'])
  })
  test('a packed block that was changed is a clear line, and the others are read', async () => {
    const bytes = pstOf([STORED, STORED], { wide: true, large: 'packed' })
    // The first block is the folder's, the second and third the messages'.
    bytes.fill(0xff, 1024 + 512 + 40, 1024 + 512 + 80)
    const { artifacts, problem } = await ingest(pst, bytes)
    expect(artifacts).toHaveLength(1)
    expect(problem).toMatch(/^1 message was read; message 0x200024: block 8 cannot be unpacked/)
  })
})

describe('.emlx', () => {
  const list = (inner: string) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>${inner}</dict>\n</plist>\n`
  const TIMES =
    '<key>date-last-viewed</key><integer>0</integer><key>date-received</key><integer>1678786020</integer><key>flags</key><integer>8623750272</integer>'
  const text = mail(['Message-ID: <one@example.com>'])
  const file = (length: number, tail: string) =>
    Buffer.concat([Buffer.from(`${length}      \n`), text, Buffer.from(tail)])

  test('gives the message, its place in the file, and the times of the list', async () => {
    const bytes = file(text.length, list(TIMES))
    const { artifacts } = await ingest(emlx, bytes)
    const message = artifacts[0] ?? never()
    expect(accepts(emlx, bytes)).toBe(true)
    expect(message.problems).toBeUndefined()
    expect(times(message, 'email.store.delivered')).toEqual(['2023-03-14T09:27:00'])
    expect(times(message, 'email.store.viewed')).toEqual([])
    expect(values(message, 'email.store.flags')).toEqual(['8623750272'])
    const date = message.claim?.locator
    expect(date?.type === 'header' && bytes.toString('latin1', date.offset, date.offset + 5)).toBe('Date:')
  })
  test.each([
    ['cut inside the message', file(text.length + 500, ''), 'the file was cut'],
    ['cut before its list', file(text.length, ''), 'no whole property list'],
    ['cut inside its list', file(text.length, list(TIMES).slice(0, 200)), 'no whole property list'],
    ['with a wrong length', file(text.length - 7, list(TIMES)), `begins after ${text.length}`],
  ])('%s says so and is read', async (_, bytes, problem) => {
    const { artifacts } = await ingest(emlx, bytes)
    expect(artifacts[0]?.claim?.kind).toBe('email.date')
    expect(artifacts[0]?.problems?.join()).toContain(problem)
  })
  test('a part whose bytes lie beside it is no empty evidence', async () => {
    const part = '--b\nContent-Disposition: attachment; filename=a.pdf\nX-Apple-Content-Length: 35967\n\n\n--b--\n'
    const whole = mail(['Content-Type: multipart/mixed; boundary=b'], part)
    const { artifacts } = await ingest(
      emlx,
      Buffer.concat([Buffer.from(`${whole.length}\n`), whole, Buffer.from(list(TIMES))]),
    )
    expect(values(artifacts[1] ?? never(), 'email.attachment.elsewhere')).toEqual(['35967'])
    expect(artifacts[1]?.contains).toBeUndefined()
  })
})

describe('the name of a Maildir file', () => {
  test.each([
    ['1678786013.M20046P2137.mx.example.com,S=4542,W=4642:2,FRS', '2023-03-14T09:26:53', 'mx.example.com', 'FRS'],
    [
      '1678786013.M20046P2137V0000000000000801I0000000000A3_0.mx.example.com:2,',
      '2023-03-14T09:26:53',
      'mx.example.com',
      '',
    ],
    ['1678786013.2137_0.mx.example.com', '2023-03-14T09:26:53', 'mx.example.com', undefined],
    ['1678786013.V801I2M3.host;2,S', '2023-03-14T09:26:53', 'host', 'S'],
  ])('%s', (name, at, host, flags) => {
    const { events, traits } = maildirName(name)
    expect(events.map(time)).toEqual([at])
    expect(traits.map(({ value }) => value)).toEqual(flags === undefined ? [host] : [host, flags])
    expect(events[0]?.clock.kind).toBe('copy')
  })
  test.each([
    'message.eml',
    '1678786013.eml',
    '1678786013.1.txt',
    '20230314.a.b',
    '1678786013.12.2023.eml',
    `${'1'.repeat(10)}.${'M1'.repeat(5000)}`,
  ])('not %s', (name) => {
    expect(maildirName(name).events).toEqual([])
  })
})

describe('a Git archive of mails', () => {
  const text = mail(['Message-ID: <one@example.com>']).toString('latin1')
  const first = commitOf(text, '1678790000 +0100')
  const second = commitOf(`${text}again\n`, '1678790100 +0000', [first.name])

  test('gives each file as evidence, with the times of the first commit that holds it', async () => {
    const bytes = packOf([...second.objects, ...first.objects])
    const { artifacts, problem } = await ingest(gitPack, bytes)
    expect(accepts(gitPack, bytes)).toBe(true)
    expect(problem).toBeUndefined()
    expect(artifacts.slice(1).map((one) => [one.label, ...(times(one, 'git.committed') ?? [])])).toEqual([
      [first.blob.toString('hex'), '2023-03-14T10:33:20'],
      [second.blob.toString('hex'), '2023-03-14T10:35:00'],
    ])
    const opened = await artifacts[1]?.contains?.[0]?.open()
    expect(Buffer.from(opened ?? []).toString('latin1')).toBe(text)
  })

  test('a bundle is a pack with references before it', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`# v2 git bundle\n${'0'.repeat(40)} refs/heads/master\n\n`),
      packOf(first.objects),
    ])
    expect(accepts(gitPack, bytes)).toBe(true)
    expect((await ingest(gitPack, bytes)).problem).toBeUndefined()
  })

  /** Copies `keep` bytes of a base of `from` bytes and puts in one more. */
  const growing = (from: number, keep: number): Buffer => {
    const size = (n: number) => Buffer.from(n < 128 ? [n] : [(n & 0x7f) | 0x80, n >> 7])
    return Buffer.concat([size(from), size(keep + 1), Buffer.from([0x90, keep, 1, 0x61])])
  }

  test('deltas are undone; a chain longer than Git writes ends in a clear line', async () => {
    const chain: PackObject[] = [{ type: 'blob', content: Buffer.from('x') }]
    const contents = [Buffer.from('x')]
    for (let i = 1; i < 5_000; i++) {
      const before = contents.at(-1) ?? Buffer.alloc(0)
      // Ends differ so that names differ; the length stays below what one byte can copy.
      const delta = Buffer.concat([Buffer.from([before.length, 3, 2, i & 0xff, i >> 8, 1, 0x62])])
      chain.push({ type: 'delta', base: gitName('blob', before), delta })
      contents.push(Buffer.from([i & 0xff, i >> 8, 0x62]))
    }
    const { artifacts, problem } = await ingest(gitPack, packOf(chain))
    expect(artifacts.length - 1).toBe(4_096)
    expect(problem).toContain('more than 4095 deltas')
  })

  test.each([
    [
      'a delta whose base is not there',
      { type: 'delta', base: Buffer.alloc(20, 7), delta: growing(1, 1) },
      'not in this file',
    ],
    ['a delta that copies beyond its base', { type: 'delta', base: first.blob, delta: growing(5, 99) }, 'does not fit'],
  ] as const)('%s: the rest is read', async (_, broken, line) => {
    const { artifacts, problem } = await ingest(gitPack, packOf([...first.objects, broken]))
    expect(artifacts).toHaveLength(2)
    expect(problem).toContain(line)
  })

  test('a pack that was cut gives what is before the cut', async () => {
    const bytes = packOf([...first.objects, ...second.objects])
    for (let end = 20; end < bytes.length; end += 13) {
      const { problem } = await ingest(gitPack, bytes.subarray(0, end))
      expect(problem).toMatch(/^[^\n]{10,2000}$/)
    }
  })

  test('loose objects: a file is evidence, a commit has its times', async () => {
    const loose = (type: string, content: Buffer) =>
      deflateSync(Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]))
    const blob = loose('blob', Buffer.from(text, 'latin1'))
    expect(accepts(gitObject, blob)).toBe(true)
    const { artifacts } = await ingest(gitObject, blob)
    expect(Buffer.from((await artifacts[1]?.contains?.[0]?.open()) ?? []).toString('latin1')).toBe(text)
    const commit = first.objects[0]
    const read = await ingest(gitObject, loose('commit', commit?.type === 'commit' ? commit.content : Buffer.alloc(0)))
    expect(times(read.artifacts[0], 'git.committed')).toEqual(['2023-03-14T10:33:20'])
    expect(accepts(gitObject, deflateSync(Buffer.from('just some bytes')))).toBe(false)
  })
})

test('the same mail as a file says the same', async () => {
  const { artifacts } = await ingest(eml, Buffer.from(TRANSPORT.replace(/Content-Type.*\r\n/, ''), 'latin1'))
  expect(values(artifacts[0] ?? never(), 'email.message-id')).toEqual(['one@example.com'])
})
