// `npm run bench:tui [EVENTS] [FINDINGS]`: the examiner's screen on a generated case, driven by keys through a real pseudo-terminal
// (util-linux `script`): time to the first screen, key to screen in every list, search, filter, and the peak of its memory.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateCase } from './generate-case.ts'

const root = join(import.meta.dirname, '..')
const events = Number(process.argv[2] ?? 5_000_000)
const findings = Number(process.argv[3] ?? 20_000)
const SIZE = { columns: 160, rows: 50 }

if (spawnSync('script', ['--version']).status !== 0) {
  console.log('bench:tui: left out, because there is no util-linux `script` here to give a pseudo-terminal')
  process.exit(0)
}

const folder = mkdtempSync(join(tmpdir(), 'anachron-bench-tui-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** The end of a frame: ink draws each as one synchronized update (the terminal working group's mode 2026). */
const FRAME_END = '\u001b[?2026l'
/** Output that stands still for so long, in milliseconds, is at its end. */
const STILL = 250

class Terminal {
  readonly #child
  #text = ''
  #frames = 0
  #waiting: (() => void) | undefined
  readonly started = performance.now()

  constructor(file: string) {
    const node = join(root, 'node_modules/.bin/node')
    const run = `stty cols ${SIZE.columns} rows ${SIZE.rows}; echo $$ > ${folder}/pid; exec ${node} ${join(root, 'dist/src/main.js')} tui ${file}`
    this.#child = spawn('script', ['-qfec', run, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, CI: 'false' },
    })
    this.#child.stdout.setEncoding('utf8')
    this.#child.stdout.on('data', (chunk: string) => {
      this.#text = (this.#text + chunk).slice(-400_000)
      this.#frames += chunk.split(FRAME_END).length - 1
      this.#waiting?.()
    })
  }

  async until(done: () => boolean, limit = 8_000): Promise<number> {
    const start = performance.now()
    while (!done()) {
      if (performance.now() - start > limit)
        throw new Error(`nothing came within ${limit} ms; the screen ends with ${this.#text.slice(-500)}`)
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

  shows = (text: string): boolean => this.#text.includes(text)

  /** Milliseconds from a key to the end of the frame that answers it. */
  async key(keys: string): Promise<number> {
    const before = this.#frames
    this.#child.stdin.write(keys)
    return await this.until(() => this.#frames > before)
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

  async quit(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.stdin.write('q')
    await ended
  }
}

const percentile = (list: readonly number[], p: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))] ?? NaN
const ms = (n: number): string => `${n.toFixed(0).padStart(5)} ms`
const say = (what: string, list: readonly number[], goal: number): void => {
  const p95 = percentile(list, 0.95)
  console.log(
    `${what.padEnd(46)} median ${ms(percentile(list, 0.5))}  95 % ${ms(p95)}  most ${ms(Math.max(...list))}  ${p95 <= goal ? 'within' : 'BEYOND'} ${goal} ms  n=${list.length}`,
  )
}

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}, ${SIZE.columns}×${SIZE.rows}`,
)
const file = join(folder, 'generated.anachron')
const start = performance.now()
generateCase(file, events, findings)
console.log(
  `case of ${events.toLocaleString('en')} events and ${findings.toLocaleString('en')} findings, ${(statSync(file).size / 1e6).toFixed(0)} MB, made in ${((performance.now() - start) / 1000).toFixed(0)} s`,
)

const first: number[] = []
for (let n = 0; n < 5; n++) {
  const terminal = new Terminal(file)
  await terminal.until(() => terminal.shows('findings:'))
  first.push(performance.now() - terminal.started)
  await terminal.still()
  await terminal.quit()
}
say('first screen, process start included', first, 1_000)

const terminal = new Terminal(file)
await terminal.until(() => terminal.shows('findings:'))
await terminal.still()

/** Processor time that the screen's process has used, in milliseconds: what a busy machine does not stretch. */
function cpuOf(): number {
  const stat =
    readFileSync(`/proc/${readFileSync(join(folder, 'pid'), 'utf8').trim()}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  return (Number(stat[11]) + Number(stat[12])) * 10
}

/** Presses each key some times and takes the time of each. */
async function press(keys: readonly string[], times: number): Promise<readonly number[]> {
  const taken: number[] = []
  const before = cpuOf()
  for (let n = 0; n < times; n++) taken.push(await terminal.key(keys[n % keys.length] ?? ''))
  console.log(`${''.padEnd(40)} ${((cpuOf() - before) / times).toFixed(1).padStart(6)} ms of processor time a key`)
  await terminal.still()
  return taken
}

const PAGE_DOWN = '\u001b[6~'
const LISTS = [
  ['findings', '1'],
  ['timeline', '2'],
  ['evidence', '3'],
  ['coverage', '4'],
] as const
for (const [name, key] of LISTS) {
  await terminal.key(key).catch(() => 0)
  await terminal.still()
  say(`${name}: a line on`, await press(['j', 'k'], 60), 50)
  say(`${name}: a screen on`, await press([PAGE_DOWN, PAGE_DOWN, '\u001b[5~'], 45), 50)
  say(`${name}: last and first line`, await press(['G', 'g'], 20), 50)
}
await terminal.key('1')
await terminal.key('j')
say('findings: into the proof and back', await press(['\r', 'h'], 40), 50)
say('findings: other order, other group', await press(['o', 'b'], 20), 300)
await terminal.key('2')
await terminal.still()
say('timeline: into the artifact and back', await press(['\r', '\u007f'], 40), 50)
say('timeline: next anomaly', await press(['e', 'e', 'e', 'E'], 40), 50)
say('timeline: zoom in, zoom out', await press(['+', '+', '+', '-', '-', '-'], 36), 300)
say('timeline: a bar of the histogram on', await press(['l', 'l', 'h'], 30), 50)

async function answers(open: string, texts: readonly string[]): Promise<readonly number[]> {
  const taken: number[] = []
  for (const text of texts) {
    await terminal.key(open)
    // What is proposed there is taken away; where nothing is, nothing is drawn.
    terminal.send('\u0015')
    await terminal.still()
    await terminal.key(text)
    taken.push(await terminal.key('\r'))
    await terminal.still()
  }
  return taken
}
say(
  'timeline: go to a time',
  await answers('t', ['2004-03', '2016-07-09', '2011', '2019-12-04T10:00:00Z', '2001']),
  300,
)
say('timeline: search, first answer', await answers('/', ['invoice 4711', 'relay-3', 'row.recorded', '999983']), 300)
await terminal.key('\u001b')
say(
  'timeline: filter, first answer',
  await answers('f', [
    'kind: email.received',
    'clock: camera',
    'kind: db.row.recorded, artifact: row',
    'text: 77777',
    'with: {email.mailer|contains: Post 7}',
  ]),
  300,
)
await terminal.key('F')
await terminal.key('1')
say('findings: search', await answers('/', ['row 1999', 'copy', 'mail-00017']), 300)
say(
  'findings: filter',
  await answers('f', ['level|gte: medium', 'rule: rows-out-of-order', 'evidence|contains: mail-0001']),
  300,
)

const pid = readFileSync(join(folder, 'pid'), 'utf8').trim()
const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
console.log(
  `peak of its memory ${Math.round(Number(peak) / 1024)} MB  ${Number(peak) / 1024 <= 300 ? 'within' : 'BEYOND'} 300 MB`,
)
await terminal.quit()
