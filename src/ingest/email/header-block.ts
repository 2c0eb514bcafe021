/** Header fields of a message or a part (RFC 5322 sections 2.2 and 4.5), with the byte offset of each. */
import type { Locator } from '../../model.ts'

export interface HeaderField {
  /** As it stands, in its case. */
  readonly name: string
  readonly lower: string
  /** Unfolded (newline and white space become one space), trimmed, byte for byte as latin1. */
  readonly value: string
  /** Byte offset of the field's first character from the start of the evidence. */
  readonly offset: number
  /** 0 for the first field of this name in its block, then 1, 2, … */
  readonly index: number
  /** Place in the block, counted from the top. */
  readonly position: number
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[]
  /** The fields of one lower-case name, from the top. */
  readonly byName: ReadonlyMap<string, readonly HeaderField[]>
  /** Offset (in the bytes given) of the body's first byte. */
  readonly bodyStart: number
  /** False if the bytes end before the empty line that ends a header. */
  readonly ended: boolean
  /** Set if there are more lines than the limit; the rest of the header is not read. */
  readonly tooMany: boolean
}

const LF = 10
const FOLD = /\r?\n[ \t]+/g

/**
 * Reads fields from `start` to the first empty line, to a line for which `stopsAt` is true, or to `end`. Lines that are no
 * field (mbox quoting, garbage) are passed over with their continuations. Offsets get `base` added. Linear; at most `limit` lines.
 */
export function readHeaderBlock(
  bytes: Buffer,
  start: number,
  end: number,
  base: number,
  limit: number,
  stopsAt?: (lineStart: number, lineEnd: number) => boolean,
): HeaderBlock {
  const fields: HeaderField[] = []
  const byName = new Map<string, HeaderField[]>()
  let at = start
  let fieldStart = -1
  let lines = 0
  const close = (to: number): void => {
    if (fieldStart === -1) return
    const field = fieldOf(bytes, fieldStart, to, base, fields.length, byName)
    if (field) fields.push(field)
    fieldStart = -1
  }
  const done = (bodyStart: number, ended: boolean, tooMany = false): HeaderBlock => {
    close(at)
    return { fields, byName, bodyStart, ended, tooMany }
  }
  while (at < end) {
    const newline = bytes.indexOf(LF, at)
    const lineEnd = newline === -1 || newline >= end ? end : newline + 1
    const first = bytes[at]
    if (first === LF || (first === 13 && bytes[at + 1] === LF)) return done(lineEnd, true)
    if (stopsAt?.(at, lineEnd) === true) return done(at, false)
    if (++lines > limit) return done(end, true, true)
    if (first !== 32 && first !== 9) {
      close(at)
      fieldStart = at
    }
    at = lineEnd
  }
  return done(end, false)
}

const NAME = /^([!-9;-~]{1,200})[ \t]*:/

function fieldOf(
  bytes: Buffer,
  start: number,
  end: number,
  base: number,
  position: number,
  byName: Map<string, HeaderField[]>,
): HeaderField | undefined {
  const text = bytes.toString('latin1', start, end)
  const colon = text.indexOf(':')
  const name = colon === -1 ? undefined : NAME.exec(text.slice(0, Math.min(colon + 1, 300)))?.[1]
  if (name === undefined) return undefined
  const lower = name.toLowerCase()
  const same = byName.get(lower)
  const value = text
    .slice(colon + 1)
    .replace(FOLD, ' ')
    .trim()
  const field = { name, lower, value, offset: base + start, index: same?.length ?? 0, position }
  if (same) same.push(field)
  else byName.set(lower, [field])
  return field
}

/** Where a field stands. */
export const locate = ({ name, index, offset }: HeaderField): Locator => ({ type: 'header', name, index, offset })
