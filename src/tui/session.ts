/** One sitting at the terminal: holds the state, feeds it keys, does what actions ask for outside of it, and goes on with searches. */
import type { Raw } from '../case/browse/raw.ts'
import { plainText } from './cells.ts'
import { frame, type Frame } from './frame.ts'
import { rowsOf } from './layout.ts'
import type { Pages, RawSubject } from './pages.ts'
import { meantRow } from './raw.screen.tsx'
import { clicked, followed, noted, paste, press, searched, within } from './reduce.ts'
import type { Look } from './screen.ts'
import { START, say, type Effect, type Place, type Size, type State } from './state.ts'

/** The world outside: tests hand in their own. */
export interface Outside {
  readonly copy: (text: string) => void
  /** Writes a new file; throws with one clear line. */
  readonly write: (file: string, text: string) => void
  readonly openRaw: (subject: RawSubject) => Promise<Raw>
  readonly quit: () => void
  readonly suspend: () => void
  /** Why the case can no longer be read; undefined while it can. */
  readonly lost: () => string | undefined
}

/** Rows an export writes at most: a view of more is a report's work. */
const MOST_EXPORTED = 100_000
/** Milliseconds of searching between two looks at the keyboard; a key waits for two of them, its own and that before its drawing. */
const SLICE = 10
/** Milliseconds between two frames while something is looked for. */
const TOLD = 250

/** Screens that show evidence as it stands. */
const OPENING: ReadonlySet<string> = new Set(['raw', 'compare'])

export class Session {
  #state: State = START
  #size: Size
  readonly pages: Pages
  readonly #outside: Outside
  readonly #changed = new Set<() => void>()
  #working = false
  #told = 0

  constructor(pages: Pages, size: Size, outside: Outside, start: Place = START.place) {
    this.pages = pages
    this.#size = size
    this.#outside = outside
    this.#state = { ...START, place: start }
    const first = rowsOf(start, this.look).anomaly?.(-1, 1) ?? 0
    this.#state = noted({ ...START, place: { ...start, at: first } }, this.look)
  }

  get state(): State {
    return this.#state
  }

