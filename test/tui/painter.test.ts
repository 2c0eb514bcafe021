// What the painter writes, read as a terminal reads it: after any frames the window shows the last one, and only what changed was written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { line, plainText, span, width, type Line } from '../../src/tui/cells.ts'
import { Painter } from '../../src/tui/painter.ts'

const COLUMNS = 12
const ROWS = 5

/** As much of a terminal as frames use (ECMA-48): the cursor's place, erasing to the end of a line, colours, text. */
class Window {
  readonly rows = Array.from({ length: ROWS }, () => '')
  row = 0
  readonly write = (text: string): void => {
    for (const [part] of text.matchAll(/\u001b\[[?\d;]*[A-Za-z]|[^\u001b]+/g)) {
      const place = /^\u001b\[(?:(\d+);1)?H$/.exec(part)
      if (place !== null) this.row = Number(place[1] ?? 1) - 1
      else if (part === '\u001b[K') this.rows[this.row] = ''
      else if (!part.startsWith('\u001b')) this.rows[this.row] = `${this.rows[this.row] ?? ''}${part}`
    }
  }
}

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '帳', '▶'), maxLength: 6 })
const frames = fc.array(
  fc.array(
    fc.array(
      fc
        .tuple(text, fc.constantFrom('plain' as const, 'strong' as const, 'high' as const))
        .map(([t, tone]) => span(t, tone)),
      { maxLength: 1 },
    ),
    { minLength: ROWS, maxLength: ROWS },
  ),
  { minLength: 1, maxLength: 6 },
)

test.each(['none', 'sixteen', 'many'] as const)(
  'after any frames the window shows the last one (colour: %s)',
  (colour) => {
    fc.assert(
      fc.property(frames, (list: readonly (readonly Line[])[]) => {
        const shown = new Window()
        const painter = new Painter(shown.write, colour)
        for (const lines of list) {
          painter.paint(lines)
          expect(shown.rows).toEqual(lines.map(plainText))
        }
        for (const row of shown.rows) expect(width(row)).toBeLessThanOrEqual(COLUMNS)
      }),
    )
  },
)

test('a frame is one write, of the lines that changed, and the cursor waits at the first place', () => {
  const written: string[] = []
  const painter = new Painter((one) => written.push(one), 'none')
  painter.paint(['one', 'two', 'three'].map((one) => line(one)))
  painter.paint(['one', '2', 'three'].map((one) => line(one)))
  expect(written).toEqual([
    '\u001b[?2026h\u001b[1;1H\u001b[Kone\u001b[2;1H\u001b[Ktwo\u001b[3;1H\u001b[Kthree\u001b[H\u001b[?2026l',
    '\u001b[?2026h\u001b[2;1H\u001b[K2\u001b[H\u001b[?2026l',
  ])
})

test('what stands there already is not written again, until something else wrote over it', () => {
  const written: string[] = []
  const painter = new Painter((one) => written.push(one), 'sixteen')
  const frame = [line('high', 'high'), line('')]
  painter.paint(frame)
  painter.paint(frame)
  expect(written.length).toBe(1)
  painter.forget()
  painter.paint(frame)
  expect(written[1]).toBe(written[0])
})
