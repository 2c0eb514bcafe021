/** The histogram over the timeline: bars of all events, a lane for each kind of clock or each single clock, a row of marks where findings name events. */
import { clockLanes, type ClockLane } from '../case/browse/instances.ts'
import { lanes, type Lane, type Stretch } from '../case/browse/tally.ts'
import type { Level } from '../model.ts'
import { thousands } from '../report/words.ts'
import { cell, cutStart, figure, span, width, type Line, type Span } from './cells.ts'
import type { Pages } from './pages.ts'
import type { Place } from './state.ts'
import { LEVEL_LETTERS, moment, roughly } from './words.ts'
import { LEVELS } from '../model.ts'

/** How the histogram is drawn, by the place's setting. */
export const DETAIL = { kinds: 0, clocks: 1, bars: 2, none: 3 } as const

const TOTAL = 10
/** Names of single clocks need more room than names of kinds. */
const labelOf = ({ columns, detail }: Pick<Room, 'columns' | 'detail'>): number =>
  detail === DETAIL.clocks ? Math.max(24, Math.min(56, Math.floor(columns / 3))) : 11
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Bins that fit beside labels and totals. */
const binsOf = (room: Pick<Room, 'columns' | 'detail'>): number =>
  Math.max(10, room.columns - labelOf(room) - TOTAL - 2)

/** What the histogram shows: the place's own stretch, moved so far that the cursor is in it. */
export function shownStretch(place: Place, pages: Pages, cursor: number | undefined): Stretch | undefined {
  const usual = pages.usual()
  const stretch = place.stretch ?? usual
  if (stretch === undefined || cursor === undefined || (cursor >= stretch.from && cursor < stretch.to)) return stretch
  if (place.stretch === undefined) return stretch
  const from = Math.floor(cursor - (stretch.to - stretch.from) / 2)
  return { from, to: from + (stretch.to - stretch.from) }
}

/** The bin in which a moment stands, and the length of a bin. */
export function cursorBin(
  stretch: Stretch,
  time: number,
  room: Pick<Room, 'columns' | 'detail'>,
): { readonly number: number; readonly length: number } {
  const length = (stretch.to - stretch.from) / binsOf(room)
  return { number: Math.floor((time - stretch.from) / length), length }
}

interface Room {
  readonly columns: number
  /** Lines it may take. */
  readonly rows: number
  /** One of `DETAIL`. */
  readonly detail: number
}

export function histogram(
  pages: Pages,
  stretch: Stretch | undefined,
  cursor: number | undefined,
  room: Room,
): readonly Line[] {
  if (stretch === undefined || room.detail === DETAIL.none || room.rows < 3) return []
  const bins = binsOf(room)
  const label = labelOf(room)
  const found = pages.memo(`lanes ${stretch.from} ${stretch.to} ${bins}`, () => lanes(pages.db, stretch, bins))
  const sum = Array.from({ length: bins }, (_, n) => found.reduce((all, lane) => all + (lane.bins[n] ?? 0), 0))
  const strongest = Array.from({ length: bins }, (_, n) => strongestOf(found.map((lane) => lane.marks[n])))
  const total = sum.reduce((a, b) => a + b, 0)
  const at = cursor === undefined ? -1 : cursorBin(stretch, cursor, room).number
  const bin = (stretch.to - stretch.from) / bins
  const wanted =
    room.detail === DETAIL.bars
      ? []
      : room.detail === DETAIL.kinds
        ? // Where there is no room for all lanes, those with anomalies stay.
          found.toSorted((a, b) => Number(isMarked(b)) - Number(isMarked(a)))
        : pages.memo(`clocks ${stretch.from} ${stretch.to} ${bins}`, () => clockLanes(pages.db, stretch, bins, total))
  const fitting = wanted.length > room.rows - 3 ? wanted.slice(0, Math.max(0, room.rows - 4)) : wanted
  const left = wanted.length - fitting.length
  const what = room.detail === DETAIL.kinds ? 'kinds of clock' : 'clocks'
  return [
    row('all clocks', sum, undefined, total, at, label),
    ...fitting.map((lane) => row(nameOf(lane, label), lane.bins, lane.marks, lane.total, at, label)),
    ...(left === 0
      ? []
      : [
          [
            span(
              `${cell('', label)} ${thousands(left)} more ${what}; a larger window or a closer look shows them`,
              'faint',
            ),
          ],
        ]),
    marksRow(strongest, label),
    axis(stretch, bins, bin, at, label),
  ]
}