  get look(): Look {
    return { pages: this.pages, size: this.#size }
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#changed.add(changed)
    return () => this.#changed.delete(changed)
  }

  /** What is drawn now. */
  frame(): Frame {
    const drawn = this.#guarded(() => frame(this.#state, this.look))
    // What was drawn may be the first part of what a filter finds.
    this.#work()
    return drawn ?? { lines: [], listFrom: 1, top: 0 }
  }

  resize(size: Size): void {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return
    this.#size = size
    this.#become(within(this.#state, this.look))
  }

  /** The case holds other things than before (a live ingest tells so): the screen shows them, the cursor stays on what it stood on. */
  renewed(): void {
    this.pages.renew()
    this.#become(followed(this.#state, this.look))
  }

  /** The run behind the screen went on: its line is drawn. */
  told(): void {
    for (const changed of this.#changed) changed()
  }

  /** The rules are known now: what they add to proofs is shown. */
  learnt(): void {
    this.pages.forget('proof')
    for (const changed of this.#changed) changed()
  }

  press(name: string): void {
    this.#step(() => press(this.#state, name, this.look))
  }

  paste(text: string): void {
    this.#step(() => paste(this.#state, text))
  }

  /** A click or a turn of the wheel at a line of the terminal, counted from 0. */
  mouse(kind: 'click' | 'wheel-up' | 'wheel-down', row: number): void {
    if (this.#state.asking !== undefined || this.#state.palette !== undefined) return
    if (kind === 'click') {
      const { listFrom, top } = this.frame()
      this.#step(() => clicked(this.#state, row - listFrom, this.look, top))
    } else for (let n = 0; n < 3; n++) this.press(kind === 'wheel-up' ? 'up' : 'down')
  }

  #step(next: () => State): void {
    const became = this.#guarded(() => {
      const lost = this.#outside.lost()
      if (lost !== undefined) throw new Error(lost)
      return next()
    })
    if (became !== undefined) this.#become(became)
  }

  #become(next: State): void {
    const { effects } = next
    const quiet = effects.length === 0 ? next : { ...next, effects: [] }
    this.#state = quiet.place === this.#state.place ? quiet : (this.#guarded(() => noted(quiet, this.look)) ?? quiet)
    for (const one of effects) this.#do(one)
    if (this.#state.search?.looking !== true) this.pages.stopSeeking()
    this.#work()
    for (const changed of this.#changed) changed()
    this.#openRaw()
  }

  #do(one: Effect): void {
    switch (one.type) {
      case 'quit':
        this.#outside.quit()
        return
      case 'suspend':
        this.#outside.suspend()
        return
      case 'copy':
        this.#outside.copy(one.text)
        return
      case 'export':
        this.#export(one.file)
        return
      case 'work': {
        const { work, readOnly } = this.pages.given
        if (work === undefined || readOnly !== undefined) {
          this.#state = say(this.#state, readOnly ?? 'nothing can be noted in this case')
          return
        }
        try {
          this.#state = say(this.#state, work.write(one.does))
        } catch (error) {
          this.#state = say(this.#state, messageOf(error))
        }
        for (const prefix of ['finding', 'coverage', 'proof', 'said']) this.pages.forget(prefix)
      }
    }
  }

  #export(file: string): void {
    try {
      const rows = rowsOf(this.#state.place, this.look)
      const lines = rows.head.map(plainText)
      for (let n = 0; n < Math.min(rows.length, MOST_EXPORTED); n++) lines.push(plainText(rows.row(n)?.line ?? []))
      if (rows.length > MOST_EXPORTED)
        lines.push(
          `${rows.length - MOST_EXPORTED} further lines are not written here; anachron report and anachron timeline write everything`,
        )
      this.#outside.write(file, `${lines.map((one) => one.trimEnd()).join('\n')}\n`)
      this.#state = say(this.#state, `written: ${file}`)
    } catch (error) {
      this.#state = say(this.#state, messageOf(error))
    }
  }

  /** Goes on with filters, searches and counting, a slice at a time, between keys. */
  #work(): void {
    if (this.#working || !this.pages.isBusy) return
    this.#working = true
    setImmediate(() => {
      this.#working = false
      this.#guarded(() => {
        const { found, isCounted } = this.pages.goOn(SLICE)
        if (found !== undefined) this.#become(searched(this.#state, found, this.look))
        else if (isCounted === true)
          this.#become(say(followed(this.#state, this.look), 'the events are counted: the timeline is ready'))
        else {
          // Drawn some times a second, not after each slice: drawing would take the time of looking.
          if (!this.pages.isBusy || performance.now() - this.#told > TOLD) {
            this.#told = performance.now()
            for (const changed of this.#changed) changed()
          }
          this.#work()
        }
      })
    })
  }

  /** Opens the evidence that the screen waits for. */
  #openRaw(): void {
    if (!OPENING.has(this.#state.place.screen)) return
    rowsOf(this.#state.place, this.look)
    const subject = this.pages.wantedRaw
    if (subject === undefined) return
    this.pages.wantedRaw = undefined
    void this.#outside
      .openRaw(subject)
      .catch((error: unknown) => messageOf(error))
      .then((raw) => {
        this.pages.openedRaw(subject, raw)
        if (this.#state.place.screen === 'compare') this.#become(this.#state)
        if (this.#state.place.subject !== subject) return
        const to = meantRow(this.#state.place, this.look)
        this.#become({ ...this.#state, place: { ...this.#state.place, at: to } })
      })
  }

  /** A case that went away or was changed underneath ends the sitting with one clear line, not with a stack. */
  #guarded<T>(act: () => T): T | undefined {
    try {
      return act()
    } catch (error) {
      const lost = this.#outside.lost() ?? (isOfCase(error) ? messageOf(error) : undefined)
      if (lost === undefined) throw error
      this.ended = lost
      this.#outside.quit()
      return undefined
    }
  }

  /** Why the sitting ended by itself. */
  ended: string | undefined
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What SQLite and the checks of stored rows throw. */
const isOfCase = (error: unknown): boolean =>
  error instanceof Error &&
  (/^SQLITE_/.test('code' in error ? String(error.code) : '') ||
    error.name === 'ZodError' ||
    error.name === '$ZodError')
