/** Variable-length integers (sqlite.org/fileformat2.html, 1.6): 1 to 9 bytes, big-endian, seven bits a byte, the ninth gives eight. */

/** Reads varints from one buffer; `at` stands behind the last one read. One object is used again and again: a row costs none. */
export class VarintReader {
  at = 0

  /** An unsigned value below 2^53; larger ones (and those running over `end`) give -1, which no length or type can be. */
  size(bytes: Buffer, from: number, end: number): number {
    let value = 0
    for (let i = 0; i < 8; i++) {
      const byte = from + i < end ? bytes[from + i] : undefined
      if (byte === undefined) return -1
      value = value * 128 + (byte & 0x7f)
      if (byte < 0x80) {
        this.at = from + i + 1
        return value > Number.MAX_SAFE_INTEGER ? -1 : value
      }
    }
    return -1
  }

  /** A signed 64-bit value; undefined where the bytes end before it does. */
  signed(bytes: Buffer, from: number, end: number): bigint | undefined {
    const small = this.size(bytes, from, end)
    if (small >= 0) return BigInt(small)
    let value = 0n
    for (let i = 0; i < 9; i++) {
      const byte = from + i < end ? bytes[from + i] : undefined
      if (byte === undefined) return undefined
      if (i === 8 || byte < 0x80) {
        this.at = from + i + 1
        return BigInt.asIntN(64, i === 8 ? (value << 8n) | BigInt(byte) : (value << 7n) | BigInt(byte))
      }
      value = (value << 7n) | BigInt(byte & 0x7f)
    }
    return undefined
  }
}

/** Bytes that a non-negative number takes as a varint. */
export function varintLength(value: number): number {
  let length = 1
  for (let rest = Math.floor(value / 128); rest > 0 && length < 9; rest = Math.floor(rest / 128)) length++
  return length
}
