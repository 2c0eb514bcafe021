/**
 * The statements of a plain SQL dump, one after another: its comments, the columns of its tables, and the rows of COPY and
 * INSERT. Follows what mysqldump, mariadb-dump, pg_dump, phpMyAdmin and the sqlite3 shell write; nothing is executed.
 */
import type { Cell } from '../time-cell.ts'
import type { StreamedTable } from '../streamed-rows.ts'
import { TextScanner } from './text-scanner.ts'
import { columnsOf, tableName } from './create-table.ts'
import { copyCells, insertRows } from './values.ts'

export type Statement =
  | { readonly type: 'comment'; readonly text: string }
  | { readonly type: 'table'; readonly table: StreamedTable }
  | {
      readonly type: 'row'
      readonly table: string
      readonly columns: readonly string[] | undefined
      readonly cells: readonly Cell[]
    }
  | { readonly type: 'cut short' }

/** Whether a backslash in a string hides the next character. */
export type Backslash = 'escapes' | 'stands for itself'

const LONGEST_LINE = 16 * 1024 * 1024
const LONGEST_COMMENT = 2_000
const LONGEST_CREATE = 1024 * 1024

/** All statements. Rows of a statement that is not closed are given as far as they go, and then `cut short`. */
export function* statements(chunks: Iterable<Uint8Array>, backslash: Backslash): Generator<Statement> {
  const scanner = new TextScanner(chunks)
  while (!scanner.ended()) {
    const next = scanner.peek(40)
    if (/^\s/.test(next)) scanner.at += next.length - next.trimStart().length
    else if (next.startsWith('--') || next.startsWith('#'))
      yield { type: 'comment', text: scanner.line(LONGEST_COMMENT) ?? '' }
    else if (next.startsWith('/*')) {
      if (!scanner.skipPast('*/')) yield { type: 'cut short' }
    } else if (next.startsWith('\\')) scanner.line(LONGEST_COMMENT)
    else if (/^DELIMITER\s/i.test(next)) skipRoutines(scanner)
    else if (/^COPY\s/i.test(next)) yield* copy(scanner)
    else if (/^(?:INSERT|REPLACE)\s/i.test(next)) yield* insert(scanner, backslash)
    else if (/^CREATE\s+(?:\w+\s+){0,3}?TABLE\s/i.test(next)) yield* create(scanner, backslash)
    else if (statement(scanner, backslash, 0) === undefined) yield { type: 'cut short' }
  }
}

/** Routines lie between `DELIMITER ;;` and `DELIMITER ;`: what they would insert is no row. */
function skipRoutines(scanner: TextScanner): void {
  let line = scanner.line(LONGEST_COMMENT)
  while (line !== undefined && !/^DELIMITER\s+;\s*$/i.test(line)) line = scanner.line(LONGEST_COMMENT)
}

const COPY = /^COPY\s+(.+?)\s*(?:\((.*)\))?\s+FROM\s+stdin\b/i

function* copy(scanner: TextScanner): Generator<Statement> {
  const head = COPY.exec(scanner.line(LONGEST_CREATE) ?? '')
  const table = tableName(head?.[1] ?? '')
  if (head === null || table === undefined) return
  const columns = head[2]?.split(',').map((name) => tableName(name.trim()) ?? '')
  for (let line = scanner.line(LONGEST_LINE); line !== '\\.'; line = scanner.line(LONGEST_LINE)) {
    if (line === undefined) {
      yield { type: 'cut short' }
      return
    }
    yield { type: 'row', table, columns, cells: copyCells(line) }
  }
}

const INSERT =
  /^(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|IGNORE|OR\s+\w+)\s+)*INTO\s+((?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|[\w$]+)(?:\s*\.\s*(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|[\w$]+))*)\s*(?:\(([^()]*)\))?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*/i
const LONGEST_HEAD = 65_536

function* insert(scanner: TextScanner, backslash: Backslash): Generator<Statement> {
  const head = INSERT.exec(scanner.peek(LONGEST_HEAD))
  const table = tableName(head?.[1] ?? '')
  if (head === null || table === undefined) {
    if (statement(scanner, backslash, 0) === undefined) yield { type: 'cut short' }
    return
  }
  scanner.at += head[0].length
  const columns = head[2]?.split(',').map((name) => tableName(name.trim()) ?? '')
  for (const cells of insertRows(scanner, backslash)) {
    if (cells === undefined) yield { type: 'cut short' }
    else yield { type: 'row', table, columns, cells }
  }
}

function* create(scanner: TextScanner, backslash: Backslash): Generator<Statement> {
  const text = statement(scanner, backslash, LONGEST_CREATE)
  if (text === undefined) {
    yield { type: 'cut short' }
    return
  }
  const table = columnsOf(text)
  if (table !== undefined) yield { type: 'table', table }
}

const DOLLAR = /^\$(?:[A-Za-z_]\w*)?\$/

/** Goes behind the next semicolon outside of strings, and gives the text up to it, cut at `longest`; undefined if it is not closed. */
function statement(scanner: TextScanner, backslash: Backslash, longest: number): string | undefined {
  let kept = ''
  let from = scanner.at
  const keep = () => {
    if (kept.length < longest) kept += scanner.text.slice(from, Math.min(scanner.at, from + longest - kept.length))
    from = scanner.at
  }
  const fetch = (): boolean => {
    keep()
    const some = scanner.more()
    from = scanner.at
    return some
  }
  let quote = ''
  for (;;) {
    if (scanner.at >= scanner.text.length && !fetch()) return undefined
    const c = scanner.text.charAt(scanner.at)
    if (quote !== '') {
      scanner.at += c === '\\' && quote === "'" && backslash === 'escapes' ? 2 : 1
      if (c === quote) quote = ''
    } else if (c === "'" || c === '"' || c === '`') {
      quote = c
      scanner.at++
    } else if (c === ';') {
      scanner.at++
      keep()
      return kept
    } else if (c === '$' && backslash === 'stands for itself') {
      if (scanner.text.length - scanner.at < 66) fetch()
      const tag = DOLLAR.exec(scanner.text.slice(scanner.at, scanner.at + 66))?.[0]
      scanner.at += tag?.length ?? 1
      if (tag !== undefined) {
        keep()
        if (!scanner.skipPast(tag)) return undefined
        from = scanner.at
      }
    } else if (c === '-' && scanner.text.startsWith('--', scanner.at)) {
      keep()
      scanner.line(0)
      from = scanner.at
    } else scanner.at++
  }
}
