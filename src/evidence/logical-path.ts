/**
 * Logical paths: names out of evidence become levels of a path that can be printed and told apart. A name may hold anything
 * (`../`, NUL, bidirectional overrides, bytes that are no UTF-8); the escaping is one-to-one, so two names never share a path.
 */
import type { LogicalPath } from '../model.ts'

/** Bidirectional controls, zero-width marks, line separators, byte-order mark (UAX #9, Unicode 16 DerivedCoreProperties) and C1. */
const INVISIBLE = /[\u0080-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u
const LONE_SURROGATE = /\p{Surrogate}/u
// Control characters are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f/\\]/
const PERCENT_CODE = /^%[0-9A-Fa-f]{2}/

const percent = (code: number): string => `%${code.toString(16).toUpperCase().padStart(2, '0')}`

/**
 * One level of a logical path for a name out of evidence. `/`, `\`, NUL and other control characters become `%XX`, as does
 * a `%` that would read as such a code; bidirectional and invisible characters become `\u{X}`; `.` and `..` as whole
 * names `%2E` and `%2E%2E`; an empty name `%`. A backslash in the result therefore always begins a code.
 */
export function escapeName(name: string): string {
  if (name === '') return '%'
  if (name === '%') return '%25'
  if (name === '.') return '%2E'
  if (name === '..') return '%2E%2E'
  let out = ''
  for (let i = 0; i < name.length;) {
    const code = name.codePointAt(i) ?? 0
    const c = String.fromCodePoint(code)
    if (CONTROL.test(c) || (c === '%' && PERCENT_CODE.test(name.slice(i, i + 3)))) out += percent(code)
    else if (INVISIBLE.test(c) || LONE_SURROGATE.test(c)) out += `\\u{${code.toString(16).toUpperCase()}}`
    else out += c
    i += c.length
  }
  return out
}

/** The same for a name as bytes: what is not UTF-8 becomes `\xNN`. */
export function escapeBytes(name: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true })
  const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })
  try {
    return escapeName(strict.decode(name))
  } catch {
    return runs(name)
      .map((run) => (run.valid ? escapeName(text.decode(run.bytes)) : `\\x${hex(run.bytes[0] ?? 0)}`))
      .join('')
  }
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0')

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

/** A member's name for people: escaped, but with its own folders shown as such. */
export const displayName = (name: string): string =>
  name
    .split('/')
    .map((level) => (level === '' ? '' : escapeName(level)))
    .join('/')
