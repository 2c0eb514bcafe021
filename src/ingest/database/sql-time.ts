/**
 * Finds in the text of an SQL query which columns it turns into dates, and from which count: `datetime(date / 1000, 'unixepoch')`
 * says that `date` holds milliseconds since 1970. Only linear expressions over one column are understood; nothing is executed.
 */
import type { TimeEncoding } from './profile.ts'

/** A column that a query turns into a date: the table or alias before the point where one stands, and the count. */
export interface ConvertedColumn {
  readonly qualifier: string | undefined
  readonly column: string
  /** Undefined when the expression is not understood. */
  readonly encoding: TimeEncoding | undefined
  /** The expression as it stands. */
  readonly text: string
}

/** Seconds since 1970 are `times` times the column, plus `plus`. */
interface Linear {
  readonly times: number
  readonly plus: number
  readonly name?: readonly string[]
}

const EPOCH_1601 = -11_644_473_600
/** Which encoding counts seconds since 1970 so. Cocoa nanoseconds stand in the same columns as seconds and are told by size. */
const MEANS: readonly (readonly [times: number, plus: number, encoding: TimeEncoding])[] = [
  [1, 0, 'unix-s'],
  [1e-3, 0, 'unix-ms'],
  [1e-6, 0, 'unix-us'],
  [1e-9, 0, 'unix-ns'],
  [1e-6, EPOCH_1601, 'webkit'],
  [1, EPOCH_1601, 'webkit-s'],
  [1, 978_307_200, 'cocoa'],
  [1e-9, 978_307_200, 'cocoa'],
  [1e-7, EPOCH_1601, 'filetime'],
  [1e-7, -62_135_596_800, 'dotnet-ticks'],
  [86_400, -25_569 * 86_400, 'ole'],
  [86_400, -2_440_587.5 * 86_400, 'julian-day'],
]

const CALL = /\b(?:datetime|date|strftime)\s*\(/gi
/** Longer arguments are no column and its count. */
const LONGEST = 300

/** Every column that the query turns into a date. */
export function convertedColumns(sql: string): readonly ConvertedColumn[] {
  const found: ConvertedColumn[] = []
  for (const call of sql.matchAll(CALL)) {
    const parts = argumentsAt(sql, call.index + call[0].length)
    if (parts === undefined) continue
    const counts = parts.some((part) => /^'unixepoch'$/i.test(part))
    const text = (/^strftime/i.test(call[0]) ? parts[1] : parts[0]) ?? ''
    // Without 'unixepoch' the column holds a text or a Julian day, and the query does not say which.
    const linear = counts ? parse(text) : undefined
    const name = linear?.name ?? columnsIn(text)
    if (name === undefined) continue
    const encoding = linear && MEANS.find(([times, plus]) => near(linear.times, times) && near(linear.plus, plus))?.[2]
    found.push({ qualifier: name.at(-2), column: name.at(-1) ?? '', encoding, text })
  }
  return found
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= Math.abs(b) * 1e-9 + 1e-12

/** The arguments of a call, from behind its bracket; undefined if it is not closed soon. */
function argumentsAt(sql: string, from: number): readonly string[] | undefined {
  const parts: string[] = []
  let depth = 0
  let start = from
  for (let i = from; i < Math.min(sql.length, from + LONGEST); i++) {
    const c = sql.charAt(i)
    if (c === '(') depth++
    else if (depth === 0 && (c === ',' || c === ')')) {
      parts.push(sql.slice(start, i).trim())
      start = i + 1
      if (c === ')') return parts
    } else if (c === ')') depth--
  }
  return undefined
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|((?:"[^"]*"|\[[^\]]*\]|\w+)(?:\s*\.\s*(?:"[^"]*"|\[[^\]]*\]|\w+))*)|('[^']*')|([-+*/(),]))/y
const unquote = (name: string): string => name.replace(/^["[]|["\]]$/g, '')
const namesOf = (token: string): readonly string[] => token.split(/\s*\.\s*/).map(unquote)

/** The only column of an expression that was not understood. */
function columnsIn(text: string): readonly string[] | undefined {
  const bare = text.replace(/'[^']*'/g, ' ')
  const name = /(?:"[^"]*"|\b[A-Za-z_]\w*)(?:\.(?:"[^"]*"|\w+))?(?!\s*[\w(."])/.exec(bare)?.[0]
  return name === undefined ? undefined : namesOf(name)
}

/** An expression over one column as a linear function; undefined if it is none. */
function parse(text: string): Linear | undefined {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const m = TOKEN.exec(text)
    if (m === null) return undefined
    tokens.push(m[0].trim())
  }
  let at = 0
  const whole = sum()
  return at === tokens.length ? whole : undefined

  function sum(): Linear | undefined {
    let left = product()
    for (let op = tokens[at]; left !== undefined && (op === '+' || op === '-'); op = tokens[at]) {
      at++
      left = add(left, product(), op === '+' ? 1 : -1)
    }
    return left
  }

  function product(): Linear | undefined {
    let left = factor()
    for (let op = tokens[at]; left !== undefined && (op === '*' || op === '/'); op = tokens[at]) {
      at++
      left = scale(left, factor(), op)
    }
    return left
  }

  function factor(): Linear | undefined {
    const token = tokens[at++]
    if (token === undefined) return undefined
    if (token === '(') {
      const inner = sum()
      return tokens[at++] === ')' ? inner : undefined
    }
    if (/^\d/.test(token)) return { times: 0, plus: Number(token) }
    if (/^strftime$/i.test(token)) return epochCall()
    return /^["[\w]/.test(token) ? { times: 1, plus: 0, name: namesOf(token) } : undefined
  }

  /** `strftime('%s', '1601-01-01')`: that day in seconds since 1970. */
  function epochCall(): Linear | undefined {
    const [open, format, comma, day, close] = tokens.slice(at, at + 5)
    at += 5
    const seconds = Date.parse(`${day?.slice(1, 11) ?? ''}T00:00:00Z`) / 1000
    return open === '(' && format === "'%s'" && comma === ',' && close === ')' && Number.isFinite(seconds)
      ? { times: 0, plus: seconds }
      : undefined
  }
}

function add(a: Linear, b: Linear | undefined, sign: number): Linear | undefined {
  if (b === undefined || (a.name !== undefined && b.name !== undefined)) return undefined
  const name = a.name ?? b.name
  return { times: a.times + sign * b.times, plus: a.plus + sign * b.plus, ...(name === undefined ? {} : { name }) }
}

function scale(a: Linear, b: Linear | undefined, op: string): Linear | undefined {
  if (b === undefined) return undefined
  const [value, by] = b.name === undefined ? [a, b.plus] : [b, a.plus]
  if ((op === '/' && b.name !== undefined) || (a.name !== undefined && b.name !== undefined)) return undefined
  const k = op === '*' ? by : 1 / by
  return { ...value, times: value.times * k, plus: value.plus * k }
}
