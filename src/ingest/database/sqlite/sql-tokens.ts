/** Words of a CREATE statement (sqlite.org/lang_createtable.html, tokenize.c), enough to read columns and constraints. */

export interface Token {
  /** The word, without its quotes. */
  readonly text: string
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'mark'
}

const TOKEN =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?|[xX]'[^']*'|0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[\p{L}_$\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*|[\s\S]/guy

/** Longest statement that is read: SQLite's own bound is 1,000,000 bytes. */
const LONGEST = 1_000_000

export function tokens(sql: string): readonly Token[] {
  const found: Token[] = []
  for (const [text] of sql.slice(0, LONGEST).matchAll(TOKEN)) {
    const first = text.charAt(0)
    if (/^\s/.test(text) || text.startsWith('--') || text.startsWith('/*')) continue
    if (first === "'") found.push({ text: unquote(text, "'"), kind: 'string' })
    else if (first === '"' || first === '`') found.push({ text: unquote(text, first), kind: 'quoted' })
    else if (first === '[') found.push({ text: text.slice(1, text.endsWith(']') ? -1 : undefined), kind: 'quoted' })
    else if (/^(?:\d|\.\d)/.test(text)) found.push({ text, kind: 'number' })
    else if (text.length > 1 || /[\p{L}_$\u0080-\u{10ffff}]/u.test(text)) found.push({ text, kind: 'word' })
    else found.push({ text, kind: 'mark' })
  }
  return found
}

const unquote = (text: string, mark: string): string =>
  text.slice(1, text.length > 1 && text.endsWith(mark) ? -1 : undefined).replaceAll(mark + mark, mark)
