/** Undoes a delta: bytes copied from a base and bytes put in (gitformat-pack(5), "Deltified representation"). */
import { EvidenceProblem } from '../../../model.ts'

/** Throws `EvidenceProblem` if the delta does not fit its base or makes more than `most` bytes. */
export function applyDelta(base: Buffer, delta: Buffer, most: number): Buffer {
  let at = 0
  const byte = (): number => {
    const value = delta[at++]
    if (value === undefined) throw broken()
    return value
  }
  const size = (): number => {
    let value = 0
    for (let factor = 1, next = 0x80; (next & 0x80) !== 0 && factor < 2 ** 49; factor *= 128) {
      next = byte()
      value += (next & 0x7f) * factor
    }
    return value
  }
  if (size() !== base.length) throw broken()
  const length = size()
  if (length > most) throw new EvidenceProblem(`a delta makes ${length} bytes; only objects of up to ${most} are read`)
  const out = Buffer.allocUnsafe(length)
  let to = 0
  while (at < delta.length) {
    const code = byte()
    if ((code & 0x80) === 0) {
      if (code === 0 || at + code > delta.length || to + code > length) throw broken()
      to += delta.copy(out, to, at, at + code)
      at += code
      continue
    }
    let [from, count] = [0, 0]
    for (let i = 0; i < 4; i++) if ((code & (1 << i)) !== 0) from += byte() * 2 ** (8 * i)
    for (let i = 0; i < 3; i++) if ((code & (0x10 << i)) !== 0) count += byte() * 2 ** (8 * i)
    if (count === 0) count = 0x10000
    if (from + count > base.length || to + count > length) throw broken()
    to += base.copy(out, to, from, from + count)
  }
  if (to !== length) throw broken()
  return out
}

const broken = (): EvidenceProblem =>
  new EvidenceProblem('a delta does not fit the object it rests on; what rests on it is not read')
