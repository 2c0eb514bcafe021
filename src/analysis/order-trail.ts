/**
 * The events of one clock along one sequence: whether anything runs backwards is seen while they pass, and 18 bytes of each
 * are kept, so that looking closer costs no second reading of the case. Very long trails are read again instead.
 */
import type { Instant } from '../time/instant.ts'
import { Codes, codes, instants, integers } from './columns.ts'
import type { TimedEvent } from './rows.ts'
import { DAYLIGHT_SAVING } from './tolerances.ts'

/** One event of a trail: what the clock showed, and what it can mean beside others of the same clock. */
export interface Point {
  /** The nominal time. It is also the earliest that the event can mean. */
  readonly nominal: number
  /** How much later it can mean without any tolerance: precision, and an hour where daylight saving may lie between. */
  readonly tail: number
  readonly id: number
  readonly artifact: number
}

/** Events that are kept: beyond them memory would grow with the evidence. */
const KEPT = 6_000_000

export const tailOf = ({ width, zone }: Pick<TimedEvent, 'width' | 'zone'>): number =>
  Math.max(0, width - 1) + (zone === 'floating' ? DAYLIGHT_SAVING : 0)

export class OrderTrail {
  readonly #nominal = instants()
  /** A clock has few precisions, so few tails. */
  readonly #tails = new Codes<number>()
  readonly #tail = codes()
  #lastTail = { tail: NaN, code: 0 }
  readonly #id = integers()
  readonly #artifact = integers()
  readonly #slack: number
  readonly #again: () => Iterable<Point>
  #last = -Infinity
  #count = 0
  /** Some event cannot be as late as one before it, granting the clock's usual tolerance. */
  backwards = false

  /** `usual` is the clock's usual tolerance; `again` reads the trail from its beginning. */
  constructor(usual: number, again: () => Iterable<Point>) {
    this.#slack = usual
    this.#again = again
  }

  get count(): number {
    return this.#count
  }

  add(nominal: Instant, tail: number, id: number, artifact: number): void {
    if (this.#last > nominal + tail + this.#slack) this.backwards = true
    if (nominal > this.#last) this.#last = nominal
    if (++this.#count > KEPT) return
    this.#nominal.push(nominal)
    if (this.#lastTail.tail !== tail) this.#lastTail = { tail, code: this.#tails.of(tail) }
    this.#tail.push(this.#lastTail.code)
    this.#id.push(id)
    this.#artifact.push(artifact)
  }

  /** All events in their order. */
  points(): Iterable<Point> {
    return this.#count > KEPT ? this.#again() : this.#kept()
  }

  *#kept(): Generator<Point> {
    for (let i = 0; i < this.#count; i++)
      yield {
        nominal: this.#nominal.at(i),
        tail: this.#tails.at(this.#tail.at(i)),
        id: this.#id.at(i),
        artifact: this.#artifact.at(i),
      }
  }
}
