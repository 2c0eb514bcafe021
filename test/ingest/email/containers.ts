// Small writers of the containers that mail programs keep mail in: enough of each format for one message and its attachments.
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

/** A property as id, type and value. */
export type Prop = readonly [id: number, type: number, value: Buffer]

/** 100 ns since 1601 of an ISO time. */
export function filetime(iso: string): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(Date.parse(iso)) * 10_000n + 116_444_736_000_000_000n)
  return bytes
}
export const unicode = (text: string): Buffer => Buffer.from(text, 'utf16le')
export const long = (n: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(n)
  return bytes
}

/** What every fictitious message of these tests has. */
export const STORED: readonly Prop[] = [
  [0x001a, 0x1f, unicode('IPM.Note')],
  [0x0039, 0x40, filetime('2023-03-14T09:26:53Z')],
  [0x0e06, 0x40, filetime('2023-03-14T09:26:58Z')],
  [0x1035, 0x1f, unicode('<one@example.com>')],
  [0x3007, 0x40, filetime('2023-03-14T09:27:00Z')],
  [0x3008, 0x40, filetime('2024-01-02T03:04:05Z')],
]
export const TRANSPORT = [
  'Received: from a.example.com by mx.example.net with ESMTP id 1; Tue, 14 Mar 2023 09:26:57 +0000',
  'From: Ann <ann@example.com>',
  'Date: Tue, 14 Mar 2023 09:26:53 +0000',
  'Message-ID: <one@example.com>',
  'Content-Type: multipart/mixed; boundary="b"',
  '',
  '',
].join('\r\n')

interface Node {
  readonly name: string
  readonly bytes?: Buffer
  readonly children?: readonly Node[]
}

const SECTOR = 512
const NONE = 0xffffffff
const END = 0xfffffffe

/** A .msg: properties, and attachments as lists of properties. */
export function msgOf(props: readonly Prop[], attachments: readonly (readonly Prop[])[] = []): Buffer {
  return compound([
    ...storage(props, 32),
    ...attachments.map((one, i) => ({
      name: `__attach_version1.0_#${String(i).padStart(8, '0')}`,
      children: storage(one, 8),
    })),
  ])
}

function storage(props: readonly Prop[], header: number): Node[] {
  const fixed = Buffer.alloc(header + 16 * props.length)
  for (const [i, [id, type, value]] of props.entries()) {
    fixed.writeUInt16LE(type, header + 16 * i)
    fixed.writeUInt16LE(id, header + 16 * i + 2)
    if (value.length <= 8 && type !== 0x1f && type !== 0x102) value.copy(fixed, header + 16 * i + 8)
  }
  const hex = (n: number) => n.toString(16).toUpperCase().padStart(4, '0')
  return [
    { name: '__properties_version1.0', bytes: fixed },
    ...props
      .filter(([, type]) => type === 0x1f || type === 0x1e || type === 0x102)
      .map(([id, type, value]) => ({ name: `__substg1.0_${hex(id)}${hex(type)}`, bytes: value })),
  ]
}

/** A compound file in which every stream has sectors of its own: the smallest stream that may is set to 0. */
function compound(children: readonly Node[]): Buffer {
  const entries: Buffer[] = []
  const data: Buffer[] = []
  const fat: number[] = [0xfffffffd]
  const add = (bytes: Buffer): number => {
    const first = fat.length
    const count = Math.max(1, Math.ceil(bytes.length / SECTOR))
    for (let i = 0; i < count; i++) {
      data.push(Buffer.concat([bytes.subarray(i * SECTOR, (i + 1) * SECTOR), Buffer.alloc(SECTOR)]).subarray(0, SECTOR))
      fat.push(i === count - 1 ? END : fat.length + 1)
    }
    return first
  }
  const entry = (node: Node, type: number, right: number): number => {
    const index = entries.length
    const bytes = Buffer.alloc(128)
    entries.push(bytes)
    bytes.write(node.name, 0, 'utf16le')
    bytes.writeUInt16LE(2 * node.name.length + 2, 0x40)
    bytes[0x42] = type
    bytes.writeUInt32LE(NONE, 0x44)
    bytes.writeUInt32LE(right, 0x48)
    bytes.writeUInt32LE(siblings(node.children ?? []), 0x4c)
    bytes.writeUInt32LE(node.bytes === undefined ? 0 : add(node.bytes), 0x74)
    bytes.writeUInt32LE(node.bytes?.length ?? 0, 0x78)
    return index
  }
  const siblings = (nodes: readonly Node[]): number =>
    nodes.reduceRight((right, node) => entry(node, node.bytes === undefined ? 1 : 2, right), NONE)
  entry({ name: 'Root Entry', children }, 5, NONE)
  const directory = add(Buffer.concat(entries))
  if (fat.length > 128) throw new Error('one sector of table holds 128 sectors')
  const header = Buffer.alloc(SECTOR, 0xff)
  header.fill(0, 0, 0x4c)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  header.writeUInt16LE(3, 0x1a)
  header.writeUInt16LE(9, 0x1e)
  header.writeUInt32LE(1, 0x2c)
  header.writeUInt32LE(directory, 0x30)
  header.writeUInt32LE(0, 0x38)
  header.writeUInt32LE(END, 0x3c)
  header.writeUInt32LE(END, 0x44)
  header.writeUInt32LE(0, 0x4c)
  const table = Buffer.alloc(SECTOR, 0xff)
  for (const [i, next] of fat.entries()) table.writeUInt32LE(next, 4 * i)
  return Buffer.concat([header, table, ...data])
}

