/**
 * Keeps a screen's view of a case true while a run behind it, or another program, changes the case: says when to draw, and makes
 * the screen's tables anew, no more often than the case's size allows.
 */
import { refreshBrowsing } from '../case/browse/refresh.ts'
import type { ExaminedCase } from '../case/examined.ts'
import type { Live } from './live.ts'

/** Called with true when the case holds other things than before. */
export type Listener = (renewed: boolean) => void

/** Progress is drawn so often. */
const DRAW_MILLISECONDS = 250
/** While rows are written, making the tables takes at most this part of the time … */
const SHARE = 1 / 20
/** … and where it would hold up a key for longer than this, it waits for the end. */
const LONGEST_MILLISECONDS = 250
/** Another program's lock is looked for so often. */
const LOOK_MILLISECONDS = 1_000

/** Tells of a live run until the returned function is called. */
export function followLive(live: Live, held: ExaminedCase, listener: Listener): () => void {
  let seen = live.state().readable
  let phase = live.state().phase
  let drawn = 0
  let made = 0
  let took = 0
  return live.subscribe((state) => {
    const now = performance.now()
    const isOtherPhase = state.phase !== phase
    const growing = state.phase === 'reading'
    const due = growing ? took < LONGEST_MILLISECONDS && now - made > Math.max(1_000, took / SHARE) : isOtherPhase
    phase = state.phase
    if (state.readable !== seen && due) {
      seen = state.readable
      refreshBrowsing(held.db, growing)
      made = performance.now()
      took = made - now
      listener(true)
    } else if (isOtherPhase || now - drawn > DRAW_MILLISECONDS) {
      drawn = now
      listener(false)
    }
  })
}

/** Whether another program writes the case. What the screen says of it and when it is drawn anew come from the same look. */
export class FollowedLock {
  readonly #held: ExaminedCase
  #because: string | undefined

  constructor(held: ExaminedCase) {
    this.#held = held
    this.#because = this.#look()
  }

  /** Why nothing can be noted now; undefined: it can. */
  get because(): string | undefined {
    return this.#because
  }

  /** Looks once a second; when the other program ends, the case is read anew. Returns how to end that. */
  follow(listener: Listener): () => void {
    const timer = setInterval(() => {
      if (this.#held.lost() !== undefined) return
      const before = this.#because
      this.#because = this.#look()
      if ((before === undefined) === (this.#because === undefined)) return
      const isFree = this.#because === undefined
      if (isFree) refreshBrowsing(this.#held.db, false)
      listener(isFree)
    }, LOOK_MILLISECONDS)
    return () => clearInterval(timer)
  }

  #look(): string | undefined {
    return this.#held.readOnlyBecause()?.replace(`${this.#held.path}: `, '')
  }
}
