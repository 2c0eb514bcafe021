/**
 * The parts of a message (RFC 2046 section 5.1), found in one pass over its bytes. Multiparts nest; a message inside a message
 * is one part, which is opened as evidence of its own.
 */
import type { Limits } from '../../evidence/limits.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import { readHeaderBlock, type HeaderBlock } from './header-block.ts'
import { readParameters, type Parameterised } from './mime-parameters.ts'

export interface MimePart {
  readonly header: HeaderBlock
  readonly type: Parameterised
  /** Offsets of the body in the message's bytes, as it stands there, still encoded. */
  readonly start: number
  readonly end: number
}

export interface MimeStructure {
  /** Parts that are no multiparts, in order; the message itself if it is none. */
  readonly leaves: readonly MimePart[]
  /** The headers that name a boundary, with it. */
  readonly boundaries: readonly { readonly header: HeaderBlock; readonly boundary: string }[]
  readonly problems: readonly string[]
}

const TEXT: Parameterised = { value: 'text/plain', parameters: new Map() }
const DASH = 45
/** Section 5.1.1 allows 70 characters; some programs write more. */
const LONGEST_BOUNDARY = 4_000

/** `base` is the offset of the bytes in the evidence. Linear; never throws. */
export function readStructure(bytes: Buffer, top: HeaderBlock, base: number, limits: Limits): MimeStructure {
  const leaves: MimePart[] = []
  const boundaries: { header: HeaderBlock; boundary: string }[] = []
  const problems = new Set<string>()
  /** Open multiparts, outermost first; the map gives the innermost level of a boundary. */
  const stack: string[] = []
  const levels = new Map<string, number>()
  let leaf: { header: HeaderBlock; type: Parameterised; start: number } | undefined
  let members = 0
  let lines = limits.headers

  const begin = (header: HeaderBlock): void => {
    const type = typeOf(header)
    const multipart = type.value.startsWith('multipart/')
    const boundary = multipart ? (type.parameters.get('boundary')?.trimEnd() ?? '') : ''
    leaf = { header, type, start: header.bodyStart }
    if (!multipart) return
    if (boundary === '' || boundary.length > LONGEST_BOUNDARY)
      problems.add(
        `a part of several parts has no boundary of 1 to ${LONGEST_BOUNDARY} characters; its parts are not read`,
      )
    else if (stack.length >= limits.depth) problems.add(limitProblem('depth', limits, 'parts inside parts').message)
    else if (levels.has(boundary))
      problems.add('a part has the boundary of the part that holds it; its parts are not read')
    else {
      leaf = undefined
      boundaries.push({ header, boundary })
      levels.set(boundary, stack.length)
      stack.push(boundary)
    }
  }
  const finish = (end: number): void => {
    if (leaf) leaves.push({ ...leaf, end: Math.max(leaf.start, end) })
    leaf = undefined
  }
  /** The level of the boundary that a line is, and whether it is the last one of its multipart. */
  const delimiter = (start: number, end: number): { level: number; last: boolean } | undefined => {
    if (bytes[start] !== DASH || bytes[start + 1] !== DASH || end - start > LONGEST_BOUNDARY + 80) return undefined
    const text = bytes.toString('latin1', start + 2, end).trimEnd()
    const level = levels.get(text)
    if (level !== undefined) return { level, last: false }
    const closed = text.endsWith('--') ? levels.get(text.slice(0, -2).trimEnd()) : undefined
    return closed === undefined ? undefined : { level: closed, last: true }
  }

  begin(top)
  let at = top.bodyStart
  while (stack.length > 0) {
    const start = bytes[at] === DASH && (at === 0 || bytes[at - 1] === 10) ? at : bytes.indexOf('\n--', at) + 1
    if (start === 0 && at !== start) break
    const newline = bytes.indexOf(10, start)
    const end = newline === -1 ? bytes.length : newline + 1
    const found = delimiter(start, end)
    at = end
    if (found) {
      finish(bodyEnd(bytes, start))
      while (stack.length > found.level + (found.last ? 0 : 1)) levels.delete(stack.pop() ?? '')
      if (!found.last) {
        if (++members > limits.members) {
          problems.add(limitProblem('members', limits, 'parts of the message').message)
          break
        }
        const header = readHeaderBlock(
          bytes,
          end,
          bytes.length,
          base,
          Math.max(1, lines),
          (s, e) => delimiter(s, e) !== undefined,
        )
        lines -= header.fields.length
        if (header.tooMany) problems.add(limitProblem('headers', limits, 'headers of the parts').message)
        begin(header)
        at = header.bodyStart
      }
    }
    if (at >= bytes.length) break
  }
  if (stack.length > 0 && members <= limits.members)
    problems.add(
      'the message ends before the last boundary of its parts: it was cut, or its writer left the boundary out',
    )
  finish(bytes.length)
  return { leaves, boundaries, problems: [...problems] }
}

function typeOf(header: HeaderBlock): Parameterised {
  const field = header.byName.get('content-type')?.[0]
  return field === undefined ? TEXT : readParameters(field.value)
}

/** The newline before a boundary belongs to it. */
function bodyEnd(bytes: Buffer, start: number): number {
  const newline = bytes[start - 1] === 10 ? start - 1 : start
  return bytes[newline - 1] === 13 ? newline - 1 : newline
}