const att = (level: number, id: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(9)
  head[0] = level
  head.writeUInt32LE(id, 1)
  head.writeUInt32LE(data.length, 5)
  const sum = Buffer.alloc(2)
  sum.writeUInt16LE(data.reduce((total, byte) => (total + byte) & 0xffff, 0))
  return Buffer.concat([head, data, sum])
}

const VARIABLE = new Set([0x1e, 0x1f, 0x102])

function propertyList(props: readonly Prop[]): Buffer {
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  return Buffer.concat([
    long(props.length),
    ...props.flatMap(([id, type, value]) => {
      const head = Buffer.alloc(4)
      head.writeUInt16LE(type)
      head.writeUInt16LE(id, 2)
      return VARIABLE.has(type) ? [head, long(1), long(value.length), pad(value)] : [head, pad(value)]
    }),
  ])
}

/** A winmail.dat with the date 2023-03-14 10:26:53 of no zone, a property list, and attachments as name and bytes. */
export function tnefOf(props: readonly Prop[], attachments: readonly (readonly [string, string])[] = []): Buffer {
  const date = Buffer.alloc(14)
  for (const [i, n] of [2023, 3, 14, 10, 26, 53, 2].entries()) date.writeUInt16LE(n, 2 * i)
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    att(1, 0x38005, date),
    att(1, 0x69003, propertyList(props)),
    ...attachments.flatMap(([name, bytes]) => [
      att(2, 0x69002, Buffer.alloc(14)),
      att(2, 0x18010, Buffer.from(`${name}\0`)),
      att(2, 0x6800f, Buffer.from(bytes)),
    ]),
  ])
}

interface Layout {
  readonly wide: boolean
  readonly coded?: (bytes: Buffer) => Buffer
  readonly coding?: number
  /**
   * Pages of 4 KB, as caches of Outlook 2013 and later have: no document of the maker describes them; offsets are those that libpff's
   * format description and XstReader agree on. `packed`: blocks are deflated, too.
   */
  readonly large?: 'plain' | 'packed'
}

/** A mailbox with one folder, "Inbox", and messages in it as lists of properties. Pages and blocks have their checksums. */
export function pstOf(
  messages: readonly (readonly Prop[])[],
  { wide, coded = (b) => b, coding = 0, large }: Layout,
): Buffer {
  const [pageSize, whole, blockTrailer] = large === undefined ? [512, 64, wide ? 16 : 12] : [4096, 512, 24]
  const number = wide ? 8 : 4
  const int = (n: number): Buffer => {
    const bytes = Buffer.alloc(number)
    bytes.writeUInt32LE(n)
    return bytes
  }
  const parts: Buffer[] = [Buffer.alloc(1024)]
  let at = 1024
  const put = (bytes: Buffer): number => {
    const from = at
    parts.push(bytes)
    at += bytes.length
    return from
  }
  const blocks: { bid: number; at: number; size: number; unpacked: number }[] = []
  const block = (plain: Buffer): number => {
    const bid = 4 * (blocks.length + 1)
    const bytes = large === 'packed' ? deflateSync(coded(plain)) : coded(plain)
    const trailer = Buffer.alloc(blockTrailer)
    trailer.writeUInt16LE(bytes.length)
    trailer.writeUInt32LE(sum(bytes), wide ? 4 : 8)
    trailer.writeUInt32LE(bid, wide ? 8 : 4)
    if (large !== undefined) trailer.writeUInt16LE(plain.length, 18)
    const length = Math.ceil((bytes.length + trailer.length) / whole) * whole
    const padding = Buffer.alloc(length - bytes.length - trailer.length)
    blocks.push({ bid, at: put(Buffer.concat([bytes, padding, trailer])), size: bytes.length, unpacked: plain.length })
    return bid
  }
  const nodes = [
    { nid: 0x122, data: block(heapOf([[0x3001, 0x1f, unicode('Inbox')]])), parent: 0x122 },
    ...messages.map((props, i) => ({ nid: 0x200024 + 32 * i, data: block(heapOf(props)), parent: 0x122 })),
  ]
  const page = (type: number, entries: readonly Buffer[]): number => {
    at = Math.ceil(at / pageSize) * pageSize
    const before = parts.reduce((total, part) => total + part.length, 0)
    parts.push(Buffer.alloc(at - before))
    const bytes = Buffer.alloc(pageSize)
    Buffer.concat(entries).copy(bytes)
    const count = large !== undefined ? 4056 : wide ? 488 : 496
    const bytesOfCount = large === undefined ? 1 : 2
    bytes.writeUIntLE(entries.length, count, bytesOfCount)
    bytes[count + 2 * bytesOfCount] = entries[0]?.length ?? 0
    const trailer = large !== undefined ? 4072 : wide ? 496 : 500
    bytes[trailer] = bytes[trailer + 1] = type
    bytes.writeUInt32LE(sum(bytes.subarray(0, trailer)), trailer + (wide ? 4 : 8))
    return put(bytes)
  }
  /** Stored length and the count of references; in pages of 4 KB the unpacked length stands between the two. */
  const sizes = ({ size, unpacked }: (typeof blocks)[number]): Buffer => {
    const bytes = Buffer.alloc(wide ? 8 : 4)
    for (const [i, n] of [size, ...(large === undefined ? [] : [unpacked]), 2].entries()) bytes.writeUInt16LE(n, 2 * i)
    return bytes
  }
  const nbt = page(
    0x81,
    nodes.map(({ nid, data, parent }) => Buffer.concat([int(nid), int(data), int(0), int(parent)])),
  )
  const bbt = page(
    0x80,
    blocks.map((one) => Buffer.concat([int(one.bid), int(one.at), sizes(one)])),
  )
  const file = Buffer.concat(parts)
  file.write('!BDN', 0, 'latin1')
  file.write(large === undefined ? 'SM' : 'SO', 8, 'latin1')
  file.writeUInt16LE(large !== undefined ? 36 : wide ? 23 : 14, 10)
  file.writeUInt32LE(nbt, wide ? 0xe0 : 0xbc)
  file.writeUInt32LE(bbt, wide ? 0xf0 : 0xc4)
  file[wide ? 513 : 461] = coding
  return file
}

