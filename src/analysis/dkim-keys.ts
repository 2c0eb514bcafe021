/**
 * The key archive (`rules/facts/dkim-keys/*.yaml`): public keys that domains published for DKIM and ARC (RFC 6376 section 3.6.1),
 * with when and where each was seen. A verified signature needs nothing but such a key, so no network is touched.
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'

const day = z.iso.date()
const host = z
  .string()
  .max(253)
  .regex(/^[\w.-]+$/)

const keySchema = z.strictObject({
  /** Tag d; `*.` before it: of every domain right below this one, where a provider signs for its customers with one key. */
  domain: z
    .string()
    .max(253)
    .regex(/^(?:\*\.)?[\w.-]+$/),
  selector: host,
  /** Tag k of the record. */
  type: z.enum(['rsa', 'ed25519']).default('rsa'),
  /** Tag p of the record, without white space. */
  key: z
    .string()
    .max(4_000)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/),
  /** First and last day on which the record, or a mail signed with the key, was seen. Not the first and last day of its use. */
  first: day.optional(),
  last: day.optional(),
  /** Where the key was found, and what it was held against. */
  source: z.string().min(1),
  note: z.string().optional(),
})

/** One file of the archive. */
export const keyFileSchema = z.strictObject({ title: z.string(), keys: z.array(keySchema).min(1) })
export type DkimKey = z.infer<typeof keySchema>

/** An Ed25519 key stands in the record as 32 bare bytes (RFC 8463 section 4); this is what X.509 puts before them (RFC 8410). */
const ED25519_HEAD = Buffer.from('302a300506032b6570032100', 'hex')

/** The key as Node uses it; undefined if it is none. */
export function keyObject({ type, key }: Pick<DkimKey, 'type' | 'key'>): KeyObject | undefined {
  const bytes = Buffer.from(key, 'base64')
  const der = type === 'ed25519' ? Buffer.concat([ED25519_HEAD, bytes]) : bytes
  // Some domains publish the bare RSAPublicKey of RFC 8017 (RFC 6376 erratum 3017).
  for (const form of type === 'ed25519' ? (['spki'] as const) : (['spki', 'pkcs1'] as const))
    try {
      return createPublicKey({ key: der, format: 'der', type: form })
    } catch {
      // The other form may fit.
    }
  return undefined
}
