/**
 * The node database of a mailbox file: header, the two B-trees of nodes and blocks, and the blocks' data ([MS-PST] 2.2). Old files
 * (ANSI) have numbers of 32 bits, newer ones of 64, caches of Outlook 2013 and later pages of 4 KB and packed blocks.
 */
import { crc32, inflateSync } from 'node:zlib'
import { EvidenceProblem } from '../../../model.ts'
import type { Source } from '../../ingester.ts'
import { decoded } from './block-coding.ts'

export interface Node {
  /** Number of the node; its lower five bits are its type. */
  readonly nid: number
  /** Numbers of the blocks that hold its data and its subnodes; 0 for none. */
  readonly data: bigint
  readonly sub: bigint
  readonly parent: number
}

interface Layout {
  readonly wide: boolean
  readonly page: number
  /** Where in a page the number of entries, their size and the level stand. */
  readonly count: number
  readonly bytesOfCount: 1 | 2
  readonly bbtEntry: number
  readonly trailer: number
  readonly blockTrailer: number
  readonly packed: boolean
}

const ANSI: Layout = {
  wide: false,
  page: 512,
  count: 496,
  bytesOfCount: 1,
  bbtEntry: 12,
  trailer: 500,
  blockTrailer: 12,
  packed: false,
}
const UNICODE: Layout = {
  wide: true,
  page: 512,
  count: 488,
  bytesOfCount: 1,
  bbtEntry: 24,
  trailer: 496,
  blockTrailer: 16,
  packed: false,
}
const LARGE: Layout = {
  wide: true,
  page: 4096,
  count: 4056,
  bytesOfCount: 2,
  bbtEntry: 24,
  trailer: 4072,
  blockTrailer: 24,
  packed: true,
}

const PAGE_TYPES = { block: 0x80, node: 0x81 } as const
/** 0x1fff pages a level would be 20 levels at most. */
const DEEPEST = 20
/** A block holds 8 KB, packed ones unpack to 64 KB. */
const LARGEST_BLOCK = 65_536

export class PstFile {
  readonly layout: Layout
  /** Pages and blocks whose checksum is not the one stated. */
  unsound = 0
  readonly #source: Source
  readonly #coding: number
  readonly #nodes: number
  readonly #blocks: number

  /** Reads the header. Throws `EvidenceProblem` where it is none that is known. */
  constructor(source: Source) {
    const header = asBuffer(source.read(0, 564))
    if (header.length < 564) throw new EvidenceProblem('the file ends inside its header: it was cut')
    const version = header.readUInt16LE(10)
    this.layout = version < 23 ? ANSI : version >= 36 ? LARGE : UNICODE
    this.#source = source
    const { wide } = this.layout
    this.#coding = header[wide ? 513 : 461] ?? 0
    this.#nodes = this.#offset(header, wide ? 0xe0 : 0xbc)
    this.#blocks = this.#offset(header, wide ? 0xf0 : 0xc4)
  }

