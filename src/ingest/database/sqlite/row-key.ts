/** What makes two rows of a table the same row, and what makes them say the same. */
import { hash } from 'node:crypto'
import type { Cell } from '../time-cell.ts'
import type { TableShape } from './table-shape.ts'

const text = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return 'n'
  if (typeof cell === 'string') return `s${cell}`
  if (typeof cell === 'object') return `x${Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('latin1')}`
  // An integer that a REAL column stores and the real that it means are one value.
  return `i${String(cell)}`
}

/** A longer text is held as its hash: of many rows with long values only that is in memory. */
const PLAIN = 64

/** The values but the row id's, as one text: equal for equal values. */
export function bodyText(shape: TableShape, values: readonly Cell[]): string {
  let key = ''
  for (let i = 0; i < values.length; i++) if (i !== shape.alias) key += `${text(values[i])}\u0001`
  return key
}

/** The same, or its hash. */
export function bodyKey(shape: TableShape, values: readonly Cell[]): string {
  const key = bodyText(shape, values)
  return key.length <= PLAIN ? key : hash('sha256', key, 'base64')
}

/** Whether two rows of a table are the same one if they have the same declared key. */
export const hasKey = ({ key, alias }: TableShape): boolean => key.length > 0 && alias < 0

/** The row id, or (where it is lost, or the table has none) the declared primary key; undefined where neither is known. */
export function rowKey(shape: TableShape, rowid: bigint | undefined, values: readonly Cell[]): string | undefined {
  if (hasKey(shape)) return `k${shape.key.map((i) => text(values[i])).join('\u0001')}`
  return rowid === undefined ? undefined : `r${rowid}`
}
