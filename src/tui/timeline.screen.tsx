/** Timeline: all events of all clocks in order of time, under a histogram that zooms, one lane a kind of clock or a lane each clock, anomalies marked. */
import type { EventKey, EventRow } from '../case/browse/events.ts'
import { MOST_MATCHES } from '../case/browse/sieve.ts'
import { nextMark, type Stretch } from '../case/browse/tally.ts'
import { locatorText } from '../model.ts'
import { TYPE_WORDS, thousands, plural } from '../report/words.ts'
import { cell, span, wrapped, type Line } from './cells.ts'
import { FilterProblem, holds } from './filter.ts'
import { cursorBin, histogram, shownStretch } from './histogram.ts'
import type { Pages } from './pages.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { cycle, setting, type Place, type State } from './state.ts'
import { LEVEL_LETTERS, moment } from './words.ts'

/** Rows read at once. */
const CHUNK = 64

interface Listed {
  readonly length: number
  readonly keys: (from: number, count: number) => readonly EventKey[]
  readonly numberOf: (key: EventKey) => number
  readonly note?: string
}

function listOf(place: Place, pages: Pages): Listed {
  if (place.filter === '') return pages.events()
  const sieve = pages.sieve(place.filter)
  const looked = sieve.complete ? '' : `; looked at ${thousands(sieve.seen)} so far`
  const most = sieve.length >= MOST_MATCHES ? '; the first ones only' : ''
  return {
    length: sieve.length,
    keys: (from, count) =>
      Array.from({ length: Math.min(count, sieve.length - from) }, (_, n) => sieve.key(from + n)).flatMap(
        (key) => key ?? [],
      ),
    numberOf: ({ nominal }) => sieve.numberOf(nominal ?? 0),
    note: `${plural(sieve.length, 'event passes', 'events pass')} the filter${looked}${most}; those that name no moment are not looked at`,
  }
}

function eventAt(place: Place, pages: Pages, list: Listed, number: number): EventRow | undefined {
  const chunk = Math.floor(number / CHUNK)
  const end = Math.min(list.length, (chunk + 1) * CHUNK)
  const rows = pages.memo(`chunk ${place.filter} ${chunk} ${end}`, () =>
    list.keys(chunk * CHUNK, end - chunk * CHUNK).map((key) => pages.event(key)),
  )
  return rows[number - chunk * CHUNK]
}

const NOTHING: Listed = { length: 0, keys: () => [], numberOf: () => 0 }

/** The list, or an empty one and what is wrong with the filter. */
function listedOf(place: Place, pages: Pages): { readonly list: Listed; readonly problem?: string } {
  if (pages.counting !== undefined)
    return { list: NOTHING, problem: 'The timeline stands when the events are counted.' }
  try {
    return { list: listOf(place, pages) }
  } catch (error) {
    if (!(error instanceof FilterProblem)) throw error
    return { list: NOTHING, problem: error.message }
  }
}

function rows(place: Place, look: Look): Rows {
  const { pages, size } = look
  const { list, problem } = listedOf(place, pages)
  if (pages.counting !== undefined) return { length: 0, head: [], row: () => undefined, empty: problem ?? '' }
  const columns = size.columns - 2
  const here = list.length === 0 ? undefined : eventAt(place, pages, list, Math.min(place.at, list.length - 1))
  return {
    length: list.length,
    head: [
      ...histogram(pages, shownStretch(place, pages, here?.nominal ?? undefined), here?.nominal ?? undefined, {
        columns: size.columns,
        rows: Math.max(0, Math.floor((size.rows - 6) / 2)),
        detail: setting(place, 'histogram'),
      }),
      [
        span(
          `  ${cell('time', 20)}   ${cell('clock', 10)} ${cell('kind', kindWidth(columns))} what it says`,
          'heading',
        ),
      ],
    ],
    row: (n) => {
      const event = eventAt(place, pages, list, n)
      return event === undefined ? undefined : eventRow(event, columns)
    },
    find: (text, from, step) => {
      const start = list.keys(from, 1)[0]
      if (start === undefined) return undefined
      const found = pages.seek({ fits: holds(text) }, start, step)
      return found === undefined || found === 'looking' ? found : list.numberOf(found)
    },
    anomaly: (from, step) => {
      const start = list.keys(from, 1)[0]
      if (start?.nominal == null) return undefined
      const mark = nextMark(pages.db, { nominal: start.nominal, root: start.root, id: start.id }, step)
      return mark === undefined ? undefined : list.numberOf({ nominal: mark.nominal, root: mark.root, id: mark.event })
    },
    moment: (time) => Math.min(list.length - 1, list.numberOf({ nominal: time, root: -1, id: -1 })),
    numberOf: ({ event }) => (event === undefined ? undefined : list.numberOf(event)),
    ...(list.note === undefined ? {} : { note: list.note }),
    empty: problem ?? 'No event is here. F takes the filter away.',
  }
}

const kindWidth = (columns: number): number => (columns < 110 ? 20 : 28)

