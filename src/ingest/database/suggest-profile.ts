/** A first profile for a database that none knows: what the guesses of `guess-table.ts` are, written as YAML with the reasons as comments. */
import { EvidenceProblem } from '../../model.ts'
import type { Source } from '../ingester.ts'
import { guessTable, type GuessedColumn, type GuessedTable } from './guess-table.ts'
import type { Profile } from './profile.ts'
import { openDescribed, reason } from './sqlite-open.ts'
import { cellText } from './time-cell.ts'

/** A profile's id from any text: lower-case words joined by hyphens. */
export const idFrom = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\.[a-z0-9]{1,8}$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'database'

/** Tables named in `identify`: enough to tell a product, few enough to survive its next release. */
const IDENTIFYING = 4
const CLOCKS: Readonly<Record<string, Profile['tables'][number]['times'][number]['clock']>> = {
  'db.row.booked': 'user-entry',
}

/** The YAML of a first profile. Throws `EvidenceProblem` when the database cannot be read or has no column that is a time. */
export function suggestProfile(source: Source, id: string): string {
  const problems: string[] = []
  const watch = { until: Infinity, problem: (line: string) => void problems.push(line) }
  // With its -wal, as its product reads it.
  const opened = openDescribed(source.privateCopy(['-wal']).path, watch, '')
  if (opened === undefined) throw new EvidenceProblem(problems.join('; '))
  const guesses: GuessedTable[] = []
  try {
    for (const table of opened.tables.values())
      try {
        const guess = guessTable(opened.db, table)
        if (guess !== undefined) guesses.push(guess)
      } catch (error) {
        problems.push(`table ${cellText(table.name)}: ${reason(error)}`)
      }
  } finally {
    opened.db.close()
  }
  const timed = guesses.filter(({ columns }) => columns.length > 0)
  if (timed.length === 0)
    throw new EvidenceProblem(
      'no table has a column that is plainly a time; a profile for it has to be written by hand (rules/profiles)',
    )
  return `${[...head(source.name, id), ...identify(timed), 'tables:', ...timed.flatMap(tableLines), ...open(guesses), ...problems.map(comment)].join('\n')}\n`
}

/** Text of the evidence on one line of a comment. */
const comment = (text: string): string => `# ${text.replace(/[\s\p{C}\u2028\u2029]+/gu, ' ').slice(0, 400)}`
const quoted = (text: string): string => JSON.stringify(text)

const head = (name: string, id: string): readonly string[] => [
  comment(`A first profile for ${name}, guessed from its names and values. Nobody has confirmed it yet.`),
  '# Check every line against what is known of the product. As soon as this file lies in a folder of rules (--rules DIR,',
  '# as DIR/profiles/ID.yaml) its statements weigh as those of any profile: a column that is not the recorded time makes',
  '# wrong findings. Kinds: db.row.recorded (when the program wrote the row, by its own clock), db.row.changed, db.row.booked',
  '# (the date the row is about, as a user entered it), db.row.event, db.row.content (another machine gave it),',
  '# db.session.login, db.session.logout; db.cell.time is shown and never judged.',
  `id: ${id}`,
  `title: ${quoted(name)}`,
  'references:',
  '  - guessed from one database; name here the document or the person that confirms it',
]

/** The tables that say most of what the database is for, each with its columns of times. */
function identify(guesses: readonly GuessedTable[]): readonly string[] {
  const telling = [...guesses].sort((a, b) => Number(a.spec.is === 'other') - Number(b.spec.is === 'other'))
  return [
    'identify:',
    ...telling
      .slice(0, IDENTIFYING)
      .map(
        ({ spec, columns }) => `  ${quoted(spec.table)}: [${columns.map(({ column }) => quoted(column)).join(', ')}]`,
      ),
  ]
}

function tableLines({ spec, reason: why, columns }: GuessedTable): readonly string[] {
  const ordered = columns.some(({ kind }) => kind === 'db.row.recorded') || spec.is === 'session'
  return [
    `  - table: ${quoted(spec.table)}`,
    ...(why === undefined ? [] : [`    ${comment(why)}`]),
    `    is: ${spec.is}`,
    ...(ordered && spec.key !== undefined
      ? ['    # Row ids rise with insertion, unless the product gives out its keys otherwise.', `    key: ${spec.key}`]
      : []),
    '    times:',
    ...columns.flatMap((column) => columnLines(column, spec)),
  ]
}

function columnLines({ column, kind, encoding, zone, reasons }: GuessedColumn, spec: GuessedTable['spec']) {
  const claim = spec.times.some((time) => time.column === column && time.claim)
  const fields = [
    `column: ${quoted(column)}`,
    `kind: ${kind}`,
    `encoding: ${encoding}`,
    `zone: ${zone}`,
    `clock: ${CLOCKS[kind] ?? 'database'}`,
    ...(claim ? ['claim: true'] : []),
  ]
  const lines = [...reasons.map((one) => `      ${comment(one)}`), `      - { ${fields.join(', ')} }`]
  if (zone === 'floating')
    lines.splice(-1, 0, '      # No zone is stated. Write utc only if the product is known to store UTC.')
  return lines
}

/** What stayed unknown. */
const open = (guesses: readonly GuessedTable[]): readonly string[] =>
  guesses.flatMap(({ spec, ambiguous }) =>
    ambiguous.map(({ column, encodings, reasons }) =>
      comment(`Not taken: ${spec.table}.${column} may be ${encodings.join(' or ')}; ${reasons.join('; ')}`),
    ),
  )
