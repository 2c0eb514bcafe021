// Every screen in a real terminal (tmux), by keys typed as a person would, on the disputed ledger: compared with committed screens.
// `UPDATE_SCREENS=1 npx vitest run test/tui/terminal.test.ts` writes them anew. Left out, with a line that says so, where there is no tmux.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Tmux, tmuxFor } from '../../scripts/tmux.ts'
import { MAIN, REPOSITORY, SAMPLES, anachron, emptyFolder } from '../end-to-end/program.ts'

const hasTmux = tmuxFor('test/tui/terminal.test.ts')

const SCREENS = join(REPOSITORY, 'test/tui/screens')
const SIZES = [
  [80, 24],
  [120, 40],
  [200, 60],
] as const
const LOOKS = [
  { colours: 'no colour', variables: 'NO_COLOR=1', paints: /^$/ },
  { colours: 'sixteen colours', variables: 'FORCE_COLOR=1', paints: /\[(?:\d;)*[39][1-6]m$/ },
  { colours: '256 colours', variables: 'FORCE_COLOR=2', paints: /38;5;\d+m$/ },
] as const
/** What is typed for each screen, and a text that stands there when it is drawn. */
const WAYS = [
  ['findings', [], 'finding'],
  ['proof', ['Enter'], 'What stands there'],
  ['artifact', ['Enter', 'a'], 'Findings ('],
  ['raw', ['Enter', 'a', 'w'], 'the hash that the case holds'],
  ['timeline', ['2'], 'what it says'],
  ['evidence', ['3'], 'examined whole'],
  ['order', ['/', 'o', 'r', 'd', 'e', 'r', 'Enter', 'S'], 'places in the order of writing'],
  ['run', ['R'], 'What the last analysis changed'],
  ['help', ['?'], 'Keys of Findings'],
  ['coverage', ['4'], 'The absence of a finding'],
  ['compare', ['c', 'G', 'c'], 'alike'],
  ['palette', ['C-p'], 'zoom|group by'],
] as const

const escaped = (text: string): RegExp => new RegExp(text.replace(/[()]/g, '\\$&'))
/** The file system's times are those of this checkout: all become one, so that a screen looks alike on every day. */
function stampFiles(file: string): void {
  const db = new Database(file)
  const at = Date.UTC(2026, 10, 21) * 1000
  db.prepare(
    `UPDATE event SET nominal = ?, earliest = ?, latest = ?
     WHERE (root, clock) IN (SELECT root, id FROM clock WHERE kind = 'filesystem')`,
  ).run(at, at, at)
  db.close()
}
/** Without the blanks that fill lines. */
const steady = (screen: string): string => screen.replace(/[ \t]+$/gm, '').trimEnd() + '\n'

describe.runIf(hasTmux)('in a real terminal', { timeout: 240_000 }, () => {
  const folder = emptyFolder()
  const file = join(folder, 'ledger.anachron')
  const open: Tmux[] = []
  beforeAll(async () => {
    const ran = await anachron([
      'scan',
      join(SAMPLES, 'disputed-ledger'),
      '--case',
      file,
      '--report',
      join(folder, 'report'),
    ])
    expect(ran.stderr).toBe('')
    stampFiles(file)
    mkdirSync(SCREENS, { recursive: true })
  }, 120_000)
  afterAll(() => {
    for (const one of open) one.end()
  })
  const start = (columns: number, rows: number, variables = '', shown = file): Tmux => {
    const tmux = new Tmux(
      columns,
      rows,
      `env CI=false ${variables} ${process.execPath} ${MAIN} tui ${shown}; echo ended $?; sleep 60`,
    )
    open.push(tmux)
    return tmux
  }

  test.concurrent.each(SIZES.flatMap(([columns, rows]) => LOOKS.map((look) => ({ columns, rows, ...look }))))(
    'each screen at $columns by $rows with $colours is the committed one',
    async ({ columns, rows, variables, paints }) => {
      // A case of its own: where another screen writes its counts, this one would open it read-only.
      const own = join(folder, `${columns} ${variables}`)
      mkdirSync(own)
      copyFileSync(file, join(own, 'ledger.anachron'))
      const tmux = start(columns, rows, variables, `'${join(own, 'ledger.anachron')}'`)
      await tmux.until(/›/)
      for (const [name, keys, stands] of WAYS) {
        for (const key of ['1', 'g', 'j', ...keys]) {
          tmux.type(key)
          await new Promise((resolve) => setTimeout(resolve, 150))
        }
        const screen = steady(await tmux.until(stands === 'zoom|group by' ? /group by/ : escaped(stands)))
        const golden = join(SCREENS, `${name}.${columns}x${rows}.txt`)
        if (process.env['UPDATE_SCREENS'] === '1' || !existsSync(golden)) writeFileSync(golden, screen)
        expect(screen, `${name} at ${columns} by ${rows}`).toBe(readFileSync(golden, 'utf8'))
        expect(/\u001b\[[\d;]*[39][0-8][\d;]*m/.exec(tmux.text(true))?.[0] ?? '', `colours of ${name}`).toMatch(paints)
        tmux.type('Escape')
      }
      tmux.type('q')
      expect(await tmux.until(/ended 0/)).not.toContain('›')
    },
  )

  test('the mouse: a click puts the cursor there, the wheel moves it, a click on it opens', async () => {
    const tmux = start(100, 30)
    await tmux.until(/2 of \d+/)
    tmux.send('\u001b[<0;10;9M\u001b[<0;10;9m')
    await tmux.until(/ 6 of \d+/)
    tmux.send('\u001b[<65;10;9M')
    await tmux.until(/ 9 of \d+/)
    tmux.send('\u001b[<64;10;9M')
    await tmux.until(/ 6 of \d+/)
    tmux.send('\u001b[<0;10;9M')
    await tmux.until(/› Proof/)
    tmux.type('q')
    await tmux.until(/ended 0/)
  })

  test('for a screen reader each change is written below; Escape and a key that come together are both', async () => {
    const tmux = start(100, 30, '', `${file} --screen-reader`)
    await tmux.until(/Findings\. /)
    tmux.type('/')
    await tmux.until(/Search:/)
    tmux.send('\u001b2')
    const spoken = await tmux.until(/Timeline\. /)
    expect(spoken.indexOf('Findings.')).toBeLessThan(spoken.indexOf('Timeline.'))
    tmux.type('q')
    await tmux.until(/ended 0/)
  })

  test('a case deleted underneath ends the sitting with one clear line, the terminal as it was', async () => {
    const away = join(folder, 'away.anachron')
    copyFileSync(file, away)
    const tmux = start(100, 30, '', away)
    await tmux.until(/›/)
    rmSync(away)
    tmux.type('j')
    const screen = await tmux.until(/ended 2/)
    expect(screen.replace(/\n/g, ' ')).toContain('the case was deleted or moved while it was open')
    expect(screen).not.toContain('›')
  })

  test('Ctrl-Z gives the terminal back, fg goes on where it was', async () => {
    const tmux = new Tmux(100, 30, 'env CI=false bash --norc --noprofile -i')
    open.push(tmux)
    // A key that comes before the shell's prompt may be lost.
    await tmux.until(/[#$]\s*$/)
    tmux.type(`${process.execPath} ${MAIN} tui ${file}`)
    tmux.type('Enter')
    await tmux.until(/›/)
    tmux.type('j')
    await tmux.until(/3 of \d+/)
    tmux.type('C-z')
    expect(await tmux.until(/Stopped[\s\S]*[#$]\s*$/)).not.toContain('›')
    tmux.type('fg')
    tmux.type('Enter')
    await tmux.until(/3 of \d+/)
    tmux.type('q')
    expect(await tmux.until(/[#$]\s*$/)).not.toContain('›')
  })
})
