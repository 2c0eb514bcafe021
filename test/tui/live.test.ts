// The screen over a run: it opens at once and fills, is left in the middle and gone on with, and shows what a saved rule changes.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { ruleText } from '../analysis/helpers.ts'
import { TOO_EARLY, mail } from '../end-to-end/evidence.ts'
import { MAIN, anachron, emptyFolder, lay } from '../end-to-end/program.ts'
import { Tmux, tmuxFor } from '../../scripts/tmux.ts'

const folder = emptyFolder()
const mails = (name: string, count: number): string =>
  lay(
    join(folder, name),
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.eml`, mail(`m${i}`, i < 2 ? [TOO_EARLY] : [])])),
  )
const open: Tmux[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.end()
})
function start(...args: readonly string[]): Tmux {
  const tmux = new Tmux(
    110,
    34,
    `env CI=false NO_COLOR=1 ${process.execPath} ${MAIN} tui ${args.join(' ')}; echo ended $?; sleep 60`,
  )
  open.push(tmux)
  return tmux
}

describe.runIf(tmuxFor('test/tui/live.test.ts'))('the screen over a run', { timeout: 240_000 }, () => {
  test('opens before anything is read, tells how far it is, and leads to the findings', async () => {
    const file = join(folder, 'new', 'a.anachron')
    const tmux = start(mails('few', 12), '--case', file)
    const first = await tmux.until(/q ends it|→ 2 findings/)
    expect(first).toContain('a.anachron')
    await tmux.until(/→ 2 findings/)
    tmux.type('e')
    tmux.type('G')
    tmux.type('1')
    expect(await tmux.until(/Received before it was sent/)).not.toContain('[read-only]')
    tmux.type('q')
    await tmux.until(/ended 0/)
  })

  test('is left in the middle: it says how to go on, and the next run reads what is left', async () => {
    const paths = mails('many', 700)
    const file = join(folder, 'half.anachron')
    const tmux = start(paths, '--case', file)
    await tmux.until(/reading: [1-9]/, false)
    tmux.type('q')
    const screen = (await tmux.until(/ended 0/)).replace(/\n/g, '')
    expect(screen).toContain('ended before it was done')
    expect(screen).toContain(`to go on: anachron tui ${paths} --case ${file}`)
    expect(screen).not.toContain('›')
    const half = await anachron(['timeline', file, '--format', 'jsonl'])
    expect(half.exit).toBe(0)
    const scanned = await anachron(['scan', paths, '--case', file, '--report', join(folder, 'report')])
    expect(scanned.stdout).toContain('Evidence 700: 700 examined')
  })

  test('a rule that is saved is tried at once: what it changed is counted, listed and marked, with levels', async () => {
    const rules = join(folder, 'rules')
    mkdirSync(join(rules, 'email'), { recursive: true })
    const file = join(folder, 'watched.anachron')
    await anachron(['scan', mails('three', 3), '--case', file, '--report', join(folder, 'watched'), '--rules', rules])
    const tmux = start(file, '--rules', rules, '--watch')
    await tmux.until(/watching the rules: a rule that is saved/)
    const body = 'interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s}'
    writeFileSync(join(rules, 'email', 'own-order.yaml'), ruleText('own-order', body))
    const marked = await tmux.until(/\[new\] Rule own-order/)
    expect(marked).toContain('watching the rules: the last analysis 2 new')
    tmux.type('R')
    expect(await tmux.until(/What the last analysis changed/)).toMatch(/new +medium +Rule own-order/)
    writeFileSync(join(rules, 'email', 'own-order.yaml'), ruleText('own-order', body, { level: 'low' }))
    expect(await tmux.until(/2 changed/)).toMatch(/changed +medium → low +Rule own-order/)
    writeFileSync(join(rules, 'email', 'own-order.yaml'), 'no rule at all')
    await tmux.until(/a rule was saved that cannot be used/)
    tmux.type('q')
    await tmux.until(/ended 0/)
  })
})
