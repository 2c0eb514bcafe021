/** The rows of a part as tests compare them. */
import {
  PART_TABLES,
  PackedReader,
  emptyTables,
  type Cell,
  type PackedRows,
  type PartTable,
} from '../../src/ingest/part.ts'

/** The values of each table again, row after row. */
export function unpack(rows: PackedRows): Record<PartTable, Cell[]> {
  const reader = new PackedReader(rows)
  const values = emptyTables()
  for (const [table, count] of reader.tables())
    for (let row = 0; row < count; row++)
      for (let column = 0; column < PART_TABLES[table].length; column++) values[table].push(reader.next(table, column))
  return values
}
