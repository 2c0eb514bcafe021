// The examiner's machine is not a quiet one: terminals are closed, disks are full, accounts have no name, a screen is open beside a run.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as rest } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openCase } from '../../src/case/open.ts'
import { detectorText } from '../analysis/own-detectors.ts'
import { mail, TOO_EARLY } from './evidence.ts'
import { anachron, emptyFolder, lay, MAIN, node } from './program.ts'

const folder = emptyFolder()
const evidence = lay(join(folder, 'evidence'), {
  ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.eml`, mail(`mail-${i}`, [TOO_EARLY])])),
})

describe('evidence is never written', () => {
  test('a report is refused that would be written over an examined file', async () => {
    const cwd = lay(join(folder, 'over'), { 'report.html': mail('named-as-a-report') })
    const { exit, stderr } = await anachron(['scan', 'report.html', '--report', '.'], { cwd })
    expect([exit, stderr]).toEqual([
      2,
      'anachron: report.html is examined and would be written over; choose another folder with --report\n',
    ])
    expect(readdirSync(cwd)).toEqual(['report.html'])
    expect(readFileSync(join(cwd, 'report.html'), 'utf8')).toBe(mail('named-as-a-report'))
  })
})

describe('a case that a screen holds open', () => {
  test('is verified with all that was written since the screen was opened', async () => {
    const path = join(folder, 'held.case')
    openCase(path, 'create').close()
    const screen = openCase(path, 'read')
    try {
      await anachron(['ingest', path, evidence])
      await anachron(['analyze', path])
      expect(await anachron(['verify', path])).toMatchObject({
        exit: 0,
        stdout: expect.stringContaining('findings  come out the same') as string,
      })
    } finally {
      screen.close()
    }
  })

  test('is not said to come out differently while another run writes it', async () => {
    const path = join(folder, 'written.case')
    await anachron(['ingest', path, evidence])
    await anachron(['analyze', path])
    const run = openCase(path, 'write')
    try {
      run.db.exec('DELETE FROM finding')
      const { exit, stdout } = await anachron(['verify', path])
      expect(stdout).toContain('findings  not compared: another run of anachron is writing this case')
      expect(exit).toBe(0)
    } finally {
      run.close()
    }
  })
})

describe('paths out of a folder of evidence', () => {
  test('nothing in a name that is complained of is a command to the terminal', async () => {
    const name = 'a\u001B[2Jb\nc.eml'
    const said = 'anachron: a‹U+001B›[2Jb‹U+000A›c.eml does not exist; check the path\n'
    expect(await anachron(['scan', name])).toMatchObject({ exit: 2, stderr: said })
    expect((await anachron(['report', 'a.case', name])).stderr).not.toContain('\u001B')
  })

  test('a link that leads nowhere is named, and the rest goes on', async () => {
    const cwd = lay(join(folder, 'links'), { 'a.eml': mail('beside-a-link') })
    symlinkSync('nowhere', join(cwd, 'link.eml'))
    const { exit, stdout, stderr } = await anachron(['scan', 'a.eml', 'link.eml'], { cwd })
    expect([exit, stderr]).toEqual([3, expect.stringContaining('link.eml: not-examined: symbolic link to nowhere')])
    expect(stdout).toContain('1 examined')
  })
})

describe('where the output goes', () => {
  const into = (redirection: string): readonly string[] => ['sh', '-c', `exec "$@" ${redirection}`, 'sh']
  test.runIf(existsSync('/dev/full'))('a full disk is one line, and no finding', async () => {
    const before = into('> /dev/full')
    expect(await anachron(['rules', 'list'], { before })).toEqual({
      exit: 2,
      stdout: '',
      stderr: 'anachron: the output cannot be written: no space is left on the disk\n',
    })
  })

  test.runIf(existsSync('/dev/full'))('the run goes on where nobody reads its messages', async () => {
    expect(await anachron(['scan', 'nowhere'], { before: into('2> /dev/full') })).toMatchObject({ exit: 2 })
  })

  test('an empty value of a flag is named', async () => {
    expect(await anachron(['scan', evidence, '--report', ''])).toMatchObject({
      exit: 2,
      stderr: 'anachron: --report is empty\n',
    })
  })

  test('a pipe in the place of a case is not waited for', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await anachron(['report', pipe])).toMatchObject({
      exit: 2,
      stderr: `anachron: ${pipe}: not a file; give another place for the case\n`,
    })
  }, 20_000)
})

test('an account without a name has a number', async () => {
  const nameless = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'
    os.userInfo = () => { throw new Error('uv_os_get_passwd returned ENOENT') }; syncBuiltinESMExports()`
  const loaded = ['--import', `data:text/javascript,${encodeURIComponent(nameless)}`]
  expect(await node([...loaded, MAIN, 'scan', 'nowhere'])).toMatchObject({
    exit: 2,
    stderr: 'anachron: nowhere does not exist; check the path\n',
  })
})

describe('a run that is ended leaves no private copy', () => {
  test.each([
    { args: ['scan', evidence], signal: 'SIGHUP' },
    { args: ['scan', evidence], signal: 'SIGINT' },
    { args: ['learn', evidence, '--into', join(folder, 'learnt')], signal: 'SIGTERM' },
  ] as const)('$args.0, $signal', async ({ args, signal }) => {
    const cwd = join(folder, `${args[0]}-${signal}`)
    const temporary = join(cwd, 'tmp')
    mkdirSync(temporary, { recursive: true })
    const copies = (): readonly string[] => readdirSync(temporary).filter((name) => name.startsWith('anachron-'))
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, TMPDIR: temporary } })
    const ended = once(child, 'exit')
    while (copies().length === 0 && child.exitCode === null) await rest(5)
    child.kill(signal)
    expect(await ended).toEqual([null, signal])
    expect(copies()).toEqual([])
  })

  test('Ctrl-C while a case is analysed leaves it as it was, and says so', async () => {
    const cwd = lay(join(folder, 'analysed'), {
      'rules/email/runs.detector.ts': detectorText('runs', 'detect() { for (;;); },'),
    })
    await anachron(['ingest', 'a.case', evidence], { cwd })
    await anachron(['analyze', 'a.case'], { cwd })
    const findings = async () => (await anachron(['report', 'a.case', '--format', 'csv'], { cwd })).exit
    expect(await findings()).toBe(0)
    const before = readFileSync(join(cwd, 'anachron-report/report.csv'), 'utf8')
    const temporary = join(cwd, 'tmp')
    mkdirSync(temporary)
    const copies = (): readonly string[] => readdirSync(temporary).filter((name) => name.startsWith('anachron-'))
    // A terminal sends Ctrl-C to all processes of the group.
    const child = spawn(process.execPath, [MAIN, 'analyze', 'a.case', '--rules', 'rules'], {
      cwd,
      env: { ...process.env, TMPDIR: temporary },
      detached: true,
    })
    const [said, ended] = [text(child.stderr), once(child, 'exit')]
    while (copies().length === 0 && child.exitCode === null) await rest(5)
    process.kill(-(child.pid ?? 0), 'SIGINT')
    expect(await ended).toEqual([null, 'SIGINT'])
    expect(await said).toBe('anachron: stopped; the case is as it was before; anachron analyze a.case begins again\n')
    expect(copies()).toEqual([])
    expect(readdirSync(cwd)).not.toContain('a.case-lock')
    await findings()
    expect(readFileSync(join(cwd, 'anachron-report/report.csv'), 'utf8')).toBe(before)
  }, 30_000)
})
