/**
 * Text from evidence on its way into a medium: HTML, CSV, a terminal, JSON. Evidence is hostile: it may hold markup, spreadsheet
 * formulas, terminal commands (ECMA-48) and characters that change what the eye reads (Unicode TR 36, TR 9 bidirectional controls).
 */

/** Controls, format characters (bidirectional and zero-width among them), separators, lone surrogates and letters that show nothing. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]|‹(?=U\+)/gu

const code = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')

/** Every character that shows nothing, or moves others, as `‹U+202E›`. Reversible: a `‹U+` in the text itself is escaped too. */
export const visible = (text: string): string => text.replace(HIDDEN, (char) => `‹U+${code(char)}›`)

/** For a terminal: one line, nothing in it is a command. */
export const terminal = visible

/** A path in a command that somebody may copy: in quotes where a shell would take it apart. */
export const inCommand = (path: string): string =>
  /^[\w./@%+=:,-]+$/.test(path) ? path : `'${terminal(path).replaceAll("'", `'\\''`)}'`

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For HTML, as element text and inside quoted attributes. */
export const escapeHtml = (text: string): string => visible(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)

/** What a spreadsheet takes for a formula at the start of a cell (OWASP, "CSV injection"), its full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

/** Text for a cell of a spreadsheet: what would be taken for a formula gets a leading apostrophe. */
export const harmless = (text: string): string => `${FORMULA.test(text) ? "'" : ''}${visible(text)}`

/** One cell of RFC 4180. Text that a spreadsheet would run gets a leading apostrophe; numbers are ours and stay numbers. */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = harmless(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One line of RFC 4180, its line end included. */
export const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`

const UNITS = (char: string): string =>
  Array.from({ length: char.length }, (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join('')

/** JSON that says the same as `JSON.stringify` and holds no hidden character: a C1 control would reach a terminal that shows it. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--\n]/gv, UNITS)
}

/**
 * The same for an object with long lists, in pieces of which each holds one member of the object or of such a list: the datings of a
 * hundred thousand mails are longer than the longest string that V8 makes.
 */
export function* jsonPieces(value: object): Generator<string> {
  let open = '{\n'
  for (const [key, member] of Object.entries(value) as readonly (readonly [string, unknown])[]) {
    if (member === undefined) continue
    yield `${open}  ${jsonText(key)}: `
    open = ',\n'
    if (!isListed(member)) yield indented(member, '  ')
    else {
      let between = '['
      for (const one of member) {
        yield `${between}\n    ${indented(one, '    ')}`
        between = ','
      }
      yield between === '[' ? '[]' : '\n  ]'
    }
  }
  yield open === '{\n' ? '{}' : '\n}'
}

const isListed = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

/** No string in JSON holds a line end as it stands. */
const indented = (value: unknown, by: string): string => jsonText(value, 2).replaceAll('\n', `\n${by}`)
