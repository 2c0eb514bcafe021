// A program behind a real pseudo-terminal (util-linux `script`): keys go in, and the time to the end of the frame that answers is taken.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { getPriority } from 'node:os'

/** The end of a frame: the cursor goes home, and the synchronized update (mode 2026 of the terminals' working group) is over. */
const FRAME_END = '\u001b[H\u001b[?2026l'
/** Output that stands still for so long, in milliseconds, is at its end. */
const STILL = 250
/** Milliseconds without any answer after which a measurement is broken off. */
const NO_ANSWER = 20_000

/** What a process has used of the machine, in milliseconds: its main thread's processor time, and how long it waited for a processor. */
export interface Used {
  readonly ran: number
  readonly waited: number
}

/**
 * Linux weighs a niceness only against processes of the same session where sched_autogroup_enabled is set (sched(7)), and `script`
 * begins a session: the niceness of this process is given to the session's group.
 */
const withNiceness = (): string =>
  existsSync('/proc/self/autogroup') ? `echo ${getPriority()} > /proc/$$/autogroup 2>/dev/null; ` : ''

export class PseudoTerminal {
  readonly #child
  readonly #pidFile: string
  #text = ''
  #frames = 0
  #waiting: (() => void) | undefined
  #exit: number | null | undefined
  readonly started = performance.now()

  /** `command` becomes the program itself (`exec`); `folder` takes a file with its process id. */
  constructor(command: string, size: { readonly columns: number; readonly rows: number }, folder: string) {
    this.#pidFile = `${folder}/pid`
    if (existsSync('/proc/self/autogroup')) {
      try {
        writeFileSync('/proc/self/autogroup', String(getPriority()))
      } catch {
        // Not allowed: the load printed beside the figures says what they are worth.
      }
    }
    const run = `${withNiceness()}stty cols ${size.columns} rows ${size.rows}; echo $$ > ${this.#pidFile}; exec ${command}`
    this.#child = spawn('script', ['-qfec', run, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#child.stdout.setEncoding('utf8')
    this.#child.stdout.on('data', (chunk: string) => {
      this.#text = (this.#text + chunk).slice(-400_000)
      this.#frames += chunk.split(FRAME_END).length - 1
      this.#waiting?.()
    })
    const kill = (): void => void this.#child.kill()
    process.once('exit', kill)
    this.#child.once('exit', (code) => {
      this.#exit = code
      process.off('exit', kill)
      this.#waiting?.()
    })
  }

  /** How the program ended; undefined: it runs, null: by a signal. */
  get exit(): number | null | undefined {
    return this.#exit
  }

  /** Frames drawn so far. */
  get frames(): number {
    return this.#frames
  }

  /** Milliseconds until something holds. */
  async until(done: () => boolean): Promise<number> {
    const start = performance.now()
    while (!done()) {
      if (performance.now() - start > NO_ANSWER)
        throw new Error(`nothing came within ${NO_ANSWER} ms; the screen ends with ${this.#text.slice(-500)}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50)
        this.#waiting = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return performance.now() - start
  }

  /** Whether a frame that has come to its end showed a text. */
  shows = (text: string): boolean => this.#frames > 0 && this.#text.includes(text)

  /** Milliseconds from a key to the end of the frame that answers it. The key must change what is shown. */
  async key(keys: string): Promise<number> {
    const before = this.#frames
    this.#child.stdin.write(keys)
    return await this.until(() => this.#frames > before || this.#exit !== undefined)
  }

  send(keys: string): void {
    this.#child.stdin.write(keys)
  }

  async still(): Promise<void> {
    for (let frames = -1; frames !== this.#frames;) {
      frames = this.#frames
      await new Promise((resolve) => setTimeout(resolve, STILL))
    }
  }

  #proc = (file: string): string => {
    const pid = readFileSync(this.#pidFile, 'utf8').trim()
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  }

  used(): Used {
    const [ran = 0, waited = 0] = this.#proc('schedstat').split(' ').map(Number)
    return { ran: ran / 1e6, waited: waited / 1e6 }
  }

  /** The most memory it ever held, in MB. */
  peakMemory = (): number => Number(/VmHWM:\s*(\d+) kB/.exec(this.#proc('status'))?.[1]) / 1024

  async quit(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.stdin.write('q')
    await ended
  }
}
