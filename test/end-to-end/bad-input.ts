// Bad input: files by name, and what must be said of each: its status, and the one line on standard error.
import type { EvidenceStatus } from '../../src/model.ts'
import { msgOf, packOf, pstOf, STORED, gitName } from '../ingest/email/containers.ts'
import { database, mail, nested, noise, overwritten, RECEIVED, text, zip } from './evidence.ts'

export interface Bad {
  readonly content: string | Uint8Array
  readonly status: EvidenceStatus
  /** What the line says; absent: the file is wholly read, or of no known format, and needs none. */
  readonly says?: RegExp
  /** The member that is named, where it is not the file itself. */
  readonly member?: string
}

const books = database()
const inside = (depth: number): string => 'part-1.eml/'.repeat(depth).slice(0, -1)

/** Every sector after the first follows itself. */
function circle(msg: Buffer): Buffer {
  for (let i = 1; i < 100; i++) msg.writeUInt32LE(i, 512 + 4 * i)
  return msg
}

/** The top page of the tree of nodes says that it is of another kind. */
const brokenTree = (pst: Buffer): Uint8Array => overwritten(pst, Number(pst.readBigUInt64LE(0xe0)) + 496, 2, 0x77)

export const BAD: Readonly<Record<string, Bad>> = {
  'bomb.zip': {
    content: zip({ 'zeros.bin': Buffer.alloc(12_000_000), 'sound.eml': text(mail('beside-the-bomb')) }),
    status: 'unreadable',
    says: /more than 1000 unpacked bytes for each packed byte.*limit ratio; --limit ratio=N/,
    member: 'zeros.bin',
  },
  'cut.zip': {
    content: zip({ 'a.eml': text(mail('a')) }).subarray(0, -30),
    status: 'partly',
    says: /central directory cannot be found/,
  },
  'nested.eml': {
    content: nested(1_000),
    status: 'not-examined',
    says: /lies too deep: more than 32 levels of nesting.*limit depth; --limit depth=N/,
    member: inside(32),
  },
  'received.eml': {
    content: mail(
      'received',
      Array.from({ length: 100_000 }, () => RECEIVED),
    ),
    status: 'partly',
    says: /more than 100000 header lines.*limit headers; --limit headers=N/,
  },
  'header.eml': { content: mail('header', [RECEIVED, `X-Long: ${'a'.repeat(10_000_000)}`]), status: 'examined' },
  'cut.mbox': {
    content: `From ada@example.com Tue Aug 27 10:00:00 2019\n${mail('first').replaceAll('\r', '')}\nFrom ada@example.com Tue Aug 27 10:00:00 2019\nFrom: Ada Bro`,
    status: 'partly',
    says: /ends in the middle of a line/,
  },
  'cut.emlx': {
    content: `5000\n${mail('cut-emlx').slice(0, 200)}`,
    status: 'partly',
    says: /states a message of 5000 bytes.*was cut/,
  },
  'circle.msg': { content: circle(msgOf(STORED)), status: 'unreadable', says: /runs in a circle/ },
  'broken.pst': {
    content: overwritten(pstOf([STORED], { wide: true }), 1024, 100, 0),
    status: 'partly',
    says: /1 message was read; folder 0x122: node 0x122 holds no list of properties/,
  },
  'delta.pack': {
    content: packOf([
      { type: 'blob', content: Buffer.from(mail('delta')) },
      { type: 'delta', base: gitName('blob', Buffer.from(mail('delta'))), delta: Buffer.from([1, 1, 0x90, 99]) },
    ]),
    status: 'partly',
    says: /a delta does not fit the object it rests on/,
  },
  'boundary.eml': {
    content: mail(
      'boundary',
      ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
      '--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'.repeat(1_000),
    ),
    status: 'partly',
    says: /boundary of the part that holds it/,
  },
  'base64.eml': {
    content: mail(
      'base64',
      ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
      '--b\r\nContent-Type: application/pdf; name="cut.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQKJeLjz9MK\r\nMSAwIG9i\r\nagp\r\n--b--\r\n',
    ),
    status: 'partly',
    says: /the base64 of cut\.pdf ends inside a group of four characters: it was cut/,
  },
  'charset.eml': {
    content: mail(
      'charset',
      [
        'MIME-Version: 1.0',
        'Subject: =?no-such-charset?b?/////w==?= =?utf-8?q?=FF=FE?= \xff\xfe',
        'Content-Type: text/plain; charset="\xff no such charset"',
      ],
      '\xff\xfe',
    ),
    status: 'examined',
  },
  'date-in-russian.eml': {
    content: mail('russian', ['Date: \u0412\u0442, 14 \u043c\u0430\u0440 2023 09:26:53 +0300']),
    status: 'examined',
  },
  'date-in-chinese.eml': { content: mail('chinese', ['Date: 2023\u5e743\u670814\u65e5 09:26:53']), status: 'examined' },
  'broken-tree.pst': {
    content: brokenTree(pstOf([STORED], { wide: true })),
    status: 'unreadable',
    says: /0 messages were read; the page at byte \d+ is no page of the tree of nodes.*compare with another copy/,
  },
  'bare-cr.eml': { content: mail('bare-cr', ['X-Bare: a\rb\r\rc'], 'a\rb\rc'), status: 'examined' },
  'nul.eml': { content: mail('nul', ['X-Nul: a\0b'], '\0\0\0'), status: 'examined' },
  'year-1.eml': { content: mail('year-1', ['Date: Mon, 1 Jan 0001 00:00:00 +0000']), status: 'examined' },
  'year-9999.eml': { content: mail('year-9999', ['Date: Fri, 31 Dec 9999 23:59:59 +0000']), status: 'examined' },
  'february-31.eml': { content: mail('february', ['Date: Sun, 31 Feb 2019 10:00:00 +0000']), status: 'examined' },
  'no-date.eml': {
    content: 'From: a.brook@example.com\r\nMessage-ID: <no-date@example.com>\r\nSubject: x\r\n\r\ntext\r\n',
    status: 'examined',
  },
  'corrupt.db': {
    content: overwritten(books, 4096 * 3, 4096 * 4, 0xff),
    status: 'partly',
    says: /table notes: not read on after row \d+ .*malformed/,
  },
  'truncated.db': { content: books.subarray(0, 4096 * 5 + 100), status: 'partly', says: /malformed/ },
  'header-only.db': { content: books.subarray(0, 100), status: 'partly', says: /malformed/ },
  'zero-after-header.db': {
    content: overwritten(books, 16, 4080, 0),
    status: 'partly',
    says: /states a page size of 0/,
  },
  'zero-filled.db': { content: Buffer.alloc(8192), status: 'unreadable', says: /nothing but 8192 zero bytes/ },
  'zero-filled.eml': { content: Buffer.alloc(100_000), status: 'unreadable', says: /nothing but 100000 zero bytes/ },
  'zero-byte.db': { content: Buffer.alloc(0), status: 'unknown' },
  'empty.eml': { content: Buffer.alloc(0), status: 'unknown' },
  'wrong-magic.db': { content: overwritten(books, 0, 6, 0x58), status: 'unknown' },
}

