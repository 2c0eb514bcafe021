/** Actions that work on every screen: moving, searching, jumping, comparing, copying, and the examiner's words on what is under the cursor. */
import { parseIso } from '../time/instant.ts'
import { locatorText } from '../model.ts'
import { plainText } from './cells.ts'
import { screens } from './index.generated.ts'
import type { Action, Look, Row, Rows, Screen } from './screen.ts'
import { statusWords } from './running.ts'
import { at, effect, go, goBack, jump, say, type Disposition, type Place, type State } from './state.ts'

export function screenOf(place: Place): Screen {
  const found = screens.find(({ id }) => id === place.screen) ?? screens[0]
  if (found === undefined) throw new Error('there are no screens')
  return found
}

export const rowsOf = (place: Place, look: Look): Rows => screenOf(place).rows(place, look)

/** Lines of the list: what title, head, pane and footer leave. The same for drawing and for paging. */
export function listHeight(rows: Rows, look: Look): number {
  const { size } = look
  const above = rows.head.length + (statusOf(look) === undefined ? 0 : 1)
  return Math.max(1, size.rows - FRAME - above - paneHeight(rows, size.rows))
}
/** What goes on behind the screen, for the line under the title. */
export const statusOf = ({ pages: { given } }: Look): string | undefined =>
  (given.follow === undefined ? undefined : statusWords(given.follow)) ??
  (given.readOnly === undefined ? undefined : `read-only: ${given.readOnly}`)

/** Title, message and footer. */
export const FRAME = 3
/** Lines of the pane that tells everything about the row under the cursor, its rule included. */
export const paneHeight = ({ isPlain }: Rows, rows: number): number =>
  isPlain === true || rows < 20 ? 0 : rows < 40 ? 7 : 9

/** Moves the cursor and keeps it in the list. */
function move(state: State, look: Look, step: number): State {
  const { length } = rowsOf(state.place, look)
  const to = Math.max(0, Math.min(length - 1, state.place.at + step))
  return to === state.place.at ? state : { ...state, place: { ...state.place, at: to } }
}

const current = (state: State, look: Look): Row | undefined => rowsOf(state.place, look).row(state.place.at)

