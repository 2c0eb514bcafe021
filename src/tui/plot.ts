/** Points of a sequence as a small plot: place to the right, time upwards; letters where findings name an event. */
import type { WholeSequence } from '../case/browse/sequence.ts'
import { LEVELS } from '../model.ts'
import { cell, span, type Line, type Span } from './cells.ts'
import type { Pages } from './pages.ts'
import { LEVEL_LETTERS, day, moment } from './words.ts'

const LABEL = 11
/** Times beyond this part at either end do not stretch the plot; they stand at its edge. */
const FAR = 0.01

interface Grid {
  /** A row is a stretch of time, the latest first; 0: empty, 1: an event, from 2 on: the level's rank and two. */
  readonly cells: readonly Uint8Array[]
  readonly top: number
  readonly bottom: number
}

/** `room.rows` lines, or none where there is too little room or nothing to draw. */
export function plot(
  found: WholeSequence,
  cursor: number,
  room: { readonly columns: number; readonly rows: number },
  pages: Pages,
): readonly Line[] {
  const width = room.columns - LABEL - 2
  if (room.rows < 4 || width < 20) return []
  const { root, sequence, from, times } = found
  const grid = pages.memo(`plot ${root} ${sequence} ${from} ${width} ${room.rows}`, () =>
    drawn(found, width, room.rows),
  )
  if (grid === undefined) return []
  const at = Math.min(width - 1, Math.floor((cursor * width) / times.length))
  const [top, bottom] = ends(grid)
  return grid.cells.map((line, n) => {
    const label = n === 0 ? top : n === grid.cells.length - 1 ? bottom : ''
    return [span(`${cell(label, LABEL)} `, 'faint'), ...points(line, at)]
  })
}

/** The days of both ends; their times where it is one day, as of the hops of a mail. */
function ends({ top, bottom }: Grid): readonly [string, string] {
  if (day(top) !== day(bottom)) return [day(top), day(bottom)]
  return [moment(top).slice(day(top).length + 1), moment(bottom).slice(day(top).length + 1)]
}

function drawn({ times, marks }: WholeSequence, width: number, height: number): Grid | undefined {
  const known = times.filter((time) => !Number.isNaN(time)).sort()
  const [bottom, top] = [known[Math.floor(known.length * FAR)], known[Math.ceil(known.length * (1 - FAR)) - 1]]
  if (bottom === undefined || top === undefined) return undefined
  const cells = Array.from({ length: height }, () => new Uint8Array(width))
  for (const [n, time] of times.entries()) {
    if (Number.isNaN(time)) continue
    const up = top === bottom ? 0 : ((time - bottom) / (top - bottom)) * (height - 1)
    const line = cells[height - 1 - Math.max(0, Math.min(height - 1, Math.round(up)))]
    const x = Math.floor((n * width) / times.length)
    if (line !== undefined) line[x] = Math.max(line[x] ?? 0, (marks[n] ?? 0) === 0 ? 1 : (marks[n] ?? 0) + 1)
  }
  return { cells, top, bottom }
}

function points(line: Uint8Array, cursor: number): readonly Span[] {
  const spans: Span[] = []
  for (const [x, value] of line.entries()) {
    const level = value < 2 ? undefined : LEVELS[value - 2]
    const text = level !== undefined ? LEVEL_LETTERS[level] : value === 1 ? '▪' : x === cursor ? '│' : ' '
    const tone = x === cursor && value > 0 ? 'meant' : (level ?? 'plain')
    const last = spans.at(-1)
    if (last?.tone === tone) spans[spans.length - 1] = span(last.text + text, tone)
    else spans.push(span(text, tone))
  }
  return spans
}
