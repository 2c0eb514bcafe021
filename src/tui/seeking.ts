/** Keys that find a place in a list: search, anomalies, filters, moments and marks. */
import { parseIso } from '../time/instant.ts'
import { plainText } from './cells.ts'
import { current, rowsOf } from './layout.ts'
import type { Action, Look, Rows } from './screen.ts'
import { at, go, jump, say, type State } from './state.ts'

/** A further look for the text of the last search. */
function searchOn(state: State, look: Look, step: 1 | -1): State {
  const text = state.search?.text
  if (text === undefined) return say(state, 'nothing was searched for yet: / searches')
  const rows = rowsOf(state.place, look)
  const found =
    rows.find === undefined ? among(rows, text, state.place.at, step) : rows.find(text, state.place.at, step)
  const search = { text, step, looking: found === 'looking' }
  if (found === 'looking') return say({ ...state, search }, `looking for ${text} … Esc stops`)
  if (found === undefined) return say({ ...state, search }, `${text}: not found ${step > 0 ? 'below' : 'above'}`)
  return { ...jump(state, found), search }
}

function among(rows: Rows, text: string, from: number, step: 1 | -1): number | undefined {
  const wanted = text.toLowerCase()
  for (let n = from + step; n >= 0 && n < rows.length; n += step) {
    const row = rows.row(n)
    if (row !== undefined && `${plainText(row.line)} ${row.copies ?? ''}`.toLowerCase().includes(wanted)) return n
  }
  return undefined
}

function anomaly(state: State, look: Look, step: 1 | -1): State {
  const to = rowsOf(state.place, look).anomaly?.(state.place.at, step)
  return to === undefined ? say(state, step > 0 ? 'no anomaly further down' : 'no anomaly further up') : jump(state, to)
}

function toTime(state: State, look: Look, text: string): State {
  const time = parseIso(text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text)
  if (time === undefined)
    return say(state, `${text}: write a time as 2019, 2019-12, 2019-12-04 or 2019-12-04T10:15:00Z`)
  const on = state.place.screen === 'timeline' ? state : go(state, state.kept['timeline'] ?? at('timeline'))
  const to = rowsOf(on.place, look).moment?.(time)
  return to === undefined ? on : jump(on, to)
}

/** In the timeline at the moment of the row under the cursor. */
function timeOf(state: State, look: Look): State {
  const time = current(state, look)?.time
  if (time === undefined) return say(state, 'this row names no moment')
  const on = go(state, { ...(state.kept['timeline'] ?? at('timeline')), filter: '' })
  return jump(on, rowsOf(on.place, look).moment?.(time) ?? 0)
}

function filter(state: State, text: string): State {
  return { ...state, place: { ...state.place, at: 0, filter: text.trim() }, before: state.place }
}

const FILTER_HINTS = [
  'level|gte: medium',
  'rule: ',
  'evidence|contains: ',
  'artifact: row',
  'says: impossible',
  'kind: ',
]

export const SEEKING: readonly Action[] = [
  {
    id: 'search',
    keys: ['/'],
    shown: '/',
    does: 'search, n and N go on',
    asks: 'Search',
    act: (state, look, text) =>
      text === '' ? state : searchOn({ ...state, search: { text, step: 1, looking: false } }, look, 1),
  },
  {
    id: 'search-next',
    keys: ['n'],
    shown: 'n',
    does: 'next place of the search',
    act: (state, look) => searchOn(state, look, 1),
  },
  {
    id: 'search-before',
    keys: ['N'],
    shown: 'N',
    does: 'place before of the search',
    act: (state, look) => searchOn(state, look, -1),
  },
  { id: 'anomaly', keys: ['e'], shown: 'e', does: 'next anomaly', act: (state, look) => anomaly(state, look, 1) },
  {
    id: 'anomaly-before',
    keys: ['E'],
    shown: 'E',
    does: 'anomaly before',
    act: (state, look) => anomaly(state, look, -1),
  },
  {
    id: 'filter',
    keys: ['f'],
    shown: 'f',
    does: "filter, in the rules' select syntax",
    asks: 'Filter',
    proposes: (state) => state.place.filter,
    offers: (typed, state, look) =>
      state.place.screen === 'findings'
        ? FILTER_HINTS.filter((hint) => hint.startsWith(typed))
        : [...look.pages.kinds().map((kind) => `kind: ${kind}`), 'clock: ', 'artifact: ', 'with: {', 'text: '].filter(
            (hint) => hint.startsWith(typed),
          ),
    act: (state, _, text) =>
      state.place.screen === 'findings' || state.place.screen === 'timeline'
        ? filter(state, text)
        : say(state, 'a filter works on the findings (1) and the timeline (2)'),
  },
  { id: 'no-filter', keys: ['F'], shown: 'F', does: 'no filter', act: (state) => filter(state, '') },
  { id: 'time', keys: ['t'], shown: 't', does: 'go to a time in the timeline', asks: 'Time', act: toTime },
  { id: 'time-here', keys: ['T'], shown: 'T', does: "the row's moment in the timeline", act: timeOf },
  {
    id: 'mark',
    keys: ['m'],
    shown: 'm a',
    does: 'mark this place with a letter',
    act: (state) => say({ ...state, waiting: 'mark' }, 'mark this place with which letter?'),
  },
  {
    id: 'jump',
    keys: ["'"],
    shown: "' a",
    does: "to a marked place; '' to where the last jump began",
    act: (state) => say({ ...state, waiting: 'jump' }, `to which mark? ${Object.keys(state.marks).sort().join(' ')}`),
  },
]
