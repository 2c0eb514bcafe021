/** What makes two rows of a table the same row, and what makes them say the same. */
import type { Cell } from '../time-cell.ts'
import type { TableShape } from './table-shape.ts'

const text = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return 'n'
  if (typeof cell === 'string') return `s${cell}`
  if (typeof cell === 'object') return `x${Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('latin1')}`
  // An integer that a REAL column stores and the real that it means are one value.
  return `i${String(cell)}`
}

/** The values but the row id's, as one text. */
export function bodyKey(shape: TableShape, values: readonly Cell[]): string {
  let key = ''
  for (let i = 0; i < values.length; i++) if (i !== shape.alias) key += `${text(values[i])}\u0001`
  return key
}

/** The row id, or (where it is lost, or the table has none) the declared primary key; undefined where neither is known. */
export function rowKey(shape: TableShape, rowid: bigint | undefined, values: readonly Cell[]): string | undefined {
  if (shape.key.length > 0 && shape.alias < 0) return `k${shape.key.map((i) => text(values[i])).join('\u0001')}`
  return rowid === undefined ? undefined : `r${rowid}`
}
