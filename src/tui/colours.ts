/** Tones as the terminal can show them: its own sixteen colours follow its theme, light or dark; without colour weight and inversion stay. */
import type { Line, Span, Tone } from './cells.ts'

/** ECMA-48 "select graphic rendition" parameters: weight first, then colour. */
const WEIGHT: Readonly<Record<Tone, readonly number[]>> = {
  plain: [],
  strong: [1],
  faint: [2],
  heading: [1],
  good: [],
  bad: [1],
  meant: [1, 7],
  critical: [1],
  high: [1],
  medium: [],
  low: [],
  informational: [2],
}
const COLOUR: Readonly<Partial<Record<Tone, number>>> = {
  heading: 34,
  good: 32,
  bad: 31,
  critical: 35,
  high: 31,
  medium: 33,
  low: 36,
}

/** A line with its tones as the terminal takes them. `colour` is false under NO_COLOR (no-color.org) and without a colour terminal. */
export const painted = (line: Line, colour: boolean): string => line.map((span) => paint(span, colour)).join('')

function paint({ text, tone, isChosen }: Span, colour: boolean): string {
  const own = colour ? COLOUR[tone] : undefined
  const codes = [...WEIGHT[tone], ...(own === undefined ? [] : [own]), ...(isChosen === true ? [7] : [])]
  return codes.length === 0 || text === '' ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`
}
