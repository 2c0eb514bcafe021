/** The screen as spoken lines, for screen readers: after each key what changed is written below what was there; nothing is drawn over. */
import { emitKeypressEvents, type Key } from 'node:readline'
import { plainText, safe } from './cells.ts'
import { rowsOf, screenOf } from './layout.ts'
import { offersOf, paletteActions } from './reduce.ts'
import { isGoingOn, progressWords, statusWords } from './running.ts'
import type { Session } from './session.ts'
import type { State } from './state.ts'

/** What is said of a state: all of it after a change of screen, else the row under the cursor. */
export function spoken(session: Session, before: State | undefined): readonly string[] {
  const { state, look } = session
  const rows = rowsOf(state.place, look)
  const screen = screenOf(state.place)
  const isNew =
    before === undefined || before.place.screen !== state.place.screen || before.place.subject !== state.place.subject
  const isOther = isNew || before.place.filter !== state.place.filter || before.place.set !== state.place.set
  if (state.asking !== undefined) {
    const offer =
      state.asking.taken < 0 ? [] : [`proposal ${state.asking.taken + 1} of ${offersOf(state, look).length}`]
    return [[`${state.asking.label}: ${safe(state.asking.text)}`, ...offer].join('; ')]
  }
  if (state.palette !== undefined) {
    const found = paletteActions(state)
    const one = found[state.palette.at]
    return [
      `action ${state.palette.text}: ${one === undefined ? 'none' : `${one.does}, key ${one.shown}`}; ${state.palette.at + 1} of ${found.length}`,
    ]
  }
  const row = rows.row(state.place.at)
  const moved = isOther || before.place.at !== state.place.at
  const full = (row?.detail?.(UNBROKEN) ?? []).map((line) => plainText(line).trim()).filter((line) => line !== '')
  const text = full.length > 0 ? full.map(ended).join(' ') : plainText(row?.line ?? [])
  return [
    ...(isNew ? [`${screen.title}. ${screen.about}`] : []),
    ...(isOther ? rows.head.map((line) => plainText(line).trim()).filter((line) => !PICTURE.test(line)) : []),
    ...(moved
      ? [
          rows.length === 0
            ? rows.empty
            : `${state.place.at + 1} of ${rows.length}: ${text.trim() === '' ? 'an empty line' : text.trim()}`,
        ]
      : []),
    ...(state.message === '' ? [] : [state.message]),
  ]
}

/** Lines of the histogram: bars, its axis, and lanes in which only letters of levels stand. */
const PICTURE = /[▁-█◀]|^\S+ +[CHMLi ]+[\d,]*$/
/** Columns of a line that is never broken: what is heard has no right margin. */
const UNBROKEN = 100_000
/** A line that ends no sentence is heard as one by its full stop. */
const ended = (line: string): string => (/[.!?:]$/.test(line) ? line : `${line}.`)

/** Milliseconds between two words on how far a run is: it is heard that it lives, and there is quiet to work. */
const PROGRESS_EVERY = 15_000

/**
 * What goes on behind the screen, said on every screen: at once when it becomes another thing (reading, analysing, done, what an
 * analysis changed), and from time to time how far it is. `now` in milliseconds. Returns undefined while there is nothing new to say.
 */
export function progressTeller(session: Session): (now: number) => string | undefined {
  let stage: string | undefined
  let said: string | undefined
  let at = -Infinity
  return (now) => {
    const { follow } = session.pages.given
    if (follow === undefined) return undefined
    const run = follow.state()
    const words = statusWords(follow) ?? progressWords(run)
    const next = isGoingOn(run) ? run.phase : words
    if (words === said || (next === stage && now - at < PROGRESS_EVERY)) return undefined
    stage = next
    said = words
    at = now
    return words
  }
}

/** The name of a key that readline read, as `Action.keys` writes it. */
export function nameOfKey(text: string | undefined, key: Key): string {
  const named = { ...NAMES }[key.name ?? '']
  if (named !== undefined) return named
  if (key.ctrl === true && key.name !== undefined) return `ctrl-${key.name}`
  return text ?? key.sequence?.replace(/^\u001b/, '') ?? ''
}

const NAMES: Readonly<Record<string, string | undefined>> = {
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
  pageup: 'pageup',
  pagedown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'return',
  enter: 'return',
  escape: 'escape',
  tab: 'tab',
  backspace: 'backspace',
  delete: 'delete',
}

/** Reads keys and speaks until the sitting ends. */
export async function speak(session: Session, ended: Promise<void>): Promise<void> {
  const { stdin, stdout } = process
  let before: State | undefined
  const telling = progressTeller(session)
  const say = (): void => {
    const progress = telling(performance.now())
    const lines = [...spoken(session, before), ...(progress === undefined ? [] : [progress])]
    before = session.state
    if (lines.length > 0) stdout.write(`${lines.join('\r\n')}\r\n`)
  }
  emitKeypressEvents(stdin)
  stdin.setRawMode(true)
  stdin.resume()
  const onKey = (text: string | undefined, key: Key): void => {
    // As `feed` of app.ts: a key right behind Escape.
    if (key.meta === true && key.name !== 'escape') session.press('escape')
    session.press(nameOfKey(text, key))
  }
  stdin.on('keypress', onKey)
  const stop = session.subscribe(say)
  say()
  await ended
  stop()
  stdin.off('keypress', onKey)
  stdin.setRawMode(false)
  stdin.pause()
}
