/**
 * What happened to a message on its way or afterwards, as its header tells: fetched from a mailbox, held by a moderator, put off,
 * copied by a migration, resent, wrapped in a journal report. Each explains delays between times that are honest by themselves.
 */
import type { Hop } from './hops.ts'
import type { MessageDraft } from './message-draft.ts'

export const CONTEXT_TRAITS = {
  'email.context':
    'How the message came to this copy, as its header tells: resent, fetched, moderated, put-off, migrated, journal, saved-by-client',
} as const

const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^resent-(?:date|from)$/, 'resent'],
  [/^x-(?:gmail-fetch-info|getmail-retrieved-from-mailbox|fetchmail|popbeforesmtpsenders|pop3)/, 'fetched'],
  [/^(?:x-mailman-approved-at|approved|x-moderated|x-google-approved)$/, 'moderated'],
  [/^(?:deferred-delivery|x-ms-exchange-organization-deferred-delivery|x-scheduled-send)/, 'put-off'],
  [/^x-(?:imapsync|ms-exchange-organization-(?:mrs|migration)|google-migration|zimbra-migrat|imap-import)/, 'migrated'],
  [/^x-ms-(?:journal-report|exchange-organization-journal|exchange-generated-message-source)/, 'journal'],
  [/^x-(?:mozilla-status|gmail-labels|gm-thrid|apple-mail|evolution-source|kmail-)/, 'saved-by-client'],
]
/** Programs that fetch mail from a mailbox hand it on with a line of their own. */
const FETCHED = /\bwith (?:POP3|IMAP4?|MSN|HTTP-POP)\b|\((?:fetchmail|getmail|mpop)[-/ ]|\bPOP3 Connector\b/i

export function contexts(draft: MessageDraft, hops: readonly Hop[]): void {
  const seen = new Set<string>()
  for (const [lower, [field]] of draft.header.byName) {
    const context = FIELDS.find(([pattern]) => pattern.test(lower))?.[1]
    if (context === undefined || field === undefined || seen.has(context)) continue
    seen.add(context)
    draft.trait('email.context', context, field)
  }
  const fetched = seen.has('fetched') ? undefined : hops.find(({ line }) => FETCHED.test(line.clauses))
  if (fetched !== undefined) draft.trait('email.context', 'fetched', fetched.field)
}
