/**
 * The write-ahead log (sqlite.org/fileformat2.html, 4): frames by generation. The current one is what SQLite would read; frames
 * behind its last commit were never committed; frames with other salts are left over from before the log was reset.
 */
import type { Bytes, Image } from './pager.ts'
import { isPageSize } from './geometry.ts'

export interface Frame {
  /** Counts from 0 in the file. */
  readonly index: number
  readonly page: number
  /** Offset of the page's image in the log. */
  readonly offset: number
  /** Size of the database in pages after a commit; 0 for a frame that is none. */
  readonly commit: number
}

export interface Generation {
  readonly salts: string
  /** Frames in their order, through the last commit. */
  readonly frames: readonly Frame[]
  /** Frames behind the last commit: written, never committed. */
  readonly beyond: readonly Frame[]
}

export interface Wal {
  readonly pageSize: number
  /** Checkpoint sequence number of the header. */
  readonly sequence: number
  /** Undefined when not even the first frame is of the header's salts and checksum. */
  readonly current: Generation | undefined
  /** Left over from before the last reset, oldest position first; their checksums hold from frame to frame, their beginning is gone. */
  readonly older: readonly Generation[]
}

const HEADER = 32
const FRAME = 24
type Sum = readonly [number, number]

/** Reads a log; a reason in words where it is none. */
export function readWal(bytes: Bytes): Wal | { readonly reason: string } {
  if (bytes.size === 0) return { reason: 'is empty: everything in it was taken into the database' }
  const head = asBuffer(bytes.read(0, HEADER))
  if (head.length < HEADER) return { reason: `has ${head.length} bytes, less than a header` }
  const magic = head.readUInt32BE(0)
  if (magic !== 0x377f_0682 && magic !== 0x377f_0683) return { reason: 'does not begin as a write-ahead log does' }
  const isBig = magic === 0x377f_0683
  const pageSize = head.readUInt32BE(8)
  if (!isPageSize(pageSize)) return { reason: `states a page size of ${pageSize}` }
  const valid = checksum(head.subarray(0, 24), isBig, [0, 0])
  const headHolds = valid[0] === head.readUInt32BE(24) && valid[1] === head.readUInt32BE(28)
  const salts = head.toString('hex', 16, 24)
  const generations: { salts: string; frames: Frame[] }[] = []
  let running: Sum | undefined = headHolds ? valid : undefined
  let current = headHolds
  let end = 0
  for (let index = 0, at = HEADER; at + FRAME + pageSize <= bytes.size; index++, at += FRAME + pageSize) {
    const frame = asBuffer(bytes.read(at, FRAME + pageSize))
    if (frame.length < FRAME + pageSize) break
    const stated: Sum = [frame.readUInt32BE(16), frame.readUInt32BE(20)]
    const own = frame.toString('hex', 8, 16)
    const sum = running && checksum(frame.subarray(FRAME), isBig, checksum(frame.subarray(0, 8), isBig, running))
    const follows = sum !== undefined && sum[0] === stated[0] && sum[1] === stated[1]
    if (current && !(own === salts && follows)) current = false
    // The first frame of an older generation is taken on its salts: what its checksum goes on from is overwritten.
    const last = generations.at(-1)
    const page = frame.readUInt32BE(0)
    const isNew = last?.salts !== own
    running = stated
    if (page === 0 || (!current && own === salts) || (!current && !isNew && !follows)) {
      running = undefined
      if (++end > 1000 && generations.length === 0) break
      continue
    }
    const entry: Frame = { index, page, offset: at + FRAME, commit: frame.readUInt32BE(4) }
    if (isNew) generations.push({ salts: own, frames: [entry] })
    else last.frames.push(entry)
  }
  const cut = generations.map(({ salts: own, frames }): Generation => {
    const commit = frames.findLastIndex((frame) => frame.commit > 0) + 1
    return { salts: own, frames: frames.slice(0, commit), beyond: frames.slice(commit) }
  })
  return {
    pageSize,
    sequence: head.readUInt32BE(12),
    current: headHolds ? cut.find((one) => one.salts === salts) : undefined,
    older: cut.filter((one) => one.salts !== salts),
  }
}

/** States of the database after each commit of a generation. One overlay grows from commit to commit: use it before the next. */
export function* commits(
  log: Bytes,
  { frames }: Generation,
): Generator<{
  readonly overlay: ReadonlyMap<number, Image>
  readonly pages: number
  readonly changed: readonly Frame[]
}> {
  const overlay = new Map<number, Image>()
  let changed: Frame[] = []
  for (const frame of frames) {
    overlay.set(frame.page, { bytes: log, offset: frame.offset })
    changed.push(frame)
    if (frame.commit === 0) continue
    yield { overlay, pages: frame.commit, changed }
    changed = []
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** The log's cumulative checksum over whole pairs of 32-bit words (4.2). */
function checksum(bytes: Buffer, isBig: boolean, [a, b]: Sum): Sum {
  let s0 = a
  let s1 = b
  for (let i = 0; i + 8 <= bytes.length; i += 8) {
    s0 = (s0 + (isBig ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i)) + s1) >>> 0
    s1 = (s1 + (isBig ? bytes.readUInt32BE(i + 4) : bytes.readUInt32LE(i + 4)) + s0) >>> 0
  }
  return [s0, s1]
}
