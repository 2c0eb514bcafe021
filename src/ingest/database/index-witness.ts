/** Rows of which an index still has another value than the table, as artifacts: both values, and which index. */
import type { Artifact } from '../../model.ts'
import { inColumn, type RowLocator } from './profile-rows.ts'
import { disagreements, plainIndexes } from './sqlite/indexes.ts'
import type { RawDatabase } from './sqlite/open-raw.ts'
import type { TableShape } from './sqlite/table-shape.ts'
import { cellText } from './time-cell.ts'

/** One artifact for each row and index that disagree. */
export function* indexWitnesses(
  raw: RawDatabase,
  shape: TableShape,
  database: Artifact,
  stop: () => boolean,
): Generator<Artifact> {
  for (const index of plainIndexes(raw, shape))
    for (const { column, rowid, inIndex, inTable } of disagreements(raw, shape, index, stop)) {
      const row: RowLocator = { type: 'row', table: shape.name, row: `${rowid} in index ${index.name}` }
      const value = `${column}: ${cellText(inIndex)} against ${cellText(inTable)}`
      const traits = [{ key: 'db.index.remembers', value, locator: inColumn(row, column) }]
      yield {
        type: 'row',
        locator: row,
        label: `${shape.name} ${rowid}, index ${index.name}`,
        parent: database,
        events: [],
        traits,
      }
    }
}
