// Runs the built program in a process of its own, as its users do, and gives each test file an empty folder.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { reportSchema, type Report } from '../../src/report/contract.ts'

export const REPOSITORY = join(import.meta.dirname, '../..')
export const SAMPLES = join(REPOSITORY, 'samples')
export const MAIN = join(REPOSITORY, 'dist/src/main.js')

export interface Ran {
  /** Exit code, or null if a signal ended it. */
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Around {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** A command that is put before: `['taskset', '-c', '0']`. */
  readonly before?: readonly string[]
}

/** `anachron ARGS`. */
export const anachron = (args: readonly string[], around: Around = {}): Promise<Ran> => node([MAIN, ...args], around)

/** `node ARGS`, with no colour and a zone that no test machine has. */
export function node(args: readonly string[], { cwd, env, before = [] }: Around = {}): Promise<Ran> {
  const [command = '', ...rest] = [...before, process.execPath, ...args]
  const child = spawn(command, rest, {
    cwd: cwd ?? tmpdir(),
    env: { ...process.env, NO_COLOR: '1', TZ: 'America/Lima', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return new Promise((resolve, reject) => {
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (exit) =>
      resolve({ exit, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') }),
    )
  })
}

/** An empty folder that is deleted after the test file. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-end-to-end-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files below a folder; a value is the content. */
export function lay(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** The report that `--json` printed; throws where it is not as the schema says. */
export const reportOf = ({ stdout }: Ran): Report => reportSchema.parse(JSON.parse(stdout))

/** Where every bad evidence is named: one line each, no stack trace. */
export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')