/** A single clock by its writer and, where several have that name, the end of its path. */
function nameOf(lane: Lane | ClockLane, columns: number): string {
  if (!('writer' in lane)) return lane.clock
  if (lane.evidence === undefined) return lane.writer
  const room = columns - width(lane.writer) - 3
  return room < 6 ? lane.writer : `${lane.writer} · ${cutStart(lane.evidence, room)}`
}

const isMarked = ({ marks }: Pick<Lane, 'marks'>): boolean => marks.some((level) => level !== undefined)
const strongestOf = (levels: readonly (Level | undefined)[]): Level | undefined =>
  levels.reduce(
    (a, b) => (a === undefined || (b !== undefined && LEVELS.indexOf(b) > LEVELS.indexOf(a)) ? b : a),
    undefined,
  )

/** On a logarithmic scale: one event is seen beside a million. */
function row(
  label: string,
  bins: readonly number[],
  marks: Lane['marks'] | undefined,
  total: number | undefined,
  cursor: number,
  labelWidth: number,
): Line {
  const most = Math.log1p(Math.max(1, ...bins))
  const spans: Span[] = [span(`${cell(label, labelWidth)} `)]
  let text = ''
  let tone: Span['tone'] = 'plain'
  for (const [n, count] of bins.entries()) {
    const height = count === 0 ? -1 : Math.min(7, Math.floor((Math.log1p(count) / most) * 7.999))
    const mark = marks?.[n]
    // Told by its letter, whatever the colour.
    const glyph =
      mark !== undefined ? LEVEL_LETTERS[mark] : height < 0 ? (n === cursor ? '│' : ' ') : (BARS[height] ?? '█')
    const own = n === cursor ? 'meant' : (marks?.[n] ?? (marks === undefined ? 'plain' : 'faint'))
    if (own !== tone && text !== '') {
      spans.push(span(text, tone))
      text = ''
    }
    tone = own
    text += glyph
  }
  return [
    ...spans,
    span(text, tone),
    span(` ${figure(total === undefined ? 'zoom in' : thousands(total), TOTAL - 1)}`, 'faint'),
  ]
}

function marksRow(levels: readonly (Level | undefined)[], label: number): Line {
  return [
    span(`${cell('findings', label)} `),
    ...levels.map((level) => span(level === undefined ? ' ' : LEVEL_LETTERS[level], level ?? 'plain')),
  ]
}

/** First and last moment, the length of a bar, and where the cursor is. */
function axis(stretch: Stretch, bins: number, bin: number, cursor: number, label: number): Line {
  const short = bin < 3_600_000_000
  const from = moment(stretch.from).slice(0, short ? 19 : 10)
  const to = moment(stretch.to).slice(0, short ? 19 : 10)
  const pointer = cursor < 0 ? '◀ cursor' : cursor >= bins ? 'cursor ▶' : ''
  const middle = `a bar is ${roughly(bin)} ${pointer}`.trim()
  const room = Math.max(0, bins - from.length - to.length)
  const left = Math.max(1, Math.floor((room - middle.length) / 2))
  const gap = ' '.repeat(Math.max(1, room - middle.length - left))
  return [span(`${cell('', label)} ${from}${' '.repeat(left)}${middle}${gap}${to}`, 'faint')]
}
