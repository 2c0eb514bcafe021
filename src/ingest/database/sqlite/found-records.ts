/**
 * Records that were carved, held by where they stand: about a hundred bytes each, however long their values are, which are read from
 * their pages again when they are asked for. A large database may hold a hundred thousand; none of them is an object while it waits.
 */
import { hash, randomInt } from 'node:crypto'
import type { ColumnForms } from './column-forms.ts'
import type { Sure } from './carve.ts'
import type { Found, Residue } from './residue.ts'

/** What a record is, held against the live rows; `copy`: a live row has the same values. */
export const VERDICTS = ['deleted', 'earlier', 'unreached', 'copy'] as const
export type Verdict = (typeof VERDICTS)[number]

const WHERE: readonly Residue[] = ['freeblock', 'unallocated', 'freelist', 'unreferenced']
const SURE: readonly Sure[] = ['whole', 'rebuilt', 'guessed']

/** What stands for a text: equal for equal ones, and no two others were ever found to share it (SHA-256, its first 128 bits). */
export type Digest = readonly [number, number, number, number]

export function digestOf(text: string): Digest {
  const sum = hash('sha256', text, 'buffer')
  return [sum.readInt32LE(0), sum.readInt32LE(4), sum.readInt32LE(8), sum.readInt32LE(12)]
}

/** A list of 32-bit numbers that grows. */
class Numbers {
  #room = new Int32Array(4_096)
  length = 0

  add(...numbers: readonly number[]): void {
    if (this.length + numbers.length > this.#room.length) {
      const larger = new Int32Array(2 * (this.length + numbers.length))
      larger.set(this.#room)
      this.#room = larger
    }
    for (const number of numbers) this.#room[this.length++] = number
  }

  at(i: number): number {
    return this.#room[i] ?? 0
  }

  set(i: number, number: number): void {
    this.#room[i] = number
  }
}

/** Nobody who writes a database knows these, so nobody can put all records into one bucket. */
const [ONE, OTHER] = [2 * randomInt(2 ** 30) + 1, 2 * randomInt(2 ** 30) + 1]
const BITS = 18

/** Records by 64 bits that several of them may share. */
class Buckets {
  readonly #heads = new Int32Array(1 << BITS)
  readonly #next = new Numbers()

  /** Every record in turn. */
  add(low: number, high: number): void {
    const bucket = this.#bucket(low, high)
    this.#next.add(this.#heads[bucket] ?? 0)
    this.#heads[bucket] = this.#next.length
  }

  /** Records that may have these bits, the latest first. */
  *of(low: number, high: number): Generator<number> {
    for (let i = this.#heads[this.#bucket(low, high)] ?? 0; i > 0; i = this.#next.at(i - 1)) yield i - 1
  }

  #bucket(low: number, high: number): number {
    return (Math.imul(low, ONE) + Math.imul(high, OTHER)) >>> (32 - BITS)
  }
}

/** Places in the numbers of a record; its serial types stand behind. */
const PAGE = 0
const OFFSET = 1
const BODY = 2
const PAYLOAD = 3
const LOCAL = 4
const RECORD = 5
const FORMS = 6
const MARKS = 7
const IS = 8
const BODY_DIGEST = 9
const KEY_DIGEST = 13
const TYPES = 17

const bitsOf = (rowid: bigint): readonly [low: number, high: number] => [
  Number(BigInt.asIntN(32, rowid)),
  Number(BigInt.asIntN(32, rowid >> 32n)),
]
const NO_KEY: Digest = [0, 0, 0, 0]

/** A record as it was found: enough to read its values again. */
export interface Held extends Omit<Found, 'length'> {
  readonly page: number
  readonly is: Verdict
}

export class FoundRecords {
  readonly #numbers = new Numbers()
  readonly #starts = new Numbers()
  #rowids = new BigInt64Array(4_096)
  readonly #forms: ColumnForms[] = []
  readonly #byBody = new Buckets()
  readonly #byRowid = new Buckets()
  readonly #byKey = new Buckets()

