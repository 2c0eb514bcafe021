/** Payloads that go on in a chain of overflow pages (sqlite.org/fileformat2.html, 1.7): bounded by the payload's own length. */
import { localLimits } from './geometry.ts'
import type { Pager } from './pager.ts'

/** Longest payload that is put together; of a longer one the first so many bytes are read. */
export const LONGEST_PAYLOAD = 32 * 1024 * 1024

/** Bytes of a payload that stand on the page itself (1.6: K, M and P). */
export function localLength(usable: number, isTable: boolean, payload: number): number {
  const { most, least } = localLimits({ usable }, isTable)
  if (payload <= most) return payload
  const rest = least + ((payload - least) % (usable - 4))
  return rest <= most ? rest : least
}

export interface Chain {
  readonly payload: Buffer
  /** Pages of the chain, in order. */
  readonly pages: readonly number[]
  /** Why the payload is shorter than it says; absent when it is whole. */
  readonly broken?: string
}

/** Memory for payloads up to this size is used again; a longer one has its own. */
const KEPT = 1024 * 1024

/** Puts payloads together, one after the other in the same memory: each is good until the next. */
export class Assembler {
  readonly #pager: Pager
  readonly #page: Buffer
  #room = Buffer.alloc(0)

  constructor(pager: Pager) {
    this.#pager = pager
    this.#page = Buffer.allocUnsafeSlow(pager.geometry.pageSize)
  }

  /**
   * The local part of a payload and the chain that begins at page `first`. Never longer than the payload says, so that a loop of pages
   * ends by itself; a page met twice is named.
   */
  assemble(local: Buffer, first: number, payload: number): Chain {
    const pager = this.#pager
    const wanted = Math.min(payload, LONGEST_PAYLOAD)
    const size = pager.geometry.usable - 4
    // What a chain can hold at most is known before anything is allocated.
    if (wanted - local.length > pager.pages * size)
      return { payload: Buffer.from(local), pages: [], broken: `states ${payload} bytes, more than the file has` }
    const whole = this.#memory(wanted)
    let done = local.copy(whole)
    const pages: number[] = []
    const seen = new Set<number>()
    for (let next = first; done < wanted;) {
      const page = next > 1 && !seen.has(next) ? pager.page(next, this.#page) : undefined
      if (page === undefined) {
        const why = seen.has(next) ? `runs in a circle at page ${next}` : `names page ${next}, which the file has not`
        return { payload: whole.subarray(0, done), pages, broken: `its chain of overflow pages ${why}` }
      }
      seen.add(next)
      pages.push(next)
      done += page.copy(whole, done, 4, Math.min(4 + size, 4 + wanted - done))
      next = page.readUInt32BE(0)
    }
    return wanted < payload
      ? { payload: whole, pages, broken: `has ${payload} bytes; the first ${wanted} were read` }
      : { payload: whole, pages }
  }

  #memory(length: number): Buffer {
    if (length > KEPT) return Buffer.allocUnsafeSlow(length)
    if (length > this.#room.length) this.#room = Buffer.allocUnsafeSlow(Math.min(KEPT, 2 * length))
    return this.#room.subarray(0, length)
  }
}
