/**
 * The exhibit list: `exhibits.yaml` says for paths where they come from, how they were received and what is asserted of them.
 * It is the examiner's own statement, so anything unclear in it is refused with the line, never guessed.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { LineCounter, isMap, parseDocument, type Document } from 'yaml'
import { z } from 'zod'
import { ARTIFACT_TYPES } from '../model.ts'
import { nearest } from '../nearest.ts'
import { spanOf } from './span.ts'
import { inWords } from './walk.ts'

/** A list of a thousand exhibits is about 300 KB. */
const MAX_BYTES = 16 * 1024 * 1024

/** A list that cannot be used; the message is one clear line with file and line. */
export class ExhibitListError extends Error {}

const text = z.string().trim().min(1, 'must not be empty')
/** YAML reads a bare year as a number. */
const when = z
  .preprocess((value) => (typeof value === 'number' ? String(value) : value), text)
  .refine((value) => spanOf(value) !== undefined, {
    error: 'must be a date such as 2011-06-30, 2011-06, 2011 or 2011-06-30T14:00:00Z',
  })

const assertion = z
  .strictObject({
    claim: text,
    by: text,
    where: text,
    from: when,
    to: when.optional(),
    kind: z.enum(['made', 'untouched-since']),
    for: z.enum(ARTIFACT_TYPES).optional(),
  })
  .refine(({ from, to }) => to === undefined || (spanOf(to)?.first ?? 0) >= (spanOf(from)?.first ?? 0), {
    error: 'must not lie before "from"',
    path: ['to'],
  })

const exhibit = z.strictObject({
  exhibit: z.preprocess((value) => (typeof value === 'number' ? String(value) : value), text),
  path: text.transform((path) => path.replace(/\/+$/, '').replace(/^\.\/(?=.)/, '') || '.'),
  producer: text.optional(),
  received: z.strictObject({ date: when, manner: text.optional() }).optional(),
  sha256: text
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits')
    .transform((sum) => sum.toLowerCase())
    .optional(),
  medium: z.enum(['working-copy', 'image-of-original']).optional(),
  independentlyAcquired: z.strictObject({ by: text, how: text }).optional(),
  asserts: z.array(assertion).optional(),
})

const list = z.strictObject({ exhibits: z.array(exhibit) })

export type Exhibit = z.infer<typeof exhibit>

/** Reads and checks a list. Throws `ExhibitListError`. */
export function loadExhibits(file: string): readonly Exhibit[] {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ExhibitListError(`${file}: the exhibit list cannot be read: ${inWords(error)}`)
  }
  return parseExhibits(content, basename(file))
}

/** The same from text; `name` is how errors call it. */
export function parseExhibits(content: string, name: string): readonly Exhibit[] {
  if (content.length > MAX_BYTES)
    throw new ExhibitListError(`${name}: the exhibit list is larger than ${MAX_BYTES} bytes`)
  const lines = new LineCounter()
  const document = parseDocument(content, { lineCounter: lines, prettyErrors: false })
  const fault = document.errors[0]
  if (fault !== undefined)
    throw new ExhibitListError(`${name}:${lines.linePos(fault.pos[0]).line}: ${oneLine(fault.message)}`)
  const checked = list.safeParse(toPlain(document, name))
  if (!checked.success) {
    const { issues } = checked.error
    // A key that is misspelt is also missing: say the cause.
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
    throw new ExhibitListError(
      issue === undefined ? `${name}: not an exhibit list` : said(issue, document, lines, name),
    )
  }
  refuseTwins(checked.data.exhibits, document, lines, name)
  return checked.data.exhibits
}

function toPlain(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new ExhibitListError(`${name}: ${oneLine(error instanceof Error ? error.message : 'broken YAML')}`)
  }
}

/** Two entries for one path would each be right about half. */
function refuseTwins(exhibits: readonly Exhibit[], document: Document, lines: LineCounter, name: string): void {
  const seen = new Set<string>()
  exhibits.forEach(({ path }, index) => {
    if (seen.has(path))
      throw new ExhibitListError(
        `${name}:${lineOf(['exhibits', index, 'path'], document, lines)}: path "${path}" is listed twice`,
      )
    seen.add(path)
  })
}

function said(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, name: string): string {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const near = nearest(key, knownKeys(issue.path))
    return `${name}:${lineOf([...issue.path, key], document, lines)}: unknown key "${key}"${near === undefined ? '' : `; did you mean "${near}"?`}`
  }
  const field = issue.path.at(-1)
  const subject = typeof field === 'string' ? `"${field}" ` : ''
  const message =
    issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
      ? 'is missing'
      : oneLine(issue.message)
  return `${name}:${lineOf(issue.path, document, lines)}: ${subject}${message}`
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(list.shape)
  if (path.at(-1) === 'received') return ['date', 'manner']
  if (path.at(-1) === 'independentlyAcquired') return ['by', 'how']
  if (path.includes('asserts')) return Object.keys(assertion.shape)
  return Object.keys(exhibit.shape)
}

/** The line of a key, or of what is nearest around it. */
function lineOf(path: readonly PropertyKey[], document: Document, lines: LineCounter): number {
  const keys = path.map((key) => (typeof key === 'symbol' ? key.toString() : key))
  for (let depth = keys.length; depth > 0; depth--) {
    const last = keys[depth - 1]
    const around: unknown = depth === 1 ? document.contents : document.getIn(keys.slice(0, depth - 1), true)
    const pair = isMap(around) ? around.items.find((item) => String(item.key) === String(last)) : undefined
    const node: unknown = pair?.key ?? document.getIn(keys.slice(0, depth), true)
    const start = startOf(node)
    if (start !== undefined) return lines.linePos(start).line
  }
  return 1
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined
  const start: unknown = node.range[0]
  return typeof start === 'number' ? start : undefined
}

const oneLine = (message: string): string => message.replace(/\s+/g, ' ').trim()
