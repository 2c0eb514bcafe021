/**
 * What the statement of an FTS5 table declares (sqlite.org/fts5.html, sections 4.1 to 4.6). Whatever is not understood, or needs a program
 * that SQLite does not bring along, gives nothing: such an index is not judged.
 */
import { tokens, type Token } from '../../sqlite/sql-tokens.ts'
import type { Detail } from './fts5-segments.ts'

export interface Fts5Declaration {
  /** In their order. */
  readonly columns: readonly { readonly name: string; readonly isIndexed: boolean }[]
  /** The table that holds the text, where that is not the index's own. */
  readonly content: { readonly table: string; readonly rowid: string } | undefined
  readonly detail: Detail
  /** As `tokenize=` takes it. */
  readonly tokenizer: string
}

/** Longer statements are not read. */
const LONGEST = 20_000
const ARGUMENT = String.raw`\s+(?:remove_diacritics|categories|tokenchars|separators|case_sensitive)\s+(?:'(?:[^']|'')*'|\w+)`
/** The tokenizers that SQLite brings along, with their options. */
const TOKENIZER = new RegExp(
  String.raw`^\s*(?:porter|(?:porter\s+)?(?:unicode61|ascii)(?:${ARGUMENT})*|trigram(?:${ARGUMENT})*)\s*$`,
  'i',
)

/** Undefined for an index of another kind, one without a text (contentless), and one whose declaration is not understood. */
export function fts5Declaration(sql: string): Fts5Declaration | undefined {
  if (sql.length > LONGEST) return undefined
  const words = tokens(sql)
  const using = words.findIndex(({ text, kind }) => kind === 'word' && /^using$/i.test(text))
  if (using < 0 || words[using + 1]?.text.toLowerCase() !== 'fts5' || words[using + 2]?.text !== '(') return undefined
  const last = words.findLastIndex(({ text, kind }) => kind === 'mark' && text === ')')
  const columns: { name: string; isIndexed: boolean }[] = []
  const options = new Map<string, string>()
  for (const [name, second, third, ...more] of listOf(words.slice(using + 3, last))) {
    if (name === undefined || name.kind === 'mark' || name.kind === 'number' || more.length > 0) return undefined
    if (second?.text === '=' && third !== undefined && third.kind !== 'mark' && !options.has(name.text.toLowerCase()))
      options.set(name.text.toLowerCase(), third.text)
    else if (third === undefined && (second === undefined || /^unindexed$/i.test(second.text)))
      columns.push({ name: name.text, isIndexed: second === undefined })
    else return undefined
  }
  const {
    content,
    content_rowid: rowid = 'rowid',
    detail = 'full',
    tokenize: tokenizer = 'unicode61',
    columnsize = '1',
    prefix = '',
    ...unknown
  } = Object.fromEntries(options)
  if (Object.keys(unknown).length > 0 || content === '' || !isDetail(detail) || !TOKENIZER.test(tokenizer))
    return undefined
  if (!/^[01]$/.test(columnsize) || !/^[\d\s,]*$/.test(prefix) || !columns.some(({ isIndexed }) => isIndexed))
    return undefined
  return { columns, content: content === undefined ? undefined : { table: content, rowid }, detail, tokenizer }
}

const isDetail = (text: string): text is Detail => text === 'full' || text === 'column' || text === 'none'

/** What stands between commas. */
export function listOf(words: readonly Token[]): readonly (readonly Token[])[] {
  const found: Token[][] = [[]]
  for (const word of words)
    if (word.kind === 'mark' && word.text === ',') found.push([])
    else found.at(-1)?.push(word)
  return found
}
