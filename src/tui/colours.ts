/** Tones as the terminal can show them: its own sixteen colours follow its theme, light or dark; without colour weight and inversion stay. */
import type { Tone } from './cells.ts'

export interface Look16 {
  readonly color?: string
  readonly bold?: boolean
  readonly dimColor?: boolean
  readonly inverse?: boolean
  readonly underline?: boolean
}

const WITH: Readonly<Record<Tone, Look16>> = {
  plain: {},
  strong: { bold: true },
  faint: { dimColor: true },
  heading: { bold: true, color: 'blue' },
  good: { color: 'green' },
  bad: { color: 'red', bold: true },
  meant: { inverse: true, bold: true },
  critical: { color: 'magenta', bold: true },
  high: { color: 'red', bold: true },
  medium: { color: 'yellow' },
  low: { color: 'cyan' },
  informational: { dimColor: true },
}

const WITHOUT: Readonly<Record<Tone, Look16>> = {
  ...WITH,
  heading: { bold: true },
  good: {},
  bad: { bold: true },
  critical: { bold: true },
  high: { bold: true },
  medium: {},
  low: {},
}

/** How a tone is drawn. `colour` is false under NO_COLOR (no-color.org) and on terminals without colour. */
export const lookOf = (tone: Tone, colour: boolean): Look16 => (colour ? WITH : WITHOUT)[tone]
