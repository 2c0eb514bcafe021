/** What a screen declares. One file a screen: `NAME.screen.ts`; the footer, key help, the palette and commands are made from its actions. */
import type { Pages } from './pages.ts'
import type { Line } from './cells.ts'
import type { On, Place, Size, State, Subject } from './state.ts'

/** What actions and screens may look at. */
export interface Look {
  readonly pages: Pages
  readonly size: Size
}

export interface Action {
  /** For `:` and the palette; unique among a screen's and the general ones. */
  readonly id: string
  /** Names of keys: characters, and `up`, `down`, `return`, `ctrl-p`, … */
  readonly keys: readonly string[]
  /** How help shows the keys. */
  readonly shown: string
  readonly does: string
  /** Asks for a line under this label first; it comes as the argument. */
  readonly asks?: string
  /** What may be typed there, best first. */
  readonly offers?: (typed: string, state: State, look: Look) => readonly string[]
  /** What stands there when it is asked. */
  readonly proposes?: (state: State, look: Look) => string
  readonly act: (state: State, look: Look, argument: string) => State
}

/** One row of a screen. */
export interface Row {
  readonly line: Line
  /** What `Enter` opens. */
  readonly opens?: { readonly screen: string; readonly subject?: Subject }
  /** What `y` copies; absent: the line. */
  readonly copies?: string
  /** The finding, the artifact or the rule that the row is about. */
  readonly finding?: string
  readonly artifact?: { readonly root: number; readonly artifact: number }
  readonly rule?: string
  /** Keys of the case, never shown. */
  readonly event?: { readonly root: number; readonly id: number }
  readonly alternative?: string
  /** A moment, for jumping to it in the timeline. */
  readonly time?: number | undefined
  /** A heading: the cursor passes over it with `}` and `{`. */
  readonly isHeading?: boolean
  /** Everything about the row, for the pane below the list. */
  readonly detail?: (columns: number) => readonly Line[]
}

export interface Rows {
  readonly length: number
  /** Lines above the list. */
  readonly head: readonly Line[]
  readonly row: (number: number) => Row | undefined
  /** The next row that holds a text; `looking`: it will be told later. Absent: the rows' own texts are looked through. */
  readonly find?: (text: string, from: number, step: 1 | -1) => number | undefined | 'looking'
  /** The next row that a finding marks. */
  readonly anomaly?: (from: number, step: 1 | -1) => number | undefined
  /** The row of a moment. */
  readonly moment?: (time: number) => number | undefined
  /** The row that is about something, in a list that was made anew. Absent: the number is kept. */
  readonly numberOf?: (on: On) => number | undefined
  /** What is going on: how far a filter has looked. */
  readonly note?: string
  /** The rows say everything themselves: they need no pane below the list. */
  readonly isPlain?: boolean
  /** What stands there when there are no rows, and what to do. */
  readonly empty: string
}

export interface Screen {
  /** Equals the file name. */
  readonly id: string
  readonly title: string
  /** The key that leads here from everywhere. */
  readonly key: string
  /** One sentence for help: what is seen here. */
  readonly about: string
  readonly keys: readonly Action[]
  /** What the screen shows. Pure: the same place, case and size give the same rows. */
  readonly rows: (place: Place, look: Look) => Rows
  /** What it needs to be about; absent: the whole case. */
  readonly needs?: string
  /** What its key makes it about, from the row under the cursor; undefined: as it was left. */
  readonly subject?: (row: Row | undefined, place: Place, look: Look) => Subject | undefined
  /** The row on which it opens then. */
  readonly start?: (state: State, look: Look) => number
}

export const defineScreen = (screen: Screen): Screen => screen
