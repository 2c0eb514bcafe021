/**
 * Marks of how the parts are encoded (RFC 2045): lines of quoted-printable that are too long, lines of base64 of uneven length,
 * bytes above 127 in a part that says it has none. Programs keep to the rules; text that was edited by hand often does not.
 */
import type { MessageDraft } from './message-draft.ts'
import { locate } from './header-block.ts'
import type { MimePart, MimeStructure } from './mime-structure.ts'

export const ENCODING_TRAITS = {
  'email.part.quoted-printable': 'Lines of a quoted-printable part: kept (76 characters at most, section 6.7), longer',
  'email.part.base64': 'Lines of a base64 part: even (all but the last of one length), uneven',
  'email.transfer-encoding':
    'Content-Transfer-Encoding of the message itself as it stands; 8BIT in capitals is a mark of servers that decoded the body',
  'email.part.seven-bit': 'A part said to be 7bit: kept, or with bytes above 127',
} as const

const MOST_PARTS = 30
/** Bytes of a part that are looked at. */
const LOOKED_AT = 32 * 1024
const LF = 10
const CR = 13

export function encodingMarks(draft: MessageDraft, { leaves }: MimeStructure, bytes: Buffer): void {
  const own = draft.first('content-transfer-encoding')
  if (own !== undefined) draft.trait('email.transfer-encoding', own.value.slice(0, 40), own)
  for (const part of leaves.slice(0, MOST_PARTS)) {
    const field = part.header.byName.get('content-transfer-encoding')?.[0]
    if (field === undefined) continue
    const found = markOf(field.value.toLowerCase(), part, bytes)
    if (found !== undefined) draft.trait(found[0], found[1], locate(field))
  }
}

function markOf(
  encoding: string,
  part: MimePart,
  bytes: Buffer,
): readonly [keyof typeof ENCODING_TRAITS, string] | undefined {
  const body = bytes.subarray(part.start, Math.min(part.end, part.start + LOOKED_AT))
  switch (encoding) {
    case 'quoted-printable':
      return ['email.part.quoted-printable', longestLine(body) > 76 ? 'longer' : 'kept']
    case 'base64': {
      const even = evenLines(body, part.end - part.start > LOOKED_AT)
      return even === undefined ? undefined : ['email.part.base64', even ? 'even' : 'uneven']
    }
    case '7bit':
      return ['email.part.seven-bit', /[\x80-\xff]/.test(body.toString('latin1')) ? 'with bytes above 127' : 'kept']
    default:
      return undefined
  }
}

/** Lengths without line ends. The last line of a cut body may be cut: it is shorter then, never longer. */
function longestLine(body: Buffer): number {
  let longest = 0
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(LF, start)
    const end = newline === -1 ? body.length : newline
    longest = Math.max(longest, end - start - (body[end - 1] === CR ? 1 : 0))
    start = end + 1
  }
  return longest
}

/** Undefined for a part of fewer than three lines. */
function evenLines(body: Buffer, cut: boolean): boolean | undefined {
  const lengths: number[] = []
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(LF, start)
    if (newline === -1 && cut) break
    const end = newline === -1 ? body.length : newline
    const length = end - start - (end > start && body[end - 1] === CR ? 1 : 0)
    // What follows the first empty line after the data is no data: footers of lists stand there.
    if (length === 0 && lengths.length > 0) break
    if (length > 0) lengths.push(length)
    start = end + 1
  }
  const [first, ...others] = lengths
  if (first === undefined || others.length < 2) return undefined
  const last = others.at(-1) ?? 0
  return others.slice(0, -1).every((one) => one === first) && last <= first
}