  get size(): number {
    return this.#starts.length
  }

  /** `key`: of the declared primary key, where that is what makes two rows of the table the same one. */
  add(found: Found, page: number, body: Digest, key: Digest = NO_KEY): void {
    const { forms, types, offset, rowid, where, sure, pointed } = found
    if (!this.#forms.includes(forms)) this.#forms.push(forms)
    if (this.size === this.#rowids.length) {
      const larger = new BigInt64Array(2 * this.size)
      larger.set(this.#rowids)
      this.#rowids = larger
    }
    this.#rowids[this.size] = rowid ?? 0n
    const marks = (rowid === undefined ? 0 : 1) + (pointed ? 2 : 0) + 4 * SURE.indexOf(sure) + 16 * WHERE.indexOf(where)
    const is = VERDICTS.indexOf(where === 'unreferenced' && pointed ? 'unreached' : 'deleted')
    this.#starts.add(this.#numbers.length)
    this.#numbers.add(page, offset, found.body, found.payload, found.local, found.record)
    this.#numbers.add(this.#forms.indexOf(forms), marks, is, ...body, ...key, ...types)
    this.#byBody.add(body[0], body[1])
    this.#byRowid.add(...bitsOf(rowid ?? 0n))
    this.#byKey.add(key[0], key[1])
  }

  formsOf(i: number): ColumnForms {
    const forms = this.#forms[this.#number(i, FORMS)]
    if (forms === undefined) throw new RangeError(`no record ${i}`)
    return forms
  }

  rowidOf(i: number): bigint | undefined {
    return (this.#number(i, MARKS) & 1) === 0 ? undefined : this.#rowids[i]
  }

  verdictOf(i: number): Verdict {
    return VERDICTS[this.#number(i, IS)] ?? 'deleted'
  }

  judge(i: number, is: Verdict): void {
    this.#numbers.set(this.#starts.at(i) + IS, VERDICTS.indexOf(is))
  }

  hasBody(i: number, body: Digest): boolean {
    return this.#holds(i, BODY_DIGEST, body)
  }

  /** Records with these values, of whatever table, the latest first. */
  *withBody(body: Digest): Generator<number> {
    for (const i of this.#byBody.of(body[0], body[1])) if (this.hasBody(i, body)) yield i
  }

  /** The same of a row id, */
  *withRowid(rowid: bigint): Generator<number> {
    for (const i of this.#byRowid.of(...bitsOf(rowid))) if (this.rowidOf(i) === rowid) yield i
  }

  /** and of a declared key. */
  *withKey(key: Digest): Generator<number> {
    for (const i of this.#byKey.of(key[0], key[1])) if (this.#holds(i, KEY_DIGEST, key)) yield i
  }

  get(i: number): Held {
    const at = this.#starts.at(i)
    const end = i + 1 < this.size ? this.#starts.at(i + 1) : this.#numbers.length
    const marks = this.#number(i, MARKS)
    return {
      page: this.#number(i, PAGE),
      offset: this.#number(i, OFFSET),
      body: this.#number(i, BODY),
      payload: this.#number(i, PAYLOAD),
      local: this.#number(i, LOCAL),
      record: this.#number(i, RECORD),
      forms: this.formsOf(i),
      rowid: this.rowidOf(i),
      pointed: (marks & 2) !== 0,
      sure: SURE[(marks >> 2) & 3] ?? 'guessed',
      where: WHERE[marks >> 4] ?? 'unreferenced',
      is: this.verdictOf(i),
      types: Array.from({ length: end - at - TYPES }, (_, n) => this.#numbers.at(at + TYPES + n)),
    }
  }

  #holds(i: number, place: number, digest: Digest): boolean {
    return digest.every((number, n) => this.#number(i, place + n) === number)
  }

  #number(i: number, place: number): number {
    return this.#numbers.at(this.#starts.at(i) + place)
  }
}
