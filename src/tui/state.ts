/** The state of the terminal screen: plain data, changed only by the keys' own functions, so that every step can be tested as a value. */
import type { Report } from '../report/contract.ts'
import { FALLING } from '../report/words.ts'
import type { Level } from '../model.ts'

/** What the screens show: the report of the case, read once. */
export interface Shown {
  readonly name: string
  readonly report: Report
  /** The proof of one finding, a line each. */
  readonly proof: (finding: Report['findings'][number], columns: number) => readonly string[]
}

export interface State {
  readonly screen: string
  /** The row under the cursor, by screen; kept when a screen is left and entered again. */
  readonly cursor: Readonly<Record<string, number>>
  /** Findings below this level are hidden; the footer says how many. */
  readonly floor: Level
  readonly help: boolean
}

export interface Size {
  readonly columns: number
  readonly rows: number
}

export const START: State = { screen: 'findings', cursor: {}, floor: 'low', help: false }

/** Findings as the list shows them: strongest first, then in the report's own order. */
export function listed(shown: Shown, floor: Level): readonly Report['findings'][number][] {
  const shownLevels = FALLING.slice(0, FALLING.indexOf(floor) + 1)
  return shownLevels.flatMap((level) => shown.report.findings.filter((finding) => finding.level === level))
}

export const cursor = (state: State): number => state.cursor[state.screen] ?? 0

/** Moves the cursor by `step`, staying within `length` rows. */
export function move(state: State, step: number, length: number): State {
  const next = Math.max(0, Math.min(length - 1, cursor(state) + step))
  return { ...state, cursor: { ...state.cursor, [state.screen]: next } }
}

/** The window of rows to draw so that the cursor is in sight: its first row. */
export const windowTop = (at: number, height: number, length: number): number =>
  Math.max(0, Math.min(at - Math.floor(height / 2), length - height))
