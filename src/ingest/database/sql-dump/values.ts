/** Cells of COPY lines (postgresql.org/docs/current/sql-copy.html, text format) and of the VALUES of an INSERT. */
import type { Cell } from '../time-cell.ts'
import type { Backslash } from './statements.ts'
import type { TextScanner } from './text-scanner.ts'

/** So much of a cell is kept: no time and no key is longer. */
const LONGEST = 256
/** Cells of one row; more than any database has columns. */
const MOST_CELLS = 5_000

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** The cells of one line of COPY, all text; `\N` is NULL. */
export const copyCells = (line: string): readonly Cell[] =>
  line
    .split('\t', MOST_CELLS)
    .map((cell) =>
      cell === '\\N' ? null : cell.slice(0, LONGEST).replace(/\\(.)/g, (_, c: string) => ESCAPED[c] ?? c),
    )

/** A number as it stands outside of quotes, or the cell of an integer or real column: `12`, `1.5`, `true`. */
export function plainCell(text: string): Cell {
  if (/^-?\d{1,19}$/.test(text)) return BigInt(text)
  if (/^-?\d{1,19}\.\d{0,30}$/.test(text) || /^-?\d(?:\.\d{1,30})?e[+-]?\d{1,3}$/i.test(text)) return Number(text)
  if (/^null$/i.test(text)) return null
  if (/^(?:true|false)$/i.test(text)) return /^t/i.test(text) ? 1n : 0n
  return text
}

const isSpace = (c: string): boolean => c === ' ' || c === '\n' || c === '\r' || c === '\t'

/**
 * The rows behind `VALUES`, up to the end of the statement, which is passed. An undefined row: the text ended before it.
 */
export function* insertRows(scanner: TextScanner, backslash: Backslash): Generator<readonly Cell[] | undefined> {
  for (;;) {
    const c = next()
    if (c === undefined) {
      yield undefined
      return
    }
    if (c === '(') {
      const cells = row()
      yield cells
      if (cells === undefined) return
    } else if (c === ';') return
    else if (c !== ',' && !isSpace(c)) {
      // ON CONFLICT, RETURNING and the like: rows are over.
      if (!toSemicolon()) yield undefined
      return
    }
  }

  function next(): string | undefined {
    if (scanner.at >= scanner.text.length && !scanner.more()) return undefined
    return scanner.text.charAt(scanner.at++)
  }

  function toSemicolon(): boolean {
    for (let c = next(); c !== undefined; c = next()) {
      if (c === ';') return true
      if (c === "'") quoted(false)
    }
    return false
  }

  /** From behind the opening bracket to behind the closing one. */
  function row(): readonly Cell[] | undefined {
    const cells: Cell[] = []
    let bare = ''
    let text: string | undefined
    let depth = 0
    const done = () => {
      if (cells.length < MOST_CELLS) cells.push(text ?? plainCell(bare.trim()))
      bare = ''
      text = undefined
    }
    for (let c = next(); c !== undefined; c = next()) {
      if (c === "'") {
        // What stands before the quote is a prefix: E, _binary, X.
        text = quoted(/E$/i.test(bare))
        if (text === undefined) return undefined
      } else if (c === '(') {
        depth++
        bare += c
      } else if (c === ',' && depth === 0) done()
      else if (c === ')' && depth-- === 0) {
        done()
        return cells
      } else if (bare.length < LONGEST) bare += c
    }
    return undefined
  }

  /** From behind the opening quote to behind the closing one; undefined if there is none. */
  function quoted(escapes: boolean): string | undefined {
    const hides = escapes || backslash === 'escapes'
    let kept = ''
    for (let c = next(); c !== undefined; c = next()) {
      if (c === "'") {
        if (scanner.peek(1) !== "'") return kept
        scanner.at++
      } else if (c === '\\' && hides) {
        const hidden = next()
        if (hidden === undefined) return undefined
        c = ESCAPED[hidden] ?? hidden
      }
      if (kept.length < LONGEST) kept += c
    }
    return undefined
  }
}
