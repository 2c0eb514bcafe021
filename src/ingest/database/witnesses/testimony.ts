/** What one table of a database remembers of a row of another and the row does not say, as artifacts for the rules. */
import type { Artifact, Clock, Event, Locator } from '../../../model.ts'
import type { TimeEncoding } from '../profile.ts'
import { readCell, cellText, type Cell } from '../time-cell.ts'

/**
 * Which table remembers: Core Data's changes, ANALYZE's figures and samples, a full-text index, a table in which the product writes a value
 * again, the record as a server has it; `named-row`: the table of a row that the row names.
 */
export type Witness = 'core-data' | 'statistics' | 'full-text' | 'second-copy' | 'cloud-record' | 'named-row'

export interface Testimony {
  readonly witness: Witness
  /** The table that remembers. */
  readonly place: string
  readonly table: string
  readonly row: bigint
  /** One sentence without its end. Holds no text of the row: names and numbers only. */
  readonly what: string
  /** Both values, where the column is a time. */
  readonly times?: {
    readonly column: string
    readonly encoding: TimeEncoding
    readonly zone: 'utc' | 'floating'
    readonly said: Cell
    readonly says: Cell
    /** The clock of what the witness remembers; absent: that of the column. */
    readonly saidBy?: Clock
  }
}

/** Declared by the ingester. */
export const WITNESS_TRAITS = {
  'db.witness':
    'WITNESS: what another table of the database remembers of a row, and the row does not say (core-data, statistics, full-text, second-copy, cloud-record, named-row)',
} as const

/** Testimonies that become artifacts, of one witness over one table. */
export const MOST_TESTIMONIES = 1_000

/** An artifact a testimony, with both times as events. */
export function* testify(testimonies: Iterable<Testimony>, database: Artifact): Generator<Artifact> {
  let told = 0
  for (const { witness, place, table, row, what, times } of testimonies) {
    if (++told > MOST_TESTIMONIES) return
    const locator: Locator = { type: 'row', table, row: `${row} in ${place}` }
    yield {
      type: 'row',
      locator,
      label: `${table} ${row}, as ${place} has it`,
      parent: database,
      events: times === undefined ? [] : eventsOf(table, `${row} in ${place}`, times),
      traits: [{ key: 'db.witness', value: `${witness}: ${what}`, locator }],
    }
  }
}

function eventsOf(table: string, row: string, times: NonNullable<Testimony['times']>): readonly Event[] {
  const { column, encoding, zone, saidBy } = times
  const clock: Clock = { kind: 'database', writer: `${table}.${column}` }
  const locator: Locator = { type: 'row', table, row, column }
  return (
    [
      ['db.witness.said', saidBy ?? clock, times.said],
      ['db.witness.row-says', clock, times.says],
    ] as const
  ).flatMap(([kind, by, cell]) => {
    const reading = readCell(cell, encoding, zone)
    return reading === undefined ? [] : [{ kind, clock: by, reading, raw: cellText(cell), locator }]
  })
}
