/** Dated features of Gmail: ids of its Received and X-Received lines and the rotating first characters of its headers. */
import type { Hop } from './hops.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Owners } from './owners.ts'

export const GMAIL_TRAITS = {
  'email.received.gmail-submission-id': 'Id of a line "by smtp.gmail.com with ESMTP… id"',
  'email.received.gmail-so-id': 'Id of a line "by mail-….google.com with SMTP id" for ordinary mail',
  'email.received.gmail-sf-id': 'Id of a line "by mail-….google.com with SMTP id" for forwarded mail',
  'email.received.gmail-si-id': 'Id of a line "by mx.google.com"',
  'email.x-received.gmail-id': 'Id of an X-Received line',
  'email.x-received.hex': 'The 32 hexadecimal digits in the id of an X-Received line of the second generation',
  'email.received.ipv6-hex': 'The IPv6 address after "by" in that X-Received line, as 32 hexadecimal digits',
  'email.gmail.generation.submission': 'Generation (1 to 3) of the only submission id',
  'email.gmail.generation.x-received': 'Generation (1 to 3) of the only X-Received id',
  'email.received.google.tls-cipher': 'Cipher stated by google.com, or by Mimecast for mail from google.com',
  'email.received.google.tls-version': 'TLS version in the same place, as it is spelt',
  'email.x-gm-message-state.prefix': 'First four characters of X-Gm-Message-State',
  'email.x-google-smtp-source.prefix': 'First four characters of X-Google-Smtp-Source',
  'email.x-gm-features.prefix': 'First four characters of X-Gm-Features',
  'email.x-gm-gg.prefix': 'First four characters of X-Gm-Gg',
  'email.x-forwarded-encrypted.prefix': 'X-Forwarded-Encrypted up to the fourth character after "i=N; "',
} as const

const PREFIXES: readonly (readonly [header: string, prefix: RegExp])[] = [
  ['x-gm-message-state', /^\S{4}/],
  ['x-google-smtp-source', /^\S{4}/],
  ['x-gm-features', /^\S{4}/],
  ['x-gm-gg', /^\S{4}/],
  ['x-forwarded-encrypted', /^i=\d{1,3}; \S{4}/],
]

export function gmailTraits(draft: MessageDraft, hops: readonly Hop[], owners: Owners): void {
  const submissions: Hop[] = []
  const inner: Hop[] = []
  for (const hop of hops) {
    tlsTraits(draft, hop)
    if (!hop.google) continue
    if (hop.field.lower === 'x-received') inner.push(hop)
    else if (receivedTraits(draft, hop)) submissions.push(hop)
  }
  for (const hop of inner) innerTraits(draft, hop)
  generation(draft, 'email.gmail.generation.submission', submissions)
  generation(draft, 'email.gmail.generation.x-received', inner)
  for (const [header, prefix] of PREFIXES) {
    for (const field of draft.fields(header)) {
      const value = prefix.exec(field.value)?.[0]
      if (value !== undefined) draft.trait(`email.${header}.prefix`, value, field, owners.google(field))
    }
  }
}

/** True if the line is the submission. */
function receivedTraits(draft: MessageDraft, { field, line, event }: Hop): boolean {
  const { by = '', id = '' } = line
  const submission = by === 'smtp.gmail.com' && /^(?:ES|UTF8S)MTPS?A?$/.test(line.with ?? '') && id !== ''
  if (submission) draft.trait('email.received.gmail-submission-id', id, field, event)
  else if (by.startsWith('mail-') && line.with === 'SMTP') {
    const kind = /^[0-9a-z-]*?(s[of])\d/.exec(id)?.[1]
    if (kind !== undefined) draft.trait(`email.received.gmail-${kind}-id`, id, field, event)
  } else if (by === 'mx.google.com' && id !== '') draft.trait('email.received.gmail-si-id', id, field, event)
  return submission
}

/**
 * `(version=TLS1_3 cipher=… bits=…)` by Google, `(version=TLSv1.3, cipher=…)` by Mimecast for what came from Google: the research
 * measured both under one name. The two spell the version differently, and the dated spelling is Mimecast's: it is kept as it stands.
 */
function tlsTraits(draft: MessageDraft, { field, line, event, google }: Hop): void {
  const relayed = line.by?.endsWith('.mimecast.com') === true && line.from?.endsWith('.google.com') === true
  if (!google && !relayed) return
  const [, version, cipher] = /\(version=([^\s,(]{1,40}),? cipher=([^\s,()]{1,100})/.exec(line.clauses) ?? []
  if (version === undefined || cipher === undefined) return
  draft.trait('email.received.google.tls-cipher', cipher, field, event)
  draft.trait('email.received.google.tls-version', version, field, event)
}

function innerTraits(draft: MessageDraft, { field, line, event }: Hop): void {
  const { id = '', by = '' } = line
  if (id === '') return
  draft.trait('email.x-received.gmail-id', id, field, event)
  // In generation 2 the address stands between a dash and "mr"; in generation 3 nothing of the kind does.
  const hex = /^[a-z]{0,4}\d{1,5}-([0-9a-f]{32})mr/.exec(id)?.[1]
  const address = hex === undefined ? undefined : ipv6Hex(by)
  if (hex === undefined || address === undefined) return
  draft.trait('email.x-received.hex', hex, field, event)
  draft.trait('email.received.ipv6-hex', address, field, event)
}

/** An IPv6 address as 32 lower-case hexadecimal digits (RFC 4291 section 2.2); undefined if it is none. */
export function ipv6Hex(address: string): string | undefined {
  if (!/^[0-9a-f:]{2,39}$/i.test(address)) return undefined
  const halves = address.toLowerCase().split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((g) => g.padStart(4, '0')).join('')
    : undefined
}

function generation(draft: MessageDraft, key: string, hops: readonly Hop[]): void {
  const [hop, second] = hops
  if (hop === undefined || second !== undefined) return
  const id = hop.line.id ?? ''
  const number = /^[a-z]{0,4}\d{1,5}(?:sm|mr)\d/.test(id)
    ? '1'
    : /^[a-z]{0,4}\d{1,5}-[0-9a-f]{32}(?:sm|mr)\d/.test(id)
      ? '2'
      : /^[0-9a-f]{12,13}-[0-9a-f]{10,11}(?:sm|mr)\d/.test(id)
        ? '3'
        : undefined
  if (number !== undefined) draft.trait(key, number, hop.field, hop.event)
}
