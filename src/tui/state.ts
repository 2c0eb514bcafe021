/** The state of the terminal screen: plain data, changed only by actions, so that every step can be tested as a value. */
import type { ArtifactKey } from '../case/browse/artifact.ts'
import type { Stretch } from '../case/browse/tally.ts'
import type { Locator } from '../model.ts'

export interface Size {
  readonly columns: number
  readonly rows: number
}

/** What a screen is about, besides the case. */
export type Subject =
  | { readonly type: 'finding'; readonly id: string }
  | ({ readonly type: 'artifact' } & ArtifactKey)
  | { readonly type: 'pair'; readonly left: ArtifactKey; readonly right: ArtifactKey }
  | { readonly type: 'sequence'; readonly root: number; readonly sequence: number; readonly event: number }
  | { readonly type: 'raw'; readonly path: string; readonly locator: Locator; readonly value?: string }

/** What a row is about, for as long as the case stands: the number of a row changes with the list. */
export interface On {
  readonly finding?: string
  readonly event?: { readonly root: number; readonly id: number; readonly nominal: number | null }
}

/** One screen as it stands: what it is about, the row under the cursor, and how it is filtered and sorted. */
export interface Place {
  readonly screen: string
  readonly at: number
  readonly subject?: Subject
  readonly filter: string
  /** The screen's own settings by name: which grouping, order, size; 0 is how it opens. */
  readonly set: Readonly<Record<string, number>>
  /** The stretch of time that the histogram shows; absent: the usual span. */
  readonly stretch?: Stretch
  /** What stands under the cursor, so that it is found again in a list that was made anew. */
  readonly on?: On
  /** Help: the screen it is about. */
  readonly topic?: string
}

/** A line that is being typed. */
export interface Asking {
  readonly label: string
  readonly text: string
  /** Id of the action that gets the answer. */
  readonly then: string
  /** Which completion was taken last with Tab; −1: none. */
  readonly taken: number
  readonly typed: string
}

/** What has to be done outside the state: by the session, once. */
export type Effect =
  | { readonly type: 'quit' }
  | { readonly type: 'suspend' }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'export'; readonly file: string }
  | { readonly type: 'work'; readonly does: WorkDone }

/** An examiner's words, for the store. */
export type WorkDone =
  | { readonly type: 'dispose'; readonly finding: string; readonly state: Disposition; readonly note: string }
  | {
      readonly type: 'judge'
      readonly finding: string
      readonly alternative: string
      readonly state: 'excluded' | 'open'
      readonly because: string
    }
  | { readonly type: 'tag'; readonly finding: string; readonly tag: string }
  | { readonly type: 'bookmark'; readonly subject: string; readonly name: string }
  | { readonly type: 'switch-off'; readonly rule: string; readonly because: string }
  | { readonly type: 'undo' }

export const DISPOSITIONS = ['confirmed', 'explained', 'false-alarm', 'open'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

export interface State {
  readonly place: Place
  /** Where `Esc` leads, the last one first. */
  readonly back: readonly Place[]
  /** Each screen as it was left. */
  readonly kept: Readonly<Record<string, Place>>
  readonly marks: Readonly<Record<string, Place>>
  /** Where the last jump came from: `'` twice. */
  readonly before?: Place
  readonly asking?: Asking
  readonly palette?: { readonly text: string; readonly at: number }
  /** The next key is a letter for this. */
  readonly waiting?: 'mark' | 'jump'
  readonly search?: { readonly text: string; readonly step: 1 | -1; readonly looking: boolean }
  /** The first of two things to compare. */
  readonly picked?: ArtifactKey
  readonly message: string
  readonly effects: readonly Effect[]
}

export const at = (screen: string, more: Partial<Place> = {}): Place => ({
  screen,
  at: 0,
  filter: '',
  set: {},
  ...more,
})

export const START: State = {
  place: at('findings'),
  back: [],
  kept: {},
  marks: {},
  message: '',
  effects: [],
}

/** How far back `Esc` remembers. */
const DEEPEST = 50

/** Goes to a place; `Esc` comes back. */
export function go(state: State, place: Place): State {
  return {
    ...state,
    place,
    back: [state.place, ...state.back].slice(0, DEEPEST),
    kept: { ...state.kept, [state.place.screen]: state.place },
  }
}

/** Back to where `Esc` leads; at the first screen nothing happens. */
export function goBack(state: State): State {
  const [last, ...rest] = state.back
  if (last === undefined) return state
  return { ...state, place: last, back: rest, kept: { ...state.kept, [state.place.screen]: state.place } }
}

/** A jump within a list: `'` twice comes back. */
export const jump = (state: State, to: number): State => ({
  ...state,
  before: state.place,
  place: { ...state.place, at: to },
})

export const setting = (place: Place, name: string): number => place.set[name] ?? 0
/** The next of `n` settings, round again; the list starts anew. */
export const cycle = (state: State, name: string, n: number): State => ({
  ...state,
  place: { ...state.place, at: 0, set: { ...state.place.set, [name]: (setting(state.place, name) + 1) % n } },
})
export const say = (state: State, message: string): State => ({ ...state, message })
export const effect = (state: State, one: Effect): State => ({ ...state, effects: [...state.effects, one] })

/** The first row to draw so that the cursor is in sight, the cursor in the middle where there is room. */
export const windowTop = (cursor: number, height: number, length: number): number =>
  Math.max(0, Math.min(cursor - Math.floor(height / 2), length - height))
