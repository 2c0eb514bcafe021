/** The name and the columns of a CREATE TABLE statement, as the dump programs write it. */
import type { StreamedTable } from '../streamed-rows.ts'

const HEAD =
  /^CREATE\s+(?:\w+\s+){0,3}?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?((?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|[\w$]+)(?:\s*\.\s*(?:`(?:[^`]|``)*`|"(?:[^"]|"")*"|[\w$]+))*)\s*\(/i
const NAME = /^(?:`((?:[^`]|``)*)`|"((?:[^"]|"")*)"|([\w$]+))\s*/
const NO_COLUMN = /^(?:PRIMARY|KEY|UNIQUE|CONSTRAINT|CHECK|FOREIGN|INDEX|FULLTEXT|SPATIAL|EXCLUDE|LIKE|PERIOD)$/i
/** Tables of more columns than any database allows are cut. */
const MOST_COLUMNS = 5_000

/** The last part of a name, unquoted: `public."Audit"` is Audit. Undefined if it is no name. */
export function tableName(text: string): string | undefined {
  let rest = text.trim()
  let last: string | undefined
  for (;;) {
    const m = NAME.exec(rest)
    if (m === null) return undefined
    last = m[1]?.replaceAll('``', '`') ?? m[2]?.replaceAll('""', '"') ?? m[3]
    rest = rest.slice(m[0].length)
    if (rest === '') return last
    if (!rest.startsWith('.')) return undefined
    rest = rest.slice(1).trimStart()
  }
}

/** The table that a statement makes; undefined if it lists no columns (`AS SELECT`, `PARTITION OF`). */
export function columnsOf(statement: string): StreamedTable | undefined {
  const head = HEAD.exec(statement)
  const name = tableName(head?.[1] ?? '')
  if (head === null || name === undefined) return undefined
  const columns: { name: string; type: string }[] = []
  for (const item of items(statement.slice(head[0].length))) {
    const m = NAME.exec(item)
    const own = m?.[1] ?? m?.[2] ?? m?.[3]
    if (m === null || own === undefined || (m[3] !== undefined && NO_COLUMN.test(m[3]))) continue
    if (columns.length >= MOST_COLUMNS) break
    columns.push({ name: own, type: item.slice(m[0].length, m[0].length + 60) })
  }
  return { name, columns }
}

/** What stands between the commas of the outermost bracket. */
function items(text: string): readonly string[] {
  const found: string[] = []
  let depth = 0
  let quote = ''
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === "'" || c === '"' || c === '`') quote = c
    else if (c === '(') depth++
    else if (c === ')' && depth-- === 0) {
      found.push(text.slice(from, i).trim())
      return found
    } else if (c === ',' && depth === 0) {
      found.push(text.slice(from, i).trim())
      from = i + 1
    }
  }
  return found
}
