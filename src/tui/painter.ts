/**
 * Writes frames to the terminal, of each only the lines that are other than before. A frame is one synchronized update (mode 2026 of
 * the terminals' working group), so that no half of one is seen. ink's own output makes every cell of the window anew for each key:
 * 10 to 20 ms of processor time at 160 by 50, three times that at 300 by 100.
 */
import type { Colour } from '../report/colours.ts'
import type { Line } from './cells.ts'
import { painted } from './colours.ts'

/** Begin and end of a synchronized update; a terminal that does not know it ignores it. */
const BEGIN = '\u001b[?2026h'
const END = '\u001b[?2026l'
/** The cursor, hidden, waits at the first place: what another program prints there scrolls nothing. */
const HOME = '\u001b[H'
const ERASE_LINE = '\u001b[K'
const toRow = (row: number): string => `\u001b[${row + 1};1H`

export class Painter {
  readonly #write: (text: string) => void
  readonly #colour: Colour
  #shown: readonly string[] = []

  constructor(write: (text: string) => void, colour: Colour) {
    this.#write = write
    this.#colour = colour
  }

  /** Shows a frame. Its lines fit the window: none is wider, and there are as many as the window has rows. */
  paint(lines: readonly Line[]): void {
    const next = lines.map((line) => painted(line, this.#colour))
    // Erased first: behind a line as wide as the window the cursor still stands on its last column.
    const changed = next.flatMap((text, row) =>
      text === this.#shown[row] ? [] : [`${toRow(row)}${ERASE_LINE}${text}`],
    )
    this.#shown = next
    if (changed.length > 0) this.#write(`${BEGIN}${changed.join('')}${HOME}${END}`)
  }

  /** The window was changed or cleared by something else: the next frame is written whole. */
  forget(): void {
    this.#shown = []
  }
}
