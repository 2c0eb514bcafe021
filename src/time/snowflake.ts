/** Snowflakes: 64-bit ids whose upper bits count milliseconds from an epoch of the service, the lower ones machines and a counter. */
import type { Part } from './decoder.ts'
import { milliseconds } from './epochs.ts'
import { timed } from './fields.ts'

/** Splits a decimal id after its lowest `shift` bits; `epoch` is in milliseconds since 1970. */
export function snowflake(text: string, shift: bigint, epoch: bigint): readonly Part[] | undefined {
  if (!/^\d{15,20}/.test(text)) return undefined
  const id = BigInt(/^\d+/.exec(text)?.[0] ?? '0')
  const time = timed('milliseconds', String(id >> shift), milliseconds((id >> shift) + epoch))
  return time && [time, { label: `lower ${shift} bits: machine and counter`, value: String(id & ((1n << shift) - 1n)) }]
}
