/** The events and traits that every format of mail emits, with what each means and whose clock wrote it. */
import type { EmittedEvent, Ingester } from '../ingester.ts'
import { CLIENT_TRAITS } from './client-marks.ts'
import { CONTEXT_TRAITS } from './contexts.ts'
import { DATE_ZONE_TRAITS } from './date-zone.ts'
import { DKIM_TRAITS } from './dkim-traits.ts'
import { ENCODING_TRAITS } from './encoding-marks.ts'
import { EXCHANGE_TRAITS } from './exchange-traits.ts'
import { FIELD_ORDER_TRAITS } from './field-order.ts'
import { GMAIL_TRAITS } from './gmail-traits.ts'
import { HEADER_TRAITS } from './header-traits.ts'
import { HOP_ZONE_TRAITS } from './hop-zones.ts'
import { QUOTED_TRAITS } from './quoted-dates.ts'
import { SCANNER_TRAITS } from './scanner-traits.ts'
import { SENDER_TRAITS } from './sender-traits.ts'
import { SERVER_TRAITS } from './server-traits.ts'
import { SIGNATURE_TRAITS } from './signature-parts.ts'
import { TEXT_TRAITS } from './text-marks.ts'

const sender = (doc: string): EmittedEvent => ({ clock: 'sender', doc })
const provider = (doc: string): EmittedEvent => ({ clock: 'provider', doc })
const copy = (doc: string): EmittedEvent => ({ clock: 'copy', doc })

