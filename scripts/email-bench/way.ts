/** One way of making a mail say another time than its own, and what the bench must know to judge the answer. */
import type { Random } from '../../samples/make/random.ts'
import type { Mail } from './mail.ts'

/** Other genuine mails to take material from. */
export interface Donors {
  /** A mail that arrived in these milliseconds, bearing what is asked for. */
  readonly find: (from: number, to: number, fits: (mail: Mail) => boolean) => Mail | undefined
}

export interface Forged {
  /** The result; with `beside` further files of the same case, such as the other copy. */
  readonly mail: Mail
  readonly beside?: readonly Mail[]
  /** Nothing in the result was written after this, milliseconds since 1970: no lower bound may be later. */
  readonly made: number
}

export interface Way {
  readonly id: string
  readonly title: string
  /** Why no trace is left in principle; absent: one is left. */
  readonly noTrace?: string
  /** Why the mails that are not caught at high are not, in words. */
  readonly notHigh?: string
  /** Undefined where the mail has not what the way needs. */
  readonly make: (mail: Mail, arrived: number, donors: Donors, random: Random) => Forged | undefined
}
