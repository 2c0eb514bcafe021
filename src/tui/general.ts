/** Every action that works on all screens, and those of one screen: by key, by name and from the palette. */
import { plainText } from './cells.ts'
import { current, screenOf } from './layout.ts'
import { MOVING, toScreens } from './moving.ts'
import { NOTING } from './noting.ts'
import type { Action, Look } from './screen.ts'
import { SEEKING } from './seeking.ts'
import { at, effect, go, goBack, say, type Place, type State } from './state.ts'

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

/** What is done with the thing under the cursor besides looking at it. */
const TAKING: readonly Action[] = [
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
]

const CONTROL: readonly Action[] = [
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

/** The actions of every screen. */
export const general = (): readonly Action[] => [
  ...toScreens(),
  ...MOVING,
  ...SEEKING,
  ...TAKING,
  ...NOTING,
  ...CONTROL,
]

/** Every action of a screen; its own keys come before the general ones. */
export const actionsOf = (place: Place): readonly Action[] => [...screenOf(place).keys, ...general()]

/** Opens the line in which an action's argument is typed. */
export function ask(state: State, look: Look, action: Action): State {
  const text = action.proposes?.(state, look) ?? ''
  return { ...state, asking: { label: action.asks ?? '', text, typed: text, then: action.id, taken: -1 } }
}
