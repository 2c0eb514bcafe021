/** Row histories as a table: on the terminal, as CSV, as XLSX. Formulas are made harmless in both, as in the findings' CSV. */
import writeExcelFile from 'write-excel-file/node'
import type { RowHistory, RowVersion } from '../ingest/database/sqlite/row-history.ts'
import type { TableShape } from '../ingest/database/sqlite/table-shape.ts'
import { cellText, type Cell } from '../ingest/database/time-cell.ts'
import { csvLine, harmless, terminal } from '../report/safe-text.ts'

/** One version of a row, as all three print it. */
export interface VersionLine {
  readonly row: string
  /** Counts from 1 within the row. */
  readonly version: number
  readonly of: number
  readonly is: string
  readonly state: string
  readonly place: string
  readonly stored: number
  readonly sure: string
  readonly values: readonly string[]
  /** Columns whose value differs from the version before. */
  readonly changed: readonly string[]
}

const STATES = {
  residue: 'residue',
  'old log': 'log before its reset',
  journal: 'before the last transaction',
  main: 'main file',
  log: 'log',
  uncommitted: 'log, never committed',
} as const satisfies Record<RowVersion['state'], string>

const FILES = { main: '', '-wal': '-wal ', '-journal': '-journal ' } as const

const placeOf = ({ file, page, byte, found }: RowVersion): string =>
  `${FILES[file]}page ${page}, byte ${byte}${found === undefined ? '' : `, ${found.where}`}`

/** The versions of one row, oldest first. */
export function versionLines(shape: TableShape, { rowid, is, versions }: RowHistory): readonly VersionLine[] {
  return versions.map((one, i) => {
    const before = versions[i - 1]
    const isLive = is === 'live' && i === versions.length - 1
    return {
      row: rowid === undefined ? 'not known' : String(rowid),
      version: i + 1,
      of: versions.length,
      is: isLive ? 'live' : is === 'live' || i < versions.length - 1 ? 'superseded' : is,
      state: one.commit > 0 ? `${STATES[one.state]}, commit ${one.commit}` : STATES[one.state],
      place: placeOf(one),
      stored: one.stored,
      sure: one.found?.sure ?? 'pointed to',
      values: one.values.map(cellText),
      changed: before === undefined ? [] : changes(shape, before.values, one.values),
    }
  })
}

const changes = (shape: TableShape, before: readonly Cell[], after: readonly Cell[]): readonly string[] =>
  shape.columns.flatMap(({ name }, i) => (cellText(before[i] ?? null) === cellText(after[i] ?? null) ? [] : [name]))

const HEADS = ['row', 'version', 'of', 'is', 'state', 'place', 'columns_stored', 'sure', 'changed'] as const

const headings = (shape: TableShape): string[] => [...HEADS, ...shape.columns.map(({ name }) => name)]
const cellsOf = (line: VersionLine): (string | number)[] => [
  line.row,
  line.version,
  line.of,
  line.is,
  line.state,
  line.place,
  line.stored,
  line.sure,
  line.changed.join(', '),
  ...line.values,
]

export const csvHead = (shape: TableShape): string => csvLine(headings(shape))
export const csvRow = (line: VersionLine): string => csvLine(cellsOf(line))

/** Rows that a sheet holds beside its heading (ECMA-376; Excel's bound). */
export const MOST_SHEET_ROWS = 1_048_575

/** A workbook of one sheet. Every cell is text or a number of ours, none a formula. */
export function workbook(shape: TableShape, lines: readonly VersionLine[]): Promise<Buffer> {
  const head = headings(shape).map((value) => ({ value: harmless(value), type: String, fontWeight: 'bold' as const }))
  const body = lines.map((line) =>
    cellsOf(line).map((value) =>
      typeof value === 'number' ? { value, type: Number } : { value: harmless(value), type: String },
    ),
  )
  return writeExcelFile([head, ...body]).toBuffer()
}

/** What a row said, version after version, in two lines each; a version that changed something says what. */
export function printed(shape: TableShape, lines: readonly VersionLine[]): string {
  return lines
    .map((line) => {
      const [values, before] = [line.values, lines[line.version - 2]?.values]
      const shown = shape.columns.flatMap(({ name }, i) => {
        if (before === undefined) return [`${name} ${values[i] ?? ''}`]
        return line.changed.includes(name) ? [`${name} ${before[i] ?? ''} -> ${values[i] ?? ''}`] : []
      })
      const says = shown.length > 0 ? shown.join('; ') : 'the same values'
      const how = line.sure === 'pointed to' ? '' : `, ${line.sure}`
      return `  ${line.version}/${line.of} ${line.is}: ${line.state}, ${line.place}${how}, ${line.stored} columns stored\n      ${terminal(says)}\n`
    })
    .join('')
}