function eventRow(event: EventRow, columns: number): Row {
  const mark = event.mark === undefined ? ' ' : LEVEL_LETTERS[event.mark]
  const used = 20 + 3 + 11 + kindWidth(columns) + 1
  const where = columns < 140 ? 0 : Math.floor((columns - used) / 2)
  return {
    line: [
      span(cell(moment(event.nominal, event.zone), 20)),
      span(` ${mark} `, event.mark ?? 'plain'),
      span(`${cell(event.clock, 10)} ${cell(event.kind, kindWidth(columns))} `),
      span(cell(event.raw, columns - used - where)),
      ...(where === 0 ? [] : [span(` ${cell(`${event.label} · ${event.evidence}`, where - 1)}`, 'faint')]),
    ],
    opens: { screen: 'artifact', subject: { type: 'artifact', root: event.root, artifact: event.artifact } },
    copies: event.raw,
    artifact: { root: event.root, artifact: event.artifact },
    event: { root: event.root, id: event.id },
    time: event.nominal ?? undefined,
    detail: (width) => detail(event, width),
  }
}

function detail(event: EventRow, columns: number): readonly Line[] {
  const zone = { utc: 'UTC', offset: 'offset stated', floating: 'zone unknown' }[event.zone]
  return [
    ...wrapped(`“${event.raw}”`, columns, 'strong'),
    ...wrapped(
      `${event.kind}, ${event.clock} clock “${event.writer}”, ${zone}; can mean ${moment(event.earliest)} to ${moment(event.latest)}`,
      columns,
    ),
    ...wrapped(
      `${locatorText(event.locator)} of ${TYPE_WORDS[event.type]} ${event.label} in ${event.evidence}${event.mark === undefined ? '' : `; a finding of level ${event.mark} names it`}`,
      columns,
      'faint',
    ),
  ]
}

/** Zooms around the cursor, or moves the stretch shown, by a part of its length. */
function zoom(state: State, look: Look, change: (stretch: Stretch, at: number) => Stretch | undefined): State {
  const { pages } = look
  if (pages.counting !== undefined) return state
  const { list } = listedOf(state.place, pages)
  const here = eventAt(state.place, pages, list, Math.min(state.place.at, list.length - 1))?.nominal
  const now = shownStretch(state.place, pages, here ?? undefined)
  if (now === undefined) return state
  const next = change(now, here ?? (now.from + now.to) / 2)
  const whole = pages.whole()
  const place: { -readonly [K in keyof Place]: Place[K] } = { ...state.place }
  delete place.stretch
  if (next === undefined) return { ...state, place }
  // Beyond the whole span there is nothing to see.
  const isBeyond = whole !== undefined && next.to - next.from > whole.to - whole.from
  return { ...state, place: { ...place, stretch: isBeyond ? whole : next } }
}

/** A second is the least that is shown. */
const LEAST = 60_000_000

const around =
  (factor: number) =>
  (stretch: Stretch, at: number): Stretch => {
    const length = Math.max(LEAST, (stretch.to - stretch.from) * factor)
    const part = (at - stretch.from) / (stretch.to - stretch.from)
    const from = at - length * Math.max(0, Math.min(1, part))
    return { from: Math.floor(from), to: Math.floor(from + length) }
  }

/** Moves the cursor by a bin of the histogram. */
function byBin(state: State, look: Look, step: number): State {
  const { pages, size } = look
  if (pages.counting !== undefined) return state
  const { list } = listedOf(state.place, pages)
  const here = eventAt(state.place, pages, list, Math.min(state.place.at, list.length - 1))?.nominal
  const stretch = shownStretch(state.place, pages, here ?? undefined)
  if (stretch === undefined || here === null || here === undefined) return state
  const bin = cursorBin(stretch, here, { columns: size.columns, detail: setting(state.place, 'histogram') })
  const time = stretch.from + (bin.number + step) * bin.length
  return {
    ...state,
    place: {
      ...state.place,
      at: Math.max(0, Math.min(list.length - 1, list.numberOf({ nominal: time, root: -1, id: -1 }))),
    },
  }
}

export default defineScreen({
  id: 'timeline',
  title: 'Timeline',
  key: '2',
  about:
    'Every event of every clock in order of time. A letter beside the time (C, H, M, L) is the level of the finding that names the event; the bars above are on a logarithmic scale.',
  keys: [
    {
      id: 'zoom-in',
      keys: ['+', '='],
      shown: '+',
      does: 'zoom in around the cursor',
      act: (state, look) => zoom(state, look, around(1 / 4)),
    },
    { id: 'zoom-out', keys: ['-'], shown: '-', does: 'zoom out', act: (state, look) => zoom(state, look, around(4)) },
    {
      id: 'whole',
      keys: ['0'],
      shown: '0',
      does: 'the usual span, then the whole span with far-off dates',
      act: (state, look) =>
        zoom(state, look, () => (state.place.stretch === undefined ? look.pages.whole() : undefined)),
    },
    {
      id: 'bar-left',
      keys: ['left', 'h'],
      shown: '← h',
      does: 'one bar of the histogram back',
      act: (state, look) => byBin(state, look, -1),
    },
    {
      id: 'bar-right',
      keys: ['right', 'l'],
      shown: '→ l',
      does: 'one bar on',
      act: (state, look) => byBin(state, look, 1),
    },
    {
      id: 'histogram',
      keys: ['i'],
      shown: 'i',
      does: 'histogram: a lane a kind of clock, a lane a clock, bars alone, none',
      act: (state) => ({
        ...cycle(state, 'histogram', 4),
        place: { ...cycle(state, 'histogram', 4).place, at: state.place.at },
      }),
    },
  ],
  rows,
})
