/** Names of headers, and whole lines of those whose values come from a small vocabulary: both begin and end with software releases. */
import type { Event } from '../../model.ts'
import type { HeaderField } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Owners } from './owners.ts'

export const HEADER_TRAITS = {
  'email.header-name':
    'The name of a header in its exact case, once a message; not of the headers that every mail may have had always',
  'email.header-value': 'The whole line "Name: value" of a short header whose values come from a small vocabulary',
  'email.copy.mark': 'Name of a header that a mail client adds to its own copy',
  'email.passed-list': 'Name of the first header that only a mailing list or group writes: the message passed one',
  'email.list-host': 'Host of each list that List-Id names, or else X-Mailing-List, in lower case',
} as const

/** In the usual case these are as old as mail itself and date nothing; in another case they may. */
const ALWAYS = new Set([
  'Received',
  'Return-Path',
  'Delivered-To',
  'From',
  'Sender',
  'Reply-To',
  'To',
  'Cc',
  'CC',
  'Bcc',
  'Subject',
  'Date',
  'Message-ID',
  'Message-Id',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Mime-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Content-Disposition',
  'Content-Language',
  'User-Agent',
  'X-Mailer',
  'Precedence',
  'List-Id',
  'List-ID',
  'List-Unsubscribe',
  'List-Archive',
  'List-Post',
  'List-Help',
  'List-Subscribe',
  'Errors-To',
  'DKIM-Signature',
  'Authentication-Results',
  'Received-SPF',
  'Organization',
  'Lines',
  'Status',
  'X-Mailing-List',
])
const VOCABULARY =
  /^(?:x-(?:amp|coremail|ms|microsoft|forefront|exchange|eop|ui|spam|virus|originator|priority|msmail|mimeole)|ironport|dlp)/
const COPY_MARK = /^x-(?:mozilla|gmail-labels|gm-thrid|apple|evolution|uid|uidl|kmail|account-key)/
const MICROSOFT = /^x-(?:ms-|microsoft-|forefront-|exchange-|eop|incoming(?:header|topheader))/
const GOOGLE = /^x-(?:gm-|google-|forwarded-encrypted)/
const SCANNER = /^(?:x-)?(?:ironport|amp|proofpoint|talos|purgate|mimecast|spam-|authority-analysis)/
const SENDER = /^x-(?:b4-|developer-|change-id|mailer|priority|msmail|mimeole)/
/** Lists add footers, change subjects and take bodies apart (RFC 6377 section 3.3). Senders of advertising write List-Unsubscribe too. */
const LIST = /^(?:list-(?:id|post)|mailing-list|x-(?:mailman-version|beenthere|mailing-list|google-group-id))$/
/** Lists that are looked at. */
const MOST_LISTS = 10
/** Longer values are free text or addresses. */
const LONGEST_LINE = 160

/**
 * Exchange writes it when a client puts a message into a mailbox by IMAP: a draft, which then passes its servers, or a mail of years ago
 * that is moved. Then it puts its own headers in and leaves no time, so without a line of its servers they have no owner, not even the copy.
 */
const APPENDED = 'x-ms-exchange-imapappendstamp'

export function headerTraits(draft: MessageDraft, owners: Owners): void {
  const list = draft.header.fields.find(({ lower }) => LIST.test(lower))
  if (list !== undefined) draft.trait('email.passed-list', list.name, list)
  for (const { id, host } of listHosts(draft)) draft.trait('email.list-host', host, id)
  const seen = new Set<string>()
  const appended = draft.header.byName.has(APPENDED) && owners.microsoft() === undefined
  for (const field of draft.header.fields) {
    if (ALWAYS.has(field.name) || (appended && MICROSOFT.test(field.lower))) continue
    const by = ownerOf(field, owners)
    if (!seen.has(field.name)) {
      seen.add(field.name)
      draft.trait('email.header-name', field.name, field, by)
      if (COPY_MARK.test(field.lower)) draft.trait('email.copy.mark', field.name, field)
    }
    if (field.name.length + field.value.length < LONGEST_LINE && VOCABULARY.test(field.lower))
      draft.trait('email.header-value', `${field.name}: ${field.value}`, field, by)
  }
}

/** RFC 2919 section 3: the label of the list, a dot, the host, here in lower case. A message that passed two lists may bear two. */
export function listHosts(draft: MessageDraft): readonly { readonly id: HeaderField; readonly host: string }[] {
  const ids = draft.fields('list-id')
  const seen = new Set<string>()
  return (ids.length > 0 ? ids : draft.fields('x-mailing-list').slice(0, 1)).slice(0, MOST_LISTS).flatMap((id) => {
    const end = id.value.slice(-400)
    const host = /(?:<[^<>.@\s]{1,100}[.@]|^[^<>.@\s]{1,100}@)([\w.-]{4,200})>?\s*$/.exec(end)?.[1]?.toLowerCase()
    if (host === undefined || seen.has(host)) return []
    seen.add(host)
    return [{ id, host }]
  })
}

function ownerOf(field: HeaderField, owners: Owners): Event | undefined {
  if (MICROSOFT.test(field.lower)) return owners.microsoft()
  if (GOOGLE.test(field.lower)) return owners.google(field)
  if (SCANNER.test(field.lower)) return owners.server(field)
  return SENDER.test(field.lower) ? owners.sender(field) : undefined
}
