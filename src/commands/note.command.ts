/** `anachron note CASE FINDING`: an examiner's work without a terminal screen: dispositions, alternatives, tags, rules switched off, and taking back. */
import {
  DISPOSITIONS,
  bookmark,
  dispose,
  judgeAlternative,
  switchOff,
  tag,
  takeBack,
  undo,
  type Note,
} from '../case/notes.ts'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { standingNotes } from '../case/work.ts'
import { terminal } from '../report/safe-text.ts'
import { defineCommand, EXIT, UsageError, value, type Given, type Io } from './command.ts'
import { ofCase } from './examination.ts'
import { oneFinding } from './one-finding.ts'

/** What a call may do; one at a time. */
const ACTIONS = ['as', 'exclude', 'reopen', 'tag', 'bookmark', 'switchOff', 'takeBack', 'undo'] as const
type Action = (typeof ACTIONS)[number]

export default defineCommand({
  id: 'note',
  usage: '<case> [finding]',
  summary: 'note what a finding is held to be, and why; without a flag: list the notes',
  flags: [
    { flag: '--as <word>', doc: `what the finding is held to be: ${DISPOSITIONS.join(', ')}` },
    { flag: '--exclude <alternative>', doc: 'an alternative of the finding is excluded' },
    { flag: '--reopen <alternative>', doc: 'an alternative of the finding is open' },
    { flag: '--because <text>', doc: 'the reason, in your words' },
    { flag: '--tag <word>', doc: 'a tag for the finding' },
    { flag: '--bookmark <name>', doc: 'a bookmark on the finding' },
    {
      flag: '--switch-off <rule>',
      doc: 'switch a rule off for this case; the next analysis makes none of its findings',
    },
    { flag: '--undo', doc: 'take back the last note of yours' },
    { flag: '--take-back <entry>', doc: 'take back one note by its number, also to switch a rule on again' },
  ],
  examples: [
    'anachron note ledger.anachron 3f2a --as explained --because "the relay was an hour ahead, letter of 3 March"',
    'anachron note ledger.anachron 3f2a --exclude fast-clock --because "the provider answered on 3 February"',
    'anachron note ledger.anachron 3f2a --tag hearing',
    'anachron note ledger.anachron --switch-off received-before-sent --because "this relay rewrites its lines"',
    'anachron note ledger.anachron',
  ],
  run: ([file = '', beginning], given, io) => {
    const action = actionOf(given)
    const open = openCase(file, action === undefined ? 'read' : 'write')
    try {
      ofCase(open.db, () =>
        action === undefined ? list(open.db, beginning, io) : note(open.db, action, beginning, given, io),
      )
      return Promise.resolve(EXIT.ok)
    } finally {
      open.close()
    }
  },
})

function actionOf(given: Given): Action | undefined {
  const [first, second] = ACTIONS.filter((name) => given[name] !== undefined)
  if (first !== undefined && second !== undefined)
    throw new UsageError(`${flagOf(first)} and ${flagOf(second)} at once; note one thing at a time`)
  if (first === undefined && given['because'] !== undefined)
    throw new UsageError('--because alone says nothing; give --as, --exclude, --reopen or --switch-off with it')
  return first
}

const flagOf = (action: Action): string => `--${action.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function note(db: CaseDatabase, action: Action, beginning: string | undefined, given: Given, io: Io): void {
  const words = value(given, action) ?? ''
  const because = value(given, 'because') ?? ''
  const finding = (): string => {
    if (beginning === undefined)
      throw new UsageError(`${flagOf(action)} is about a finding; name it by the beginning of its id`)
    return oneFinding(db, beginning)
  }
  const at = io.now()
  const acts: Readonly<Record<Action, () => Note>> = {
    as: () => dispose(db, io.who, finding(), dispositionOf(words), because, at),
    exclude: () => judgeAlternative(db, io.who, finding(), words, 'excluded', because, at),
    reopen: () => judgeAlternative(db, io.who, finding(), words, 'open', because, at),
    tag: () => tag(db, io.who, finding(), words, at),
    bookmark: () => bookmark(db, io.who, finding(), words, at),
    switchOff: () => switchOff(db, io.who, words, because, at),
    takeBack: () => takeBack(db, io.who, entryOf(words), at),
    undo: () => undo(db, io.who, at),
  }
  const made = acts[action]()
  const takenBack = action === 'undo' || action === 'takeBack'
  io.out(`${takenBack ? 'Taken back' : 'Noted'}: ${line(made)}\n`)
  if (made.kind === 'switch-off')
    io.out(`The findings are those of the last analysis until: anachron analyze ${terminal(db.name)}\n`)
}

function list(db: CaseDatabase, beginning: string | undefined, io: Io): void {
  const about = beginning === undefined ? undefined : oneFinding(db, beginning)
  const notes = standingNotes(db).filter(({ subject }) => about === undefined || subject === about)
  if (notes.length === 0) io.out(`Nothing is noted${about === undefined ? '' : ` on finding ${about}`}.\n`)
  for (const one of notes.toReversed()) io.out(`${line(one)}\n`)
}

/** Number, when, who, what. */
function line({ entry, at, who, kind, subject, detail, state, text }: Note): string {
  const what = [kind, subject, detail, state].filter((word) => word !== '').join(' ')
  return terminal(`${entry}  ${at.slice(0, 19)}Z  ${who}  ${what}${text === '' ? '' : `: ${text}`}`)
}

function dispositionOf(word: string): (typeof DISPOSITIONS)[number] {
  const found = DISPOSITIONS.find((one) => one === word)
  if (found === undefined)
    throw new UsageError(`a finding cannot be held to be ${word}; the words are ${DISPOSITIONS.join(', ')}`)
  return found
}

function entryOf(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`--take-back ${text}: give a note's number, as anachron note lists it`)
  return Number(text)
}
