// Runs every `scenarios/*.scenario`: evidence is laid out in an empty folder, the command runs there, and what it prints and its exit code are compared.
// Sections: `==== file PATH` (text), `==== copy FROM TO` (from samples/), `==== command`, `==== stdout`, `==== stderr`, `==== exit`.
// A line `…` in expected output stands for any number of lines; `…` inside a line for any text.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'anachron-scenarios-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const scenarios = readdirSync(join(import.meta.dirname, 'scenarios'))
  .filter((file) => file.endsWith('.scenario'))
  .sort()

describe('the command line', () => {
  test.each(scenarios)('%s', (file) => {
    const sections = parse(readFileSync(join(import.meta.dirname, 'scenarios', file), 'utf8'))
    const cwd = join(folder, file.replace(/\.scenario$/, ''))
    mkdirSync(cwd)
    for (const section of sections) {
      const [kind, from, to] = section.title.split(' ')
      if (kind === 'file' && from !== undefined) put(join(cwd, from), section.text)
      if (kind === 'copy' && from !== undefined && to !== undefined)
        cpSync(join(root, 'samples', from), join(cwd, to), { recursive: true })
    }
    const of = (title: string): string | undefined => sections.find((section) => section.title === title)?.text
    const line = of('command')?.trim() ?? ''
    const run = spawnSync(
      'bash',
      [
        '-c',
        line.replaceAll(/(?<![\w.-])anachron (?=\S)/g, `"${process.execPath}" "${join(root, 'dist/src/main.js')}" `),
      ],
      {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, TZ: 'America/Lima', NO_COLOR: '1' },
      },
    )
    expect({ exit: run.status, stderr: run.stderr }).toEqual({ exit: Number(of('exit') ?? '0'), stderr: run.stderr })
    for (const stream of ['stdout', 'stderr'] as const) {
      const wanted = of(stream)
      if (wanted !== undefined) expect(run[stream]).toMatch(pattern(wanted))
    }
  })
})

interface Section {
  readonly title: string
  readonly text: string
}

function parse(scenario: string): readonly Section[] {
  return scenario
    .split(/^==== /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      return { title: part.slice(0, end).trim(), text: part.slice(end + 1).replace(/\n+$/, '\n') }
    })
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

function pattern(expected: string): RegExp {
  const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (expected.trim() === '') return /^$/
  const lines = expected.trimEnd().split('\n')
  const body = lines
    .map((line) => (line.trim() === '…' ? '(?:.*\\n)*?' : `${line.split('…').map(escape).join('[^\\n]*?')} *\\n`))
    .join('')
  return new RegExp(`^${body}$`)
}