const EVENTS: Readonly<Record<string, EmittedEvent>> = {
  'email.date': sender(
    'Date, written by the sending program: what the message says of itself (RFC 5322 section 3.6.1)',
  ),
  'email.resent-date': sender('Resent-Date of who sent the message on (RFC 5322 section 3.6.6)'),
  'email.received': {
    clock: 'relay',
    doc: 'Date of a Received line (RFC 5321 section 4.4), written by the host after "by"; of a known provider, or topmost: that clock. Sequence hops, 0 is the oldest',
  },
  'email.x-received': provider('Date of an X-Received line, written by Google'),
  'email.received.id-time': {
    clock: 'relay',
    doc: 'Time hidden in the id of a Received or X-Received line, on the clock of that line',
  },
  'email.dkim.signed': provider('Tag t of a DKIM signature, written by the domain d (RFC 6376 section 3.5)'),
  'email.dkim.expires': provider(
    'Tag x of a DKIM signature: after this time it need not be honoured (RFC 6376 section 3.5)',
  ),
  'email.arc.signed': provider('Tag t of an ARC-Seal or ARC-Message-Signature (RFC 8617)'),
  'email.message-id.time': sender(
    'Moment hidden in the Message-ID; a provider wrote it where its decoder says so; JavaMail in a message without a server: the copy',
  ),
  'email.message-id.start': sender('Start of the work or thread hidden in the Message-ID: a lower bound'),
  'email.message-id.added': {
    clock: 'relay',
    doc: 'Moment hidden in a Message-ID that a server gave to the message: Exim to one that came without, Amazon SES to every one',
  },
  'email.message-id.local': sender("The sender's wall clock in the Message-ID"),
  'email.boundary.time': sender('Moment hidden in a MIME boundary'),
  'email.boundary.start': sender('Start hidden in a MIME boundary: a lower bound'),
  'email.boundary.local': sender("The sender's wall clock in a MIME boundary"),
  'email.content-id.time': sender('Moment hidden in a Content-ID'),
  'email.content-id.start': sender('Moment of an upload, hidden in a Content-ID: a lower bound'),
  'email.content-id.local': sender("The sender's wall clock in a Content-ID"),
  'email.thread-index.start': sender('When the thread was begun ([MS-OXOMSG] 2.2.1.3)'),
  'email.thread-index.reply': sender('When the last reply in Thread-Index was begun'),
  'email.gateway-id.time': provider('Moment hidden in a header of a provider or gateway'),
  'email.gateway-id.start': provider('Lower bound hidden in a header of a provider or gateway'),
  'email.gateway-id.local': provider('Wall clock in a header of a provider or gateway'),
  'email.sender-id.time': sender('Moment hidden in a header that the sending program writes'),
  'email.sender-id.start': sender('Lower bound hidden in a header that the sending program writes'),
  'email.sender-id.local': sender('Wall clock in a header that the sending program writes'),
  'email.reference.time': sender('Time hidden in an id that In-Reply-To or References names: this message is later'),
  'email.thread-index.step': sender(
    'When an earlier reply in Thread-Index was begun; the first and last have kinds of their own',
  ),
  'email.expires': sender(
    'Expires, Expiry-Date, Reply-By: a time that the sender set (RFC 4021 section 2.1), mostly ahead',
  ),
  'email.deferred': sender('Deferred-Delivery: not to be delivered before this time (RFC 4021 section 2.1.39)'),
  'email.posted': provider(
    'NNTP-Posting-Date, Injection-Date: when a news server took the article (RFC 5536 section 3.2.7)',
  ),
  'email.moderated': {
    clock: 'relay',
    doc: 'X-Mailman-Approved-At: when a moderator let the message pass to the list',
  },
  'email.original-date': sender(
    "X-Original-Date, X-Google-Original-Date: the sender's Date, kept by the list or provider that wrote another in its place",
  ),
  'email.stamped': {
    clock: 'relay',
    doc: 'When a server on the way had the message, as it says in a field of its own: X-Greylist, X-Apparently-To, X-MS-Exchange-Organization-ExpirationStartTime and the like',
  },
  'email.openpgp.signed': sender('Creation time of an OpenPGP signature (RFC 9580 section 5.2.3.11)'),
  'email.smime.signed': sender('signingTime of an S/MIME signature (RFC 5652 section 11.3)'),
  'email.calendar.stamp': sender(
    'DTSTAMP of a calendar part: when this invitation was written (RFC 5545 section 3.8.7.2)',
  ),
  'email.calendar.created': sender('CREATED of a calendar part (RFC 5545 section 3.8.7.1)'),
  'email.calendar.modified': sender('LAST-MODIFIED of a calendar part (RFC 5545 section 3.8.7.3)'),
  'email.quoted.date': {
    clock: 'quoted',
    doc: 'Date in the text that introduces a quotation or a forwarded message; in the language and the wall clock of its reader',
  },
  'email.copy.saved': copy('When this copy was written: mbox From_ line, Delivery-Date'),
  'email.store.delivered': copy(
    'When a mailbox took this copy in: PidTagMessageDeliveryTime, date-received of an .emlx, the name of a Maildir file',
  ),
  'email.attachment.created': copy(
    'creation-date of Content-Disposition (RFC 2183 section 2.4), rewritten by some programs',
  ),
  'email.attachment.modified': copy('modification-date of Content-Disposition (RFC 2183 section 2.5)'),
  'email.attachment.read': copy('read-date of Content-Disposition (RFC 2183 section 2.6)'),
}

export const EMAIL_EMITS: Ingester['emits'] = {
  artifacts: ['message', 'attachment'],
  events: EVENTS,
  traits: {
    ...GMAIL_TRAITS,
    ...EXCHANGE_TRAITS,
    ...SERVER_TRAITS,
    ...DKIM_TRAITS,
    ...SIGNATURE_TRAITS,
    ...CONTEXT_TRAITS,
    ...CLIENT_TRAITS,
    ...DATE_ZONE_TRAITS,
    ...ENCODING_TRAITS,
    ...FIELD_ORDER_TRAITS,
    ...SCANNER_TRAITS,
    ...SENDER_TRAITS,
    ...HEADER_TRAITS,
    ...HOP_ZONE_TRAITS,
    ...QUOTED_TRAITS,
    ...TEXT_TRAITS,
    'email.attachment.type': 'Content-Type of the part',
    'email.attachment.elsewhere': 'Bytes of the part that Apple Mail keeps in a file beside the message',
    'email.maildir.host': 'Host that put the file into a Maildir, from its name',
    'email.maildir.flags': 'Flags of a mail client in the name of a Maildir file',
  },
}
