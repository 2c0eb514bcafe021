/**
 * What a CREATE TABLE statement says of the records: columns in their order, affinities, the column that is the row id, the key
 * of a WITHOUT ROWID table (sqlite.org/datatype3.html 3.1, lang_createtable.html 5, withoutrowid.html).
 */
import type { Cell } from '../time-cell.ts'
import { tokens, type Token } from './sql-tokens.ts'

export type Affinity = 'integer' | 'text' | 'blob' | 'real' | 'numeric'

export interface ColumnShape {
  readonly name: string
  readonly type: string
  readonly affinity: Affinity
  readonly notNull: boolean
  /** Value of a row whose record ends before the column; undefined when the default is an expression. */
  readonly fallback: Cell | undefined
}

export interface TableShape {
  readonly name: string
  readonly root: number
  /** Stored columns as declared: generated ones that are not stored are left out. */
  readonly columns: readonly ColumnShape[]
  /** For each column its place in the record. */
  readonly places: readonly number[]
  /** The column that is the row id (INTEGER PRIMARY KEY): its record holds NULL. -1 without one. */
  readonly alias: number
  readonly withoutRowid: boolean
  /** Places in `columns` of the declared primary key; empty without one. */
  readonly key: readonly number[]
}

/** By the declared type (datatype3.html, 3.1); the order of the tests is SQLite's. */
export function affinityOf(type: string): Affinity {
  const t = type.toUpperCase()
  if (t.includes('INT')) return 'integer'
  if (/CHAR|CLOB|TEXT/.test(t)) return 'text'
  if (t === '' || t.includes('BLOB')) return 'blob'
  return /REAL|FLOA|DOUB/.test(t) ? 'real' : 'numeric'
}

const CONSTRAINT = /^(?:CONSTRAINT|PRIMARY|NOT|NULL|UNIQUE|CHECK|DEFAULT|COLLATE|REFERENCES|GENERATED|AS)$/i
const TABLE_CONSTRAINT = /^(?:CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)$/i

