/** Numbers written in other bases, as identifiers carry them. Pure, bounded, exact (BigInt where 53 bits do not suffice). */

export const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz'
/** Exim's and KSUID's order: digits, capitals, small letters. */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The number that digits of an alphabet spell, or undefined if one is not in it. Texts over 64 digits are no numbers here. */
export function fromDigits(text: string, alphabet: string): bigint | undefined {
  if (text === '' || text.length > 64) return undefined
  const base = BigInt(alphabet.length)
  let value = 0n
  for (const digit of text) {
    const at = alphabet.indexOf(digit)
    if (at < 0) return undefined
    value = value * base + BigInt(at)
  }
  return value
}

/** The number that hexadecimal digits spell (either case, at most 64); undefined if they are none. */
export const fromHex = (text: string): bigint | undefined => fromDigits(text.toLowerCase(), BASE36.slice(0, 16))

/** The bytes of base64 or base64url text (padding optional); the caller's shape has checked the alphabet and the length. */
export const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64')

/** The big-endian number in `length` bytes from `at`, or undefined if they are not all there. */
export function bigEndian(bytes: Uint8Array, at: number, length: number): bigint | undefined {
  if (at + length > bytes.length) return undefined
  let value = 0n
  for (let i = at; i < at + length; i++) value = (value << 8n) | BigInt(bytes[i] ?? 0)
  return value
}

/** The little-endian number in `length` bytes from `at`, or undefined if they are not all there. */
export const littleEndian = (bytes: Uint8Array, at: number, length: number): bigint | undefined =>
  at + length > bytes.length ? undefined : bigEndian(bytes.slice(at, at + length).reverse(), 0, length)
