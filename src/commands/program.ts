/** The command line, made from the commands' own declarations: runs one command and sets the exit code. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { extname } from 'node:path'
import { Command as Program, CommanderError, type Help } from 'commander'
import { inWords } from '../evidence/walk.ts'
import { EvidenceProblem } from '../model.ts'
import { colourOf } from '../report/colours.ts'
import { terminal } from '../report/safe-text.ts'
import { EXIT, UsageError, type Command, type ExitCode, type Given, type Io } from './command.ts'
import { VERSION } from './package.ts'
import { stopOnSignals } from './stop.ts'

const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  columns: process.stdout.isTTY ? process.stdout.columns : 100,
  colour: process.stdout.isTTY ? colourOf(process.stdout.getColorDepth()) : 'none',
  progress: process.stderr.isTTY,
  interactive: process.stdout.isTTY && process.stdin.isTTY,
  now: () => new Date(),
  who: userName(),
}

// A reader that stops reading (`| head`), or a terminal that is closed, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(process.exitCode ?? 0)
  io.err(`anachron: the output cannot be written: ${inWords(error)}\n`)
  process.exit(EXIT.usage)
})
// Nobody is left to be told; the work goes on.
process.stderr.on('error', () => undefined)

stopOnSignals()

process.exitCode = await run(process.argv)

/** What commander says of the arguments. They may be names of files out of evidence (`anachron report *`): nothing in them is a command. */
function complain(text: string): void {
  io.err(
    text
      .replace(/^error: /, 'anachron: ')
      .split('\n')
      .map(terminal)
      .join('\n'),
  )
}

/** The account's name; its number where the machine has no name for it, as in a container. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok
  const program = new Program('anachron')
    .description('Examines digital evidence and finds what cannot have existed when it claims to have been made.')
    .version(VERSION)
    .option('--debug', 'print a stack trace when something goes wrong')
    .exitOverride()
    .configureOutput({ writeErr: complain })
    .showHelpAfterError('(anachron --help lists the commands)')
  for (const command of await commandsFor(argv[2])) add(program, command, (code) => (exit = code))
  try {
    await program.parseAsync([...argv])
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (program.opts()['debug'] === true) throw error
    io.err(`anachron: ${terminal(told(error))}\n`)
    return error instanceof EvidenceProblem ? EXIT.unread : EXIT.usage
  }
}

/** In one line; an error of the file system by the path and in words. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'syscall' in error && 'path' in error && typeof error.path === 'string'
    ? `${error.path}: ${inWords(error)}`
    : error.message
}

/** The command that is named, else all: a start loads only what it runs, which for the screen is the half of its time. */
async function commandsFor(name = ''): Promise<readonly Command[]> {
  const one = new URL(`../commands/${name}.command${extname(import.meta.url)}`, import.meta.url)
  if (/^[a-z]+$/.test(name) && existsSync(one)) return [((await import(one.href)) as { default: Command }).default]
  return (await import('./index.generated.ts')).commands
}

function indented(help: Help, text: string): string {
  const indent = ' '.repeat(6)
  return indent + help.boxWrap(text, 80 - indent.length).replaceAll('\n', `\n${indent}`)
}

function add(program: Program, command: Command, done: (code: ExitCode) => void): void {
  const sub = program
    .command(`${command.id} ${command.usage}`.trim())
    .description(command.summary)
    .exitOverride()
    .configureOutput({ writeErr: complain })
  const parts = (command.parts ?? []).map(([usage, summary]) => `  ${usage}\n${indented(sub.createHelp(), summary)}`)
  if (parts.length > 0) sub.addHelpText('after', `\nActions:\n${parts.join('\n')}`)
  sub.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`)
  for (const flag of command.flags) {
    if (flag.repeat === true)
      sub.option(flag.flag, flag.doc, (next: string, before: readonly string[]) => [...before, next], [])
    else sub.option(flag.flag, flag.doc)
  }
  sub.action(async () => {
    const given: Given = sub.opts()
    const args = sub.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string')
    if (args.some((arg) => arg === '')) throw new UsageError('an argument is empty')
    const empty = sub.options.find((option) => given[option.attributeName()] === '')
    if (empty !== undefined) throw new UsageError(`${empty.long ?? ''} is empty`)
    done(await command.run(args, given, io))
  })
}
