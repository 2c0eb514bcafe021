/**
 * Order: the events of one sequence as they were written, over a plot of place against time. Where the clock went on, the points
 * rise; where it was set back, or a row was written with another time, they fall, which a list by time never shows.
 */
import type { EventRow } from '../case/browse/events.ts'
import { eventOfFinding, sequenceOf, wholeSequence, type WholeSequence } from '../case/browse/sequence.ts'
import { TYPE_WORDS, thousands } from '../report/words.ts'
import { cell, line, span, wrapped, type Line, type Span } from './cells.ts'
import type { Pages } from './pages.ts'
import { plot } from './plot.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import type { Place, State, Subject } from './state.ts'
import { LEVEL_LETTERS, moment, roughly } from './words.ts'

function sequenceAt(place: Place, pages: Pages): WholeSequence | undefined {
  const { subject } = place
  if (subject?.type !== 'sequence') return undefined
  const { root, sequence, event } = subject
  return pages.memo(`sequence ${root} ${sequence} ${event}`, () => wholeSequence(pages.db, { root, sequence }, event))
}

function rows(place: Place, { pages, size }: Look): Rows {
  const found = sequenceAt(place, pages)
  if (found === undefined)
    return {
      length: 0,
      head: [],
      row: () => undefined,
      empty: 'Nothing was chosen. Put the cursor on an event that has a place in a sequence, and press S.',
    }
  const columns = size.columns - 2
  const { events, marks } = found
  const part =
    events.length < found.length
      ? `; places ${thousands(found.from + 1)} to ${thousands(found.from + events.length)} are shown`
      : ''
  const lines = Math.max(0, Math.min(14, Math.floor((size.rows - 12) / 2)))
  return {
    length: events.length,
    head: [
      line(
        `${found.name} of ${found.evidence}: ${thousands(found.length)} places in the order of writing${part}`,
        'strong',
      ),
      ...plot(found, place.at, { columns: size.columns, rows: lines }, pages),
      [
        span(
          `  ${cell('place', 9)} ${cell('time', 20)}   ${cell('since the place before', STEP)} what it says`,
          'heading',
        ),
      ],
    ],
    row: (n) => orderRow(found, n, pages, columns),
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < marks.length; n += step) if ((marks[n] ?? 0) > 0) return n
      return undefined
    },
    moment: (time) => nearest(found, time),
    empty: 'The sequence has no places.',
  }
}

const STEP = 24

/** The place whose time lies nearest to a moment. */
function nearest({ times }: WholeSequence, time: number): number {
  let best = 0
  for (let n = 1; n < times.length; n++)
    if (Math.abs((times[n] ?? NaN) - time) < Math.abs((times[best] ?? NaN) - time)) best = n
  return best
}

/** From one place to the next: on, or back. */
function stepOf({ times }: WholeSequence, n: number): Span {
  const [before, now] = [times[n - 1], times[n]]
  if (before === undefined || now === undefined || Number.isNaN(before) || Number.isNaN(now))
    return span(cell('', STEP))
  const by = now - before
  return by < 0
    ? span(cell(`◀ back ${roughly(-by)}`, STEP), 'strong')
    : span(cell(by === 0 ? 'the same' : `on ${roughly(by)}`, STEP), 'faint')
}

const eventAt = ({ root }: WholeSequence, id: number, pages: Pages): EventRow | undefined =>
  pages.memo(`place ${root} ${id}`, () => pages.event({ root, id, nominal: null }))

/** Rows are told apart by what they are, the hops of one mail by who wrote them. */
function nameOf(found: WholeSequence, event: EventRow, pages: Pages): string {
  const [first, last] = [found.events.at(0), found.events.at(-1)]
  const isOfOne =
    first !== undefined &&
    last !== undefined &&
    eventAt(found, first, pages)?.artifact === eventAt(found, last, pages)?.artifact
  return isOfOne ? event.writer : event.label
}

function orderRow(found: WholeSequence, n: number, pages: Pages, columns: number): Row | undefined {
  const id = found.events[n]
  if (id === undefined) return undefined
  const event = eventAt(found, id, pages)
  if (event === undefined) return undefined
  const mark = event.mark === undefined ? ' ' : LEVEL_LETTERS[event.mark]
  const room = columns - 9 - 20 - 3 - STEP - 3
  return {
    line: [
      span(`${cell(String(found.positions[n] ?? ''), 9)} ${cell(moment(event.nominal, event.zone), 20)}`),
      span(` ${mark} `, event.mark ?? 'plain'),
      stepOf(found, n),
      span(` ${cell(`${nameOf(found, event, pages)}: ${event.raw}`, room)}`),
    ],
    opens: { screen: 'artifact', subject: { type: 'artifact', root: event.root, artifact: event.artifact } },
    copies: event.raw,
    artifact: { root: event.root, artifact: event.artifact },
    event: { root: event.root, id: event.id },
    time: event.nominal ?? undefined,
    detail: (width): readonly Line[] => [
      ...wrapped(`“${event.raw}”`, width, 'strong'),
      ...wrapped(
        `${event.kind}, ${event.clock} clock “${event.writer}”; ${TYPE_WORDS[event.type]} ${event.label} in ${event.evidence}${event.mark === undefined ? '' : `; a finding of level ${event.mark} names it`}`,
        width,
      ),
    ],
  }
}

/** The sequence of the event under the cursor, or of the finding's first event that has one. */
function subjectFrom(row: Row | undefined, place: Place, { pages }: Look): Subject | undefined {
  const finding =
    row?.finding === undefined || row.finding === ''
      ? place.subject?.type === 'finding'
        ? place.subject.id
        : undefined
      : row.finding
  const event = row?.event ?? (finding === undefined ? undefined : eventOfFinding(pages.db, finding))
  const key = event === undefined ? undefined : sequenceOf(pages.db, event)
  return event === undefined || key === undefined ? undefined : { type: 'sequence', ...key, event: event.id }
}

/** The row of the event that the screen was opened for. */
function startAt({ place }: State, { pages }: Look): number {
  const found = sequenceAt(place, pages)
  return found === undefined || place.subject?.type !== 'sequence'
    ? 0
    : Math.max(0, found.events.indexOf(place.subject.event))
}

export default defineScreen({
  id: 'order',
  title: 'Order',
  key: 'S',
  about:
    'One sequence as it was written: each point is an event, its place to the right, its time upwards. Honest machines write points that rise; a step back alone is no finding, letters mark what findings name.',
  needs: 'an event that has a place in a sequence among others (a row, a hop)',
  keys: [],
  subject: subjectFrom,
  start: startAt,
  rows,
})
