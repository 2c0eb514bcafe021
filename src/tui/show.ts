/** Opens the screen on a terminal and gives the terminal back as it was, however the sitting ends: quit, signal, error, suspended. */
import { writeSync } from 'node:fs'
import { speak } from './linear.ts'
import { takeMouse } from './mouse.ts'
import { Pages, type Given } from './pages.ts'
import { Painter } from './painter.ts'
import { Session, type Outside } from './session.ts'
import { at } from './state.ts'
import type { CaseDatabase } from '../case/open.ts'
import type { Colour } from '../report/colours.ts'

/** What the command gives: the case, what it knows besides, and the world outside that is not the terminal. */
export interface Sitting {
  readonly db: CaseDatabase
  readonly given: Given
  readonly colour: Colour
  /** Spoken lines for a screen reader instead of a drawn screen. */
  readonly linear: boolean
  /** Called once the first screen stands: what is loaded later. */
  readonly later: () => Promise<void>
  readonly outside: Pick<Outside, 'write' | 'openRaw' | 'lost'>
  /** The screen that is shown first; absent: the findings. */
  readonly start?: string
  /** Tells of what changes behind the screen; `renewed`: the case holds other things than before. Returns how to end that. */
  readonly changes: (listener: (renewed: boolean) => void) => () => void
}

export type Show = (sitting: Sitting) => Promise<string | undefined>

/** Mouse buttons and wheel, reported in the SGR form. */
const MOUSE_ON = '\u001b[?1000h\u001b[?1006h'
/** ink has pasted text marked (bracketed paste, mode 2004); a crash must not leave it so. */
const PASTE_OFF = '\u001b[?2004l'
const MOUSE_OFF = '\u001b[?1006l\u001b[?1000l'
/** Takes the other screen, empty, and hides the cursor. */
const TAKE = '\u001b[?1049h\u001b[?25l'
/** Leaves the other screen, shows the cursor, ends colours. */
const RESTORE = `${MOUSE_OFF}${PASTE_OFF}\u001b[0m\u001b[?25h\u001b[?1049l`

/** Milliseconds after which an examiner has the first screen before the eyes. */
const LATER = 600

const toTerminal = (text: string): void => {
  try {
    writeSync(1, text)
  } catch {
    // The terminal is gone; there is nobody to tell.
  }
}

/** Resolves when the sitting ends: with the reason, if it did not end by the examiner's wish. */
export const show: Show = async ({ db, given, colour, linear, later, outside, start, changes }) => {
  const { stdout } = process
  const size = { columns: stdout.columns, rows: stdout.rows }
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const terminal: Terminal = {
    suspend: async (away) => away(),
    unmount: () => process.stdin.setRawMode(false),
    paint: () => undefined,
  }
  // ink first: what it still draws must not land on the screen that was there before.
  const restore = (): void => {
    terminal.unmount()
    if (!linear) toTerminal(RESTORE)
  }
  let away: Promise<void> | undefined
  const session = new Session(
    new Pages(db, given),
    size,
    {
      ...outside,
      quit: end,
      // OSC 52: the terminal puts the text on its own clipboard, through ssh too.
      copy: (text) => toTerminal(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
      // Ctrl-Z twice, read at once, is one.
      suspend: () => {
        away ??= leave(terminal, linear).finally(() => (away = undefined))
      },
    },
    start === undefined ? undefined : at(start),
  )
  const unfollow = changes((renewed) => (renewed ? session.renewed() : session.told()))
  const waiting = setTimeout(() => void later().then(() => session.learnt()), LATER)
  process.once('exit', restore)
  // A terminal that is closed takes the sitting with it. 128 + signal number.
  process.once('SIGHUP', () => process.exit(129))
  // What goes wrong between two drawings ends the sitting as what goes wrong in one: with the terminal given back first.
  let broken: Error | undefined
  const breaks = (error: unknown): void => {
    broken ??= error instanceof Error ? error : new Error(String(error))
    end()
  }
  process.on('uncaughtException', breaks)
  process.on('unhandledRejection', breaks)
  try {
    await (linear ? speak(session, ended) : draw(session, colour, ended, terminal))
    if (broken !== undefined) throw broken
  } catch (error) {
    throw new Error(
      `the screen broke off by an error of its own (${error instanceof Error ? error.message : String(error)}); the case is as it was: start it again; anachron --debug tui shows where`,
      { cause: error },
    )
  } finally {
    restore()
    process.removeListener('exit', restore)
    process.off('uncaughtException', breaks)
    process.off('unhandledRejection', breaks)
    unfollow()
    clearTimeout(waiting)
  }
  return session.ended
}

/** What ink gives once it is there: it lets go of the terminal while something else has it. */
interface Terminal {
  suspend: (away: () => Promise<void>) => Promise<void>
  unmount: () => void
  /** Draws the whole frame. */
  paint: () => void
}

/** Stops the process as Ctrl-Z does, the terminal as it was before; goes on when the shell says so. */
async function leave(terminal: Terminal, linear: boolean): Promise<void> {
  await terminal.suspend(
    () =>
      new Promise((resolve) => {
        const back = (): void => {
          clearTimeout(waiting)
          process.off('SIGCONT', back)
          if (!linear) toTerminal(TAKE + MOUSE_ON)
          terminal.paint()
          resolve()
        }
        // Where no shell could continue it, the system does not stop a process (POSIX, orphaned process groups): it goes on by itself.
        const waiting = setTimeout(back, LATER)
        process.once('SIGCONT', back)
        if (!linear) toTerminal(RESTORE)
        process.stdin.setRawMode(false)
        process.kill(process.pid, 'SIGTSTP')
      }),
  )
  if (linear) process.stdin.setRawMode(true)
}

async function draw(session: Session, colour: Colour, ended: Promise<void>, terminal: Terminal): Promise<void> {
  const painter = new Painter((text) => void process.stdout.write(text), colour)
  const paint = (anew: boolean): void => {
    if (anew) painter.forget()
    painter.paint(session.frame().lines)
  }
  terminal.paint = () => paint(true)
  // First: what is typed from now on waits for ink, unseen. Before that the terminal writes it down itself, and must not do so here.
  process.stdin.setRawMode(true)
  toTerminal(TAKE + MOUSE_ON)
  terminal.paint()
  // Loaded behind the first frame: ink is some hundred files, the half of a start.
  const { start } = await import('./app.ts')
  const letGo = takeMouse(process.stdin, session)
  const ink = start({
    session,
    paint,
    ready: (suspend) => void (terminal.suspend = suspend),
  })
  terminal.unmount = ink.unmount
  try {
    await Promise.race([ended, ink.waitUntilExit()])
  } finally {
    ink.unmount()
    letGo()
  }
}
