/**
 * Signed fields that servers and lists write anew although nobody changes the message: a signature over them does not verify, and
 * that says nothing. Measured on 4,200 mails of one host of lists with an archived key: all 72 that do not verify have one of these.
 */
import { listHostOf } from './header-traits.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Tags } from './signature-tags.ts'

/** What a list server writes where a message has no To (seen on mails of vger.kernel.org until 2023). */
const NO_TO = /^\s*(?:unlisted|undisclosed)[- ]recipients\b/i
/** Fields that a server joins where a message has two of them (RFC 5322, section 3.6 allows one). */
const JOINED = ['to', 'cc'] as const
/** A name without a host that a server made an address of: no list is named with capitals. */
const MADE_ADDRESS = /<([^@<>\s]{0,64}[A-Z][^@<>\s]{0,64})@([\w.-]{1,253})>\s*$/

/** The first field that this signature covers and that a server is known to write anew here; undefined: none. */
export function rewrittenField(draft: MessageDraft, tags: Tags): string | undefined {
  const covered = (tags.get('h') ?? '').toLowerCase().split(':', 200)
  const covers = (name: string): boolean => covered.includes(name)
  const to = draft.first('to')?.value.slice(0, 2_000) ?? ''
  if (covers('sender') && draft.first('sender') !== undefined) return 'Sender'
  const host = MADE_ADDRESS.exec(to)?.[2]
  if (covers('to') && (NO_TO.test(to) || (host !== undefined && host === listHostOf(draft)?.host))) return 'To'
  // A signature that names a field once more than it stands there keeps others out; two more, and one of them is gone.
  return JOINED.find((name) => covered.filter((one) => one === name).length > draft.fields(name).length + 1)
}
