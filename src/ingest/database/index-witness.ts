/** Rows of which an index still has another value than the table, as artifacts: both values, as times where the column is one. */
import type { Artifact, Clock, Event } from '../../model.ts'
import { inColumn, type RowLocator } from './profile-rows.ts'
import type { ChangeColumn } from './row-changes.ts'
import { disagreements, plainIndexes } from './sqlite/indexes.ts'
import type { RawDatabase } from './sqlite/open-raw.ts'
import type { TableShape } from './sqlite/table-shape.ts'
import { cellText, readCell } from './time-cell.ts'

/** One artifact for each row and index that disagree. The index's value is the earlier one if the cell was changed. */
export function* indexWitnesses(
  raw: RawDatabase,
  shape: TableShape,
  times: readonly ChangeColumn[],
  database: Artifact,
  clockOf: (column: string) => Clock,
  stop: () => boolean,
): Generator<Artifact> {
  for (const index of plainIndexes(raw, shape))
    for (const { column, rowid, inIndex, inTable } of disagreements(raw, shape, index, stop)) {
      const row: RowLocator = { type: 'row', table: shape.name, row: `${rowid} in index ${index.name}` }
      const locator = inColumn(row, column)
      const value = `${column}: ${cellText(inIndex)} against ${cellText(inTable)}`
      const time = times.find((one) => one.column === column)
      const event = (kind: string, cell: typeof inIndex): readonly Event[] => {
        const reading = time && readCell(cell, time.encoding, time.zone)
        return reading ? [{ kind, clock: clockOf(column), reading, raw: cellText(cell), locator }] : []
      }
      yield {
        type: 'row',
        locator: row,
        label: `${shape.name} ${rowid}, index ${index.name}`,
        parent: database,
        events: [...event('db.index.said', inIndex), ...event('db.index.row-says', inTable)],
        traits: [{ key: 'db.index.remembers', value, locator }],
      }
    }
}
