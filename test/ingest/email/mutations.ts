// Mutated mail, by a seed: what transport, storage and hostile hands do to bytes. The same seed gives the same mails on every machine.
import { filetime, msgOf, pstOf, STORED, tnefOf, TRANSPORT, unicode } from './containers.ts'
import { mail } from './helpers.ts'

/** Mulberry32: small, seeded, good enough to choose mutations. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const RECEIVED =
  'Received: from a.example.com (a.example.com [192.0.2.1]) by mx.example.net (Postfix) with ESMTPS id 4PbSpP0sf8z2Bcd for <b@example.net>; Tue, 14 Mar 2023 09:26:55 +0000 (UTC)'
const PARTS =
  '--b\nContent-Type: text/plain; charset=utf-8\n\nHello.\n--b\nContent-Disposition: attachment; filename="a.txt"; modification-date="Tue, 14 Mar 2023 09:26:53 +0000"\nContent-Transfer-Encoding: base64\n\nSGVsbG8uIFdvcmxkLg==\n--b--\n'

const seeds: readonly Buffer[] = [
  mail([RECEIVED, 'Message-ID: <20230314092653.4242-1-ann@example.com>', 'User-Agent: Mutt/2.2.9']),
  mail(
    [
      RECEIVED,
      RECEIVED,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      'Message-ID: <one@example.com>',
    ],
    PARTS,
  ),
  mail([
    'DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=20221208; t=1678786013; x=1678872413; h=from:date; bh=abc=; b=def=',
    'X-Google-Smtp-Source: AK7set8abcdefghijklmnopqrst',
    'Thread-Index: AdlWVm1hbmFjaHJvbgAAAAAAAAAAAAAAAA==',
    'In-Reply-To: <zero@example.com>',
    'References: <zero@example.com> <minus@example.com>',
  ]),
]
const EMLX_LIST =
  '<?xml version="1.0"?>\n<plist version="1.0">\n<dict><key>date-received</key><integer>1678786020</integer></dict>\n</plist>\n'
const stored = [
  ...STORED,
  [0x007d, 0x1f, unicode(TRANSPORT)],
  [0x0071, 0x102, Buffer.concat([Buffer.from([1]), filetime('2023-03-14T09:26:53Z').reverse(), Buffer.alloc(13)])],
] as const

/** Each format with the small mails that are mutated; messages most, for they are read most. */
export const FORMATS = {
  eml: seeds,
  mbox: seeds.map((seed) =>
    Buffer.concat([
      Buffer.from('From ann@example.com Tue Mar 14 09:26:53 2023\n'),
      seed,
      Buffer.from('\nFrom - Tue Mar 14 09:27:00 2023\n'),
      seed,
    ]),
  ),
  emlx: seeds.map((seed) => Buffer.concat([Buffer.from(`${seed.length}\n`), seed, Buffer.from(EMLX_LIST)])),
  msg: [
    msgOf(stored, [
      [
        [0x3707, 0x1f, unicode('a.txt')],
        [0x3701, 0x102, Buffer.from('Hello.')],
      ],
    ]),
  ],
  tnef: [tnefOf(stored, [['a.txt', 'Hello.']])],
  pst: [pstOf([stored, STORED], { wide: true }), pstOf([stored, STORED], { wide: false })],
} as const
export type Format = keyof typeof FORMATS

const INSERTED = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\n\n',
  '\n ',
  ';',
  '"',
  '(',
  ')',
  '<',
  '>',
  '=?utf-8?b?',
  '?=',
  '=?x-unknown?q?=FF?=',
  '--b',
  '--b--',
  'Content-Type: multipart/mixed; boundary=b\n',
  'Content-Type: text/plain; charset="\xff\xfe"\n',
  'Content-Transfer-Encoding: base64\n',
  'Date: \xd0\x92\xd1\x82, 14 \xd0\xbc\xd0\xb0\xd1\x80 2023 09:26:53 +0000\n',
  'Date: mar., 14 mars 2023 09:26:53 +0100\n',
  'Date: 2023\xe5\xb9\xb43\xe6\x9c\x8814\xe6\x97\xa5\n',
  'Date: 99999999999\n',
  'From ',
  '\nFrom x Tue Mar 14 09:26:53 2023\n',
  `${RECEIVED}\n`,
  '\xff\xff\xff\xff',
  '\x80',
  '('.repeat(500),
  'a'.repeat(2_000),
  '\t'.repeat(300),
] as const

/** One to six changes: a bit, a byte, a cut, a piece twice, a piece taken out, something put in, all line ends changed. `inPlace`: mostly the first two. */
export function mutated(bytes: Buffer, below: (n: number) => number, inPlace: boolean): Buffer {
  let out = Buffer.from(bytes)
  for (let left = 1 + below(6); left > 0; left--) {
    const at = below(out.length + 1)
    const end = Math.min(out.length, at + below(200))
    switch (inPlace && below(4) > 0 ? below(2) : below(8)) {
      case 0:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << below(8))
        break
      case 1:
        if (at < out.length) out[at] = below(256)
        break
      case 2:
        if (below(4) === 0) out = out.subarray(0, at)
        break
      case 3:
        out = Buffer.concat([out.subarray(0, end), out.subarray(at)])
        break
      case 4:
        out = Buffer.concat([out.subarray(0, at), out.subarray(end)])
        break
      case 5:
      case 6:
        out = Buffer.concat([
          out.subarray(0, at),
          Buffer.from(INSERTED[below(INSERTED.length)] ?? '', 'latin1'),
          out.subarray(at),
        ])
        break
      default:
        if (below(10) === 0)
          out = Buffer.from(out.toString('latin1').replaceAll('\n', below(2) === 0 ? '\r' : '\r\n'), 'latin1')
    }
  }
  return out
}
