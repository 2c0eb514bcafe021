/** Times of calendar parts (RFC 5545 sections 3.8.7.1 to 3.8.7.3): when an invitation was written, created and last changed. */
import { readEmailDate } from '../../time/email-date.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimePart } from './mime-structure.ts'
import { decodeBody } from './transfer-encoding.ts'

const LARGEST = 128 * 1024
const MOST_TIMES = 30
const PROPERTY = /^(DTSTAMP|CREATED|LAST-MODIFIED)(?:;[^:\r\n]{0,80})?:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/gm
const KINDS = {
  DTSTAMP: 'email.calendar.stamp',
  CREATED: 'email.calendar.created',
  'LAST-MODIFIED': 'email.calendar.modified',
} as const

export function calendarTimes(draft: MessageDraft, part: MimePart, bytes: Buffer): void {
  const encoding = part.header.byName.get('content-transfer-encoding')?.[0]?.value.toLowerCase() ?? ''
  const field = part.header.byName.get('content-type')?.[0]
  if (field === undefined) return
  const raw = bytes.subarray(part.start, Math.min(part.end, part.start + LARGEST))
  const encoded = encoding === 'base64' || encoding === 'quoted-printable'
  const text = Buffer.from(encoded ? decodeBody(raw, encoding) : raw).toString('latin1')
  let left = MOST_TIMES
  for (const [whole, name = '', ...digits] of text.matchAll(PROPERTY)) {
    if (left-- === 0) return
    const [year, month, day, hour, minute, second] = digits
    const { reading } = readEmailDate(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
    draft.event({
      kind: KINDS[name as keyof typeof KINDS],
      clock: draft.clock('sender', 'calendar', 'calendar part'),
      reading,
      raw: whole,
      locator: locate(field),
    })
  }
}
