/**
 * Rows that the write-ahead log inserted, in the order of its commits (sqlite.org/fileformat2.html, 4): a second order of insertion
 * beside the row ids. A row that is put into a gap of the numbers has a low number and a late commit.
 */
import type { Artifact, Clock } from '../../model.ts'
import { inColumn, type RowLocator } from './profile-rows.ts'
import type { ChangeColumn } from './row-changes.ts'
import type { RowHistory } from './sqlite/row-history.ts'
import type { TableShape } from './sqlite/table-shape.ts'
import { cellText, readCell, type Cell } from './time-cell.ts'

interface Inserted {
  readonly row: bigint
  readonly commit: number
  readonly nominal: number
  readonly cell: Cell
}

/** Rows of one table that are held at once; more are left out. */
const MOST_ROWS = 200_000

export class LogOrder {
  readonly #shape: TableShape
  readonly #time: ChangeColumn | undefined
  readonly #at: number
  readonly #inserted: Inserted[] = []

  constructor(shape: TableShape, times: readonly ChangeColumn[]) {
    this.#shape = shape
    this.#time = times.find(({ kind }) => kind === 'db.row.recorded')
    this.#at = shape.columns.findIndex(({ name }) => name === this.#time?.column)
  }

  /** Takes a row up if its first version is one of the log. */
  add({ rowid, versions: [first] }: RowHistory): void {
    if (this.#time === undefined || rowid === undefined || this.#inserted.length >= MOST_ROWS) return
    if (first?.state !== 'log' || first.commit === 0) return
    const cell = first.values[this.#at] ?? null
    const nominal = readCell(cell, this.#time.encoding, this.#time.zone)?.nominal
    if (nominal !== undefined) this.#inserted.push({ row: rowid, commit: first.commit, nominal, cell })
  }

  /** An artifact a row, with its place. Within a commit nothing says which row came first: there they stand by their times. */
  *rows(database: Artifact, clockOf: (column: string) => Clock): Generator<Artifact> {
    const time = this.#time
    if (time === undefined) return
    const { name } = this.#shape
    const ordered = this.#inserted.sort((a, b) => a.commit - b.commit || a.nominal - b.nominal)
    for (const [position, { row, commit, cell }] of ordered.entries()) {
      const locator: RowLocator = { type: 'row', table: name, row: `${row} in commit ${commit} of the log` }
      const reading = readCell(cell, time.encoding, time.zone)
      if (reading === undefined) continue
      const event = {
        kind: 'db.row.logged',
        clock: clockOf(time.column),
        reading,
        raw: cellText(cell),
        locator: inColumn(locator, time.column),
        places: [{ sequence: `${name}.log`, position }],
      }
      yield {
        type: 'row',
        locator,
        label: `${name} ${row}, as commit ${commit} of the log inserted it`,
        parent: database,
        events: [event],
        traits: [],
      }
    }
  }
}
