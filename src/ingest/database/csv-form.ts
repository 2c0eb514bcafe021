/** Whether text is a table with a head (RFC 4180 and its kin), and what parts its fields. By content alone, and strictly: a log is no table. */
import { namesMoment } from './name-words.ts'

export interface CsvForm {
  readonly delimiter: string
  readonly columns: readonly string[]
}

const DELIMITERS = [',', ';', '\t', '|'] as const
const LONGEST_NAME = 80
const MOST_COLUMNS = 2_000
/** Lines that must agree, if there are so many. */
const LINES = 20
/** A cell that may be a time. */
const TIME = /^\d{4}-\d\d-\d\d|^\d{1,2}[./]\d{1,2}[./]\d{2,4}|^(?:1\d{9}|1\d{12}|1\d{15})$/
/** No text has these. */
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/

/** The form of a text that begins so; `whole`: nothing follows. Undefined if it is no table of times. */
export function csvForm(head: string, whole: boolean): CsvForm | undefined {
  if (BINARY.test(head)) return undefined
  const lines = recordsOf(head.replace(/^\uFEFF/, ''), whole)
  const [first, ...rest] = lines
  if (first === undefined || rest.length === 0) return undefined
  for (const delimiter of DELIMITERS) {
    const columns = fields(first, delimiter).map((name) => name.trim())
    if (columns.length < 2 || columns.length > MOST_COLUMNS || !areNames(columns)) continue
    const rows = rest.map((line) => fields(line, delimiter))
    if (rows.some((row) => row.length !== columns.length)) continue
    if (columns.some(namesMoment) || rows.some((row) => row.some((cell) => TIME.test(cell))))
      return { delimiter, columns }
  }
  return undefined
}

const areNames = (names: readonly string[]): boolean =>
  new Set(names).size === names.length &&
  names.every((name) => name !== '' && name.length <= LONGEST_NAME && /\p{L}/u.test(name) && !/[{}<>=[\]]/.test(name))

/** The first records: lines, but for those inside quotes. One that is not closed is left out. */
function recordsOf(text: string, whole: boolean): readonly string[] {
  const found: string[] = []
  let quoted = false
  let from = 0
  for (let i = 0; i < text.length && found.length <= LINES; i++) {
    const c = text.charAt(i)
    if (c === '"') quoted = !quoted
    else if (c === '\n' && !quoted) {
      found.push(text.slice(from, i).replace(/\r$/, ''))
      from = i + 1
    }
  }
  if (whole && !quoted && from < text.length && found.length <= LINES) found.push(text.slice(from))
  return found.filter((line) => line !== '')
}

function fields(record: string, delimiter: string): readonly string[] {
  const found: string[] = []
  let quoted = false
  let field = ''
  for (const c of record) {
    if (c === '"') quoted = !quoted
    else if (c === delimiter && !quoted) {
      found.push(field)
      field = ''
    } else field += c
  }
  return [...found, field]
}
