/** Keys become actions, actions a new state: the whole behaviour of the terminal screen as one pure function. */
import type { EventKey } from '../case/browse/events.ts'
import { actionsOf, ask } from './general.ts'
import { rowsOf } from './layout.ts'
import type { Action, Look } from './screen.ts'
import { jump, say, type On, type Place, type State } from './state.ts'

/** What a key does: a character, or a name as `Action.keys` has them. */
export function press(state: State, name: string, look: Look): State {
  const quiet: State = { ...state, message: '' }
  if (state.asking !== undefined) return typing(quiet, state.asking, name, look)
  if (state.palette !== undefined) return inPalette(quiet, state.palette, name, look)
  if (state.waiting !== undefined) return lettered(quiet, state.waiting, name)
  if (name === 'escape' && state.search?.looking === true) return stopSearch(quiet)
  const action = actionsOf(state.place).find(({ keys }) => keys.includes(name))
  if (action === undefined) return quiet
  return within(run(quiet, action, look), look)
}

/** An action by its key or from the palette: asks first where it takes an argument. */
const run = (state: State, action: Action, look: Look): State =>
  action.asks === undefined ? action.act(state, look, '') : ask(state, look, action)

function stopSearch(state: State): State {
  const { search, ...rest } = state
  return say(
    { ...rest, ...(search === undefined ? {} : { search: { ...search, looking: false } }) },
    'the search was stopped',
  )
}

/** The state without what was open: the line that is typed, the palette, or the wait for a letter. */
function without(state: State, key: 'asking' | 'palette' | 'waiting'): State {
  const rest: { -readonly [K in keyof State]: State[K] } = { ...state }
  if (key === 'asking') delete rest.asking
  else if (key === 'palette') delete rest.palette
  else delete rest.waiting
  return rest
}

function typing(state: State, asking: NonNullable<State['asking']>, name: string, look: Look): State {
  const typed = (text: string): State => lineOf(state, asking, text)
  switch (name) {
    case 'escape':
    case 'ctrl-c':
      return without(state, 'asking')
    case 'return': {
      const action = actionsOf(state.place).find(({ id }) => id === asking.then)
      const done = without(state, 'asking')
      return action === undefined ? done : within(action.act(done, look, asking.text), look)
    }
    case 'backspace':
    case 'delete':
      return asking.text === '' ? without(state, 'asking') : typed(Array.from(asking.text).slice(0, -1).join(''))
    case 'ctrl-u':
      return typed('')
    case 'ctrl-w':
      return typed(asking.text.replace(/\S*\s*$/, ''))
    case 'tab': {
      const offers = offersOf(state, look)
      const taken = offers.length === 0 ? -1 : (asking.taken + 1) % offers.length
      return taken < 0 ? state : { ...state, asking: { ...asking, text: offers[taken] ?? '', taken } }
    }
    default:
      return isText(name) ? typed(asking.text + name) : state
  }
}

/** What Tab goes through, for what was typed. */
export function offersOf(state: State, look: Look): readonly string[] {
  const { asking } = state
  const action = actionsOf(state.place).find(({ id }) => id === asking?.then)
  return asking === undefined ? [] : (action?.offers?.(asking.typed, state, look) ?? [])
}

/** A key that is no character has a longer name. */
const isText = (name: string): boolean => Array.from(name).length === 1 && !/\p{Cc}/u.test(name)

/** Text that was pasted goes into the line that is typed, its line ends as blanks. Elsewhere it does nothing: it is not keys. */
export function paste(state: State, text: string): State {
  const plain = text
    .trimEnd()
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
  const { asking, palette } = state
  if (asking !== undefined) return lineOf(state, asking, asking.text + plain)
  if (palette !== undefined) return { ...state, palette: { text: palette.text + plain, at: 0 } }
  return say(state, 'text is pasted where a line is typed: after /, :, f and the like')
}

const lineOf = (state: State, asking: NonNullable<State['asking']>, text: string): State => ({
  ...state,
  asking: { ...asking, text, typed: text, taken: -1 },
})

/** The actions whose name, key or words hold every word typed; those that begin with it first. */
export function paletteActions(state: State): readonly Action[] {
  const words = (state.palette?.text ?? '').toLowerCase().split(' ')
  return actionsOf(state.place)
    .filter(({ id, does, shown }) => words.every((word) => `${id} ${does} ${shown}`.toLowerCase().includes(word)))
    .toSorted((a, b) => Number(!a.id.startsWith(words[0] ?? '')) - Number(!b.id.startsWith(words[0] ?? '')))
}

