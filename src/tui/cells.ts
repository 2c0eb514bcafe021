/**
 * Lines of the terminal as plain data: spans of safe text with a tone. Everything that comes from evidence goes through `cell` or
 * `safe`, so that nothing in it is a command to the terminal and every column stands where it should.
 */
import { createRequire } from 'node:module'
import type StringWidth from 'string-width'
import type { Level } from '../model.ts'
import { terminal } from '../report/safe-text.ts'

export type Tone = Level | 'plain' | 'strong' | 'faint' | 'heading' | 'good' | 'bad' | 'meant'

export interface Span {
  /** On the row under the cursor: inverted. */
  readonly isChosen?: boolean
  readonly text: string
  readonly tone: Tone
}
export type Line = readonly Span[]

export const span = (text: string, tone: Tone = 'plain'): Span => ({ text, tone })
/** A line of text from anywhere. */
export const line = (text: string, tone: Tone = 'plain'): Line => [span(terminal(text), tone)]
export const EMPTY: Line = []
export const safe = terminal

const ASCII = /^[\u0020-\u007e]*$/

/** One column each in every terminal: Latin letters, dashes, arrows, the lines and blocks that the screens are drawn with. */
const NARROW =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2200-\u22ff\u2500-\u259f\u25b6\u25c0\u25c6]*$/

const load = createRequire(import.meta.url)
let counting: typeof StringWidth | undefined
/** Loaded with the first text that needs it: its patterns of emoji take 30 ms to make. */
const stringWidth = (text: string): number =>
  (counting ??= (load('string-width') as { readonly default: typeof StringWidth }).default)(text)

/** Columns that a text takes. */
export const width = (text: string): number => (NARROW.test(text) ? text.length : stringWidth(text))

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cut to a width with `…` where something is left out. The text must be safe. */
export function cut(text: string, columns: number): string {
  if (columns <= 0) return ''
  if (text.length > columns * 8) return cut(text.slice(0, columns * 8 - 1), columns)
  if (width(text) <= columns) return text
  if (ASCII.test(text)) return `${text.slice(0, columns - 1)}…`
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    const own = width(segment)
    if (used + own > columns - 1) break
    kept += segment
    used += own
  }
  return `${kept}…`
}

/** The end of a text, for paths: their last levels tell most. */
export function cutStart(text: string, columns: number): string {
  if (columns <= 0) return ''
  if (width(text) <= columns) return text
  const parts = [...graphemes.segment(text)].map(({ segment }) => segment)
  let used = 1
  let from = parts.length
  while (from > 0 && used + width(parts[from - 1] ?? '') <= columns) used += width(parts[--from] ?? '')
  return `…${parts.slice(from).join('')}`
}

/** A column: safe, cut and filled to exactly so many columns. */
export function cell(text: string, columns: number, cutting = cut): string {
  const short = cutting(safe(text), columns)
  return short + ' '.repeat(Math.max(0, columns - width(short)))
}

/** Figures stand at the right. */
export const figure = (text: string, columns: number): string => text.padStart(columns)

/** A line cut to a width, span by span. */
export function fit(spans: Line, columns: number): Line {
  const out: Span[] = []
  let left = columns
  for (const one of spans) {
    const text = cut(one.text, left)
    if (text !== '') out.push({ ...one, text })
    left -= width(text)
    if (left <= 0) break
  }
  return out
}

export const plainText = (spans: Line): string => spans.map(({ text }) => text).join('')

/** Safe text in lines of at most so many columns, broken between words. */
export function wrapped(text: string, columns: number, tone: Tone = 'plain', indent = ''): readonly Line[] {
  const lines: Line[] = []
  const room = Math.max(10, columns - indent.length)
  let current = ''
  const flush = () => {
    if (current !== '') lines.push([span(indent + current, tone)])
    current = ''
  }
  for (const word of safe(text).split(' ')) {
    const next = current === '' ? word : `${current} ${word}`
    if (width(next) <= room) {
      current = next
      continue
    }
    flush()
    let rest = word
    while (width(rest) > room) {
      let piece = ''
      for (const { segment } of graphemes.segment(rest)) {
        if (width(piece + segment) > room) break
        piece += segment
      }
      if (piece === '') break
      lines.push([span(indent + piece, tone)])
      rest = rest.slice(piece.length)
    }
    current = rest
  }
  flush()
  return lines.length === 0 ? [EMPTY] : lines
}
