/** Bounds on hostile evidence. Each is named in the message that reports it, and `--limit NAME=N` sets it. */
export const DEFAULT_LIMITS = {
  /** Levels of nesting: a mail in a zip in a mail is 3. */
  depth: 32,
  /** Members of one container, parts of one mail, messages inside messages. */
  members: 100_000,
  /** Bytes of one unpacked member. */
  'member-bytes': 4_294_967_296,
  /** Bytes unpacked from one evidence file in all. */
  'total-bytes': 68_719_476_736,
  /** Unpacked bytes for each packed byte of a member, counted once 1 MB is exceeded. */
  ratio: 1_000,
  /** Header lines read of one mail. */
  headers: 100_000,
  /** Seconds spent on one evidence. */
  seconds: 600,
} as const satisfies Record<string, number>

export type LimitName = keyof typeof DEFAULT_LIMITS
export type Limits = Readonly<Record<LimitName, number>>
