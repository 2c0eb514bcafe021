/**
 * What a full-text index of FTS5 still has of a row whose text says something else (sqlite.org/fts5.html). Text and index are written in one
 * step, by the library or by triggers of the schema; whoever changes the text without them leaves the words of the earlier one in the index.
 * Not judged: indexes without a text, those that only their program keeps, and tokenizers that SQLite does not bring along. The index is read
 * out of its tables and never run: a query over a hostile one could not be stopped.
 */
import { columnOf, quote, rows, type Connection, type Opened } from '../../sqlite-open.ts'
import type { Cell } from '../../time-cell.ts'
import { MOST_TESTIMONIES, type Testimony } from '../testimony.ts'
import { fts5Declaration, type Fts5Declaration } from './fts5-declaration.ts'
import { LONGEST_PAGE, SegmentReader, segmentsOf } from './fts5-segments.ts'
import { Fts5Tokenizer } from './fts5-tokenizer.ts'
import { upkeepOf } from './fts5-upkeep.ts'
import { folded, wordCount, wordsByRow, type Posting } from './words-by-row.ts'

/** Characters of a row that are cut into words. */
const LONGEST_TEXT = 1_000_000
/** Characters in which words of a row are looked for, one word after another. */
const MOST_COMPARED = 50_000_000
const CHEAPLY_COMPARED = 200_000
/**
 * The form of an index that is judged. 5 is that of one in which secure-delete was on once: switching it on and off leaves words of deleted rows
 * behind (SQLite 3.54.1: of 300 honest uses 46 ended in an index that its own integrity check refuses; of 600 others none).
 */
const VERSION = 4n

/** The table that holds the text of an index. */
interface Text {
  readonly table: string
  readonly rowid: string
  readonly columns: readonly string[]
  readonly isExternal: boolean
  /** The table that counts the words of each row and loses it with the row; undefined where a row without words in the text tells nothing. */
  readonly counts: string | undefined
}

export function* fts5Testimonies(opened: Opened, stop: () => boolean): Generator<Testimony> {
  for (const { name, rootPage, sql } of opened.entries) {
    if (stop()) return
    if (rootPage !== 0 || !/\bfts5\b/i.test(sql.slice(0, 10_000))) continue
    const declaration = fts5Declaration(sql)
    const text = declaration === undefined ? undefined : textOf(opened, name, declaration)
    if (declaration === undefined || text === undefined) continue
    const words = wordsByRow(postings(opened, name, declaration, stop), stop)
    if (words === undefined || words.size === 0) continue
    const tokenizer = tokenizerOf(declaration)
    if (tokenizer === undefined) continue
    try {
      yield* compared(opened.db, name, text, words, tokenizer, stop)
    } finally {
      tokenizer.close()
    }
  }
}

function textOf({ db, tables, entries }: Opened, index: string, declaration: Fts5Declaration): Text | undefined {
  const { columns, content } = declaration
  const table = tables.get((content?.table ?? `${index}_content`).toLowerCase())
  const keys = table === undefined ? undefined : keysOf(db, table.name)
  if (table === undefined || keys === undefined) return undefined
  const names = columns.flatMap(({ name, isIndexed }, i) => (isIndexed ? [content === undefined ? `c${i}` : name] : []))
  // A generated column is none of a described table: reading it would run the evidence's expressions.
  if (names.some((name) => columnOf(table, name) === undefined)) return undefined
  const text = { table: table.name, rowid: keys.rowid, columns: names }
  const docsize = tables.get(`${index}_docsize`.toLowerCase())?.name
  const counts = docsize !== undefined && keysOf(db, docsize)?.rowid.toLowerCase() === 'id' ? docsize : undefined
  if (content === undefined) return { ...text, isExternal: false, counts }
  const isKey = content.rowid.toLowerCase() === keys.rowid.toLowerCase()
  if (!isKey && (!/^(?:rowid|_rowid_|oid)$/i.test(content.rowid) || columnOf(table, content.rowid) !== undefined))
    return undefined
  const { isOnUpdate, isOnDelete } = upkeepOf(entries, { index, ...text })
  // INSERT OR REPLACE deletes a row that has the same value in a unique column, and sets off no trigger.
  return isOnUpdate
    ? { ...text, isExternal: true, counts: isOnDelete && !keys.hasUnique ? counts : undefined }
    : undefined
}

/** The INTEGER PRIMARY KEY of a table; undefined where it has none: VACUUM gives its rows other numbers. */
function keysOf(db: Connection, table: string): { readonly rowid: string; readonly hasUnique: boolean } | undefined {
  const key = rows(db, 'SELECT name, lower(type) FROM pragma_table_info(?) WHERE pk > 0').all(table)
  const unique = rows(db, 'SELECT origin FROM pragma_index_list(?) WHERE "unique"').all(table)
  const [[name, type] = []] = key
  if (key.length !== 1 || typeof name !== 'string' || type !== 'integer') return undefined
  return unique.some(([origin]) => origin === 'pk') ? undefined : { rowid: name, hasUnique: unique.length > 0 }
}

