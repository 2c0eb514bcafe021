/** Times inside the parts of a message: signatures, invitations, and the lines that introduce quotations. */
import { isAttachment } from './attachments.ts'
import { calendarTimes } from './calendar-times.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimeStructure } from './mime-structure.ts'
import { quotedDates } from './quoted-dates.ts'
import { signatureTime } from './signature-times.ts'

/** Parts that are looked into: a message has a handful. */
const MOST_PARTS = 30

/** `base` is the offset of the message's bytes in the evidence. */
export function partTimes(draft: MessageDraft, { leaves }: MimeStructure, bytes: Buffer, base: number): void {
  for (const part of leaves.slice(0, MOST_PARTS)) {
    const { value } = part.type
    if (value === 'text/calendar') calendarTimes(draft, part, bytes)
    else if (value === 'application/pgp-signature' || /^application\/(?:x-)?pkcs7-(?:signature|mime)$/.test(value))
      signatureTime(draft, part, bytes)
    else if (value === 'text/plain' && !isAttachment(part, leaves.length === 1)) quotedDates(draft, part, bytes, base)
  }
}