function inPalette(state: State, palette: NonNullable<State['palette']>, name: string, look: Look): State {
  const found = paletteActions(state)
  const moved = (step: number): State => ({
    ...state,
    palette: { ...palette, at: Math.max(0, Math.min(found.length - 1, palette.at + step)) },
  })
  switch (name) {
    case 'escape':
    case 'ctrl-c':
    case 'ctrl-p':
      return without(state, 'palette')
    case 'down':
    case 'tab':
      return moved(1)
    case 'up':
      return moved(-1)
    case 'return': {
      const action = found[palette.at]
      const done = without(state, 'palette')
      return action === undefined ? done : within(run(done, action, look), look)
    }
    case 'backspace':
    case 'delete':
      return palette.text === ''
        ? without(state, 'palette')
        : { ...state, palette: { text: palette.text.slice(0, -1), at: 0 } }
    default:
      return isText(name) ? { ...state, palette: { text: palette.text + name, at: 0 } } : state
  }
}

function lettered(state: State, waiting: 'mark' | 'jump', name: string): State {
  const done = without(state, 'waiting')
  if (waiting === 'mark')
    return /^[\p{L}\p{N}]$/u.test(name)
      ? say({ ...done, marks: { ...state.marks, [name]: state.place } }, `marked; ' ${name} comes back`)
      : done
  const to = name === "'" ? state.before : state.marks[name]
  if (to === undefined) return name === 'escape' ? done : say(done, 'there is no such mark')
  return { ...done, before: state.place, place: to }
}

/** The cursor stays in the list, whatever the action or the case did. */
export function within(state: State, look: Look): State {
  if (state.place.at === 0) return state
  const { length } = rowsOf(state.place, look)
  const to = Math.max(0, Math.min(length - 1, state.place.at))
  return to === state.place.at ? state : { ...state, place: { ...state.place, at: to } }
}

/** Writes down what the cursor stands on; in a list that has no rows, what it stood on is kept. */
export function noted(state: State, look: Look): State {
  const { place } = state
  const row = rowsOf(place, look).row(place.at)
  if (row === undefined) return state
  const on: On = {
    ...(row.finding === undefined || row.finding === '' ? {} : { finding: row.finding }),
    ...(row.event === undefined ? {} : { event: { ...row.event, nominal: row.time ?? null } }),
  }
  return { ...state, place: { ...place, on } }
}

/**
 * The lists were made anew: the cursor goes where its finding or event stands now, on this screen and in the lists of findings that
 * `Esc`, a key or a mark leads back to. What is gone leaves the cursor at its number. A timeline that is left keeps its number,
 * too: only one filter is held at a time.
 */
export function followed(state: State, look: Look): State {
  const follow = (place: Place): Place => {
    const to = place.on === undefined ? undefined : rowsOf(place, look).numberOf?.(place.on)
    return to === undefined || to === place.at ? place : { ...place, at: to }
  }
  const left = (place: Place): Place => (place.screen === 'findings' ? follow(place) : place)
  const each = (places: Readonly<Record<string, Place>>): Readonly<Record<string, Place>> =>
    Object.fromEntries(Object.entries(places).map(([name, place]) => [name, left(place)]))
  return within(
    {
      ...state,
      place: follow(state.place),
      back: state.back.map(left),
      kept: each(state.kept),
      marks: each(state.marks),
      ...(state.before === undefined ? {} : { before: left(state.before) }),
    },
    look,
  )
}

/** What a search found that went on by itself. */
export function searched(state: State, found: EventKey | 'nothing', look: Look): State {
  const { search } = state
  if (search?.looking !== true) return state
  const done = { ...state, search: { ...search, looking: false } }
  if (found === 'nothing' || state.place.screen !== 'timeline')
    return say(done, `${search.text}: not found ${search.step > 0 ? 'below' : 'above'}`)
  return { ...jump(done, look.pages.numberOf(state.place.filter, found)), message: '' }
}

/** The mouse: the wheel moves by three lines, a click puts the cursor there, on the cursor it opens. */
export function clicked(state: State, row: number, look: Look, top: number): State {
  const rows = rowsOf(state.place, look)
  const to = top + row
  if (row < 0 || to >= rows.length) return state
  if (to === state.place.at) return press(state, 'return', look)
  return { ...state, message: '', place: { ...state.place, at: to } }
}
