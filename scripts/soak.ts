// Random keys at the examiner's screen behind a real pseudo-terminal: for `npm run soak:tui`, and a short one for the tests.
import type { Random } from '../samples/make/random.ts'
import { PseudoTerminal } from './pseudo-terminal.ts'

/** How a terminal sends the keys that have names. */
const SENT: Readonly<Record<string, string>> = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  home: '\u001b[H',
  end: '\u001b[F',
  return: '\r',
  escape: '\u001b',
  tab: '\t',
  backspace: '\u007f',
}
/** Every character of a keyboard, the keys with names, Ctrl with b, d, f, p, u and z; not those that end the sitting or write files. */
const KEYS: readonly string[] = [
  ...Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).filter((key) => key !== 'q' && key !== 'x'),
  ...Object.values(SENT),
  ...Object.values(SENT),
  ...['\u0002', '\u0004', '\u0006', '\u0010', '\u0015', '\u001a'],
]
const TEXTS = [
  'kind: ',
  'é',
  '帳',
  'pasted text',
  '\u001b[200~pasted\u001b[201~',
  '\u001b[999;5u',
  '\u001b[?62c',
  'level|gte: medium',
]
/** Keys after which the program must have answered. */
const ROUND = 50

/** Presses `keys` keys; throws where nothing answers any more. Returns how many frames were drawn. */
export async function soak(
  main: string,
  file: string,
  folder: string,
  size: { readonly columns: number; readonly rows: number },
  keys: number,
  random: Random,
): Promise<{ readonly frames: number }> {
  const open = async (): Promise<PseudoTerminal> => {
    const terminal = new PseudoTerminal(`env CI=false ${process.execPath} ${main} tui ${file}`, size, folder)
    await terminal.until(() => terminal.shows('findings:'))
    return terminal
  }
  let terminal = await open()
  let frames = 0
  let pressed: string[] = []
  for (let n = 0; n < keys; n++) {
    const what = random.next()
    const key =
      what < 0.8
        ? random.pick(KEYS)
        : what < 0.9
          ? random.pick(TEXTS)
          : `\u001b[<${random.pick([0, 64, 65])};${random.int(1, size.columns)};${random.int(1, size.rows)}M`
    pressed.push(key)
    terminal.send(key)
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (n % ROUND < ROUND - 1 && n < keys - 1) continue
    await answers(terminal, pressed)
    if (terminal.exit !== undefined) {
      // The palette and `:` quit, too.
      if (terminal.exit !== 0) throw new Error(`exit ${String(terminal.exit)} after ${JSON.stringify(pressed)}`)
      frames += terminal.frames
      terminal = await open()
    }
    pressed = []
  }
  await terminal.quit()
  return { frames: frames + terminal.frames }
}

/** Out of what is open: Esc leaves a line, the palette, a wait; help and its end are drawn on every screen. */
async function answers(terminal: PseudoTerminal, pressed: readonly string[]): Promise<void> {
  try {
    for (let n = 0; n < 2; n++) {
      terminal.send('\u001b')
      // Longer than the terminal library waits for the rest of a sequence.
      await new Promise((resolve) => setTimeout(resolve, 120))
    }
    await terminal.key('?')
  } catch (error) {
    throw new Error(`no answer after ${JSON.stringify(pressed)}`, { cause: error })
  }
}
