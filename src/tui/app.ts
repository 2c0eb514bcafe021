/** The ink side: hands a session keys and the window's size, and has it drawn when it changed. It decides nothing. */
import { render, useApp, useInput, usePaste, useWindowSize, type Instance, type Key as Pressed } from 'ink'
import { createElement, useEffect } from 'react'
import type { Session } from './session.ts'

/** The name of a pressed key, as `Action.keys` writes it. */
export function nameOf(input: string, pressed: Pressed): string {
  if (pressed.downArrow) return 'down'
  if (pressed.upArrow) return 'up'
  if (pressed.leftArrow) return 'left'
  if (pressed.rightArrow) return 'right'
  if (pressed.pageDown) return 'pagedown'
  if (pressed.pageUp) return 'pageup'
  if (pressed.home) return 'home'
  if (pressed.end) return 'end'
  if (pressed.return) return 'return'
  if (pressed.escape) return 'escape'
  if (pressed.tab) return 'tab'
  if (pressed.backspace) return 'backspace'
  if (pressed.delete) return 'delete'
  return pressed.ctrl ? `ctrl-${input}` : input
}

/** A character that came together with others, as the key it is. */
function typedName(char: string): string {
  const code = char.charCodeAt(0)
  if (char === '\r') return 'return'
  if (char === '\t') return 'tab'
  if (char === '\u001b') return 'escape'
  if (code === 127 || code === 8) return 'backspace'
  return code < 27 ? `ctrl-${String.fromCharCode(code + 96)}` : char
}

/** Feeds a session one piece of input: keys that were typed faster than they are read, or came over a slow line, come together. */
export function feed(session: Session, input: string, pressed: Pressed): void {
  const name = nameOf(input, pressed)
  // A terminal sends Alt as Escape before the key: Escape and a key that come together look the same, and are those two.
  if (pressed.meta && !pressed.escape) session.press('escape')
  if (name !== input) session.press(name)
  else for (const char of name) session.press(typedName(char))
}

interface Props {
  readonly session: Session
  /** Draws what the session shows; `anew`: the window is another, nothing of what was drawn before counts. */
  readonly paint: (anew: boolean) => void
  /** Gets ink's way to let go of the terminal. */
  readonly ready: (suspend: (away: () => Promise<void>) => Promise<void>) => void
}

/** Draws nothing itself: the frame's lines are cut to the window already, and `Painter` writes those that changed. */
export function App({ session, paint, ready }: Props): null {
  const { suspendTerminal } = useApp()
  useEffect(() => ready(suspendTerminal), [ready, suspendTerminal])
  const { columns, rows } = useWindowSize()
  useEffect(() => {
    session.resize({ columns, rows })
    paint(true)
  }, [session, columns, rows, paint])
  useEffect(() => {
    let waiting: NodeJS.Immediate | undefined
    // Keys that were read together are drawn together: a slow line falls no further behind.
    const stop = session.subscribe(() => {
      waiting ??= setImmediate(() => {
        waiting = undefined
        paint(false)
      })
    })
    return () => {
      stop()
      clearImmediate(waiting)
    }
  }, [session, paint])
  useInput((input, pressed) => feed(session, input, pressed))
  usePaste((text) => session.paste(text))
  return null
}

/** Gives ink the terminal's keys. */
export const start = (props: Props): Instance =>
  render(createElement(App, props), { exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false })
