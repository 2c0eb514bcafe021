/** `anachron rules new KIND ID`: writes a rule, a fact or a detector with examples to fill in; asks for what is missing on a terminal. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { loadRules } from '../../analysis/load-rules.ts'
import { inCommand, terminal } from '../../report/safe-text.ts'
import { EXIT, UsageError, values, type Flag, type Given, type Io } from '../command.ts'
import { RULES_FOLDER } from '../package.ts'
import { vocabulary, type RuleAction } from './action.ts'
import { answers, completer, FAULTS, sideOf, type Asked, type Fault } from './questions.ts'
import { NEW_KINDS, placeOf, templateOf } from './template.ts'
import { test } from './test.ts'

export const NEW_FLAGS: readonly Flag[] = [
  { flag: '--into <dir>', doc: 'new: the folder of your own rules; it is made if it is not there' },
  {
    flag: '--folder <name>',
    doc: 'new: the kind of evidence: email, database, document, image, archive, filesystem (default: email)',
  },
  { flag: '--title <text>', doc: 'new: what the evidence shows, in one line' },
  { flag: '--from <kind>', doc: 'new interval, order or agree: the first event kind or trait' },
  { flag: '--to <kind>', doc: 'new interval or agree: the second event kind or trait' },
  { flag: '--trait <name>', doc: 'new fact: the trait that it dates' },
  { flag: '--value <text>', doc: 'new fact: the value that it dates' },
  { flag: '--since <day>', doc: 'new fact: the earliest day on which the value can honestly stand' },
  { flag: '--source <text>', doc: 'new fact: the document that says since when' },
]

export const newRule: RuleAction = {
  id: 'new',
  usage: `[${NEW_KINDS.join('|')}] [ID]`,
  summary: 'write a rule, a fact or a detector with examples to fill in; asks for what is missing',
  watchable: true,
  run: async (args, given, io) => {
    await make(args, given, io)
    return EXIT.ok
  },
  /** Then its examples run, whenever it is edited. */
  begin: async (args, given, io) => {
    const { id, into } = await make(args, given, io)
    return { args: [id], given: { ...given, rules: [...values(given, 'rules'), into] }, run: test.run }
  },
}

async function make(args: readonly string[], given: Given, io: Io): Promise<Asked> {
  const person = io.interactive
    ? createInterface({ input: process.stdin, output: process.stderr, completer })
    : undefined
  try {
    const asked = await answers(args, given, person)
    const file = await writeNew(asked, io.now())
    io.out(`made ${terminal(file)}\nnext: anachron rules test ${asked.id} --rules ${inCommand(asked.into)}\n`)
    return asked
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new UsageError('broken off; nothing was written')
    throw error
  } finally {
    person?.close()
  }
}

/** The schema for an editor: as seen from the folder where the package lies below the current one, as in a project; else where it lies. */
function schemaFrom(folder: string): string {
  const schema = join(RULES_FOLDER, 'rule.schema.json')
  return relative('', schema).startsWith('..') ? schema : relative(folder, schema).split(sep).join('/')
}

/** Writes the file and returns its path. Throws `UsageError` where a name is taken or unknown. */
export async function writeNew(asked: Asked, now: Date, types = 'anachron/detector'): Promise<string> {
  const { kind, id, into, folder, trait, since } = asked
  const checks: readonly (readonly [string | undefined, Fault])[] = [
    [id, FAULTS.id],
    [folder, FAULTS.folder],
    [since, FAULTS.since],
    [trait, FAULTS.trait],
    [asked.from, sideOf(kind)],
    [asked.to, sideOf(kind)],
  ]
  for (const [text, fault] of checks) {
    const why = text === undefined ? undefined : fault(text)
    if (why !== undefined) throw new UsageError(why)
  }
  const { files } = await loadRules([RULES_FOLDER, ...(existsSync(into) ? [into] : [])], vocabulary)
  const taken = files.get(id)
  const [place, suffix] = placeOf(kind, folder)
  const file = join(into, place, `${id}${suffix}`)
  if (existsSync(file)) throw new UsageError(`${file} is there already; choose another name`)
  if (taken !== undefined) throw new UsageError(`the id ${id} is already that of ${taken}; choose another name`)
  mkdirSync(dirname(file), { recursive: true })
  const schema = schemaFrom(dirname(file))
  writeFileSync(file, templateOf({ ...asked, types, schema, today: now.toISOString().slice(0, 10) }, vocabulary))
  return file
}
