/**
 * The objects of a Git pack (gitformat-pack(5)): found in one pass, deltas undone against their bases, each named by its SHA-1.
 * Bounded: a chain of deltas has at most as many links as Git writes, and what is unpacked is held against the size of the file.
 */
import { createHash } from 'node:crypto'
import { limitProblem } from '../../../evidence/limit-problem.ts'
import type { Limits } from '../../../evidence/limits.ts'
import { EvidenceProblem } from '../../../model.ts'
import type { Source } from '../../ingester.ts'
import { LARGEST_MESSAGE } from '../message-size.ts'
import { applyDelta } from './delta.ts'
import { inflatedAt } from './inflated.ts'

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'
const TYPES: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }
const OFFSET_DELTA = 6
const NAME_DELTA = 7
/** git-pack-objects(1), --depth: 4095 is the most it writes. */
const LONGEST_CHAIN = 4_095
/** Kept of what was unpacked, for the deltas that follow. */
const KEPT = 64 * 1024 * 1024
/** Small packs may unpack to this much, whatever the ratio. */
const ALWAYS = 64 * 1024 * 1024

interface Entry {
  readonly offset: number
  readonly data: number
  readonly size: number
  /** Of the object itself, or of the base of its delta. */
  type: ObjectType | undefined
  /** Index of the base; undefined for a whole object, or as long as the base is not known. */
  base: number | undefined
  delta: boolean
  depth: number
  /** SHA-1 as 20 characters of latin1. */
  name: string | undefined
}

export class PackFile {
  readonly problems: string[] = []
  readonly #entries: Entry[] = []
  readonly #byName = new Map<string, number>()
  readonly #kept = new Map<number, Buffer>()
  readonly #source: Source
  readonly #limits: Limits
  #keptBytes = 0
  #unpacked = 0

  /** Reads all objects once. `start` is where `PACK` stands. Throws `EvidenceProblem` only where nothing can be read. */
  constructor(source: Source, start: number, limits: Limits) {
    this.#source = source
    this.#limits = limits
    const header = asBuffer(source.read(start, 12))
    const version = header.length < 12 ? 0 : header.readUInt32BE(4)
    if (version !== 2 && version !== 3)
      throw new EvidenceProblem('the file begins like a Git pack of a version that does not exist')
    const waiting = this.#walk(start + 12, header.readUInt32BE(8))
    this.#resolve(waiting)
  }

  get count(): number {
    return this.#entries.length
  }

  type(index: number): ObjectType | undefined {
    const entry = this.#entries[index]
    return entry?.name === undefined ? undefined : entry.type
  }

