// `npm run bench:tui [EVENTS] [FINDINGS]`: the examiner's screen on a generated case, driven by keys through a real pseudo-terminal:
// time to the first screen, key to screen in every list, search, filter, and the peak of its memory. Beside each figure stand the
// processor time of the program and how long it waited for a processor: what a busy machine adds is not the program's.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateCase } from './generate-case.ts'
import { PseudoTerminal, type Used } from './pseudo-terminal.ts'

const root = join(import.meta.dirname, '..')
const events = Number(process.argv[2] ?? 5_000_000)
const findings = Number(process.argv[3] ?? 20_000)
const SIZE = { columns: 160, rows: 50 }
const STARTS = 9
/** Goals in milliseconds, at the 95th percentile. */
const [FIRST, KEY, ANSWER, MEMORY] = [1_000, 50, 300, 300]

if (spawnSync('script', ['--version']).status !== 0) {
  console.log('bench:tui: left out, because there is no util-linux `script` here to give a pseudo-terminal')
  process.exit(0)
}

const folder = mkdtempSync(join(tmpdir(), 'anachron-bench-tui-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const percentile = (list: readonly number[], p: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))] ?? NaN
const ms = (n: number): string => `${n.toFixed(n < 10 ? 1 : 0).padStart(5)} ms`

interface Taken {
  readonly times: readonly number[]
  /** A key; absent where it cannot be told from what goes on besides. */
  readonly used?: Used
}

function say(what: string, { times, used }: Taken, goal: number, memory?: number): void {
  const p95 = percentile(times, 0.95)
  console.log(
    [
      what.padEnd(46),
      `median ${ms(percentile(times, 0.5))}`,
      `95 % ${ms(p95)}`,
      `most ${ms(Math.max(...times))}`,
      `${p95 <= goal ? 'within' : 'BEYOND'} ${goal} ms`.padEnd(15),
      used === undefined ? ''.padEnd(29) : `ran ${ms(used.ran)}  waited ${ms(used.waited)}`,
      memory === undefined ? '' : `peak ${Math.round(memory)} MB`,
      `n=${times.length}`,
      `load ${loadavg()[0]?.toFixed(1) ?? ''}`,
    ].join('  '),
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

const open = (): PseudoTerminal =>
  new PseudoTerminal(
    `${join(root, 'node_modules/.bin/node')} ${join(root, 'dist/src/main.js')} tui ${file}`,
    SIZE,
    folder,
  )
const STANDS = 'findings:'

/** Takes some times, and what they cost the program on average. */
async function taken(on: PseudoTerminal, times: number, one: (n: number) => Promise<number>): Promise<Required<Taken>> {
  const list: number[] = []
  const before = on.used()
  for (let n = 0; n < times; n++) list.push(await one(n))
  const after = on.used()
  return {
    times: list,
    used: { ran: (after.ran - before.ran) / times, waited: (after.waited - before.waited) / times },
  }
}

/** Starts the program some times: until its first screen stands, and until it answers a key pressed at that moment. */
async function starts(): Promise<void> {
  const [first, answered]: [number[], number[]] = [[], []]
  const used = { ran: 0, waited: 0 }
  for (let n = 0; n < STARTS; n++) {
    const terminal = open()
    await terminal.until(() => terminal.shows(STANDS))
    first.push(performance.now() - terminal.started)
    const { ran, waited } = terminal.used()
    used.ran += ran / STARTS
    used.waited += waited / STARTS
    answered.push(await terminal.key('j'))
    await terminal.still()
    await terminal.quit()
  }
  say('first screen, process start included', { times: first, used }, FIRST)
  say('a key pressed at that moment', { times: answered }, FIRST)
}
await starts()

const terminal = open()
await terminal.until(() => terminal.shows(STANDS))
// What is loaded behind the first screen is there: two keys that were waiting for it and undo one another would draw nothing.
await terminal.key('j')
await new Promise((resolve) => setTimeout(resolve, 3_000))
await terminal.still()

/** Presses keys in turn. Each changes what is shown, wherever the turn stands. */
async function press(what: string, keys: readonly string[], times: number, goal = KEY): Promise<void> {
  say(what, await taken(terminal, times, (n) => terminal.key(keys[n % keys.length] ?? '')), goal, terminal.peakMemory())
  await terminal.still()
}

/**
 * Types each text into the line that a key opens; the time is that from Enter to the first answer. What the text before began is
 * ended first: a filter by F, a search by the next one.
 */
async function answers(what: string, key: string, texts: readonly string[]): Promise<void> {
  const times: number[] = []
  const used = { ran: 0, waited: 0 }
  for (const text of texts) {
    if (key === 'f') terminal.send('F')
    await terminal.still()
    await terminal.key(key)
    // What is proposed there is taken away; where nothing is, nothing is drawn.
    terminal.send('\u0015')
    await terminal.still()
    await terminal.key(text)
    const one = await taken(terminal, 1, () => terminal.key('\r'))
    times.push(...one.times)
    used.ran += one.used.ran / texts.length
    used.waited += one.used.waited / texts.length
  }
  say(what, { times, used }, ANSWER, terminal.peakMemory())
}

const [PAGE_DOWN, PAGE_UP] = ['\u001b[6~', '\u001b[5~']
const LISTS = [
  [
    'findings',
    '1',
    ['row 1999', 'copy', 'mail-00017', 'minutes later', 'relay-3', 'nowhere to be found', 'contradict'],
  ],
  ['timeline', '2', ['invoice 4711', 'relay-3', 'row.recorded', '999983', 'nowhere to be found', 'Date']],
  ['evidence', '3', ['mail-00017', 'company', '.eml', 'mail-19', 'nowhere to be found', '0007']],
  ['coverage', '4', ['rule-77', 'out-of-order', 'no zone', 'nowhere to be found', 'inconsistent']],
] as const
for (const [name, key, texts] of LISTS) {
  if (name !== 'findings') await terminal.key(key)
  await terminal.still()
  await press(`${name}: a line on`, ['j'], 100)
  await press(`${name}: a screen on`, [PAGE_DOWN, PAGE_UP], 60)
  await press(`${name}: last and first line`, ['G', 'g'], 40)
  await answers(`${name}: search, first answer`, '/', texts)
}
await terminal.key('1')
await press('findings: into the proof and back', ['\r', 'h'], 60)
await press('findings: other order, other group', ['o', 'b'], 40, ANSWER)
await terminal.key('2')
await press('timeline: into the artifact and back', ['\r', '\u007f'], 60)
terminal.send('2')
await terminal.still()
const lanes = await taken(terminal, 1, () => terminal.key('i'))
say('timeline: a lane a clock, the first time', lanes, ANSWER, terminal.peakMemory())
await press('timeline: lanes, bars, none', ['i', 'i', 'i'], 12, ANSWER)
await press('timeline: next anomaly', ['e', 'e', 'e', 'E'], 60)
await press('timeline: zoom in, zoom out', ['+', '+', '+', '-', '-', '-'], 36, ANSWER)
await press('timeline: a bar of the histogram on', ['l', 'l', 'h'], 60)
await answers('timeline: go to a time', 't', ['2004-03', '2016-07-09', '2011', '2019-12-04T10:00:00Z', '2001'])
await answers('timeline: filter, first answer', 'f', [
  'kind: email.received',
  'clock: camera',
  'kind: db.row.recorded, artifact: row',
  'with: {email.mailer|contains: Post 7}',
  'clock: relay',
  'text: 77777',
])
await press('timeline: a line on while a filter looks on', ['j', 'k'], 60)
terminal.send('F')
await terminal.still()
await terminal.key('1')
await answers('findings: filter, first answer', 'f', [
  'level|gte: medium',
  'rule: rows-out-of-order',
  'evidence|contains: mail-0001',
  'kind: email.date',
  'says: inconsistent',
  'minutes later',
])

const peak = terminal.peakMemory()
console.log(`peak of its memory ${Math.round(peak)} MB  ${peak <= MEMORY ? 'within' : 'BEYOND'} ${MEMORY} MB`)
await terminal.quit()
