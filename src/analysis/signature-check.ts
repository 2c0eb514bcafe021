/**
 * Holds the signed part of a DKIM or ARC signature, as the reader of the message kept it, against the key archive: whether
 * the holder of that key signed these very fields (RFC 6376 section 6.1.3, RFC 8463 section 3).
 */
import { publicDecrypt, verify, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { keyObject, type DkimKey } from './dkim-keys.ts'
import type { LiveKey, Selector } from './live-keys.ts'
import type { TraitRow } from './rows.ts'

/** Traits that an ingester keeps, and what the analysis makes of them. */
export const CHECKED: Readonly<Record<string, string>> = {
  'email.dkim.signed-part': 'email.dkim.header-part',
  'email.arc.signed-part': 'email.arc.header-part',
  'email.arc.sealed-part': 'email.arc.seal',
}

type Held = 'verifies' | 'does not verify' | 'not checked'
export type SignatureState = Held | 'no archived key' | `verifies with a key found on ${string}`

const part = z.strictObject({
  d: z.string(),
  s: z.string(),
  a: z.string(),
  hash: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  b: z.string(),
})

/** What stands before the hash in a signed block (RFC 8017 section 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  'rsa-sha1': '3021300906052b0e03021a05000414',
  'rsa-sha256': '3031300d060960864801650304020105000420',
}

export class SignatureCheck {
  readonly #keys: ReadonlyMap<string, readonly DkimKey[]>
  readonly #live: ReadonlyMap<string, readonly LiveKey[]>
  readonly #objects = new Map<DkimKey | LiveKey, KeyObject | undefined>()

  /** A selector may have had several keys; each is tried, those of the archive before those that were looked up. */
  constructor(keys: readonly DkimKey[], live: readonly LiveKey[] = []) {
    this.#keys = Map.groupBy(keys, nameOf)
    this.#live = Map.groupBy(live, nameOf)
  }

  /** The trait that the analysis adds beside a stored one, with the same writer and place; undefined for all other traits. */
  beside(trait: TraitRow): TraitRow | undefined {
    const key = CHECKED[trait.key]
    return key === undefined ? undefined : { ...trait, key, value: this.state(trait.value) }
  }

  /** `signed` is the JSON that the reader of the message kept. */
  state(signed: string): SignatureState {
    const read = part.safeParse(parsed(signed))
    if (!read.success) return 'not checked'
    const { d, s, a, hash, b } = read.data
    const name = nameOf({ domain: d, selector: s })
    const [digest, signature] = [Buffer.from(hash, 'hex'), Buffer.from(b, 'base64')]
    const by = (key: DkimKey | LiveKey): Held => held(this.#object(key), a, digest, signature)
    const below = nameOf({ domain: `*${d.slice(d.indexOf('.'))}`, selector: s })
    const states = (this.#keys.get(name) ?? this.#keys.get(below))?.map(by) ?? []
    if (states.includes('verifies')) return 'verifies'
    // A key of another day that does not verify says nothing.
    const live = this.#live.get(name)?.find((key) => by(key) === 'verifies')
    return live === undefined ? (states[0] ?? 'no archived key') : `verifies with a key found on ${live.on}`
  }

  #object(key: DkimKey | LiveKey): KeyObject | undefined {
    if (!this.#objects.has(key)) this.#objects.set(key, keyObject(key))
    return this.#objects.get(key)
  }
}

/** One name for one selector, however it is written. */
export const nameOf = ({ domain, selector }: Selector): string => `${selector.toLowerCase()}@${domain.toLowerCase()}`

/** The selector of a signature, in small letters, from the JSON that the reader of the message kept. */
export function selectorOf(signed: string): Selector | undefined {
  const read = part.safeParse(parsed(signed))
  return read.success ? { domain: read.data.d.toLowerCase(), selector: read.data.s.toLowerCase() } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function held(key: KeyObject | undefined, algorithm: string, digest: Buffer, signature: Buffer): Held {
  if (key === undefined) return 'not checked'
  if (algorithm === 'ed25519-sha256') {
    if (key.asymmetricKeyType !== 'ed25519') return 'not checked'
    return verify(null, digest, key, signature) ? 'verifies' : 'does not verify'
  }
  const head = DIGEST_INFO[algorithm]
  if (head === undefined || key.asymmetricKeyType !== 'rsa') return 'not checked'
  try {
    // The hash is known, not what was hashed: so the block is opened (PKCS #1 v1.5, which is what Node does unless told otherwise) and compared
    // whole, byte for byte. To tell it, in an object around the key, takes longer than the arithmetic.
    const block = publicDecrypt(key, signature)
    return block.equals(Buffer.concat([Buffer.from(head, 'hex'), digest])) ? 'verifies' : 'does not verify'
  } catch {
    return 'does not verify'
  }
}
