/** DKIM and ARC signatures (RFC 6376, RFC 8617): the time of signing, selectors and tags. What verifying needs is kept by signature-parts.ts. */
import type { Event } from '../../model.ts'
import { instant, SECOND } from '../../time/instant.ts'
import { UTC } from '../../time/reading.ts'
import { locate, type HeaderField } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Owners } from './owners.ts'
import { readable } from './raw-text.ts'
import { rewrittenField } from './rewritten-fields.ts'
import type { SignatureParts } from './signature-parts.ts'
import { tagsOf, type Tags } from './signature-tags.ts'

export const DKIM_TRAITS = {
  'email.dkim-signature.selector': 'Tags s and d of DKIM-Signature, joined by @',
  'email.x-google-dkim-signature.selector': 'The same of X-Google-DKIM-Signature',
  'email.arc-message-signature.selector': 'The same of ARC-Message-Signature',
  'email.arc-seal.selector': 'The same of ARC-Seal',
  'email.dkim-signature.tag': 'Name of a tag that not every signature has',
  'email.dkim-signature.google.tag': 'The same in a signature of Google',
  'email.x-google-dkim-signature.google.tag': 'The same in X-Google-DKIM-Signature',
  'email.arc-message-signature.google.tag': 'The same in an ARC-Message-Signature of Google',
  'email.dkim-signature.google.expiry-seconds': 'Tag x minus tag t of a signature of Google',
  'email.x-google-dkim-signature.google.expiry-seconds': 'The same in X-Google-DKIM-Signature',
  'email.dkim.expiry': 'Whether tag x of a DKIM-Signature is later than its tag t: after signing, or not after signing',
  'email.dkim.rewritten-field':
    'A field that a DKIM signature covers and that a server is known to write anew here, as lists do with Sender',
  'email.dkim.google-selector': 'Selector of a signature of one of the domains of Google',
  'email.dkim.gmail-selector': 'Selector of the only signature with d=gmail.com',
  'email.x-google-dkim.selector': 'Selector of the only X-Google-DKIM-Signature',
} as const

const SIGNATURES = ['dkim-signature', 'x-google-dkim-signature', 'arc-message-signature', 'arc-seal'] as const
type Signature = (typeof SIGNATURES)[number]

/** The research counted the tags and expiry of these. */
const GOOGLE = /^(?:gmail\.com|google\.com|1e100\.net|(?:[^\s@]+\.)?gappssmtp\.com)$/i
/** Tags that every signature has or may always have had (RFC 6376 section 3.5): their presence dates nothing. */
const COMMON = new Set(['v', 'a', 'b', 'bh', 'c', 'd', 'h', 'i', 'l', 'q', 's', 'z', 'cv'])

interface Signed {
  readonly field: HeaderField
  readonly tags: Tags
}

export function dkimTraits(draft: MessageDraft, owners: Owners, parts: SignatureParts): void {
  const gmail: Signed[] = []
  const inner: Signed[] = []
  for (const header of SIGNATURES)
    for (const field of draft.fields(header)) {
      const tags = tagsOf(field.value)
      signature(draft, owners, header, field, tags, parts)
      if (header === 'x-google-dkim-signature') inner.push({ field, tags })
      else if (header === 'dkim-signature' && tags.get('d') === 'gmail.com') gmail.push({ field, tags })
    }
  only(draft, owners, 'email.dkim.gmail-selector', gmail)
  only(draft, owners, 'email.x-google-dkim.selector', inner)
}

function signature(
  draft: MessageDraft,
  owners: Owners,
  header: Signature,
  field: HeaderField,
  tags: Tags,
  parts: SignatureParts,
): void {
  const [selector, domain] = [tags.get('s'), tags.get('d')]
  if (selector === undefined || domain === undefined) return
  const google = GOOGLE.test(domain)
  const at = signed(draft, header, field, domain, tags.get('t'))
  expires(draft, header, field, domain, tags.get('x'), at)
  const by = at ?? owner(owners, field, domain)
  const lifetime = Number(tags.get('x') ?? NaN) - Number(tags.get('t') ?? NaN)
  if (header === 'dkim-signature' && Number.isSafeInteger(lifetime))
    draft.trait('email.dkim.expiry', lifetime > 0 ? 'after signing' : 'not after signing', field, by)
  parts.add(header, field, tags, by)
  draft.trait(`email.${header}.selector`, `${selector}@${domain}`, field, by)
  const dkim = header === 'dkim-signature' || header === 'x-google-dkim-signature'
  const rewritten = dkim ? rewrittenField(draft, tags) : undefined
  if (rewritten !== undefined) draft.trait('email.dkim.rewritten-field', rewritten, field, by)
  if (google && dkim) draft.trait('email.dkim.google-selector', selector, field, by)
  for (const name of header === 'arc-seal' ? [] : tags.keys()) {
    if (COMMON.has(name)) continue
    if (header === 'dkim-signature') draft.trait('email.dkim-signature.tag', name, field, by)
    if (google) draft.trait(`email.${header}.google.tag`, name, field, by)
  }
  if (google && dkim && Number.isSafeInteger(lifetime))
    draft.trait(`email.${header}.google.expiry-seconds`, String(lifetime), field, by)
}

/** The event of signing, if the signature states it. */
function signed(
  draft: MessageDraft,
  header: Signature,
  field: HeaderField,
  domain: string,
  t: string | undefined,
): Event | undefined {
  const at = unixTime(t)
  if (at === undefined || t === undefined) return undefined
  return draft.event({
    kind: header.startsWith('arc-') ? 'email.arc.signed' : 'email.dkim.signed',
    clock: { kind: 'provider', writer: readable(domain) },
    reading: { nominal: at, precision: SECOND, zone: UTC },
    raw: `t=${t}`,
    locator: locate(field),
  })
}

/** Tag x, on the clock that wrote tag t (section 3.5). */
function expires(
  draft: MessageDraft,
  header: Signature,
  field: HeaderField,
  domain: string,
  x: string | undefined,
  signing: Event | undefined,
): void {
  const at = unixTime(x)
  if (at === undefined || x === undefined || header.startsWith('arc-')) return
  draft.event({
    kind: 'email.dkim.expires',
    clock: signing?.clock ?? { kind: 'provider', writer: readable(domain) },
    reading: { nominal: at, precision: SECOND, zone: UTC },
    raw: `x=${x}`,
    locator: locate(field),
  })
}

const unixTime = (digits: string | undefined) =>
  digits !== undefined && /^\d{9,11}$/.test(digits) ? instant(Number(digits) * SECOND) : undefined

function owner(owners: Owners, field: HeaderField, domain: string): Event | undefined {
  if (GOOGLE.test(domain)) return owners.google(field)
  return /(?:^|\.)(?:outlook\.com|microsoft\.com|onmicrosoft\.com|hotmail\.com)$/i.test(domain)
    ? owners.microsoft()
    : undefined
}

function only(
  draft: MessageDraft,
  owners: Owners,
  key: keyof typeof DKIM_TRAITS,
  [signed, second]: readonly Signed[],
): void {
  const selector = second === undefined ? signed?.tags.get('s') : undefined
  if (signed !== undefined && selector !== undefined)
    draft.trait(key, selector, signed.field, owners.google(signed.field))
}
