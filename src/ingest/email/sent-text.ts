/**
 * Short hashes of the lines of a message's first text, so that two copies can be compared line by line without keeping what
 * stands in them. Transfer encoding, white space, letters beyond ASCII and empty lines are left out: those a server or client
 * writes anew without changing a word (RFC 2045 section 6; RFC 3676 section 4.4, space-stuffing).
 */
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimeStructure } from './mime-structure.ts'
import { fnv1a } from './sent-fields.ts'
import { decodeBody } from './transfer-encoding.ts'

/** A text that is longer is not compared: half a text would seem cut. */
const LARGEST_TEXT = 64 * 1024
const MOST_LINES = 500

const DECODED = new Set(['', '7bit', '8bit', 'quoted-printable', 'base64'])

export function sentText(draft: MessageDraft, { leaves }: MimeStructure, bytes: Buffer): void {
  const id = draft.first('message-id')
  const [part] = leaves
  if (id === undefined || part?.type.value !== 'text/plain' || part.end - part.start > LARGEST_TEXT) return
  const encoding = part.header.byName.get('content-transfer-encoding')?.[0]?.value.trim().toLowerCase() ?? ''
  if (!DECODED.has(encoding)) return
  const text = Buffer.from(decodeBody(bytes.subarray(part.start, part.end), encoding)).toString('latin1')
  const lines = text
    .split('\n', MOST_LINES + 1)
    .map((line) => line.replace(/[^!-~]+/g, '').replace(/^>+/, ''))
    .filter((line) => line !== '')
  if (lines.length === 0 || lines.length > MOST_LINES) return
  // Not cut as readable text is: hexadecimal digits and commas.
  draft.traits.push({
    key: 'email.sent-text',
    value: lines.map((line) => fnv1a(line).slice(0, 6)).join(),
    locator: locate(id),
  })
}
