/** Opens the screen on a terminal and gives the terminal back as it was, however the sitting ends: quit, signal, error, suspended. */
import { writeSync } from 'node:fs'
import { render } from 'ink'
import { createElement } from 'react'
import { App } from './app.tsx'
import { Pages, type Given } from './pages.ts'
import { Session, type Outside } from './session.ts'
import type { CaseDatabase } from '../case/open.ts'

/** What the command gives: the case, what it knows besides, and the world outside that is not the terminal. */
export interface Sitting {
  readonly db: CaseDatabase
  readonly given: Given
  readonly colour: boolean
  readonly outside: Pick<Outside, 'write' | 'openRaw' | 'lost'>
  /** Called once the first screen stands: what may be loaded later. */
  readonly later?: (pages: Pages) => Promise<void>
}

export type Show = (sitting: Sitting) => Promise<string | undefined>

/** Mouse buttons and wheel, reported in the SGR form. */
const MOUSE_ON = '\u001b[?1000h\u001b[?1006h'
const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l'
const ALTERNATE_ON = '\u001b[?1049h'
/** Leaves the other screen, shows the cursor, ends colours. */
const RESTORE = `${MOUSE_OFF}\u001b[0m\u001b[?25h\u001b[?1049l`

const toTerminal = (text: string): void => {
  try {
    writeSync(1, text)
  } catch {
    // The terminal is gone; there is nobody to tell.
  }
}

/** Resolves when the sitting ends: with the reason, if it did not end by the examiner's wish. */
export const show: Show = async ({ db, given, colour, outside, later }) => {
  const { stdout, stdin } = process
  const size = { columns: stdout.columns, rows: stdout.rows }
  let unmount = (): void => undefined
  const session = new Session(new Pages(db, given), size, {
    ...outside,
    quit: () => setImmediate(() => unmount()),
    // OSC 52: the terminal puts the text on its own clipboard, through ssh too.
    copy: (text) => toTerminal(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    suspend: () => {
      toTerminal(RESTORE)
      stdin.setRawMode(false)
      process.once('SIGCONT', () => {
        stdin.setRawMode(true)
        toTerminal(ALTERNATE_ON + MOUSE_ON)
        // A size that is not the size makes everything be drawn anew.
        stdout.emit('resize')
      })
      process.kill(process.pid, 'SIGTSTP')
    },
  })
  const restore = (): void => toTerminal(RESTORE)
  process.once('exit', restore)
  const screen = render(createElement(App, { session, colour }), {
    alternateScreen: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
    maxFps: 60,
    patchConsole: false,
  })
  unmount = screen.unmount
  toTerminal(MOUSE_ON)
  if (later !== undefined) void later(session.pages)
  try {
    await screen.waitUntilExit()
  } finally {
    restore()
    process.removeListener('exit', restore)
  }
  return session.ended
}
