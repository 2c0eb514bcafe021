/**
 * Holds the signed part of a DKIM or ARC signature, as the reader of the message kept it, against the key archive: whether
 * the holder of that key signed these very fields (RFC 6376 section 6.1.3, RFC 8463 section 3).
 */
import { constants, publicDecrypt, verify, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { keyObject, type DkimKey } from './dkim-keys.ts'
import type { TraitRow } from './rows.ts'

/** Traits that an ingester keeps, and what the analysis makes of them. */
export const CHECKED: Readonly<Record<string, string>> = {
  'email.dkim.signed-part': 'email.dkim.header-part',
  'email.arc.signed-part': 'email.arc.header-part',
  'email.arc.sealed-part': 'email.arc.seal',
}

export type SignatureState = 'verifies' | 'does not verify' | 'no archived key' | 'not checked'

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
  readonly #keys = new Map<string, readonly DkimKey[]>()
  readonly #objects = new Map<DkimKey, KeyObject | undefined>()

  /** A selector may have had several keys; each is tried. */
  constructor(keys: readonly DkimKey[]) {
    for (const key of keys) {
      const name = nameOf(key.domain, key.selector)
      this.#keys.set(name, [...(this.#keys.get(name) ?? []), key])
    }
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
    const keys = this.#keys.get(nameOf(d, s))
    if (keys === undefined) return 'no archived key'
    const [digest, signature] = [Buffer.from(hash, 'hex'), Buffer.from(b, 'base64')]
    const states = keys.map((key) => held(this.#object(key), a, digest, signature))
    return states.find((state) => state === 'verifies') ?? states[0] ?? 'no archived key'
  }

  #object(key: DkimKey): KeyObject | undefined {
    if (!this.#objects.has(key)) this.#objects.set(key, keyObject(key))
    return this.#objects.get(key)
  }
}

const nameOf = (domain: string, selector: string): string => `${selector.toLowerCase()}@${domain.toLowerCase()}`

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function held(key: KeyObject | undefined, algorithm: string, digest: Buffer, signature: Buffer): SignatureState {
  if (key === undefined) return 'not checked'
  if (algorithm === 'ed25519-sha256') {
    if (key.asymmetricKeyType !== 'ed25519') return 'not checked'
    return verify(null, digest, key, signature) ? 'verifies' : 'does not verify'
  }
  const head = DIGEST_INFO[algorithm]
  if (head === undefined || key.asymmetricKeyType !== 'rsa') return 'not checked'
  try {
    // The hash is known, not what was hashed: so the block is opened and compared whole, byte for byte.
    const block = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)
    return block.equals(Buffer.concat([Buffer.from(head, 'hex'), digest])) ? 'verifies' : 'does not verify'
  } catch {
    return 'does not verify'
  }
}
