/** Rows of a table that no profile knows become artifacts as its guess says, and each guess a trait of the schema. */
import type { Artifact, Trait } from '../../model.ts'
import type { GuessedTable } from './guess-table.ts'
import type { Profile } from './profile.ts'
import { profilePlan, type Plan, type RowLocator } from './profile-rows.ts'
import type { Connection, Table } from './sqlite-open.ts'
import type { Watch } from './watch.ts'

/** Stands where a profile would. */
const GUESSED: Profile = {
  id: 'guessed',
  title: 'Guessed',
  references: ['the names and values of the database itself'],
  identify: {},
  releases: [],
  tables: [],
}

/** The plan for a table that no profile knows; a row without any time becomes nothing. Undefined if no column is a time. */
export function guessedPlan(
  db: Connection,
  guess: GuessedTable,
  table: Table,
  database: Artifact,
  watch: Watch,
): Plan | undefined {
  if (guess.columns.length === 0) return undefined
  const { selection, artifact, times } = profilePlan(db, GUESSED, guess.spec, table, database, watch)
  return {
    selection,
    times,
    is: 'unknown',
    artifact: (row, version, changed, number) => {
      const made = artifact(row, version, changed, number)
      return made === undefined || made.events.length === 0 ? undefined : made
    },
  }
}

/** Longest trait: an endless name is cut. */
const LONGEST = 500

/** What was guessed of a table, and what stayed unknown, one trait a column. */
export const guessTraits = (guess: GuessedTable, locator: RowLocator): readonly Trait[] => [
  ...guess.columns.map(({ column, kind, encoding, zone, confidence, reasons }) => ({
    key: 'db.guess',
    value:
      `${guess.spec.table}.${column}: ${kind}, ${encoding}, ${zone}; by its ${confidence}: ${reasons.join('; ')}`.slice(
        0,
        LONGEST,
      ),
    locator,
  })),
  ...guess.ambiguous.map(({ column, encodings, reasons }) => ({
    key: 'db.guess-open',
    value: `${guess.spec.table}.${column}: ${encodings.join(' or ')}; ${reasons.join('; ')}`.slice(0, LONGEST),
    locator,
  })),
]
