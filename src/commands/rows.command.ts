/** `anachron rows CASE DB TABLE`: every row's versions in order, each with where it stands; printed, and written as CSV and XLSX. */
import { closeSync, constants, openSync, writeFileSync, writeSync } from 'node:fs'
import { openCase, type CaseDatabase } from '../case/open.ts'
import { reopen, type Reopened } from '../case/reopen.ts'
import { pathsOf } from '../case/settings.ts'
import { DEFAULT_LIMITS } from '../evidence/limits.ts'
import { openHistories, type RowHistories, type RowHistory } from '../ingest/database/sqlite/row-history.ts'
import type { TableShape } from '../ingest/database/sqlite/table-shape.ts'
import { ingesters } from '../ingest/index.generated.ts'
import { csvHead, csvRow, MOST_SHEET_ROWS, printed, versionLines, workbook, type VersionLine } from './row-table.ts'
import { terminal } from '../report/safe-text.ts'
import { defineCommand, EXIT, UsageError, value, type ExitCode, type Given, type Io } from './command.ts'
import { refuseInside } from './examination.ts'
import { plural } from '../report/words.ts'

/** Rows whose versions are printed; the files hold them all. */
const MOST_PRINTED = 200

export default defineCommand({
  id: 'rows',
  usage: '<case> <database> <table>',
  summary: "a table's rows with all their versions, live, superseded and recovered, and where each stands",
  flags: [
    { flag: '--row <n>', doc: 'only the row of this row id' },
    { flag: '--csv <file>', doc: 'also write every version of every row as CSV' },
    { flag: '--xlsx <file>', doc: 'also write every version of every row as a workbook' },
  ],
  examples: [
    'anachron rows ledger.anachron disclosure.eml/books.zip/company.db audit',
    'anachron rows ledger.anachron company.db audit --row 812 --xlsx audit.xlsx',
  ],
  run: async ([file = '', database = '', table = ''], given, io) => {
    const open = openCase(file, 'read')
    try {
      const wanted = rowOf(given)
      for (const name of ['csv', 'xlsx']) {
        const place = value(given, name)
        if (place !== undefined) refuseInside(place, pathsOf(open.db), name)
      }
      return await print(open.db, database, table, wanted, given, io)
    } finally {
      open.close()
    }
  },
})

function rowOf(given: Given): bigint | undefined {
  const text = value(given, 'row')
  if (text === undefined) return undefined
  if (!/^-?\d{1,19}$/.test(text)) throw new UsageError(`--row ${text}: give the row id, a whole number`)
  return BigInt(text)
}

async function print(
  db: CaseDatabase,
  database: string,
  table: string,
  wanted: bigint | undefined,
  given: Given,
  io: Io,
): Promise<ExitCode> {
  const tools = { ingesters, profiles: [], limits: DEFAULT_LIMITS }
  const evidence = await reopen(db, database, tools)
  const opened = [evidence.opened]
  try {
    const companions = await companionsOf(evidence, opened)
    const histories = openHistories(evidence.opened.source, companions)
    if ('reason' in histories) throw new UsageError(`${evidence.path}: ${histories.reason}`)
    const shape = histories.tables.get(table.toLowerCase())
    if (shape === undefined)
      throw new UsageError(
        `${evidence.path} has no table ${table}; it has ${[...histories.tables.values()].map(({ name }) => name).join(', ') || 'none'}`,
      )
    io.out(`${terminal(evidence.path)}, table ${terminal(shape.name)}\n`)
    await write(histories, shape, wanted, given, io)
    const problems = [...histories.main.problems.lines(), ...histories.last.problems.lines()]
    for (const line of new Set(problems)) io.err(`anachron: ${terminal(evidence.path)}: ${terminal(line)}\n`)
    return problems.length > 0 ? EXIT.unread : EXIT.ok
  } finally {
    for (const one of opened) one.close()
  }
}

async function companionsOf({ beside }: Reopened, opened: Reopened['opened'][]) {
  const wal = await beside('-wal')
  if (wal !== undefined) opened.push(wal)
  const journal = await beside('-journal')
  if (journal !== undefined) opened.push(journal)
  return {
    ...(wal === undefined ? {} : { wal: wal.source }),
    ...(journal === undefined ? {} : { journal: journal.source }),
  }
}

/** Goes through the rows once: prints those with a history, and writes all to the files asked for. */
async function write(
  histories: RowHistories,
  shape: TableShape,
  wanted: bigint | undefined,
  given: Given,
  io: Io,
): Promise<void> {
  const csv = value(given, 'csv')
  const xlsx = value(given, 'xlsx')
  const all = csv !== undefined || xlsx !== undefined || wanted !== undefined
  const fd =
    csv === undefined ? undefined : openSync(csv, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600)
  const sheet: VersionLine[] = []
  let [rows, printedRows, leftOut] = [0, 0, 0]
  try {
    if (fd !== undefined) writeSync(fd, csvHead(shape))
    for (const history of histories.of(shape.name, all)) {
      if (wanted !== undefined && history.rowid !== wanted) continue
      const lines = versionLines(shape, history)
      if (fd !== undefined) writeSync(fd, lines.map(csvRow).join(''))
      if (xlsx !== undefined && sheet.length + lines.length <= MOST_SHEET_ROWS) sheet.push(...lines)
      else if (xlsx !== undefined) leftOut++
      if (wanted === undefined && !tells(history)) continue
      rows++
      if (printedRows >= MOST_PRINTED) continue
      printedRows++
      io.out(`row ${history.rowid ?? 'not known'}\n${printed(shape, lines)}`)
    }
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
  if (xlsx !== undefined) writeFileSync(xlsx, await workbook(shape, sheet), { mode: 0o600 })
  if (leftOut > 0) io.err(`anachron: ${plural(leftOut, 'row')} did not fit the sheet; --csv has all\n`)
  if (rows === 0)
    io.out(
      wanted === undefined
        ? 'no row has another version than its live one, and none was recovered\n'
        : `row ${wanted} is in no version\n`,
    )
  else if (rows > printedRows)
    io.out(`and ${plural(rows - printedRows, 'more row')}; --csv or --xlsx writes them all\n`)
}

/** A row with one live version tells nothing. */
const tells = ({ is, versions }: RowHistory): boolean => versions.length > 1 || is !== 'live'
