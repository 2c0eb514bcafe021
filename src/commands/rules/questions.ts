/** What `rules new` asks, in one order; a wrong answer is asked for again, so that nobody begins anew because of one slip. */
import { nearest } from '../../nearest.ts'
import { parseIso } from '../../time/instant.ts'
import { UsageError, value, type Given } from '../command.ts'
import { vocabulary } from './action.ts'
import { NEW_KINDS, type NewKind, type NewRule } from './template.ts'

const FOLDERS = ['email', 'database', 'document', 'image', 'archive', 'filesystem']
/** What each kind says, for somebody who is asked which it is. */
const SAYS: Readonly<Record<NewKind, string>> = {
  fact: 'what bears this mark was written inside this window',
  interval: 'between these two events lies at least, or at most, this much',
  order: 'along this sequence of rows time does not run backwards',
  agree: 'these two marks belong together',
  detector: 'something that these cannot say, in TypeScript',
}
/** So often is one question asked before a wrong answer ends the command. */
const TIMES = 3

/** What is wrong with an answer, in one line; undefined: nothing. */
export type Fault = (text: string) => string | undefined
export const FAULTS = {
  kind: (text) => (isKind(text) ? undefined : `${text} is none of these`),
  id: (text) =>
    /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? undefined : `${text} is no id: write lower-case words joined by hyphens`,
  folder: (text) =>
    FOLDERS.includes(text) ? undefined : `there is no kind of evidence ${text}; there are ${FOLDERS.join(', ')}`,
  since: (text) =>
    parseIso(text) !== undefined && text.length === 10 ? undefined : `${text} is no day: write YYYY-MM-DD`,
  trait: (text) => (vocabulary.hasTrait(text) ? undefined : unknown('trait', text, vocabulary.traits)),
  event: (text) => (vocabulary.kinds.has(text) ? undefined : unknown('event kind', text, vocabulary.kinds.keys())),
} satisfies Readonly<Record<string, Fault>>

const rowFault: Fault = (text) =>
  FAULTS.event(text) ??
  (text.startsWith('db.')
    ? undefined
    : `${text}: an order is one of the rows of a table; its event kind begins with db.`)

/** What a side of a rule names: a trait, an event kind, or the event kind of a row. */
export const sideOf = (kind: NewKind): Fault =>
  kind === 'agree' ? FAULTS.trait : kind === 'order' ? rowFault : FAULTS.event

export interface Asked extends Omit<NewRule, 'today' | 'types' | 'schema'> {
  readonly into: string
  readonly folder: string
}

function unknown(what: string, name: string, known: Iterable<string>): string {
  const near = nearest(name, known)
  return `no ingester emits the ${what} ${name}${near === undefined ? '' : `; did you mean ${near}?`}`
}

const isKind = (text: string): text is NewKind => NEW_KINDS.some((kind) => kind === text)

/** What was given, and on a terminal what is asked for. */
export async function answers(
  [kind, id]: readonly string[],
  given: Given,
  terminal: { readonly question: (text: string) => Promise<string> } | undefined,
): Promise<Asked> {
  /** What is known, or answered; a wrong answer is asked for again. An empty one is what stands in brackets. */
  const ask = async (
    known: string | undefined,
    question: string,
    otherwise: string,
    fault?: Fault,
  ): Promise<string> => {
    if (known !== undefined || terminal === undefined) return known ?? otherwise
    let text = otherwise
    for (let times = 0, why = ''; times < TIMES; times++) {
      const answer = await terminal.question(`${why}${question}${otherwise === '' ? '' : ` [${otherwise}]`}: `)
      text = answer.trim() === '' ? otherwise : answer.trim()
      const wrong = text === otherwise ? undefined : fault?.(text)
      if (wrong === undefined) break
      why = `${wrong}\n`
    }
    return text
  }
  const optional = async (name: string, question: string, fault?: Fault): Promise<string | undefined> => {
    const text = await ask(value(given, name), question, '', fault)
    return text === '' ? undefined : text
  }
  const kinds = NEW_KINDS.map((one) => `  ${one.padEnd(8)}  ${SAYS[one]}\n`).join('')
  const what = await ask(kind, `What is it\n${kinds}(${NEW_KINDS.join(', ')})`, '', FAULTS.kind)
  if (!isKind(what))
    throw new UsageError(`rules new makes one of ${NEW_KINDS.join(', ')}: anachron rules new fact ID --into DIR`)
  const name = await ask(id, 'Its id, which states the breach (lower-case-words)', '', FAULTS.id)
  if (name === '') throw new UsageError(`rules new needs an id: anachron rules new ${what} ID --into DIR`)
  const into = await ask(value(given, 'into'), 'The folder of your rules', terminal === undefined ? '' : 'our-rules')
  if (into === '') throw new UsageError('rules new needs the folder of your own rules: --into DIR')
  const fact = what === 'fact'
  const pair = what === 'interval' || what === 'agree'
  const side = sideOf(what)
  const folders = `The kind of evidence (${FOLDERS.join(', ')})`
  return {
    kind: what,
    id: name,
    into,
    folder: fact
      ? 'email'
      : await ask(value(given, 'folder'), folders, what === 'order' ? 'database' : 'email', FAULTS.folder),
    title: await optional('title', 'What the evidence shows, in one line'),
    from:
      pair || what === 'order'
        ? await optional('from', what === 'agree' ? 'The first trait' : 'The event kind', side)
        : undefined,
    to: pair ? await optional('to', what === 'agree' ? 'The second trait' : 'The second event kind', side) : undefined,
    trait: fact
      ? await optional('trait', 'The trait that it dates (docs/formats.md lists them; Tab completes)', FAULTS.trait)
      : undefined,
    value: fact ? await optional('value', 'The value that it dates') : undefined,
    since: fact
      ? await optional('since', 'The earliest day on which it can honestly stand (YYYY-MM-DD)', FAULTS.since)
      : undefined,
    source: fact ? await optional('source', 'The document that says so') : undefined,
  }
}

/** Tab: the traits and event kinds that begin with the word. */
export const completer = (line: string): [string[], string] => [
  line === '' ? [] : [...vocabulary.traits, ...vocabulary.kinds.keys()].filter((name) => name.startsWith(line)),
  line,
]