  /** All nodes in order of their numbers; what is broken is passed over and said in `problems`. */
  *nodes(problems: Set<string>): Generator<Node> {
    const { wide } = this.layout
    const seen = new Set<number>()
    const waiting = [{ at: this.#nodes, level: DEEPEST }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next.at)) {
        problems.add('a page of the tree of nodes is in it twice; it is read once')
        continue
      }
      seen.add(next.at)
      const page = this.#page(next.at, PAGE_TYPES.node)
      if (page === undefined || page.level > next.level) {
        problems.add(
          `the page at byte ${next.at} is no page of the tree of nodes; the messages below it are not read; compare with another copy`,
        )
        continue
      }
      const entries = Array.from({ length: page.entries }, (_, i) => i * page.size)
      if (page.level > 0)
        for (const at of entries.reverse())
          waiting.push({ at: this.#offset(page.bytes, at + (wide ? 16 : 8)), level: page.level - 1 })
      else
        for (const at of entries)
          yield {
            nid: page.bytes.readUInt32LE(at),
            data: this.#number(page.bytes, at + (wide ? 8 : 4)),
            sub: this.#number(page.bytes, at + (wide ? 16 : 8)),
            parent: page.bytes.readUInt32LE(at + (wide ? 24 : 12)),
          }
    }
  }

  /** The blocks of a node's data, in order, decoded. Throws `EvidenceProblem`. */
  dataBlocks(data: bigint): Buffer[] {
    if (data === 0n) return []
    const blocks: Buffer[] = []
    let length = 0
    const most = this.layout.packed ? this.#source.size * 1_000 : this.#source.size
    const read = (bid: bigint, level: number): void => {
      const block = this.#block(bid)
      if (!isInternal(bid)) {
        length += block.length
        if (length > most)
          throw new EvidenceProblem('a node holds more bytes than the file: its list of blocks is broken')
        blocks.push(block)
        return
      }
      const depth = block[1] ?? 0
      if (block[0] !== 1 || depth < 1 || depth > level)
        throw new EvidenceProblem('a list of blocks is broken; what it leads to is not read')
      for (const child of this.#list(block, 8)) read(child, depth - 1)
    }
    read(data, 2)
    return blocks
  }

  /** The nodes inside a node, by number. Throws `EvidenceProblem`. */
  subnodes(sub: bigint): ReadonlyMap<number, Node> {
    const { wide } = this.layout
    const found = new Map<number, Node>()
    const most = Math.ceil(this.#source.size / 12)
    const read = (bid: bigint, level: number): void => {
      const block = this.#block(bid)
      const [type, depth = 0] = block
      if (type !== 2 || depth > level)
        throw new EvidenceProblem('a list of subnodes is broken; what it leads to is not read')
      const size = (wide ? 8 : 4) * (depth === 0 ? 3 : 2)
      const start = wide ? 8 : 4
      const count = Math.min(block.readUInt16LE(2), Math.floor((block.length - start) / size))
      for (let i = 0; i < count; i++) {
        const at = start + i * size
        const nid = block.readUInt32LE(at)
        const first = this.#number(block, at + (wide ? 8 : 4))
        if (depth > 0) read(first, depth - 1)
        else if (found.size < most)
          found.set(nid, { nid, data: first, sub: this.#number(block, at + (wide ? 16 : 8)), parent: 0 })
      }
    }
    if (sub !== 0n) read(sub, 1)
    return found
  }

  #list(block: Buffer, start: number): bigint[] {
    const size = this.layout.wide ? 8 : 4
    const count = Math.min(block.readUInt16LE(2), Math.floor((block.length - start) / size))
    return Array.from({ length: count }, (_, i) => this.#number(block, start + i * size))
  }

  /** One block by its number, out of the tree of blocks. */
  #block(bid: bigint): Buffer {
    const { wide, packed, bbtEntry, blockTrailer, page: pageSize } = this.layout
    const key = bid & ~1n
    let at = this.#blocks
    for (let level = DEEPEST; ;) {
      const page = this.#page(at, PAGE_TYPES.block)
      if (page === undefined || page.level > level) break
      level = page.level - 1
      let found = -1
      for (let i = 0; i < page.entries; i++) {
        const entry = this.#number(page.bytes, i * page.size) & ~1n
        if (entry > key) break
        if (page.level > 0 || entry === key) found = i * page.size
      }
      if (found === -1) break
      if (page.level > 0) {
        at = this.#offset(page.bytes, found + (wide ? 16 : 8))
        continue
      }
      const offset = this.#offset(page.bytes, found + (wide ? 8 : 4))
      const stored = page.bytes.readUInt16LE(found + (wide ? 16 : 8))
      const unpacked = packed && bbtEntry === 24 ? page.bytes.readUInt16LE(found + 18) : stored
      const bytes = asBuffer(this.#source.read(offset, stored))
      if (bytes.length < stored) throw new EvidenceProblem(`block ${bid} lies beyond the end of the file: it was cut`)
      if (!packed) {
        const whole = Math.ceil((stored + blockTrailer) / 64) * 64
        const trailer = asBuffer(this.#source.read(offset + whole - blockTrailer, blockTrailer))
        if (trailer.length === blockTrailer && checksum(bytes) !== trailer.readUInt32LE(wide ? 4 : 8)) this.unsound++
      }
      const plain = unpacked !== stored && packed ? unpackedBlock(bytes, bid) : bytes
      return isInternal(bid) ? plain : decoded(plain, this.#coding, Number(bid & 0xffffffffn))
    }
    throw new EvidenceProblem(
      `block ${bid} is not in the tree of blocks (pages of ${pageSize} bytes); what it holds is not read`,
    )
  }

  #page(at: number, type: number) {
    const { page: size, count, bytesOfCount, trailer, wide, packed } = this.layout
    if (at <= 0 || at + size > this.#source.size) return undefined
    const bytes = asBuffer(this.#source.read(at, size))
    if (bytes[trailer] !== type || bytes[trailer + 1] !== type) return undefined
    const entries = bytesOfCount === 1 ? (bytes[count] ?? 0) : bytes.readUInt16LE(count)
    const entrySize = bytes[count + 2 * bytesOfCount] ?? 0
    const level = bytes[count + 2 * bytesOfCount + 1] ?? 0
    const least = level > 0 ? (wide ? 24 : 12) : type === PAGE_TYPES.node ? (wide ? 28 : 16) : wide ? 20 : 12
    if (entrySize < least || entries * entrySize > count || level > DEEPEST) return undefined
    if (!packed && checksum(bytes.subarray(0, trailer)) !== bytes.readUInt32LE(trailer + (wide ? 4 : 8))) this.unsound++
    return { bytes, entries, size: entrySize, level }
  }

  #number(bytes: Buffer, at: number): bigint {
    return this.layout.wide ? bytes.readBigUInt64LE(at) : BigInt(bytes.readUInt32LE(at))
  }

  #offset(bytes: Buffer, at: number): number {
    return Number(this.#number(bytes, at))
  }
}

/** Such blocks hold lists of others, and are never coded. */
const isInternal = (bid: bigint): boolean => (bid & 2n) !== 0n

/** CRC-32 that begins with 0 and is not turned over at the end ([MS-PST] 5.3). */
const checksum = (bytes: Buffer): number => (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0

function unpackedBlock(bytes: Buffer, bid: bigint): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: LARGEST_BLOCK })
  } catch {
    throw new EvidenceProblem(`block ${bid} cannot be unpacked; what it holds is not read`)
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
