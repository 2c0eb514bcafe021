/** Tones as the terminal can show them; without colour weight and inversion stay. */
import { LEVEL_INKS, inked, type Colour, type Ink } from '../report/colours.ts'
import type { Line, Tone } from './cells.ts'

const INKS: Readonly<Record<Tone, Ink>> = {
  ...LEVEL_INKS,
  plain: { weight: [] },
  strong: { weight: [1] },
  faint: { weight: [2] },
  heading: { weight: [1], sixteen: 94, many: 32 },
  good: { weight: [], sixteen: 32, many: 28 },
  bad: { weight: [1], sixteen: 31, many: 160 },
  meant: { weight: [1, 7] },
}
const INVERTED = 7

/** A line with its tones as the terminal takes them. */
export const painted = (line: Line, colour: Colour): string =>
  line.map(({ text, tone, isChosen }) => inked(text, INKS[tone], colour, isChosen === true ? [INVERTED] : [])).join('')
