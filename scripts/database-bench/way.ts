// What a file in `growing/` or `forging/` exports: one way in which a database comes about.
import type { Random } from '../../samples/make/random.ts'
import type { Books } from './books.ts'

/** An honest way: what real offices do to their books. */
export interface Growing {
  readonly title: string
  readonly grow: (random: Random) => Books
}

/** A way in which a trail is made to say what was not so. `books` have honestly grown; their truth and misdated rows are kept up to date. */
export interface Forging {
  readonly title: string
  /** Whether the file alone keeps a trace in principle; else why it cannot. */
  readonly trace: true | string
  /** Whether the order of rows is enough to say which rows are misdated: few of them, far from their place. */
  readonly orderDecides: boolean
  /** How the books grow before they are forged; ordinary use by default. */
  readonly grow?: (random: Random) => Books
  /** `now` is when it is done, later than everything in the books. May return a second file that is handed over beside. */
  readonly forge: (books: Books, random: Random, now: number) => { readonly beside: Buffer } | undefined
}