const sum = (bytes: Buffer): number => (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0

/** A heap with a list of properties: allocation 1 is the head of the tree, 2 its records, then a value each. */
function heapOf(props: readonly Prop[]): Buffer {
  const records = Buffer.alloc(8 * props.length)
  const values: Buffer[] = []
  for (const [i, [id, type, value]] of props.entries()) {
    records.writeUInt16LE(id, 8 * i)
    records.writeUInt16LE(type, 8 * i + 2)
    if (type === 0x03) value.copy(records, 8 * i + 4)
    else records.writeUInt32LE((values.push(value) + 2) << 5, 8 * i + 4)
  }
  const head = Buffer.from([0xb5, 2, 6, 0, 0x40, 0, 0, 0])
  const all = [head, records, ...values]
  const map = Buffer.alloc(4 + 2 * (all.length + 1))
  map.writeUInt16LE(all.length)
  let at = 12
  for (const [i, bytes] of all.entries()) {
    map.writeUInt16LE(at, 4 + 2 * i)
    at += bytes.length
  }
  map.writeUInt16LE(at, 4 + 2 * all.length)
  const first = Buffer.from([0, 0, 0xec, 0xbc, 0x20, 0, 0, 0, 0, 0, 0, 0])
  first.writeUInt16LE(at)
  return Buffer.concat([first, ...all, map])
}

/** A Git object by type and content; a delta names the offset of its base, counted back, or the base itself. */
export type PackObject =
  | { readonly type: 'commit' | 'tree' | 'blob'; readonly content: Buffer }
  | { readonly type: 'delta'; readonly base: Buffer; readonly delta: Buffer }

const NUMBERS = { commit: 1, tree: 2, blob: 3, delta: 7 } as const

export const gitName = (type: string, content: Buffer): Buffer =>
  createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest()

export function packOf(objects: readonly PackObject[]): Buffer {
  const head = Buffer.alloc(12)
  head.write('PACK')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(objects.length, 8)
  const body = Buffer.concat([
    head,
    ...objects.flatMap((object) => {
      const content = object.type === 'delta' ? object.delta : object.content
      const size = [(NUMBERS[object.type] << 4) | (content.length & 15)]
      for (let left = content.length >> 4; left > 0; left >>= 7) {
        size[size.length - 1] = (size.at(-1) ?? 0) | 0x80
        size.push(left & 0x7f)
      }
      return [Buffer.from(size), object.type === 'delta' ? object.base : Buffer.alloc(0), deflateSync(content)]
    }),
  ])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

/** The objects of one commit with one file: the file, its tree, the commit. */
export function commitOf(file: string, when: string, parents: readonly Buffer[] = []) {
  const blob = Buffer.from(file)
  const tree = Buffer.concat([Buffer.from('100644 m\0'), gitName('blob', blob)])
  const commit = Buffer.from(
    [
      `tree ${gitName('tree', tree).toString('hex')}`,
      ...parents.map((parent) => `parent ${parent.toString('hex')}`),
      `author Ann <ann@example.com> ${when}`,
      `committer archive <archive@example.org> ${when}`,
      '',
      'x\n',
    ].join('\n'),
  )
  const objects: readonly PackObject[] = [
    { type: 'commit', content: commit },
    { type: 'tree', content: tree },
    { type: 'blob', content: blob },
  ]
  return { objects, name: gitName('commit', commit), blob: gitName('blob', blob) }
}
