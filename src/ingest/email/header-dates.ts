/** Fields of the header that hold a date and nothing else, besides Date and Resent-Date. */
import type { ClockKind } from '../../model.ts'
import { readEmailDate } from '../../time/email-date.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import { readable } from './raw-text.ts'

/** Lower-case name, kind of event, whose clock wrote it. */
const DATED: readonly (readonly [string, string, ClockKind])[] = [
  ['expires', 'email.expires', 'sender'],
  ['expiry-date', 'email.expires', 'sender'],
  ['reply-by', 'email.expires', 'sender'],
  ['deferred-delivery', 'email.deferred', 'sender'],
  ['nntp-posting-date', 'email.posted', 'provider'],
  ['injection-date', 'email.posted', 'provider'],
  ['x-mailman-approved-at', 'email.moderated', 'relay'],
  ['delivery-date', 'email.copy.saved', 'copy'],
]

export function headerDates(draft: MessageDraft): void {
  for (const [name, kind, clock] of DATED)
    for (const field of draft.fields(name))
      draft.event({
        kind,
        clock: draft.clock(clock, name, field.name),
        reading: readEmailDate(field.value).reading,
        raw: readable(field.value),
        locator: locate(field),
      })
}
