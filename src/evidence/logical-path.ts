/**
 * Logical paths: names out of evidence become levels of a path that can be printed and told apart. A name may hold anything
 * (`../`, NUL, bidirectional overrides, bytes that are no UTF-8); the escaping is one-to-one, so two names never share a path.
 */
import type { LogicalPath } from '../model.ts'

/**
 * What is escaped: C0 and C1 controls, both slashes, a `%` that would read as a code; bidirectional controls, zero-width
 * marks, line separators and the byte-order mark (UAX #9; Unicode 16, DerivedCoreProperties); halves of surrogate pairs.
 */
const ESCAPED =
  /[\u0000-\u001f\u007f/\\]|%(?=[0-9A-Fa-f]{2})|[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu

/** Whole names that stand for something else: nothing, this folder, the folder above. */
const WHOLE: ReadonlyMap<string, string> = new Map([
  ['', '%'],
  ['%', '%25'],
  ['.', '%2E'],
  ['..', '%2E%2E'],
])

const hex = (n: number): string => n.toString(16).toUpperCase().padStart(2, '0')

/**
 * One level of a logical path for a name out of evidence. `/`, `\`, NUL and other control characters become `%XX`, as does
 * a `%` that would read as such a code; bidirectional and invisible characters become `\u{X}`; `.` and `..` as whole
 * names `%2E` and `%2E%2E`; an empty name `%`. A backslash in the result therefore always begins a code.
 */
export function escapeName(name: string): string {
  return (
    WHOLE.get(name) ??
    name.replace(ESCAPED, (c) => {
      const code = c.codePointAt(0) ?? 0
      return code < 0x80 ? `%${hex(code)}` : `\\u{${hex(code)}}`
    })
  )
}

const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true })
const STRICT = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

/** The same for a name as bytes: what is not UTF-8 becomes `\xNN`. */
export function escapeBytes(name: Uint8Array): string {
  try {
    return escapeName(STRICT.decode(name))
  } catch {
    return runs(name)
      .map((run) => (run.valid ? escapeName(LENIENT.decode(run.bytes)) : `\\x${hex(run.bytes[0] ?? 0)}`))
      .join('')
  }
}

/** Cuts bytes into runs of valid UTF-8 and single bytes that are not. */
function runs(bytes: Uint8Array): { valid: boolean; bytes: Uint8Array }[] {
  const out: { valid: boolean; bytes: Uint8Array }[] = []
  let start = 0
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i)
    if (length > 0) {
      i += length
      continue
    }
    if (i > start) out.push({ valid: true, bytes: bytes.subarray(start, i) })
    out.push({ valid: false, bytes: bytes.subarray(i, i + 1) })
    start = ++i
  }
  if (start < bytes.length) out.push({ valid: true, bytes: bytes.subarray(start) })
  return out
}

/** Length of the well-formed UTF-8 sequence at `at` (Unicode 16, table 3-7), 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  if (first < 0x80) return 1
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  if (length === 0 || at + length > bytes.length) return 0
  const second = bytes[at + 1] ?? 0
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < low || second > high) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  return length
}

/** The path of a member (its name as the container writes it, unescaped) inside its container. */
export const inside = (container: LogicalPath, name: string): LogicalPath =>
  `${container}/${escapeName(name)}` as LogicalPath

/** Levels that are already escaped, joined. */
export const joinLevels = (levels: readonly string[]): LogicalPath => levels.join('/') as LogicalPath

/**
 * Gives each name of a set of siblings a path of its own: the second `a.txt` becomes `a.txt~2`. Keep one for each
 * container; the names must come in a fixed order.
 */
export function distinctNames(): (level: string) => string {
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  return (level) => {
    let candidate = level
    let n = counts.get(level) ?? 1
    while (taken.has(candidate)) candidate = `${level}~${++n}`
    counts.set(level, n)
    taken.add(candidate)
    return candidate
  }
}

/** Sorts by code units: the same on every machine, whatever its locale. */
export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A path out of evidence for people: its own folders shown as such, whatever would move the cursor or hide escaped. */
export const displayName = (path: string): string =>
  path
    .split('/')
    .map((level) => (level === '' || level === '.' || level === '..' ? level : escapeName(level)))
    .join('/')
