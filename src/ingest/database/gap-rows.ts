/** Numbers that no row of an audit table has, as artifacts: the largest gaps, each with the times of the rows on both sides. */
import type { Artifact, Clock, Event, Locator } from '../../model.ts'
import type { ProfileTable } from './profile.ts'
import { missingIn, type RowGap, type RowGaps } from './row-gaps.ts'
import { columnOf, quote, rows, type Connection, type Opened, type Table } from './sqlite-open.ts'
import { cellText, readCell, type Cell } from './time-cell.ts'

/** An audit table along whose row ids numbers are missing. */
export interface GappedTable {
  readonly table: Table
  readonly spec: ProfileTable
  readonly gaps: RowGaps
  /** A number that was given once is not given again, so that a write that leaves no row uses one up (AUTOINCREMENT, Core Data). */
  readonly usesUp: boolean
}

/** Declared by the ingester. */
export const GAP_EVENTS = {
  'db.gap.before': { clock: 'database', doc: 'The recorded time of the row before numbers that are missing' },
  'db.gap.after': { clock: 'database', doc: 'The recorded time of the row behind them' },
} as const
export const GAP_TRAITS = {
  'db.table.gap':
    'TABLE, the first and last of numbers in a row that no row of an audit table has, how many are missing at how many places of it, and whether a write that leaves no row uses up a number',
} as const

export function* gapArtifacts({ db }: Opened, gapped: readonly GappedTable[], database: Artifact): Generator<Artifact> {
  for (const { table, spec, gaps, usesUp } of gapped) {
    const time = spec.times.find(({ claim }) => claim) ?? spec.times.find(({ kind }) => kind === 'db.row.recorded')
    const column = time && columnOf(table, time.column)
    const clock: Clock | undefined = time && { kind: time.clock, writer: `${spec.table}.${time.column}` }
    const event = (kind: keyof typeof GAP_EVENTS, row: bigint): readonly Event[] => {
      if (time === undefined || column === undefined || clock === undefined || table.rowid === undefined) return []
      const sql = `SELECT ${quote(column.name)} FROM ${quote(table.name)} NOT INDEXED WHERE ${table.rowid} = ?`
      const cell = cellOf(db, sql, row)
      const reading = readCell(cell, time.encoding, time.zone)
      if (reading?.nominal === undefined) return []
      const locator: Locator = { type: 'row', table: spec.table, row: String(row), column: time.column }
      return [{ kind, clock, reading, raw: cellText(cell), locator }]
    }
    for (const gap of gaps.largest ?? []) {
      const [first, last] = [gap.before + 1n, gap.after - 1n]
      const numbers = first === last ? String(first) : `${first} to ${last}`
      const locator: Locator = { type: 'row', table: spec.table, row: numbers }
      yield {
        type: 'row',
        locator,
        label: `${spec.table} ${numbers}, no such row`,
        parent: database,
        events: [...event('db.gap.before', gap.before), ...event('db.gap.after', gap.after)],
        traits: [{ key: 'db.table.gap', value: valueOf(spec.table, gap, gaps, usesUp), locator }],
      }
    }
  }
}

function cellOf(db: Connection, sql: string, row: bigint): Cell {
  try {
    return rows(db, sql).get(row)?.[0] ?? null
  } catch {
    // Damage is named when the rows are read; the gap then has no time on this side.
    return null
  }
}

const valueOf = (table: string, gap: RowGap, { places, missing }: RowGaps, usesUp: boolean): string =>
  `${JSON.stringify(table)} first=${gap.before + 1n} last=${gap.after - 1n} missing=${missingIn(gap)} places=${places} all=${missing} uses-up=${usesUp ? 'yes' : 'no'}`
