/** Colours of a terminal (ECMA-48 "select graphic rendition"). They only add: every level is told by its word or letter too. */
import type { Level } from '../model.ts'

/** What a terminal can show: nothing; its theme's sixteen colours; the 256 of xterm, which are the same in every theme. */
export type Colour = 'none' | 'sixteen' | 'many'

/** By a terminal's colour depth in bits, as `tty.WriteStream.getColorDepth` tells it (1 under NO_COLOR and on a dumb terminal). */
export const colourOf = (depth: number): Colour => (depth < 4 ? 'none' : depth < 8 ? 'sixteen' : 'many')

/** How a text is set off. Each of the 256 was chosen for a contrast of at least 3 to 1 on black and on white (WCAG 2.2, 1.4.3). */
export interface Ink {
  readonly weight: readonly number[]
  readonly sixteen?: number
  readonly many?: number
}

export const LEVEL_INKS = {
  critical: { weight: [1], sixteen: 35, many: 163 },
  high: { weight: [1], sixteen: 31, many: 160 },
  medium: { weight: [], sixteen: 33, many: 136 },
  low: { weight: [], sixteen: 36, many: 31 },
  informational: { weight: [2] },
} as const satisfies Readonly<Record<Level, Ink>>

/** A text in its weight and colour; `more` are further parameters. Without colour the weight stays. */
export function inked(
  text: string,
  { weight, sixteen, many }: Ink,
  colour: Colour,
  more: readonly number[] = [],
): string {
  const own = colour === 'none' ? [] : colour === 'many' && many !== undefined ? [38, 5, many] : [sixteen ?? []].flat()
  const codes = [...weight, ...own, ...more]
  return codes.length === 0 || text === '' ? text : `\u001b[${codes.join(';')}m${text}\u001b[0m`
}
