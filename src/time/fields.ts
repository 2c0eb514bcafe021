/** Turns the groups of a matched shape into labelled parts: what nearly every decoder does. */
import type { Part } from './decoder.ts'
import type { Instant } from './instant.ts'
import type { ReadTime } from './epochs.ts'

/** A capture group's label and, if a time is hidden in it, how to read it. */
export type Field = readonly [label: string, read?: ReadTime]

/**
 * One part for each capture group that took part, in order. Undefined if nothing matched, or if a group that should
 * be a time is none.
 */
export function fields(match: RegExpExecArray | null, ...names: readonly Field[]): readonly Part[] | undefined {
  if (match === null) return undefined
  const parts: Part[] = []
  for (const [i, [label, read]] of names.entries()) {
    const value = match[i + 1]
    if (value === undefined) continue
    if (read === undefined) parts.push({ label, value })
    else {
      const part = timed(label, value, read(value))
      if (part === undefined) return undefined
      parts.push(part)
    }
  }
  return parts.length === 0 ? undefined : parts
}

/** A part with a time; undefined if the time could not be held. */
export function timed(
  label: string,
  value: string,
  time: Instant | undefined,
  parts?: readonly Part[],
): Part | undefined {
  return time === undefined ? undefined : { label, value, time, ...(parts === undefined ? {} : { parts }) }
}

/** The same as the only part of an identifier. */
export function only(label: string, value: string, time: Instant | undefined): readonly Part[] | undefined {
  const part = timed(label, value, time)
  return part === undefined ? undefined : [part]
}
