/**
 * `npm run bench:email [CORPUS]`: the mails of mail/lists-more unpacked into a Maildir, read by this program and indexed by `mu` and `notmuch`, in turn and in one run.
 * Cold means a new process and no index; the files lie in the page cache for all of them alike. Prints mails a second, peak memory, and the ratios beside their goals.
 */
import { unzipSync } from 'fflate'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const main = join(root, 'dist/src/main.js')
const zips = join(process.argv[2] ?? join(root, '..', 'shared', 'corpus'), 'mail/lists-more')
const TURNS = 3
/** Mails a second, against each program. */
const GOALS = { mu: 1.5, notmuch: 2.5 } as const

interface Run {
  readonly seconds: number
  /** Processor time, of all threads: what a busy machine does not change much; absent where the system does not tell. */
  readonly processor?: number
  /** Of the largest process, in MB; absent where the system does not tell. */
  readonly peak?: number
}

interface Program {
  readonly name: string
  /** Everything that a first run needs; not timed. */
  readonly prepare: (folder: string) => void
  readonly command: (folder: string) => readonly [string, ...string[]]
  readonly env: (folder: string) => Readonly<Record<string, string>>
  readonly peer?: keyof typeof GOALS
}

const none = (): Readonly<Record<string, string>> => ({})
const anachron = (what: string, args: (folder: string) => readonly string[]): Program => ({
  name: `anachron ${what}`,
  prepare: () => undefined,
  command: (folder) => [process.execPath, main, what, ...args(folder)],
  env: none,
})

function programs(maildir: string): readonly Program[] {
  const mu = (folder: string): string => `--muhome=${join(folder, 'mu')}`
  const config = (folder: string): string => join(folder, 'notmuch-config')
  return [
    anachron('ingest', (folder) => [join(folder, 'mail.anachron'), maildir]),
    anachron('scan', (folder) => [maildir, '--report', join(folder, 'report'), '--format', 'json']),
    {
      name: 'mu index',
      prepare: (folder) => {
        must('mu', ['init', mu(folder), `--maildir=${maildir}`, '--quiet'])
      },
      command: (folder) => ['mu', 'index', mu(folder), '--quiet'],
      env: none,
      peer: 'mu',
    },
    {
      name: 'notmuch new',
      prepare: (folder) => {
        mkdirSync(join(folder, 'notmuch'))
        writeFileSync(
          config(folder),
          `[database]\npath=${join(folder, 'notmuch')}\nmail_root=${maildir}\n[new]\ntags=new\n[maildir]\nsynchronize_flags=false\n[user]\nname=Ann Example\nprimary_email=ann@example.com\n`,
        )
      },
      command: () => ['notmuch', 'new', '--quiet'],
      env: (folder) => ({ NOTMUCH_CONFIG: config(folder) }),
      peer: 'notmuch',
    },
  ]
}

