/**
 * What a domain publishes under SELECTOR._domainkey.DOMAIN (RFC 6376 section 3.6.1): the key in such a record, or why it is of no
 * use. The record is a stranger's text: it is bounded, and what cannot be used is named.
 */
import { keyObject, type DkimKey } from './dkim-keys.ts'

export type PublishedKey = Pick<DkimKey, 'type' | 'key'>
export type RecordDefect = 'revoked' | 'malformed' | 'too large' | 'of an unknown key type' | 'not for mail' | 'weak'
export type KeyRecord =
  { readonly state: 'key'; readonly key: PublishedKey } | { readonly state: 'useless'; readonly why: RecordDefect }

/** Characters of a record; a key of 4,096 bits takes 736. */
const LONGEST_RECORD = 4_000
/** RFC 8301 section 3.2: a verifier takes no key below 1,024 bits for valid. Above 8,192 bits nobody publishes one. */
const [FEWEST_BITS, MOST_BITS] = [1_024, 8_192]

const useless = (why: RecordDefect): KeyRecord => ({ state: 'useless', why })

/** Reads one TXT record, its strings joined. */
export function keyRecord(text: string): KeyRecord {
  if (text.length > LONGEST_RECORD) return useless('too large')
  const tags = new Map<string, string>()
  for (const [i, tag] of text.split(';').entries()) {
    const at = tag.indexOf('=')
    const name = tag.slice(0, Math.max(at, 0)).trim()
    if (name === '' ? tag.trim() !== '' : tags.has(name)) return useless('malformed')
    // Tag v stands first, if it is there.
    if (name === 'v' && (i !== 0 || tag.slice(at + 1).trim() !== 'DKIM1')) return useless('malformed')
    if (name !== '') tags.set(name, tag.slice(at + 1).trim())
  }
  const [type, key] = [tags.get('k') ?? 'rsa', tags.get('p')?.replace(/\s/g, '')]
  if (key === undefined) return useless('malformed')
  if (key === '') return useless('revoked')
  if (type !== 'rsa' && type !== 'ed25519') return useless('of an unknown key type')
  const services = (tags.get('s') ?? '*').split(':').map((one) => one.trim())
  if (!services.includes('*') && !services.includes('email')) return useless('not for mail')
  return keyOf({ type, key })
}

function keyOf(published: PublishedKey): KeyRecord {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(published.key)) return useless('malformed')
  // Node takes the first 32 bytes of an Ed25519 key and leaves out what follows.
  if (published.type === 'ed25519' && Buffer.from(published.key, 'base64').length !== 32) return useless('malformed')
  const object = keyObject(published)
  if (object === undefined || object.asymmetricKeyType !== published.type) return useless('malformed')
  const bits = object.asymmetricKeyDetails?.modulusLength ?? FEWEST_BITS
  if (bits < FEWEST_BITS) return useless('weak')
  return bits > MOST_BITS ? useless('too large') : { state: 'key', key: published }
}