/** The shape of a table, or undefined if the statement creates none with columns of its own (CREATE VIRTUAL TABLE). */
export function tableShape(sql: string, name: string, root: number): TableShape | undefined {
  const all = tokens(sql)
  const is = (i: number, word: string) => all[i]?.kind === 'word' && all[i].text.toUpperCase() === word
  if (!is(0, 'CREATE')) return undefined
  const table = all.findIndex((_, i) => is(i, 'TABLE'))
  const open = all.findIndex(({ kind, text }, i) => i > table && kind === 'mark' && text === '(')
  if (table < 1 || table > 2 || is(1, 'VIRTUAL') || open < 0) return undefined
  const { parts, end } = split(all, open)
  const withoutRowid = all.slice(end).some((t, i) => t.text.toUpperCase() === 'WITHOUT' && is(end + i + 1, 'ROWID'))
  const columns: (ColumnShape & { readonly generated: boolean })[] = []
  let key: readonly string[] = []
  let alias = ''
  let constraints = false
  for (const part of parts) {
    const [head] = part
    if (head === undefined) continue
    if (
      columns.length > 0 &&
      head.kind === 'word' &&
      TABLE_CONSTRAINT.test(head.text) &&
      (constraints || isConstraint(part))
    ) {
      constraints = true
      const names = primaryKey(part)
      if (names === undefined) continue
      key = names
      const [only] = names
      const column = columns.find((c) => c.name.toLowerCase() === only?.toLowerCase())
      if (names.length === 1 && column?.type.toUpperCase() === 'INTEGER') alias = column.name
      continue
    }
    const column = columnOf(part)
    columns.push(column)
    const primary = part.findIndex(
      (t, i) => i > 0 && isWord(t, 'PRIMARY') && isWord(part[i + 1], 'KEY') && depth(part, i) === 0,
    )
    if (primary < 0) continue
    key = [column.name]
    if (column.type.toUpperCase() === 'INTEGER' && !isWord(part[primary + 2], 'DESC')) alias = column.name
  }
  const stored = columns.filter(({ generated }) => !generated)
  return {
    name,
    root,
    columns: stored,
    places: withoutRowid ? keyFirst(stored, key) : stored.map((_, i) => i),
    alias: withoutRowid ? -1 : stored.findIndex((c) => c.name === alias),
    withoutRowid,
    key: key.map((k) => stored.findIndex((c) => c.name.toLowerCase() === k.toLowerCase())).filter((i) => i >= 0),
  }
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word

/** `PRIMARY KEY (`, `UNIQUE (`, `CHECK (`, `FOREIGN KEY`, `CONSTRAINT name …`: a column may bear such a word as its name. */
const isConstraint = (part: readonly Token[]): boolean =>
  isWord(part[0], 'CONSTRAINT') || isWord(part[1], 'KEY') || part[1]?.text === '('

/** A WITHOUT ROWID record holds the key's columns first, then the others; a column twice in the key counts once. */
function keyFirst(columns: readonly ColumnShape[], key: readonly string[]): readonly number[] {
  const names = columns.map((c) => c.name.toLowerCase())
  const order = [...new Set([...key.map((k) => names.indexOf(k.toLowerCase())).filter((i) => i >= 0), ...names.keys()])]
  return names.map((_, i) => order.indexOf(i))
}

/** The parts between the commas of a parenthesis, and where it ends. */
function split(
  all: readonly Token[],
  open: number,
): { readonly parts: readonly (readonly Token[])[]; readonly end: number } {
  const parts: Token[][] = [[]]
  let level = 0
  for (let i = open; i < all.length; i++) {
    const token = all[i]
    if (token === undefined) break
    const mark = token.kind === 'mark' ? token.text : ''
    if (mark === '(') level++
    if (mark === ')') level--
    if (level === 0) return { parts, end: i + 1 }
    if (mark === ',' && level === 1) parts.push([])
    else if (i > open) parts.at(-1)?.push(token)
  }
  return { parts, end: all.length }
}

function depth(part: readonly Token[], until: number): number {
  let level = 0
  for (const { kind, text } of part.slice(0, until))
    if (kind === 'mark') level += text === '(' ? 1 : text === ')' ? -1 : 0
  return level
}

/** Names of a PRIMARY KEY (…) constraint of the table. */
function primaryKey(part: readonly Token[]): readonly string[] | undefined {
  const at = part.findIndex((t, i) => isWord(t, 'PRIMARY') && isWord(part[i + 1], 'KEY'))
  if (at < 0 || part[at + 2]?.text !== '(') return undefined
  return split(part, at + 2).parts.flatMap(([name]) => (name === undefined ? [] : [name.text]))
}

function columnOf(part: readonly Token[]): ColumnShape & { readonly generated: boolean } {
  const [name, ...rest] = part
  const typeEnd = rest.findIndex((t, i) => t.kind === 'word' && CONSTRAINT.test(t.text) && depth(rest, i) === 0)
  const words = rest.slice(0, typeEnd < 0 ? undefined : typeEnd)
  const generated = words.length > 1 && /^GENERATED$/i.test(words.at(-2)?.text ?? '')
  const type = (generated ? words.slice(0, -2) : words)
    .map((t) => t.text)
    .join(' ')
    .replace(/ ?([(),]) ?/g, '$1')
  const more = typeEnd < 0 ? [] : rest.slice(typeEnd)
  const at = (word: string) => more.findIndex((t, i) => isWord(t, word) && depth(more, i) === 0)
  const as = more.findIndex((t, i) => isWord(t, 'AS') && more[i + 1]?.text === '(' && depth(more, i) === 0)
  const affinity = affinityOf(type)
  const fallback = at('DEFAULT')
  return {
    name: name?.text ?? '',
    type,
    affinity,
    notNull: more.some((t, i) => isWord(t, 'NOT') && isWord(more[i + 1], 'NULL') && depth(more, i) === 0),
    fallback: fallback < 0 ? null : literal(more.slice(fallback + 1), affinity),
    generated: as >= 0 && !more.slice(as).some((t) => isWord(t, 'STORED')),
  }
}

/** The value of a default that is a literal, under the column's affinity; undefined for an expression, which is never run. */
function literal(all: readonly Token[], affinity: Affinity): Cell | undefined {
  const inner = all[0]?.text === '(' && all[0].kind === 'mark' ? (split(all, 0).parts[0] ?? []) : all
  if (inner !== all && inner.length > 2) return undefined
  const signed = inner[0]?.kind === 'mark' && /^[+-]$/.test(inner[0].text)
  const token = inner[signed ? 1 : 0]
  const sign = signed && inner[0]?.text === '-' ? -1n : 1n
  if (token === undefined) return undefined
  if (token.kind === 'number') return number(token.text, sign, affinity)
  if (token.kind === 'string' || token.kind === 'quoted') return affined(token.text, affinity)
  const word = token.text.toUpperCase()
  if (word === 'NULL') return null
  if (word === 'TRUE' || word === 'FALSE') return number(word === 'TRUE' ? '1' : '0', 1n, affinity)
  return inner.length === 1 && !word.startsWith('CURRENT_') && !/^X'/.test(word)
    ? affined(token.text, affinity)
    : undefined
}

function number(text: string, sign: bigint, affinity: Affinity): Cell | undefined {
  const plain = text.replaceAll('_', '')
  const whole = /^\d+$/.test(plain) || /^0x/i.test(plain) ? sign * BigInt(plain) : undefined
  if (whole !== undefined && (whole > 0x7fff_ffff_ffff_ffffn || whole < -0x8000_0000_0000_0000n)) return undefined
  const value = whole ?? Number(sign) * Number(plain)
  // A literal without sign keeps its text; with one it is computed and printed anew.
  if (affinity === 'text' && sign === 1n && !/^0x/i.test(plain)) return plain
  if (affinity === 'text') return typeof value === 'bigint' ? String(value) : realText(value)
  return numeric(value, affinity)
}

/** A real as SQLite prints it; undefined where it would take an exponent or more than 15 digits. */
function realText(value: number): string | undefined {
  const text = Number.isInteger(value) ? `${value}.0` : String(value)
  return /^-?\d{1,10}\.\d{1,5}$/.test(text) ? text : undefined
}

function numeric(value: bigint | number, affinity: Affinity): Cell {
  if (affinity === 'real') return Number(value)
  const isWhole =
    (affinity === 'integer' || affinity === 'numeric') && typeof value === 'number' && Number.isSafeInteger(value)
  return isWhole ? BigInt(value) : value
}

/** Text under an affinity: what looks like a number becomes one in a numeric column. */
function affined(text: string, affinity: Affinity): Cell {
  if (affinity === 'text' || affinity === 'blob') return text
  const plain = text.trim()
  if (/^[+-]?\d{1,18}$/.test(plain)) return numeric(BigInt(plain.replace('+', '')), affinity)
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain)) return numeric(Number(plain), affinity)
  return text
}