/** Names that would lead out of a folder, end a text early, or read backwards; and as the report writes them. */
export const NAMES: Readonly<Record<string, string>> = {
  '../../up.eml': '..%2F..%2Fup.eml',
  '/etc/absolute.eml': '%2Fetc%2Fabsolute.eml',
  'nul\0.eml': 'nul%00.eml',
  'bidi\u202elme.eml': 'bidi\\u{202E}lme.eml',
  [`${'long'.repeat(15_000)}.eml`]: `${'long'.repeat(15_000)}.eml`,
}

/** Each reaches one limit and no other, when the limits are set as `LIMITS` says. */
export const LIMITED: Readonly<Record<string, { readonly limit: string; readonly content: string | Uint8Array }>> = {
  'ratio.zip': { limit: 'ratio', content: zip({ 'a.bin': Buffer.alloc(1_500_000, noise(1_000)) }) },
  'member.zip': { limit: 'member-bytes', content: zip({ 'a.bin': [noise(2_500_000), { level: 0 }] }) },
  'total.zip': {
    limit: 'total-bytes',
    content: zip(Object.fromEntries(['a', 'b', 'c'].map((name) => [name, [noise(1_500_000), { level: 0 }] as const]))),
  },
  'flock.zip': {
    limit: 'members',
    content: zip(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.txt`, text(`note ${i}`)]))),
  },
  'deep.eml': { limit: 'depth', content: nested(6) },
  'lines.eml': {
    limit: 'headers',
    content: mail(
      'lines',
      Array.from({ length: 60 }, () => RECEIVED),
    ),
  },
}
export const LIMITS = [
  'ratio=50',
  'member-bytes=2000000',
  'total-bytes=4000000',
  'members=20',
  'depth=4',
  'headers=50',
] as const
