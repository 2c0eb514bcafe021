/** What a picture's container holds besides the picture: blocks of metadata, each with the place where it begins. */
import type { Source } from '../ingester.ts'

/** A run of bytes of the evidence. */
export interface Block {
  readonly offset: number
  readonly bytes: Uint8Array
}

/** A TIFF structure (Exif): read through, since in a TIFF file it spans the whole file. `base` is where its header stands. */
export interface TiffBlock {
  readonly base: number
  readonly size: number
  readonly read: (offset: number, length: number) => Uint8Array
}

export interface Blocks {
  readonly format: string
  readonly tiff?: TiffBlock
  readonly xmp?: readonly Block[]
  readonly iptc?: Block
  readonly icc?: Block
  /** The name that stands beside a profile (PNG). */
  readonly iccName?: string
  /** PNG: tIME and the text chunk `Software`. */
  readonly time?: Block
  readonly software?: Block
  readonly problems: readonly string[]
}

/** The most that is read of one block, compressed or not: XMP of many pages stays below a few megabytes. */
export const MAX_BLOCK = 16 * 1024 * 1024
/** Segments, chunks or boxes looked at in one picture. */
export const MAX_PARTS = 10_000

/** A TIFF structure inside the evidence. */
export function tiffAt(source: Source, base: number, size: number): TiffBlock {
  return {
    base,
    size,
    read: (offset, length) =>
      offset >= size ? new Uint8Array(0) : source.read(base + offset, Math.min(length, size - offset)),
  }
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Bytes as characters 0 to 255. */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

const EXIF_HEADER = 'Exif\0\0'
/** Where the TIFF header begins in a block that may be led by `Exif`, NUL, NUL. */
export const exifStart = (bytes: Uint8Array): number => (latin1(bytes.subarray(0, 6)) === EXIF_HEADER ? 6 : 0)
