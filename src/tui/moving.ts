/** Keys that move: within a list, deeper and back, and to another screen. */
import { screens } from './index.generated.ts'
import { current, listHeight, rowsOf, screenOf } from './layout.ts'
import type { Action, Look, Screen } from './screen.ts'
import { at, go, goBack, say, type State } from './state.ts'

/** Moves the cursor and keeps it in the list. */
function move(state: State, look: Look, step: number): State {
  const { length } = rowsOf(state.place, look)
  const to = Math.max(0, Math.min(length - 1, state.place.at + step))
  return to === state.place.at ? state : { ...state, place: { ...state.place, at: to } }
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

export const MOVING: readonly Action[] = [
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
]

/** The keys of the screens come from the screens. */
export const toScreens = (): readonly Action[] =>
  screens
    .filter(({ id }) => id !== 'help')
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((screen) => ({
      id: screen.id,
      keys: [screen.key],
      shown: screen.key,
      does: `screen: ${screen.title.toLowerCase()}`,
      act: (state, look) => show(state, look, screen),
    }))
