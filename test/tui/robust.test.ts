// However a sitting ends, the terminal is as it was: a crash at a key or in a drawing, signals; and a case that cannot be read is one clear line.
import { spawnSync } from 'node:child_process'
import { copyFileSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openCase } from '../../src/case/open.ts'
import { generateCase } from '../../scripts/generate-case.ts'
import { MAIN, REPOSITORY, anachron, emptyFolder } from '../end-to-end/program.ts'
import { Tmux, tmuxFor } from '../../scripts/tmux.ts'

const folder = emptyFolder()
const file = join(folder, 'small.anachron')
const open: Tmux[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.end()
})

beforeAll(() => generateCase(file, 400, 10))

/** A shell line in a terminal; what is printed after it tells how it ended. */
function shell(line: string): Tmux {
  const tmux = new Tmux(100, 30, `echo before; env CI=false NO_COLOR=1 ${line}; echo ended $?; sleep 60`)
  open.push(tmux)
  return tmux
}
const tui = (path: string): string => `${process.execPath} ${MAIN} tui ${path}`

/** The screen drawn by the program itself, with one thing that throws when a key has been pressed. */
function crashing(where: 'key' | 'drawing' | 'later'): string {
  const driver = join(folder, `crash-${where}.mjs`)
  const dist = join(REPOSITORY, 'dist/src')
  writeFileSync(
    driver,
    `import Database from ${JSON.stringify(join(REPOSITORY, 'node_modules/better-sqlite3/lib/index.js'))}
import { show } from ${JSON.stringify(join(dist, 'tui/show.js'))}
process.env.NODE_ENV = 'production'
const db = new Database(${JSON.stringify(file)})
let keys = 0
const crash = () => { throw new Error('crash at a ${where}') }
const given = { get name() { return keys > 0 && ${JSON.stringify(where)} === 'drawing' ? crash() : 'small' } }
const lost = () => {
  keys++
  if (${JSON.stringify(where)} === 'later') setTimeout(crash, 10)
  return ${JSON.stringify(where)} === 'key' ? crash() : undefined
}
try {
  await show({ db, given, colour: 'none', linear: false, later: async () => {}, changes: () => () => {}, outside: { write() {}, openRaw: async () => {}, lost } })
} catch (error) { console.error('told: ' + error.message); process.exit(2) }`,
  )
  return `${process.execPath} ${driver}`
}

describe.runIf(tmuxFor('test/tui/robust.test.ts'))('the terminal is given back', { timeout: 240_000 }, () => {
  test.each(['key', 'drawing', 'later'] as const)('after a crash at a %s: one line says so', async (where) => {
    const tmux = shell(crashing(where))
    await tmux.until(/›/)
    tmux.type('j')
    const screen = await tmux.until(/ended 2/)
    expect(screen).toMatch(/^before\n/)
    expect(screen.replace(/\n/g, ' ')).toContain(
      `told: the screen broke off by an error of its own (crash at a ${where})`,
    )
    expect(screen).not.toContain('›')
    expect(tmux.modes()).toEqual({ alternate: false, cursor: true, mouse: false })
  })

  test.each([
    ['SIGTERM', /ended 143/],
    ['SIGINT', /ended 130/],
    ['SIGHUP', /ended 129/],
  ] as const)('after %s', async (signal, ends) => {
    const tmux = shell(tui(file))
    await tmux.until(/›/)
    const pids = spawnSync('pgrep', ['-f', `${MAIN} tui ${file}$`], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
    for (const pid of pids) spawnSync('kill', [`-${signal}`, pid])
    const screen = await tmux.until(ends)
    expect(screen).toMatch(/^before\n/)
    expect(tmux.modes()).toEqual({ alternate: false, cursor: true, mouse: false })
  })

  test('after Ctrl-C, as after q', async () => {
    const tmux = shell(tui(file))
    await tmux.until(/›/)
    tmux.type('C-c')
    expect(await tmux.until(/ended 0/)).toMatch(/^before\n/)
    expect(tmux.modes()).toEqual({ alternate: false, cursor: true, mouse: false })
  })
})

/** A copy of the case with four bytes of its header changed (sqlite.org/fileformat.html, 1.3). */
function copyWith(name: string, offset: number, bytes: Uint8Array): string {
  const copy = join(folder, name)
  copyFileSync(file, copy)
  const fd = openSync(copy, 'r+')
  writeSync(fd, bytes, 0, bytes.length, offset)
  return copy
}

describe.runIf(tmuxFor('test/tui/robust.test.ts, cases'))('a case that cannot be shown', { timeout: 240_000 }, () => {
  test('is one clear line with the way out, whatever is wrong with it', async () => {
    const cases = [
      copyWith('newer.anachron', 60, Uint8Array.of(0, 0, 0, 99)),
      copyWith('damaged.anachron', 4_096, new Uint8Array(statSync(file).size - 4_096).fill(0x41)),
      copyWith('header.anachron', 0, new Uint8Array(16)),
      join(folder, 'missing.anachron'),
      join(folder, 'nowhere.eml'),
    ]
    const tmux = new Tmux(
      200,
      30,
      `${cases.map((path) => `${tui(path)}; echo ended $?`).join('; ')}; echo over; sleep 60`,
    )
    open.push(tmux)
    const lines = (await tmux.until(/over/)).split('\n').filter((line) => line.trim() !== '')
    expect(lines).toHaveLength(cases.length * 2 + 1)
    for (const [n, says] of [
      /a case of version 99, this program reads version \d+; use the program that made it or ingest the evidence anew/,
      /the case is damaged \(.*\); restore a copy or ingest the evidence anew/,
      /not an Anachron case; give another file/,
      /there is no such case; create it with/,
      /does not exist; give a case, or files and folders to examine/,
    ].entries()) {
      expect(lines[n * 2]).toMatch(/^anachron: /)
      expect(lines[n * 2]).toMatch(says)
      expect(lines[n * 2 + 1]).toBe('ended 2')
    }
  })

  test('without a terminal it says what to use instead', async () => {
    const { exit, stderr } = await anachron(['tui', file])
    expect(exit).toBe(2)
    expect(stderr).toBe('anachron: tui needs a terminal; use anachron report or anachron timeline instead\n')
  })

  test('while another run writes it, it is shown read-only and says so; when that run ends, notes can be written', async () => {
    const writer = openCase(file, 'write')
    const tmux = shell(tui(file))
    expect(await tmux.until(/›/)).toMatch(/\[read-only\][\s\S]*another run of anachron is writing this case/)
    tmux.type('j')
    tmux.type('#')
    tmux.type('x')
    tmux.type('Enter')
    await tmux.until(/another run of anachron[\s\S]*another run of anachron/)
    writer.close()
    await tmux.until(/small\.anachron ›/)
    for (const key of ['#', 'x', 'Enter']) tmux.type(key)
    await tmux.until(/noted: tag x/)
    tmux.type('q')
    await tmux.until(/ended 0/)
  })
})
