/** The 60-bit Gregorian clock of UUID versions 1 and 6 (RFC 9562, sections 5.1 and 5.6). */
import type { Part } from './decoder.ts'
import { microseconds } from './epochs.ts'
import { timed } from './fields.ts'
import { fromHex } from './radix.ts'

/** 100 ns from 1582-10-15 to 1970-01-01. */
const FROM_1582 = 122_192_928_000_000_000n
/** The lowest bit of the first byte of a network address: set in a random node (RFC 9562, section 6.10). */
const MULTICAST = 1

/** Time, clock sequence and node from the five groups of a UUID; `order` puts the first three into one 60-bit hexadecimal number. */
export function gregorianParts(
  match: RegExpExecArray | null,
  order: (first: string, second: string, third: string) => string,
): readonly Part[] | undefined {
  const [, first, second, third, sequence = '', node = ''] = match ?? []
  if (first === undefined || second === undefined || third === undefined) return undefined
  const ticks = fromHex(order(first, second, third))
  const time = ticks === undefined ? undefined : microseconds((ticks - FROM_1582) / 10n)
  const part = timed('100 ns since 1582-10-15', String(ticks), time)
  const random = (Number.parseInt(node.slice(0, 2), 16) & MULTICAST) === MULTICAST
  return (
    part && [
      part,
      { label: 'clock sequence', value: String(Number.parseInt(sequence, 16) & 0x3fff) },
      { label: random ? 'node (random)' : 'node (network address)', value: (node.match(/../g) ?? []).join(':') },
    ]
  )
}
