/** Tells mail from other text by its first 64 KB: field names alone are not enough, since many formats write `Name: value`. */
import { readEmailDate } from '../../time/email-date.ts'
import { readHeaderBlock, type HeaderBlock } from './header-block.ts'

/** Names that only mail has. */
const STRONG = new Set([
  'received',
  'return-path',
  'delivered-to',
  'message-id',
  'mime-version',
  'dkim-signature',
  'x-received',
  'x-mailer',
  'x-original-to',
  'in-reply-to',
  'references',
  'envelope-to',
  'x-originating-ip',
  'resent-date',
  'authentication-results',
  'arc-seal',
])
const FIRST_LINES = 20
const MOST_LINES = 5_000
const FIELD_START = /^[!-9;-~]{1,76}[ \t]*:/

/** Whether these bytes begin with the header of a message. */
export function looksLikeMail(head: Uint8Array): boolean {
  const bytes = withLineFeeds(asBuffer(head))
  const start = skipBlank(bytes)
  if (!FIELD_START.test(bytes.toString('latin1', start, start + 80))) return false
  // Nearly every mail shows itself in its first lines.
  return [FIRST_LINES, MOST_LINES].some((lines) => signs(readHeaderBlock(bytes, start, bytes.length, 0, lines)) >= 2)
}

/** A sign only mail shows counts two; From, To, Date and Subject count one each where their value is of mail's form. */
function signs(header: HeaderBlock): number {
  let count = 0
  for (const { lower, value } of header.fields) {
    if (STRONG.has(lower) || (lower === 'content-type' && /^(?:multipart|message)\//i.test(value))) return 2
    if (lower === 'subject' || lower === 'content-type') count++
    else if (lower === 'date')
      count += /[A-Za-z]{3}/.test(value) && readEmailDate(value).reading.problem === undefined ? 1 : 0
    else if (['from', 'to', 'cc', 'reply-to', 'sender'].includes(lower)) count += /[^\s@]@[^\s@]/.test(value) ? 1 : 0
    if (count >= 2) break
  }
  return count
}

/** Very old Macs ended lines with a carriage return alone: read as line feeds, offsets stay what they are. */
export const withLineFeeds = (bytes: Buffer): Buffer =>
  bytes.includes(10) || !bytes.includes(13)
    ? bytes
    : Buffer.from(bytes.toString('latin1').replaceAll('\r', '\n'), 'latin1')

export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Offset after a byte order mark and empty lines, which some exports put first. */
export function skipBlank(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < 64 && (bytes[at] === 10 || bytes[at] === 13)) at++
  return at
}
