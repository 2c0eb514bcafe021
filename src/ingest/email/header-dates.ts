/**
 * Fields of the header that hold a date, besides Date and Resent-Date: alone, or after other words. Which fields there are was counted
 * over 9,000 genuine and unsolicited mails of 2002 to 2026. Received-SPF (RFC 7208 section 9.1) and Authentication-Results (RFC 8601
 * section 2.2) have no place for a time, and none of those mails had one there.
 */
import type { ClockKind } from '../../model.ts'
import { readEmailDate } from '../../time/email-date.ts'
import { readable } from './raw-text.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'

/** Lower-case name, kind of event, whose clock wrote it; `after` stands before the date where the field says more. */
const DATED: readonly (readonly [name: string, kind: string, clock: ClockKind, after?: RegExp])[] = [
  ['expires', 'email.expires', 'sender'],
  ['expiry-date', 'email.expires', 'sender'],
  ['reply-by', 'email.expires', 'sender'],
  ['deferred-delivery', 'email.deferred', 'sender'],
  ['nntp-posting-date', 'email.posted', 'provider'],
  ['injection-date', 'email.posted', 'provider'],
  ['x-mailman-approved-at', 'email.moderated', 'relay'],
  ['delivery-date', 'email.copy.saved', 'copy'],
  // A list or a gateway that puts a Date of its own in keeps the sender's here: Mailman, and Gmail on submission.
  ['x-original-date', 'email.original-date', 'sender'],
  ['x-google-original-date', 'email.original-date', 'sender'],
  // Servers on the way that write down when they had the message.
  ['x-greylist', 'email.stamped', 'relay', /;\s*(?=[^;]*$)/],
  ['x-authentication-info', 'email.stamped', 'relay', /\sat\s+(?=\w{3},)/],
  ['x-pgp-universal', 'email.stamped', 'relay', /\son\s+(?=\w{3},)/],
  ['x-list-received-date', 'email.stamped', 'relay'],
  ['x-apparently-to', 'email.stamped', 'provider', /;\s*(?=[^;]*$)/],
  ['x-ms-exchange-organization-expirationstarttime', 'email.stamped', 'provider'],
]

export function headerDates(draft: MessageDraft): void {
  for (const [name, kind, clock, after] of DATED)
    for (const field of draft.fields(name)) {
      const text = after === undefined ? field.value : dateAfter(field.value, after)
      // Such a field need not hold a date; one that does nothing else has a time that cannot be read.
      if (text === undefined) continue
      draft.event({
        kind,
        clock: draft.clock(clock, name, field.name),
        reading: readEmailDate(text).reading,
        raw: readable(text),
        locator: locate(field),
      })
    }
}

/** A longer field is none of those above. */
const LONGEST = 1_000

function dateAfter(value: string, after: RegExp): string | undefined {
  const found = value.length > LONGEST ? null : after.exec(value)
  const text = found === null ? '' : value.slice(found.index + found[0].length)
  return readEmailDate(text).reading.problem === undefined && text !== '' ? text : undefined
}