function must(command: string, args: readonly string[]): void {
  const run = spawnSync(command, args, { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${run.stderr}`)
}

/** One run in a folder of its own. Peak memory is what the kernel keeps as the process's high-water mark, read while it runs. */
async function run(program: Program, folder: string): Promise<Run> {
  mkdirSync(folder)
  program.prepare(folder)
  const [command, ...args] = program.command(folder)
  const began = performance.now()
  const child = spawn(command, args, {
    env: { ...process.env, ...program.env(folder) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let told: Pick<Run, 'peak' | 'processor'> = {}
  const watch = setInterval(() => (told = ofProcess(child.pid) ?? told), 50)
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearInterval(watch)
  const seconds = (performance.now() - began) / 1000
  rmSync(folder, { recursive: true, force: true })
  if (status !== 0) throw new Error(`${program.name} ended with ${status}: ${said}`)
  return { seconds, ...told }
}

/** What Linux tells of a process while it runs (proc(5)): high-water mark of its memory, ticks of 10 ms in user and system mode. */
function ofProcess(pid: number | undefined): Pick<Run, 'peak' | 'processor'> | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    const [, user, system] = /\) \S+(?: -?\d+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    if (kilobytes === undefined) return undefined
    return { peak: Number(kilobytes) / 1024, processor: (Number(user) + Number(system)) / 100 }
  } catch {
    return undefined
  }
}

/** Version as the program prints it, or undefined if it is not installed. */
function version(command: string): string | undefined {
  const run = spawnSync(command, ['--version'], { encoding: 'utf8' })
  return run.status === 0 ? /\d+(?:\.\d+)+/.exec(run.stdout)?.[0] : undefined
}

/** When the topmost server took a mail: what a delivery agent writes into its name, a moment later. Undefined: not stated. */
function taken(mail: Uint8Array): number | undefined {
  const head = Buffer.from(mail.subarray(0, 20_000)).toString('latin1')
  const line = /^received:.*(?:\r?\n[ \t].*)*/im.exec(head)?.[0] ?? ''
  const at = Date.parse((line.split(';').at(-1) ?? '').replace(/\([^()]*\)/g, '').replace(/\s+/g, ' '))
  return Number.isNaN(at) ? undefined : Math.trunc(at / 1000)
}

/** A Maildir of all mails, each with the time at which it was delivered in its name: an invented one would contradict each of them. */
function unpack(maildir: string): { mails: number; bytes: number } {
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, name), { recursive: true })
  let mails = 0
  let bytes = 0
  for (const zip of readdirSync(zips).sort())
    if (zip.endsWith('.zip'))
      for (const [name, mail] of Object.entries(unzipSync(readFileSync(join(zips, zip))))) {
        if (!name.endsWith('.eml')) continue
        writeFileSync(join(maildir, 'cur', `${(taken(mail) ?? 1_500_000_000) + 1}.M${mails++}P1.example:2,S`), mail)
        bytes += mail.length
      }
  return { mails, bytes }
}

function line(name: string, mails: number, { seconds, processor, peak }: Run): string {
  const rate = Math.round(mails / seconds).toLocaleString('en')
  const told =
    processor === undefined || peak === undefined
      ? 'processor time and memory not told by this system'
      : `processor ${processor.toFixed(1).padStart(6)} s  peak ${Math.round(peak)} MB`
  return `${name.padEnd(18)} ${seconds.toFixed(2).padStart(7)} s ${rate.padStart(8)} mails/s  ${told}`
}

if (!existsSync(zips)) {
  console.error(`${zips}: there are no mails here; give the folder of a corpus: npm run bench:email -- FOLDER`)
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'anachron-bench-'))
try {
  const maildir = join(folder, 'maildir')
  const { mails, bytes } = unpack(maildir)
  console.log(
    `${mails.toLocaleString('en')} mails, ${(bytes / 1e6).toFixed(0)} MB; ${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${(loadavg()[0] ?? 0).toFixed(1)} before, Node ${process.version}; the middle of ${TURNS} runs in turn`,
  )
  const here = programs(maildir).filter(({ peer }) => {
    const found = peer === undefined ? '' : version(peer)
    if (found === undefined) console.log(`${peer} is not installed: left out`)
    else if (found !== '') console.log(`${peer} ${found}`)
    return found !== undefined
  })
  const runs = new Map<Program, Run[]>(here.map((program) => [program, []]))
  for (let turn = 0; turn < TURNS; turn++)
    for (const [program, done] of runs) {
      const one = await run(program, join(folder, 'run'))
      done.push(one)
      console.error(line(`${turn + 1}: ${program.name}`, mails, one))
    }
  const middle = [...runs].map(([program, done]) => {
    const [, one] = done.sort((a, b) => a.seconds - b.seconds)
    if (one === undefined) throw new Error('no run')
    console.log(line(program.name, mails, one))
    return { program, one }
  })
  for (const own of middle)
    for (const { program, one } of middle)
      if (own.program.peer === undefined && program.peer !== undefined)
        console.log(
          `${own.program.name}: ${(one.seconds / own.one.seconds).toFixed(2)} times as many mails a second as ${program.name} (goal: ${GOALS[program.peer]})`,
        )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
