/** How a window is shared between head, list and pane: the same for drawing, for paging and for the keys. */
import { screens } from './index.generated.ts'
import { countingWords, statusWords } from './running.ts'
import type { Look, Row, Rows, Screen } from './screen.ts'
import type { Place, State } from './state.ts'

export function screenOf(place: Place): Screen {
  const found = screens.find(({ id }) => id === place.screen) ?? screens[0]
  if (found === undefined) throw new Error('there are no screens')
  return found
}

export const rowsOf = (place: Place, look: Look): Rows => screenOf(place).rows(place, look)

/** The row under the cursor. */
export const current = (state: State, look: Look): Row | undefined => rowsOf(state.place, look).row(state.place.at)

/** Lines of the list: what title, head, pane and footer leave. The same for drawing and for paging. */
export function listHeight(rows: Rows, look: Look): number {
  const { size } = look
  const above = rows.head.length + (statusOf(look) === undefined ? 0 : 1)
  return Math.max(1, size.rows - FRAME - above - paneHeight(rows, size.rows))
}

/** What goes on behind the screen, for the line under the title. */
export const statusOf = ({ pages: { given, counting } }: Look): string | undefined =>
  (given.follow === undefined ? undefined : statusWords(given.follow)) ??
  (given.readOnly === undefined ? undefined : `read-only: ${given.readOnly}`) ??
  (counting === undefined ? undefined : countingWords(counting))

/** Title, message and footer. */
const FRAME = 3

/** Lines of the pane that tells everything about the row under the cursor, its rule included. */
export const paneHeight = ({ isPlain }: Rows, rows: number): number =>
  isPlain === true || rows < 20 ? 0 : rows < 40 ? 7 : 9