  /** SHA-1 in hexadecimal. */
  name(index: number): string {
    return Buffer.from(this.#entries[index]?.name ?? '', 'latin1').toString('hex')
  }

  /** Index of an object by its SHA-1 as 20 characters of latin1. */
  find(name: string): number | undefined {
    return this.#byName.get(name)
  }

  offset(index: number): number {
    return this.#entries[index]?.offset ?? 0
  }

  /** The object's content. Throws `EvidenceProblem`. */
  content(index: number): Buffer {
    const chain: number[] = []
    let at = index
    let bytes = this.#kept.get(at)
    while (bytes === undefined) {
      const entry = this.#entries[at]
      if (entry === undefined || (entry.delta && entry.base === undefined) || chain.length > LONGEST_CHAIN)
        throw new EvidenceProblem(`object ${this.name(index)} cannot be put together from its deltas`)
      if (entry.base === undefined) bytes = this.#inflate(entry)
      else {
        chain.push(at)
        at = entry.base
        bytes = this.#kept.get(at)
      }
    }
    for (let next = chain.pop(); next !== undefined; next = chain.pop()) {
      const entry = this.#entries[next]
      if (entry === undefined) break
      bytes = applyDelta(bytes, this.#inflate(entry), LARGEST_MESSAGE)
      this.#count(bytes.length)
    }
    this.#keep(index, bytes)
    return bytes
  }

  /** Finds where each object begins; those that rest on a base given by name, by that name. */
  #walk(start: number, stated: number): Map<string, number[]> {
    const { members } = this.#limits
    const byOffset = new Map<number, number>()
    const waiting = new Map<string, number[]>()
    let at = start
    // Three objects carry one mail: its text, a tree, a commit.
    const most = Math.min(stated, 3 * members + 1_000)
    try {
      while (this.#entries.length < most) {
        const index = this.#entries.length
        const { entry, base, end } = this.#entryAt(at)
        if (typeof base === 'string') push(waiting, base, index)
        else if (base !== undefined) {
          entry.base = byOffset.get(base)
          if (entry.base === undefined) throw new EvidenceProblem(`the delta at byte ${at} has no base where it says`)
        }
        this.#entries.push(entry)
        byOffset.set(at, index)
        at = end
      }
      if (most < stated) this.problems.push(limitProblem('members', this.#limits, 'objects of the pack').message)
    } catch (error) {
      if (!(error instanceof EvidenceProblem)) throw error
      this.problems.push(`${this.#entries.length} of ${stated} objects were found; ${error.message}`)
    }
    return waiting
  }

  #entryAt(at: number): { entry: Entry; base: number | string | undefined; end: number } {
    const head = asBuffer(this.#source.read(at, 64))
    let used = 0
    const byte = (): number => {
      const value = head[used++]
      if (value === undefined) throw new EvidenceProblem(`the pack ends inside the object at byte ${at}: it was cut`)
      return value
    }
    let next = byte()
    const type = (next >> 4) & 7
    let size = next & 15
    for (let factor = 16; (next & 0x80) !== 0 && used < 10; factor *= 128) {
      next = byte()
      size += (next & 0x7f) * factor
    }
    const delta = type === OFFSET_DELTA || type === NAME_DELTA
    if (!delta && TYPES[type] === undefined) throw new EvidenceProblem(`at byte ${at} stands no object of a pack`)
    let base: number | string | undefined
    if (type === NAME_DELTA) {
      base = head.toString('latin1', used, used + 20)
      used += 20
    } else if (type === OFFSET_DELTA) {
      let back = (next = byte()) & 0x7f
      while ((next & 0x80) !== 0 && used < 20) {
        next = byte()
        back = (back + 1) * 128 + (next & 0x7f)
      }
      base = at - back
    }
    const entry: Entry = {
      offset: at,
      data: at + used,
      size,
      type: TYPES[type],
      base: undefined,
      delta,
      depth: 0,
      name: undefined,
    }
    const { bytes, consumed } = this.#inflateEntry(entry)
    if (!delta) this.#named(this.#entries.length, entry, bytes)
    return { entry, base, end: entry.data + consumed }
  }

  /** Undoes deltas from their bases outwards, so that each base is at hand. */
  #resolve(waiting: Map<string, number[]>): void {
    const children = new Map<number, number[]>()
    for (const [index, entry] of this.#entries.entries())
      if (entry.base !== undefined) push(children, entry.base, index)
    const ready: number[] = []
    for (let i = this.#entries.length - 1; i >= 0; i--) if (this.#entries[i]?.delta === false) ready.push(i)
    const broken = new Set<string>()
    for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
      const entry = this.#entries[index]
      if (entry === undefined) continue
      if (entry.delta)
        try {
          const base = this.#entries[entry.base ?? -1]
          entry.depth = (base?.depth ?? 0) + 1
          entry.type = base?.type
          if (entry.depth > LONGEST_CHAIN)
            throw new EvidenceProblem(`a chain of more than ${LONGEST_CHAIN} deltas; the rest of it is not read`)
          this.#named(index, entry, this.content(index))
        } catch (error) {
          if (!(error instanceof EvidenceProblem)) throw error
          if (broken.size < 5) broken.add(error.message)
          continue
        }
      for (const child of children.get(index) ?? []) ready.push(child)
      for (const child of waiting.get(entry.name ?? '') ?? []) {
        const other = this.#entries[child]
        if (other?.base === undefined && other !== undefined) {
          other.base = index
          ready.push(child)
        }
      }
    }
    this.problems.push(...broken)
    const left = this.#entries.filter(({ name }) => name === undefined).length
    if (left > 0)
      this.problems.push(
        left === 1
          ? 'one object rests on another that is not in this file or cannot be read; it is not read'
          : `${left} objects rest on others that are not in this file or cannot be read; they are not read`,
      )
  }

  #named(index: number, entry: Entry, bytes: Buffer): void {
    const hash = createHash('sha1')
      .update(`${entry.type ?? ''} ${bytes.length}\0`)
      .update(bytes)
    entry.name = hash.digest().toString('latin1')
    if (!this.#byName.has(entry.name)) this.#byName.set(entry.name, index)
  }

  #inflate(entry: Entry): Buffer {
    const { bytes } = this.#inflateEntry(entry)
    this.#count(bytes.length)
    return bytes
  }

  #inflateEntry(entry: Entry): { bytes: Buffer; consumed: number } {
    if (entry.size > LARGEST_MESSAGE)
      throw new EvidenceProblem(
        `the object at byte ${entry.offset} states ${entry.size} bytes; only those of up to ${LARGEST_MESSAGE} are read`,
      )
    return inflatedAt(this.#source, entry.data, entry.size)
  }

  #count(bytes: number): void {
    this.#unpacked += bytes
    if (this.#unpacked > Math.max(ALWAYS, this.#source.size * this.#limits.ratio))
      throw limitProblem('ratio', this.#limits, 'the pack unpacks to too much')
  }

  #keep(index: number, bytes: Buffer): void {
    if (this.#kept.has(index) || bytes.length > KEPT / 8) return
    this.#kept.set(index, bytes)
    this.#keptBytes += bytes.length
    for (const [oldest, old] of this.#kept) {
      if (this.#keptBytes <= KEPT) break
      this.#kept.delete(oldest)
      this.#keptBytes -= old.length
    }
  }
}

export function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
