/**
 * Whether the log or the journal beside a database is of it, and of its moment. SQLite takes any log of the right page size into the file
 * beside which it lies (sqlite.org/howtocorrupt.html, 2.5; measured: rows of another database appear, and the integrity check is content).
 * What page 1 says in it tells: the change counter and the schema cookie only grow, the text encoding stays (fileformat2.html, 1.3).
 */
import type { Locator, Trait } from '../../model.ts'
import { pageSizeOf, readHeader, type Header } from './sqlite-header.ts'
import { readJournal } from './sqlite/journal.ts'
import type { Image } from './sqlite/pager.ts'
import type { Companions } from './sqlite/row-history.ts'
import type { readWal } from './sqlite/wal.ts'

/** Declared by the ingester. */
export const COMPANION_TRAITS = {
  'sqlite.companion': 'A -wal or -journal beside the database that was held against its header',
  'sqlite.companion.other': 'What such a file says, where it is not of the database as it stands',
} as const

const HEADER = 100
const LOCATOR: Locator = { type: 'bytes', offset: 0, length: HEADER }

type Log = ReturnType<typeof readWal> | undefined

/** `log`: the -wal as it was read. */
export function companionTraits(main: Header, { wal, journal }: Companions, log: Log): readonly Trait[] {
  const trait = (key: keyof typeof COMPANION_TRAITS, value: string): Trait => ({ key, value, locator: LOCATOR })
  const told = [
    ['-wal', wal && ofLog(main, wal, log)],
    ['-journal', journal && ofJournal(main, journal)],
  ] as const
  return told.flatMap(([name, what]) =>
    what === undefined
      ? []
      : [trait('sqlite.companion', name), ...what.map((one) => trait('sqlite.companion.other', one))],
  )
}

type File = NonNullable<Companions['wal']>

/** Undefined: it holds nothing that could tell. */
function ofLog(main: Header, file: File, log: Log): readonly string[] | undefined {
  if (log === undefined || 'reason' in log || log.current === undefined) return undefined
  const size = pageSizeOf(main)
  if (log.pageSize !== size) return [`the -wal has pages of ${log.pageSize} bytes, the file pages of ${size}`]
  const firsts = log.current.frames.filter(({ page }) => page === 1)
  const [first, last] = [firsts[0], firsts.at(-1)].map(
    (frame) => frame && headerOf({ bytes: file, offset: frame.offset }),
  )
  if (first === undefined || last === undefined) return undefined
  const what = ofAnotherEncoding(main, first, '-wal')
  // Whatever of the log was taken into the file already, the log ends where the file does, or later.
  for (const [name, is, was] of [
    ['change counter', main.changeCounter, last.changeCounter],
    ['schema cookie', main.schemaCookie, last.schemaCookie],
  ] as const)
    if (was < is) what.push(`the -wal ends with a ${name} of ${was}, and that of the file is ${is} already`)
  // A commit adds one to the counter where it writes page 1 at all.
  if (first.changeCounter > main.changeCounter + 1)
    what.push(
      `the -wal begins with a change counter of ${first.changeCounter}, and that of the file is ${main.changeCounter}: commits between the two are in neither`,
    )
  return what
}

/** Of a transaction that was not finished: the file stands as before it, or as after its first page was written. */
function ofJournal(main: Header, file: File): readonly string[] | undefined {
  const journal = readJournal(file, pageSizeOf(main), main.pages)
  if ('reason' in journal || journal.state !== 'hot') return undefined
  const image = journal.before.get(1)
  const before = image && headerOf(image)
  if (before === undefined) return undefined
  const what = ofAnotherEncoding(main, before, '-journal')
  const grown = main.changeCounter - before.changeCounter
  if (grown !== 0 && grown !== 1)
    what.push(
      `the -journal keeps a change counter of ${before.changeCounter} from before its transaction, and that of the file is ${main.changeCounter}`,
    )
  return what
}

const ofAnotherEncoding = (main: Header, other: Header, name: string): string[] =>
  main.encoding !== 0 && other.encoding !== 0 && main.encoding !== other.encoding
    ? [`the ${name} is of a database with the text encoding ${other.encoding}, the file has ${main.encoding}`]
    : []

function headerOf({ bytes, offset }: Image): Header | undefined {
  const head = bytes.read(offset, HEADER)
  return head.length < HEADER ? undefined : readHeader(head)
}