/** A further look for the text of the last search. */
export function searchOn(state: State, look: Look, step: 1 | -1): State {
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

function open(state: State, look: Look): State {
  const opens = current(state, look)?.opens
  if (opens === undefined) return state
  const { screen, subject } = opens
  if (subject === undefined) return go(state, state.kept[screen] ?? at(screen))
  return startedAt(go(state, at(screen, { subject })), look)
}

/** The row on which a screen opens. */
const startedAt = (state: State, look: Look): State => ({
  ...state,
  place: { ...state.place, at: screenOf(state.place).start?.(state, look) ?? 0 },
})

/** To a screen from anywhere: about what the row under the cursor says, or as it was left. */
function show(state: State, look: Look, screen: Screen): State {
  if (state.place.screen === screen.id) return state
  const subject = screen.subject?.(current(state, look), state.place, look)
  if (subject !== undefined) return startedAt(go(state, at(screen.id, { subject })), look)
  const kept = state.kept[screen.id]
  if (screen.needs !== undefined && kept?.subject === undefined)
    return say(
      state,
      `${screen.title} needs ${screen.needs}: choose one with Enter in the findings (1), the timeline (2) or the evidence (3)`,
    )
  return go(state, kept ?? at(screen.id))
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

function compare(state: State, look: Look): State {
  const own =
    current(state, look)?.artifact ?? (state.place.subject?.type === 'artifact' ? state.place.subject : undefined)
  if (own === undefined) return say(state, 'put the cursor on something that stands in evidence first')
  const { picked, ...rest } = state
  const key = { root: own.root, artifact: own.artifact }
  if (picked === undefined)
    return say({ ...state, picked: key }, 'first chosen; c on another thing shows both side by side')
  if (picked.root === key.root && picked.artifact === key.artifact) return say(rest, 'chosen no more')
  return go(rest, at('compare', { subject: { type: 'pair', left: picked, right: key } }))
}

function filter(state: State, text: string): State {
  return { ...state, place: { ...state.place, at: 0, filter: text.trim() }, before: state.place }
}

/** What the examiner's words are about: the finding under the cursor, or the one that is open. */
function findingAt(state: State, look: Look): string | undefined {
  const own = current(state, look)?.finding
  if (own !== undefined && own !== '') return own
  return state.place.subject?.type === 'finding' ? state.place.subject.id : undefined
}

function onFinding(state: State, look: Look, does: (finding: string) => State): State {
  const finding = findingAt(state, look)
  return finding === undefined ? say(state, 'put the cursor on a finding first') : does(finding)
}

const dispose = (id: string, key: string, disposition: Disposition, asks: string): Action => ({
  id,
  keys: [key],
  shown: key,
  does: `note on the finding: ${disposition === 'false-alarm' ? 'false alarm' : disposition}`,
  asks,
  act: (state, look, note) =>
    onFinding(state, look, (finding) =>
      effect(state, { type: 'work', does: { type: 'dispose', finding, state: disposition, note } }),
    ),
})

/** What a bookmark names: it outlives an ingest. */
function subjectOf(state: State, look: Look): string | undefined {
  const row = current(state, look)
  if (row?.finding !== undefined && row.finding !== '') return row.finding
  const whole = row?.artifact === undefined ? undefined : look.pages.artifact(row.artifact)
  return whole === undefined ? undefined : `${whole.evidence}, ${locatorText(whole.locator)}`
}

const FILTER_HINTS = [
  'level|gte: medium',
  'rule: ',
  'evidence|contains: ',
  'artifact: row',
  'says: impossible',
  'kind: ',
]

const ACTIONS: readonly Action[] = [
  { id: 'down', keys: ['down', 'j'], shown: '↓ j', does: 'next line', act: (state, look) => move(state, look, 1) },
  { id: 'up', keys: ['up', 'k'], shown: '↑ k', does: 'line before', act: (state, look) => move(state, look, -1) },
  {
    id: 'page-down',
    keys: ['pagedown', ' ', 'ctrl-f', 'ctrl-d'],
    shown: 'PgDn Space',
    does: 'a screen on',
    act: (state, look) => move(state, look, listHeight(rowsOf(state.place, look), look)),
  },
  {
    id: 'page-up',
    keys: ['pageup', 'ctrl-b', 'ctrl-u'],
    shown: 'PgUp Ctrl-B',
    does: 'a screen back',
    act: (state, look) => move(state, look, -listHeight(rowsOf(state.place, look), look)),
  },
  {
    id: 'first',
    keys: ['home', 'g'],
    shown: 'Home g',
    does: 'first line',
    act: (state, look) => ({ ...move(state, look, -Infinity), before: state.place }),
  },
  {
    id: 'last',
    keys: ['end', 'G'],
    shown: 'End G',
    does: 'last line',
    act: (state, look) => ({ ...move(state, look, Infinity), before: state.place }),
  },
  { id: 'open', keys: ['return', 'right', 'l'], shown: 'Enter', does: 'deeper: what the line opens', act: open },
  { id: 'back', keys: ['escape', 'left', 'h', 'backspace'], shown: 'Esc', does: 'back', act: (state) => goBack(state) },
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
  { id: 'compare-with', keys: ['c'], shown: 'c', does: 'choose for comparing; the second time: compare', act: compare },
  {
    id: 'copy',
    keys: ['y'],
    shown: 'y',
    does: 'copy what the line is about to the clipboard',
    act: (state, look) => {
      const row = current(state, look)
      if (row === undefined) return state
      const text = row.copies ?? plainText(row.line).trim()
      return say(effect(state, { type: 'copy', text }), `copied: ${text.slice(0, 60)}`)
    },
  },
  {
    id: 'export',
    keys: ['x'],
    shown: 'x',
    does: 'write this view to a text file',
    asks: 'Write this view to the file',
    proposes: (state) => `anachron-${state.place.screen}.txt`,
    act: (state, _, file) => (file.trim() === '' ? state : effect(state, { type: 'export', file: file.trim() })),
  },
  dispose('confirm', 'C', 'confirmed', 'Confirmed; in a few words (may be empty)'),
  dispose('explain', 'P', 'explained', 'Explained by what'),
  dispose('false-alarm', 'A', 'false-alarm', 'Why is it a false alarm'),
  dispose('leave-open', 'Q', 'open', 'Open; what is still to be done (may be empty)'),
  {
    id: 'tag',
    keys: ['#'],
    shown: '#',
    does: 'tag the finding',
    asks: 'Tag',
    act: (state, look, tag) =>
      onFinding(state, look, (finding) => effect(state, { type: 'work', does: { type: 'tag', finding, tag } })),
  },
  {
    id: 'bookmark',
    keys: ['B'],
    shown: 'B',
    does: 'bookmark this in the case',
    asks: 'Name of the bookmark',
    act: (state, look, name) => {
      const subject = subjectOf(state, look)
      return subject === undefined
        ? say(state, 'there is nothing here to bookmark')
        : effect(state, { type: 'work', does: { type: 'bookmark', subject, name } })
    },
  },
  {
    id: 'undo',
    keys: ['u'],
    shown: 'u',
    does: 'take back the last note, by a further entry',
    act: (state) => effect(state, { type: 'work', does: { type: 'undo' } }),
  },
  {
    id: 'help',
    keys: ['?'],
    shown: '?',
    does: 'all keys of this screen',
    act: (state) =>
      state.place.screen === 'help' ? goBack(state) : go(state, at('help', { topic: state.place.screen })),
  },
  {
    id: 'palette',
    keys: ['ctrl-p'],
    shown: 'Ctrl-P',
    does: 'find any action by its name',
    act: (state) => ({ ...state, palette: { text: '', at: 0 } }),
  },
  {
    id: 'command',
    keys: [':'],
    shown: ':',
    does: 'an action by its name; Tab completes',
    asks: ':',
    offers: (typed, state) =>
      actionsOf(state.place)
        .map(({ id }) => id)
        .filter((id) => id.startsWith(typed))
        .sort(),
    act: (state, look, text) => {
      const [name = '', ...rest] = text.trim().split(' ')
      const action = actionsOf(state.place).find(({ id }) => id === name)
      if (name === '') return state
      if (action === undefined) return say(state, `${name}: no such action; Ctrl-P finds them by what they do`)
      const argument = rest.join(' ')
      return action.asks !== undefined && argument === '' ? ask(state, look, action) : action.act(state, look, argument)
    },
  },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    shown: 'Ctrl-Z',
    does: 'suspend; fg comes back',
    act: (state) => effect(state, { type: 'suspend' }),
  },
  { id: 'quit', keys: ['q', 'ctrl-c'], shown: 'q', does: 'quit', act: (state) => effect(state, { type: 'quit' }) },
]

/** The keys of the screens come from the screens. */
export const general = (): readonly Action[] => [
  ...screens
    .filter(({ id }) => id !== 'help')
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((screen): Action => ({
      id: screen.id,
      keys: [screen.key],
      shown: screen.key,
      does: `screen: ${screen.title.toLowerCase()}`,
      act: (state, look) => show(state, look, screen),
    })),
  ...ACTIONS,
]

/** Every action of a screen; its own keys come before the general ones. */
export const actionsOf = (place: Place): readonly Action[] => [...screenOf(place).keys, ...general()]

/** Opens the line in which an action's argument is typed. */
export function ask(state: State, look: Look, action: Action): State {
  const text = action.proposes?.(state, look) ?? ''
  return { ...state, asking: { label: action.asks ?? '', text, typed: text, then: action.id, taken: -1 } }
}
