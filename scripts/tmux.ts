// A real terminal: a command in a window of tmux, typed at as a person would, read as it stands on the screen.
import { spawnSync } from 'node:child_process'

/** Whether there is tmux here; where there is none, one line says which tests are left out. */
export function tmuxFor(file: string): boolean {
  const isThere = spawnSync('tmux', ['-V']).status === 0
  if (!isThere) console.log(`${file}: left out, because there is no tmux here`)
  return isThere
}

let servers = 0

export class Tmux {
  readonly #socket = `anachron-${process.pid}-${++servers}`
  #run(...args: readonly string[]): string {
    return spawnSync('tmux', ['-L', this.#socket, ...args], { encoding: 'utf8' }).stdout
  }
  constructor(columns: number, rows: number, command: string) {
    this.#run('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), command)
  }
  type = (key: string): void => void this.#run('send-keys', key)
  /** Bytes as a terminal sends them: reports of the mouse. */
  send = (text: string): void =>
    void this.#run('send-keys', '-H', ...[...Buffer.from(text)].map((byte) => byte.toString(16)))
  text = (withColour = false): string => this.#run('capture-pane', '-p', ...(withColour ? ['-e', '-N'] : []))
  /** What a program may have left behind: the other screen, a hidden cursor, mouse reports. */
  modes(): { readonly alternate: boolean; readonly cursor: boolean; readonly mouse: boolean } {
    const [alternate, cursor, mouse] = this.#run('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag}')
      .trim()
      .split(' ')
    return { alternate: alternate === '1', cursor: cursor === '1', mouse: mouse === '1' }
  }
  end = (): void => void this.#run('kill-server')

  /** The screen once a text stands there and, if it is to be steady, nothing changes any more. */
  async until(wanted: RegExp, isSteady = true): Promise<string> {
    let last = ''
    for (let n = 0; n < 300; n++) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const now = this.text()
      if (wanted.test(now) && (now === last || !isSteady)) return now
      last = now
    }
    throw new Error(`${String(wanted)} did not come; the screen is:\n${last}`)
  }
}
