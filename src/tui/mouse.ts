/**
 * The mouse, in the SGR form of reports (xterm control sequences, "Extended coordinates"). Reports are taken out of what the terminal
 * sends before ink reads it: ink 8 throws away every sequence that is no key.
 */
import type { Session } from './session.ts'

const REPORT = /\u001b\[<(\d+);\d+;(\d+)([Mm])/g
/** The first part of a report; the other comes with the next read. */
const BEGUN = /\u001b\[<[\d;]*$/
/** Longer than any report: what claims to be one and does not end is passed on. */
const LONGEST = 32

/** Hands a session its mouse until the returned function is called; everything else is read as before. */
export function takeMouse(stdin: Pick<NodeJS.ReadStream, 'read'>, session: Pick<Session, 'mouse'>): () => void {
  const read = stdin.read.bind(stdin)
  let begun = ''
  stdin.read = (size?: number): unknown => {
    const chunk: unknown = read(size)
    if (typeof chunk !== 'string') return chunk
    const text = begun + chunk
    begun = BEGUN.exec(text)?.[0] ?? ''
    if (begun.length > LONGEST) begun = ''
    return text.slice(0, text.length - begun.length).replace(REPORT, (_, button: string, row: string, end: string) => {
      report(session, button, Number(row) - 1, end)
      return ''
    })
  }
  return () => void (stdin.read = read)
}

function report(session: Pick<Session, 'mouse'>, button: string, row: number, end: string): void {
  if (button === '64') session.mouse('wheel-up', row)
  else if (button === '65') session.mouse('wheel-down', row)
  else if (button === '0' && end === 'M') session.mouse('click', row)
}
