// Colours of a terminal: legible on a dark and on a light one.
import { expect, test } from 'vitest'
import { LEVEL_INKS, colourOf, inked } from '../../src/report/colours.ts'

/** Of xterm's 256 colours those from 16 on are a cube of six steps a channel. */
const STEPS = [0, 95, 135, 175, 215, 255]
const channels = (colour: number): readonly number[] =>
  [36, 6, 1].map((of) => STEPS[Math.floor((colour - 16) / of) % 6] ?? NaN)

/** WCAG 2.2, "relative luminance". */
function luminance(colour: number): number {
  const [r = NaN, g = NaN, b = NaN] = channels(colour).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test.each(Object.entries(LEVEL_INKS).flatMap(([level, ink]) => ('many' in ink ? [[level, ink.many] as const] : [])))(
  '%s (%i) stands out from black and from white',
  (_, colour) => {
    expect((luminance(colour) + 0.05) / 0.05).toBeGreaterThan(3)
    expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThan(3)
  },
)

test('a terminal gets as many colours as it has; without any the weight stays', () => {
  expect([1, 4, 8, 24].map(colourOf)).toEqual(['none', 'sixteen', 'many', 'many'])
  expect(inked('x', LEVEL_INKS.high, 'none')).toBe('\u001b[1mx\u001b[0m')
  expect(inked('x', LEVEL_INKS.high, 'sixteen')).toBe('\u001b[1;31mx\u001b[0m')
  expect(inked('x', LEVEL_INKS.high, 'many', [7])).toBe('\u001b[1;38;5;160;7mx\u001b[0m')
  expect(inked('', LEVEL_INKS.high, 'many')).toBe('')
})
