/**
 * What a full-text index (FTS3, FTS4) still has of a row whose text says something else. SQLite changes text and index in one step; whoever
 * changes the table behind the index leaves the words of the earlier text in it. The index is read out of its tables; its program never runs.
 */
import type { SchemaEntry } from '../../schema-features.ts'
import { quote, rows, type Opened } from '../../sqlite-open.ts'
import { MOST_TESTIMONIES, type Testimony } from '../testimony.ts'
import { leafPostings } from './fts4-segments.ts'
import { folded, wordCount, wordsByRow, type Posting } from './words-by-row.ts'

/** Words in which the text of a row and its index are compared; stemmed words are not in the text. */
const OTHER_WORDS =
  /\b(?:content|compress|uncompress|languageid|order)\s*=|\btokenize\s*=?\s*["']?(?!simple|unicode61)\w/i

export function* fts4Testimonies(opened: Opened, stop: () => boolean): Generator<Testimony> {
  for (const entry of opened.entries)
    if (
      /^\s*CREATE\s+VIRTUAL\s+TABLE\b.*?\bUSING\s+fts[34]\b/is.test(entry.sql.slice(0, 10_000)) &&
      !OTHER_WORDS.test(entry.sql)
    )
      yield* ofIndex(opened, entry, stop)
}

function* ofIndex({ db, tables }: Opened, { name }: SchemaEntry, stop: () => boolean): Generator<Testimony> {
  const part = (suffix: string) => tables.get(`${name}_${suffix}`.toLowerCase())
  const [content, segments, segdir] = [part('content'), part('segments'), part('segdir')]
  const columns = content?.columns.slice(1).map((column) => column.name)
  if (content === undefined || segments === undefined || segdir === undefined || columns?.length === 0) return
  const words = wordsByRow(postings(), stop)
  if (words === undefined) return
  const text = rows(db, `SELECT ${(columns ?? []).map(quote).join(', ')} FROM ${quote(content.name)} WHERE docid = ?`)
  let told = 0
  for (const [row, left] of words) {
    if (stop() || told >= MOST_TESTIMONIES) return
    const cells = text.get(row)
    // How SQLite writes a real number or a blob as words is its own.
    if (cells?.some((cell) => typeof cell === 'number' || cell instanceof Uint8Array) === true) continue
    const held = folded((cells ?? []).map(String).join(' '))
    // Bytes that are no UTF-8 are other words to the tokenizer than to us.
    if (held.includes('\ufffd')) continue
    const missing = left.filter((word) => !word.includes('\ufffd') && !held.includes(folded(word))).length
    if (missing === 0) continue
    told++
    const what =
      cells === undefined
        ? `the full-text index ${name} has ${wordCount(left.length)} of a row ${row}, and its table has no such row`
        : `the full-text index ${name} has ${wordCount(missing)} for row ${row} that the text of the row does not hold`
    yield { witness: 'full-text', place: `${name}_segdir`, table: `${name}_content`, row, what }
  }

  function* postings(): Generator<Posting> {
    for (const leaf of leaves()) yield* leafPostings(leaf)
  }

  /** Leaf nodes, newest segment first: by level, and within a level the highest number is the newest. Other indexes begin at level 1024. */
  function* leaves(): Generator<Uint8Array> {
    const directory = rows(
      db,
      `SELECT start_block, leaves_end_block, root FROM ${quote(`${name}_segdir`)} WHERE level BETWEEN 0 AND 1023 ORDER BY level, idx DESC LIMIT 10000`,
    )
    const block = rows(
      db,
      `SELECT block FROM ${quote(`${name}_segments`)} WHERE blockid BETWEEN ? AND ? ORDER BY blockid`,
    )
    for (const [first, last, root] of directory.all()) {
      if (first === 0n && root instanceof Uint8Array) yield root
      else for (const [node] of block.iterate(first, last)) if (node instanceof Uint8Array) yield node
    }
  }
}
