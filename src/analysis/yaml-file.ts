/** Reads YAML from outside within bounds and says for a path inside it where it stands: the border of all rule files. */
import { accessSync, constants, statSync } from 'node:fs'
import { LineCounter, isMap, isNode, parseAllDocuments, type Document } from 'yaml'
import { z } from 'zod'
import type { RuleProblem } from './rule-set.ts'
import { nearest } from '../nearest.ts'

/** The largest rule file: twenty times the largest one shipped. */
const LARGEST = 4 * 1024 * 1024
/** The largest collection of Sigma rules: twice what `rules export-sigma` writes of all shipped facts. */
export const LARGEST_COLLECTION = 16 * 1024 * 1024
const larger = (largest: number): string => `larger than ${largest} bytes`
/** Aliases may multiply a document; rules need none. */
const MOST_ALIASES = 100

/** One document of a file, with a way to say where a path stands. */
export interface YamlDocument {
  readonly value: unknown
  readonly at: (path: readonly PropertyKey[], key?: string) => { readonly line: number; readonly column: number }
}

export interface YamlFile {
  readonly documents: readonly YamlDocument[]
  readonly problems: readonly RuleProblem[]
}

/** Why a file of rules cannot be read, in one line; undefined: it can. A pipe and a device have no end. */
export function whyUnread(path: string, largest = LARGEST): string | undefined {
  try {
    const stat = statSync(path)
    if (!stat.isFile()) return 'is no file'
    if (stat.size > largest) return larger(largest)
    accessSync(path, constants.R_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code === 'ENOENT' ? 'leads to no file' : `cannot be read (${code})`
  }
}

/** Parses a file of one or more documents. Never throws: what is broken becomes a problem with line and column. */
export function parseYaml(file: string, text: string, largest = LARGEST): YamlFile {
  if (text.length > largest) return { documents: [], problems: [{ file, message: larger(largest) }] }
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const documents: YamlDocument[] = []
  const problems: RuleProblem[] = []
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const [error] = document.errors
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0])
      problems.push({ file, line, column: col, message: plain(error.message) })
      continue
    }
    if (document.contents === null) continue
    try {
      documents.push({
        value: document.toJS({ maxAliasCount: MOST_ALIASES }),
        at: (path, key) => place(document, lines, path, key),
      })
    } catch (error) {
      problems.push({
        file,
        line: 1,
        column: 1,
        message: error instanceof Error ? plain(error.message) : 'broken YAML',
      })
    }
  }
  return { documents, problems }
}

/** What the parser says, in one line; two of its messages speak of the parser, not of the file. */
function plain(text: string): string {
  if (text.startsWith('Maximum call stack')) return 'nested too deeply'
  if (text.startsWith('Excessive alias count'))
    return `aliases that unfold to more than ${MOST_ALIASES} values; write the values out`
  return text.split('\n')[0] ?? text
}

/** Where a path (or a key of the map at it) stands; where it is missing, what contains it. */
function place(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  key?: string,
): { line: number; column: number } {
  for (let depth = path.length; depth >= 0; depth--) {
    const found: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth).map(String), true)
    const pair =
      key !== undefined && depth === path.length && isMap(found)
        ? found.items.find((item) => String(item.key) === key)
        : undefined
    const node = pair?.key ?? found
    if (isNode(node) && node.range != null) {
      const { line, col } = lines.linePos(node.range[0])
      return { line, column: col }
    }
  }
  return { line: 1, column: 1 }
}

/** Checks a document against a schema: the value, or every issue as a problem. */
export function check<T>(
  file: string,
  document: YamlDocument,
  schema: z.ZodType<T>,
): { readonly value: T } | { readonly problems: readonly RuleProblem[] } {
  const result = schema.safeParse(document.value)
  if (result.success) return { value: result.data }
  const unknown = result.error.issues.filter((issue) => issue.code === 'unrecognized_keys')
  // A misspelt key is also a missing one: say the cause.
  const issues = unknown.length > 0 ? unknown : result.error.issues
  return { problems: issues.flatMap((issue) => said(file, document, schema, issue)) }
}

function said(
  file: string,
  document: YamlDocument,
  schema: z.ZodType,
  issue: z.core.$ZodIssue,
): readonly RuleProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema)
    return issue.keys.map((key) => {
      const near = nearest(key, known)
      const { line, column } = document.at(issue.path, key)
      return {
        file,
        line,
        column,
        message: `unknown key "${key}"${near === undefined ? '' : `; did you mean "${near}"?`}`,
      }
    })
  }
  const { line, column } = document.at(issue.path)
  const where = issue.path.map(String).join('.')
  const message = isMissing(issue)
    ? `${where} is missing`
    : `${where === '' ? '' : `${where}: `}${plain(deepest(issue))}`
  return [{ file, line, column, message }]
}

const isMissing = (issue: z.core.$ZodIssue): boolean =>
  issue.path.length > 0 && issue.code.startsWith('invalid_') && issue.message.endsWith('received undefined')

/** Of a union that fits in no arm, the arm that came furthest says most. */
function deepest(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message
  if (issue.code !== 'invalid_union') return issue.message
  const inner = issue.errors.flat()
  const best = inner.reduce<z.core.$ZodIssue | undefined>(
    (a, b) => (a === undefined || b.path.length > a.path.length ? b : a),
    undefined,
  )
  if (best === undefined) return issue.message
  const where = best.path.map(String).join('.')
  return `${where === '' ? '' : `${where}: `}${deepest(best)}`
}

const keysOf = new WeakMap<z.ZodType, readonly string[]>()

/** Every key that a schema knows anywhere. */
function knownKeys(schema: z.ZodType): readonly string[] {
  const known = keysOf.get(schema)
  if (known !== undefined) return known
  const keys = new Set<string>()
  collect(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }), keys)
  keysOf.set(schema, [...keys])
  return [...keys]
}

function collect(json: unknown, keys: Set<string>): void {
  if (typeof json !== 'object' || json === null) return
  for (const [name, value] of Object.entries(json) as [string, unknown][]) {
    if (name === 'properties' && typeof value === 'object' && value !== null)
      for (const key of Object.keys(value)) keys.add(key)
    collect(value, keys)
  }
}
