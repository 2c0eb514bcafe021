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
  /** Where the field stands: one object, however much is said of the field. */
  readonly locator: Locator
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
  const starts: number[] = []
  let at = start
  let lines = 0
  let [bodyStart, ended, tooMany] = [end, false, false]
  while (at < end) {
    const newline = bytes.indexOf(LF, at)
    const lineEnd = newline === -1 || newline >= end ? end : newline + 1
    const first = bytes[at]
    if (first === LF || (first === 13 && bytes[at + 1] === LF)) {
      ;[bodyStart, ended] = [lineEnd, true]
      break
    }
    if (stopsAt?.(at, lineEnd) === true) {
      bodyStart = at
      break
    }
    if (++lines > limit) {
      ;[ended, tooMany] = [true, true]
      break
    }
    if (first !== 32 && first !== 9) starts.push(at)
    at = lineEnd
  }
  return { ...fieldsOf(bytes.toString('latin1', start, at), start, starts, base), bodyStart, ended, tooMany }
}

const NAME = /^[!-9;-~]{1,200}[ \t]*$/

/** `text` is the block, `starts` the offsets (from the same zero as `start`) at which its fields begin. */
function fieldsOf(text: string, start: number, starts: readonly number[], base: number) {
  const fields: HeaderField[] = []
  const byName = new Map<string, HeaderField[]>()
  for (const [i, from] of starts.entries()) {
    const whole = text.slice(from - start, (starts[i + 1] ?? start + text.length) - start)
    const colon = whole.indexOf(':')
    if (colon < 1 || colon > 250) continue
    const raw = whole.slice(0, colon)
    if (!NAME.test(raw)) continue
    const name = raw.trimEnd()
    const lower = name.toLowerCase()
    const same = byName.get(lower)
    const value = whole.slice(colon + 1)
    const [offset, index] = [base + from, same?.length ?? 0]
    const field: HeaderField = {
      name,
      lower,
      value: (value.indexOf('\n') < value.length - 1 ? value.replace(FOLD, ' ') : value).trim(),
      offset,
      index,
      position: fields.length,
      locator: { type: 'header', name, index, offset },
    }
    fields.push(field)
    if (same) same.push(field)
    else byName.set(lower, [field])
  }
  return { fields, byName }
}

/** Where a field stands. */
export const locate = ({ locator }: HeaderField): Locator => locator
