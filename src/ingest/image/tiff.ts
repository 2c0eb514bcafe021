/** The tags of a TIFF structure: first directory, Exif and GPS directories (TIFF 6.0, section 2; CIPA DC-008, 4.6). Values are read only when asked for. */
import { type TiffBlock, viewOf } from './blocks.ts'

export type Group = 'IFD0' | 'Exif' | 'GPS'

export interface Tag {
  readonly group: Group
  readonly code: number
  readonly type: number
  readonly count: number
  /** Of the value, from the TIFF header. */
  readonly at: number
}

export interface Tiff {
  readonly tag: (group: Group, code: number) => Tag | undefined
  readonly tags: readonly Tag[]
  /** The bytes of a value, at most `most`. */
  readonly bytes: (tag: Tag, most: number) => Uint8Array
  /** Unsigned rationals as numbers; undefined where one has no denominator. */
  readonly rationals: (tag: Tag) => readonly number[] | undefined
  readonly problems: readonly string[]
}

/** Bytes of one value of each type 1 to 13 (TIFF 6.0, section 2; IFD is 13). */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]
const EXIF_POINTER = 0x8769
const GPS_POINTER = 0x8825

/** Reads the directories; what is broken becomes a problem, the rest is kept. */
export function readTiff(block: TiffBlock): Tiff {
  const problems: string[] = []
  const head = block.read(0, 8)
  const order = head.length === 8 ? viewOf(head).getUint16(0) : 0
  const little = order === 0x4949
  const tags: Tag[] = []
  const index = new Map<string, Tag>()

  const directory = (group: Group, at: number) => {
    const counted = block.read(at, 2)
    if (counted.length < 2) return void problems.push(`the directory ${group} lies outside its block`)
    const count = viewOf(counted).getUint16(0, little)
    const entries = block.read(at + 2, count * 12)
    const view = viewOf(entries)
    for (let entry = 0; entry + 12 <= entries.length; entry += 12) {
      const code = view.getUint16(entry, little)
      const type = view.getUint16(entry + 2, little)
      const values = view.getUint32(entry + 4, little)
      const size = (SIZES[type] ?? 0) * values
      const tag = {
        group,
        code,
        type,
        count: values,
        at: size <= 4 ? at + 2 + entry + 8 : view.getUint32(entry + 8, little),
      }
      if (index.has(`${group} ${code}`)) continue
      index.set(`${group} ${code}`, tag)
      tags.push(tag)
    }
    if (entries.length < count * 12)
      problems.push(`the directory ${group} is cut short: ${Math.floor(entries.length / 12)} of ${count} entries`)
  }
  const bytes = (tag: Tag, most: number) => block.read(tag.at, Math.min(most, (SIZES[tag.type] ?? 0) * tag.count))
  const pointer = (code: number): number | undefined => {
    const tag = index.get(`IFD0 ${code}`)
    const value = tag === undefined ? undefined : bytes(tag, 4)
    return value?.length === 4 ? viewOf(value).getUint32(0, little) : undefined
  }

  if (little || order === 0x4d4d) {
    directory('IFD0', viewOf(head).getUint32(4, little))
    for (const [group, code] of [
      ['Exif', EXIF_POINTER],
      ['GPS', GPS_POINTER],
    ] as const) {
      const at = pointer(code)
      if (at !== undefined) directory(group, at)
    }
  } else problems.push('the Exif block has no TIFF header')

  return {
    tags,
    tag: (group, code) => index.get(`${group} ${code}`),
    bytes,
    rationals: (tag) => {
      const value = bytes(tag, 64)
      if (tag.type !== 5) return undefined
      const view = viewOf(value)
      const numbers = Array.from(
        { length: Math.floor(value.length / 8) },
        (_, n) => view.getUint32(8 * n, little) / view.getUint32(8 * n + 4, little),
      )
      return numbers.every(Number.isFinite) ? numbers : undefined
    },
    problems,
  }
}