function tokenizerOf({ tokenizer }: Fts5Declaration): Fts5Tokenizer | undefined {
  try {
    return new Fts5Tokenizer(tokenizer)
  } catch {
    // Options that this SQLite does not know.
    return undefined
  }
}

/** The words of an index and their rows, newest first. Throws `RangeError` where its tables are not of the documented form. */
function* postings(
  { db, tables }: Opened,
  index: string,
  { detail }: Fts5Declaration,
  stop: () => boolean,
): Generator<Posting> {
  const [data, config] = [tables.get(`${index}_data`.toLowerCase()), tables.get(`${index}_config`.toLowerCase())]
  if (data === undefined || config === undefined) throw new RangeError('no tables of an index')
  const [version = null] = rows(db, `SELECT v FROM ${quote(config.name)} WHERE k = 'version'`).get() ?? []
  if (version !== VERSION) throw new RangeError('another form of the index')
  const blocks = rows(
    db,
    `SELECT id, block FROM ${quote(data.name)} WHERE id BETWEEN ? AND ? AND length(block) <= ${LONGEST_PAGE} ORDER BY id`,
  )
  const [, record = null] = blocks.get(10n, 10n) ?? []
  if (!Buffer.isBuffer(record)) throw new RangeError('no structure record')
  for (const { first, last } of segmentsOf(record)) {
    const reader = new SegmentReader(detail)
    let next = first
    for (const [id, page] of blocks.iterate(first, last)) {
      if (id !== next++ || !Buffer.isBuffer(page) || stop()) throw new RangeError('a page is missing, or time is up')
      yield* reader.postings(page)
    }
    if (next !== last + 1n) throw new RangeError('a page is missing')
  }
}

/** Rows for which the index has words that the text does not hold. */
function* compared(
  db: Connection,
  index: string,
  text: Text,
  words: ReadonlyMap<bigint, readonly string[]>,
  tokenizer: Fts5Tokenizer,
  stop: () => boolean,
): Generator<Testimony> {
  const { table, isExternal, counts } = text
  const cellsOf = rows(
    db,
    `SELECT ${text.columns.map(quote).join(', ')} FROM ${quote(table)} WHERE ${quote(text.rowid)} = ?`,
  )
  const counted = counts === undefined ? undefined : rows(db, `SELECT id FROM ${quote(counts)} WHERE id = ?`)
  let told = 0
  for (const [row, held] of words) {
    if (stop() || told >= MOST_TESTIMONIES) return
    const cells = cellsOf.get(row)
    const what = cells === undefined ? gone() : differs(cells)
    if (what === undefined) continue
    told++
    yield { witness: 'full-text', place: `${index}_data`, table, row, what: `the full-text index ${index} has ${what}` }

    function gone(): string | undefined {
      // Words of a row that was replaced stay behind when its successor is deleted; the count of words goes with it.
      if (counted?.get(row) === undefined) return undefined
      return `${wordCount(held.length)} of a row ${row}, and its table has no such row`
    }

    function differs(own: readonly Cell[]): string | undefined {
      // How SQLite writes a real number or a blob as words is its own; bytes that are no UTF-8 are other words to the tokenizer than to us.
      if (own.some((cell) => typeof cell === 'number' || cell instanceof Uint8Array)) return undefined
      const texts = own.map((cell) => (cell === null ? '' : String(cell)))
      const all = folded(texts.join(' '))
      if (all.length > LONGEST_TEXT || all.includes('\ufffd')) return undefined
      const isIn = (word: string) => all.includes(folded(word))
      // Most texts are short and hold their words as they stand: to look for them costs less than to cut the text.
      if (all.length * held.length <= CHEAPLY_COMPARED && held.every(isIn)) return undefined
      const says = tokenizer.words(texts)
      const left = held.filter((word) => !says.has(word) && !word.includes('\ufffd'))
      if (left.length * all.length > MOST_COMPARED) return undefined
      // Another release may have cut the text otherwise.
      const missing = left.filter((word) => !isIn(word))
      if (missing.length === 0) return undefined
      const had = new Set(held)
      const more = [...says].filter((word) => !had.has(word)).length
      // Where the index has all words of the text, too, the row was put in the place of another one: INSERT OR REPLACE sets off no trigger of
      // the deletion. In the index's own text only words that every release cuts alike are told then.
      if (more === 0 && (isExternal || !missing.some((word) => /^[a-z0-9]+$/.test(word)))) return undefined
      return `${wordCount(missing.length)} for row ${row} that the text of the row does not hold${more === 0 ? '' : `, and lacks ${more} that it holds`}`
    }
  }
}
