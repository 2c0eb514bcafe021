/** `anachron rules new KIND ID`: writes a rule, a fact or a detector with examples to fill in; asks for what is missing on a terminal. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { loadRules } from '../../analysis/load-rules.ts'
import { nearest } from '../../nearest.ts'
import { EXIT, UsageError, value, values, type Flag, type Given, type Io } from '../command.ts'
import { RULES_FOLDER } from '../package.ts'
import { vocabulary, type RuleAction } from './action.ts'
import { NEW_KINDS, placeOf, templateOf, type NewKind, type NewRule } from './template.ts'
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

const FOLDERS = ['email', 'database', 'document', 'image', 'archive', 'filesystem']
const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/

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
  const terminal = io.interactive ? createInterface({ input: process.stdin, output: process.stderr }) : undefined
  try {
    const asked = await answers(args, given, terminal)
    const file = await writeNew(asked, io.now())
    io.out(`made ${file}\nnext: anachron rules test ${asked.id} --rules ${asked.into}\n`)
    return asked
  } finally {
    terminal?.close()
  }
}

export interface Asked extends Omit<NewRule, 'today' | 'types'> {
  readonly into: string
  readonly folder: string
}

/** Writes the file and returns its path. Throws `UsageError` where a name is taken or unknown. */
export async function writeNew(asked: Asked, now: Date, types = 'anachron/detector'): Promise<string> {
  const { kind, id, into, folder, trait, since } = asked
  if (!ID.test(id)) throw new UsageError(`${id} is no id: write lower-case words joined by hyphens`)
  if (!FOLDERS.includes(folder))
    throw new UsageError(`there is no kind of evidence ${folder}; there are ${FOLDERS.join(', ')}`)
  if (since !== undefined && !/^\d{4}-\d\d-\d\d$/.test(since))
    throw new UsageError(`--since ${since}: a day is YYYY-MM-DD`)
  if (trait !== undefined && !vocabulary.hasTrait(trait)) throw unknown('trait', trait, vocabulary.traits)
  for (const name of [asked.from, asked.to])
    if (name !== undefined && kind !== 'agree' && !vocabulary.kinds.has(name))
      throw unknown('event kind', name, vocabulary.kinds.keys())
  const { files } = await loadRules([RULES_FOLDER, ...(existsSync(into) ? [into] : [])], vocabulary)
  const taken = files.get(id)
  const [place, suffix] = placeOf(kind, folder)
  const file = join(into, place, `${id}${suffix}`)
  if (existsSync(file)) throw new UsageError(`${file} is there already; choose another name`)
  if (taken !== undefined) throw new UsageError(`the id ${id} is already that of ${taken}; choose another name`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, templateOf({ ...asked, types, today: now.toISOString().slice(0, 10) }, vocabulary))
  return file
}

function unknown(what: string, name: string, known: Iterable<string>): UsageError {
  const near = nearest(name, known)
  return new UsageError(`no ingester emits the ${what} ${name}${near === undefined ? '' : `; did you mean ${near}?`}`)
}

const isKind = (text: string): text is NewKind => NEW_KINDS.some((kind) => kind === text)

/** What was given, and on a terminal what is asked for. */
export async function answers(
  [kind, id]: readonly string[],
  given: Given,
  terminal: { readonly question: (text: string) => Promise<string> } | undefined,
): Promise<Asked> {
  const ask = async (known: string | undefined, question: string, otherwise: string): Promise<string> => {
    if (known !== undefined || terminal === undefined) return known ?? otherwise
    const text = (await terminal.question(`${question}${otherwise === '' ? '' : ` [${otherwise}]`}: `)).trim()
    return text === '' ? otherwise : text
  }
  const optional = async (name: string, question: string): Promise<string | undefined> => {
    const text = await ask(value(given, name), question, '')
    return text === '' ? undefined : text
  }
  const what = await ask(kind, `What is it (${NEW_KINDS.join(', ')})`, '')
  if (!isKind(what))
    throw new UsageError(`rules new makes one of ${NEW_KINDS.join(', ')}: anachron rules new fact ID --into DIR`)
  const name = await ask(id, 'Its id, which states the breach (lower-case-words)', '')
  if (name === '') throw new UsageError(`rules new needs an id: anachron rules new ${what} ID --into DIR`)
  const into = await ask(value(given, 'into'), 'The folder of your rules', terminal === undefined ? '' : 'our-rules')
  if (into === '') throw new UsageError('rules new needs the folder of your own rules: --into DIR')
  const fact = what === 'fact'
  const pair = what === 'interval' || what === 'agree'
  return {
    kind: what,
    id: name,
    into,
    folder: fact ? 'email' : await ask(value(given, 'folder'), `The kind of evidence (${FOLDERS.join(', ')})`, 'email'),
    title: await optional('title', 'What the evidence shows, in one line'),
    from:
      pair || what === 'order'
        ? await optional('from', what === 'agree' ? 'The first trait' : 'The event kind')
        : undefined,
    to: pair ? await optional('to', what === 'agree' ? 'The second trait' : 'The second event kind') : undefined,
    trait: fact ? await optional('trait', 'The trait that it dates (docs/formats.md lists them)') : undefined,
    value: fact ? await optional('value', 'The value that it dates') : undefined,
    since: fact ? await optional('since', 'The earliest day on which it can honestly stand (YYYY-MM-DD)') : undefined,
    source: fact ? await optional('source', 'The document that says so') : undefined,
  }
}
