/** One zlib stream of a pack: where it ends is known only when it is unpacked (gitformat-pack(5)). */
import { inflateSync } from 'node:zlib'
import { EvidenceProblem } from '../../../model.ts'
import type { Source } from '../../ingester.ts'

/** Unpacks exactly `size` bytes from `at` and tells how many bytes of the file they took. Throws `EvidenceProblem`. */
export function inflatedAt(source: Source, at: number, size: number): { bytes: Buffer; consumed: number } {
  for (let window = size + (size >> 3) + 256; ; window *= 8) {
    const read = source.read(at, window)
    try {
      const result: unknown = inflateSync(read, { info: true, maxOutputLength: Math.max(1, size) })
      if (isWithEngine(result) && result.buffer.length === size)
        return { bytes: result.buffer, consumed: result.engine.bytesWritten }
      throw new EvidenceProblem(`the object at byte ${at} has another length than it states`)
    } catch (error) {
      if (error instanceof EvidenceProblem) throw error
      const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'
      if (cut && read.length === window) continue
      throw new EvidenceProblem(
        cut
          ? `the file ends inside the object at byte ${at}: it was cut`
          : `the object at byte ${at} cannot be unpacked`,
      )
    }
  }
}

interface WithEngine {
  readonly buffer: Buffer
  readonly engine: { readonly bytesWritten: number }
}

const isWithEngine = (result: unknown): result is WithEngine =>
  typeof result === 'object' &&
  result !== null &&
  'buffer' in result &&
  Buffer.isBuffer(result.buffer) &&
  'engine' in result
