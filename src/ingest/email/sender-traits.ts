/** What the sender's program writes: names and references, the mailer, the order of the fields, and features of Date. */
import type { Event } from '../../model.ts'
import type { EmailDate } from '../../time/email-date.ts'
import { fromBase64 } from '../../time/radix.ts'
import type { HeaderField } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Owners } from './owners.ts'

export const SENDER_TRAITS = {
  'email.message-id': 'The Message-ID without its brackets',
  'email.in-reply-to': 'An id in In-Reply-To',
  'email.references': 'An id in References, one trait an id',
  'email.message-id.family':
    'Family of a Message-ID with a hidden time: "mid." and its decoder, mutt from 2.1 on as mid.mutt-b64',
  'email.mailer': 'The whole X-Mailer or User-Agent',
  'email.mailer.chrome':
    'Number of the Chrome that X-Mailer or User-Agent names (webmail writes the name of its browser)',
  'email.mailer.gecko':
    'Number of the Gecko, from 5 on, that X-Mailer or User-Agent names: that of Firefox and Thunderbird',
  'email.thunderbird.gecko': 'Number of the Gecko that a User-Agent of Thunderbird from 5 on names',
  'email.thunderbird.version': 'First number of the version that the same User-Agent names',
  'email.x-b4-tracking.prefix': 'First twenty characters of X-B4-Tracking',
  'email.x-b4-tracking.gzip':
    'Header of the gzip in X-B4-Tracking: mtime0 if it has no time, else mtime; a bar; its bytes 8 and 3 in hexadecimal',
  'email.header-order': 'Names of the fields that a sending program writes, in order, joined by commas',
  'email.sent-fields':
    'For each field that a sender writes once: its name and a short hash of its value without white space and list tags, as name=hash',
  'email.sent-text':
    'Short hashes of the words, figures and signs of each line of the first text, without white space, quotation marks of replies and letters beyond ASCII, in order; ~ behind a line with such letters, an address or a link',
  'email.sent-html': 'The same of a message whose first text is HTML, for each line that it shows',
  'email.quoted-lines':
    'Which lines of email.sent-text or email.sent-html, counted from 0, an answer quotes (behind one > or more, in a blockquote), as first-last of each run',
  'email.date.weekday': 'right or wrong: whether the name of the day in Date fits the date',
  'email.date.offset': 'Offset that Date states, in minutes',
} as const

const SENDING = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-language',
  'user-agent',
  'x-mailer',
  'organization',
])
const MOST_REFERENCES = 1_000
const LONGEST_MAILER = 400

/** The ids in a list of references, without brackets, at most 1,000. */
export function idsIn(value: string): readonly string[] {
  const ids: string[] = []
  for (
    let open = value.indexOf('<');
    open !== -1 && ids.length < MOST_REFERENCES;
    open = value.indexOf('<', open + 1)
  ) {
    const close = value.indexOf('>', open)
    if (close === -1) break
    const id = value.slice(open + 1, close)
    if (id.length > 2 && id.length < 999 && !id.includes(' ') && !id.includes('<')) ids.push(id)
  }
  return ids
}

export function senderTraits(
  draft: MessageDraft,
  owners: Owners,
  date: { readonly event: Event; readonly read: EmailDate } | undefined,
): void {
  let references = 0
  for (const key of ['message-id', 'in-reply-to', 'references'] as const)
    for (const field of draft.fields(key)) {
      const ids = idsIn(field.value)
      references += ids.length
      if (references > MOST_REFERENCES) break
      // A Message-ID without brackets is broken, but it names the message all the same.
      for (const id of ids.length === 0 && key === 'message-id' && field.value !== '' ? [field.value] : ids)
        draft.trait(`email.${key}`, id, field, owners.sender(field))
    }
  for (const name of ['x-mailer', 'user-agent'])
    for (const field of draft.fields(name)) mailer(draft, field, owners.sender(field))
  addressTlds(draft, owners)
  for (const field of draft.fields('x-b4-tracking')) {
    const by = owners.sender(field)
    draft.trait('email.x-b4-tracking.prefix', field.value.slice(0, 20), field, by)
    const gzip = gzipHeader(/\bb=(H4sI[A-Za-z0-9+/]{12})/.exec(field.value)?.[1])
    if (gzip !== undefined) draft.trait('email.x-b4-tracking.gzip', gzip, field, by)
  }
  const names = draft.header.fields.filter((field) => SENDING.has(field.lower))
  const [top] = names
  if (top)
    draft.trait(
      'email.header-order',
      names
        .slice(0, 40)
        .map((field) => field.name)
        .join(),
      top,
      date?.event,
    )
  if (date === undefined) return
  const { event, read } = date
  if (read.weekdayRight !== undefined)
    draft.trait('email.date.weekday', read.weekdayRight ? 'right' : 'wrong', event.locator, event)
  if (read.offsetMinutes !== undefined)
    draft.trait('email.date.offset', String(read.offsetMinutes), event.locator, event)
}

function mailer(draft: MessageDraft, field: HeaderField, by: Event | undefined): void {
  draft.trait('email.mailer', field.value, field, by)
  const text = field.value.slice(0, LONGEST_MAILER)
  const chrome = /\bChrome\/(\d{1,3})\./.exec(text)?.[1]
  if (chrome !== undefined) draft.trait('email.mailer.chrome', chrome, field, by)
  // Up to 2011 the number of Gecko was not that of the browser: rv:1.9.2.
  const gecko = /\brv:(\d{1,3})\.\d{1,2}\) Gecko\//.exec(text)?.[1]
  if (gecko === undefined || Number(gecko) < 5) return
  draft.trait('email.mailer.gecko', gecko, field, by)
  const thunderbird = /\) Gecko\/\d{8} Thunderbird\/(\d{1,3})\./.exec(text)?.[1]
  if (thunderbird === undefined) return
  draft.trait('email.thunderbird.gecko', gecko, field, by)
  draft.trait('email.thunderbird.version', thunderbird, field, by)
}

function addressTlds(draft: MessageDraft, owners: Owners): void {
  const seen = new Set<string>()
  for (const name of ['from', 'sender', 'reply-to'])
    for (const field of draft.fields(name).slice(0, 2)) {
      const tld = /@(?:[a-z0-9_-]{1,63}\.){1,8}([a-z]{2,24})(?=[>\s,;)]|$)/i
        .exec(field.value.slice(-300))?.[1]
        ?.toLowerCase()
      if (tld === undefined || seen.has(tld)) continue
      seen.add(tld)
      draft.trait('email.tld', tld, field, owners.sender(field))
    }
}

/** RFC 1952: byte 3 flags, 4 to 7 time, 8 extra flags. */
function gzipHeader(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined
  const bytes = Buffer.from(fromBase64(base64))
  if (bytes.length < 10) return undefined
  return `${bytes.readUInt32LE(4) === 0 ? 'mtime0' : 'mtime'}|${bytes.toString('hex', 8, 9)}${bytes.toString('hex', 3, 4)}`
}
