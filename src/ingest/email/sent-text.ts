/**
 * Short hashes of the lines of a message's first text, so that two copies can be compared line by line without keeping what
 * stands in them. Transfer encoding, white space, letters beyond ASCII and empty lines are left out: those a server or client
 * writes anew without changing a word (RFC 2045 section 6; RFC 3676 section 4.4, space-stuffing).
 */
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimeStructure } from './mime-structure.ts'
import { FNV_START, fnv1a } from './sent-fields.ts'
import { decodeBody } from './transfer-encoding.ts'

/** A text that is longer is not compared: half a text would seem cut. */
const LARGEST_TEXT = 64 * 1024
const MOST_LINES = 500
const LF = 10
/** ">" */
const QUOTED = 62

const DECODED = new Set(['', '7bit', '8bit', 'quoted-printable', 'base64'])

export function sentText(draft: MessageDraft, { leaves }: MimeStructure, bytes: Buffer): void {
  const id = draft.first('message-id')
  const [part] = leaves
  if (id === undefined || part?.type.value !== 'text/plain' || part.end - part.start > LARGEST_TEXT) return
  const encoding = part.header.byName.get('content-transfer-encoding')?.[0]?.value.trim().toLowerCase() ?? ''
  if (!DECODED.has(encoding)) return
  const hashes = hashesOfLines(decodeBody(bytes.subarray(part.start, part.end), encoding))
  if (hashes.length === 0 || hashes.length > MOST_LINES) return
  // Not cut as readable text is: hexadecimal digits and commas.
  draft.traits.push({ key: 'email.sent-text', value: hashes.join(), locator: locate(id) })
}

/** Six digits for each line that has something to say, of the first 501 lines: what is printable ASCII, without the signs of a quotation before it. */
function hashesOfLines(text: Uint8Array): readonly string[] {
  const hashes: string[] = []
  let hash = FNV_START
  let begun = false
  let lines = 0
  for (let at = 0; at <= text.length; at++) {
    const byte = text[at] ?? LF
    if (byte === LF) {
      if (begun) hashes.push((hash >>> 8).toString(16).padStart(6, '0'))
      if (++lines > MOST_LINES) break
      hash = FNV_START
      begun = false
    } else if (byte >= 0x21 && byte <= 0x7e && (begun || byte !== QUOTED)) {
      hash = fnv1a(hash, byte)
      begun = true
    }
  }
  return hashes
}
