/** The ink side: draws a session's frame and hands it keys, the mouse and the window's size. It decides nothing. */
import { Box, Text, useApp, useInput, useWindowSize, type Key as Pressed } from 'ink'
import { useEffect, useState, type ReactElement } from 'react'
import type { Line } from './cells.ts'
import { painted } from './colours.ts'
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

/** SGR mouse reports (xterm control sequences, "Extended coordinates"), without the escape that ink takes off. */
const MOUSE = /^\[<(\d+);\d+;(\d+)([Mm])$/

/** A character that came together with others, as the key it is. */
function typedName(char: string): string {
  const code = char.charCodeAt(0)
  if (char === '\r') return 'return'
  if (char === '\t') return 'tab'
  if (char === '\u001b') return 'escape'
  if (code === 127 || code === 8) return 'backspace'
  return code < 27 ? `ctrl-${String.fromCharCode(code + 96)}` : char
}

/** Feeds a session one piece of input. */
export function feed(session: Session, input: string, pressed: Pressed): void {
  const mouse = MOUSE.exec(input)
  if (mouse === null) {
    const name = nameOf(input, pressed)
    // Keys typed faster than they are read come together; in a line that is typed they are text all the same.
    const isTyping = session.state.asking !== undefined || session.state.palette !== undefined
    const isNamed = name !== input
    const chars = Array.from(name)
    if (isNamed || isTyping || chars.length <= 1) session.press(name)
    else for (const char of chars) session.press(typedName(char))
    return
  }
  const [, button = '', row = '1', end] = mouse
  if (button === '64') session.mouse('wheel-up', Number(row) - 1)
  else if (button === '65') session.mouse('wheel-down', Number(row) - 1)
  else if (button === '0' && end === 'M') session.mouse('click', Number(row) - 1)
}

/** The whole frame is one text: its lines are cut to the window already, and a box a line would cost more than the drawing. */
export const View = ({
  lines,
  colour,
}: {
  readonly lines: readonly Line[]
  readonly colour: boolean
}): ReactElement => (
  <Box>
    <Text wrap="truncate-end">{lines.map((line) => painted(line.length === 0 ? BLANK : line, colour)).join('\n')}</Text>
  </Box>
)

/** An empty line would be taken for none. */
const BLANK: Line = [{ text: ' ', tone: 'plain' }]

interface Props {
  readonly session: Session
  readonly colour: boolean
  /** Gets ink's way to let go of the terminal. */
  readonly ready: (suspend: (away: () => Promise<void>) => Promise<void>) => void
}

export function App({ session, colour, ready }: Props): ReactElement {
  const { suspendTerminal } = useApp()
  useEffect(() => ready(suspendTerminal), [ready, suspendTerminal])
  const size = useWindowSize()
  const [, redraw] = useState(0)
  useEffect(() => session.subscribe(() => redraw((n) => n + 1)), [session])
  useEffect(() => session.resize(size), [session, size])
  useInput((input, pressed) => feed(session, input, pressed))
  return <View lines={session.frame().lines} colour={colour} />
}
