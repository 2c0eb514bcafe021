/**
 * Compound files: a small file system of storages and streams in one file ([MS-CFB] 2.1 to 2.6). Every chain is bounded by the
 * number of sectors that the file can have, so a chain that runs in a circle ends in a clear line.
 */
import { EvidenceProblem } from '../../../model.ts'
import type { Source } from '../../ingester.ts'

export interface Storage {
  /** As it stands, at most 31 characters. */
  readonly name: string
  readonly type: 'storage' | 'stream'
  /** Bytes of the stream; 0 for a storage. */
  readonly size: number
  readonly first: number
  /** Index in the directory: the entry's place. */
  readonly index: number
  readonly child: number
}

const FREE = 0xffffffff
const LAST_SECTOR = 0xfffffffa
const ENTRY = 128

export class CompoundFile {
  readonly root: Storage
  readonly #source: Source
  readonly #sectorSize: number
  readonly #miniSize: number
  readonly #cutoff: number
  readonly #fat: Uint32Array
  readonly #miniFat: Uint32Array
  readonly #directory: Buffer
  #mini: Buffer | undefined

  /** Reads header, allocation table and directory. Throws `EvidenceProblem`. */
  constructor(source: Source) {
    const header = asBuffer(source.read(0, 512))
    if (header.length < 512) throw new EvidenceProblem('the file ends inside its header: it was cut')
    const shift = header.readUInt16LE(0x1e)
    if (shift !== 9 && shift !== 12) throw new EvidenceProblem('the header states a sector size that does not exist')
    this.#source = source
    this.#sectorSize = 1 << shift
    this.#miniSize = 64
    this.#cutoff = header.readUInt32LE(0x38)
    this.#fat = this.#readFat(header)
    this.#directory = this.#chain(header.readUInt32LE(0x30), Infinity)
    const root = this.#entry(0)
    if (root === undefined) throw new EvidenceProblem('the file has no directory')
    this.root = root
    this.#miniFat = words(this.#chain(header.readUInt32LE(0x3c), Infinity))
  }

  /** What lies in a storage, by name; of two of one name the first. Siblings form a tree, each is visited once. */
  children(storage: Storage): ReadonlyMap<string, Storage> {
    const found = new Map<string, Storage>()
    const seen = new Set<number>()
    const waiting = [storage.child]
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (index === FREE || seen.has(index)) continue
      seen.add(index)
      const entry = this.#entry(index)
      if (entry === undefined) continue
      if (!found.has(entry.name)) found.set(entry.name, entry)
      const at = index * ENTRY
      waiting.push(this.#directory.readUInt32LE(at + 0x44), this.#directory.readUInt32LE(at + 0x48))
    }
    return found
  }

  /** The bytes of a stream. Throws `EvidenceProblem` if its chain is broken. */
  read(stream: Storage): Buffer {
    if (stream.size >= this.#cutoff) return this.#chain(stream.first, stream.size)
    this.#mini ??= this.#chain(this.root.first, this.root.size)
    const parts: Buffer[] = []
    let left = stream.size
    for (let sector = stream.first; left > 0; sector = this.#miniFat[sector] ?? FREE) {
      const part = this.#mini.subarray(sector * this.#miniSize, (sector + 1) * this.#miniSize)
      if (sector > LAST_SECTOR || part.length === 0 || parts.length > this.#miniFat.length) throw broken(stream.name)
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts).subarray(0, stream.size)
  }

  #entry(index: number): Storage | undefined {
    const at = index * ENTRY
    const entry = this.#directory.subarray(at, at + ENTRY)
    const type = entry[0x42]
    if (entry.length < ENTRY || (type !== 1 && type !== 2 && type !== 5)) return undefined
    const length = Math.min(64, entry.readUInt16LE(0x40))
    return {
      name: entry.toString('utf16le', 0, Math.max(0, length - 2) & ~1),
      type: type === 2 ? 'stream' : 'storage',
      size: type === 1 ? 0 : entry.readUInt32LE(0x78),
      first: entry.readUInt32LE(0x74),
      index,
      child: entry.readUInt32LE(0x4c),
    }
  }

  #sector(sector: number): Buffer {
    return asBuffer(this.#source.read((sector + 1) * this.#sectorSize, this.#sectorSize))
  }

  /** The table of all sectors, itself listed in the header and in a chain of lists. */
  #readFat(header: Buffer): Uint32Array {
    const most = Math.ceil(this.#source.size / this.#sectorSize)
    const sectors = [...words(header.subarray(0x4c))]
    const perList = this.#sectorSize / 4 - 1
    let lists = 0
    for (let list = header.readUInt32LE(0x44); list <= LAST_SECTOR;) {
      const words_ = words(this.#sector(list))
      if (words_.length <= perList || ++lists * perList > most) throw broken('allocation table')
      sectors.push(...words_.subarray(0, perList))
      list = words_[perList] ?? FREE
    }
    const used = sectors.filter((sector) => sector <= LAST_SECTOR && sector < most)
    if (used.length > Math.ceil(most / perList) + 1) throw broken('allocation table')
    return words(Buffer.concat(used.map((sector) => this.#sector(sector))))
  }

  /** A chain of sectors from its first, at most `size` bytes. */
  #chain(first: number, size: number): Buffer {
    const parts: Buffer[] = []
    let length = 0
    const most = this.#fat.length
    for (let sector = first; sector <= LAST_SECTOR && length < size; sector = this.#fat[sector] ?? FREE) {
      const part = this.#sector(sector)
      if (part.length === 0 || parts.length > most) throw broken('chain of sectors')
      parts.push(part)
      length += part.length
    }
    if (size !== Infinity && length < size) throw broken('chain of sectors')
    const whole = Buffer.concat(parts)
    return size === Infinity ? whole : whole.subarray(0, size)
  }
}

const broken = (what: string): EvidenceProblem =>
  new EvidenceProblem(`the ${what} of the file ends early or runs in a circle; compare with another copy`)

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function words(bytes: Buffer): Uint32Array {
  const out = new Uint32Array(bytes.length >> 2)
  for (let i = 0; i < out.length; i++) out[i] = bytes.readUInt32LE(4 * i)
  return out
}
