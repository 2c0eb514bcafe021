/**
 * What is typed after `f`, in the rules' own `select` syntax (rules/README.md): `kind: email.received, clock: relay`,
 * `with: {email.mailer|contains: Outlook}`; on findings their own columns, `level|gte: medium, rule|startswith: received`. A text
 * without a colon is looked for in every word. Parsed at the border; what it means for events is the rules' own compiled selector.
 */
import { parse } from 'yaml'
import { z } from 'zod'
import { selectorSchema } from '../analysis/rule-language.ts'
import { MODIFIERS, compileSelector, splitField, type Scalar } from '../analysis/selector.ts'
import { SignatureCheck } from '../analysis/signature-check.ts'
import { CaseReader } from '../analysis/case-reader.ts'
import type { EventRow } from '../case/browse/events.ts'
import type { Condition } from '../case/browse/finding-order.ts'
import { like } from '../case/browse/findings.ts'
import type { Wanted } from '../case/browse/sieve.ts'
import type { CaseDatabase } from '../case/open.ts'
import { LEVELS } from '../model.ts'

/** Something typed that cannot be a filter. The message says what to type. */
export class FilterProblem extends Error {}

const scalar = z.union([z.string(), z.number(), z.boolean()])
const eventFilter = z.strictObject({
  ...selectorSchema.shape,
  kind: selectorSchema.shape.kind.optional(),
  text: scalar.optional(),
})
const findingFilter = z.record(z.string(), z.union([scalar, z.array(scalar)]))

/** Columns of findings that a filter may name. */
const COLUMNS: Readonly<Record<string, string>> = {
  level: 'level',
  rule: 'rule',
  says: 'says',
  evidence: 'evidence',
  artifact: 'type',
  label: 'label',
  title: 'title',
  id: 'id',
}

function read(text: string): unknown {
  const mapping = text.trim().startsWith('{') ? text : `{${text}}`
  try {
    return parse(mapping)
  } catch {
    throw new FilterProblem(`${text}: write FIELD: VALUE, FIELD: VALUE; or one text to look for`)
  }
}

const isPlain = (text: string): boolean => !text.includes(':')

/** The filter of the timeline. Throws `FilterProblem`. */
export function eventWanted(db: CaseDatabase, text: string): Wanted {
  if (isPlain(text)) return { fits: holds(text) }
  const parsed = eventFilter.safeParse(read(text))
  if (!parsed.success)
    throw new FilterProblem(
      `${text}: ${parsed.error.issues[0]?.message ?? 'is no filter'}; fields are kind, clock, artifact, with and text`,
    )
  const { kind, text: words, ...rest } = parsed.data
  for (const field of Object.keys(rest.with ?? {}))
    if (splitField(field) === undefined)
      throw new FilterProblem(`${field}: no such modifier; there are ${MODIFIERS.join(', ')}`)
  const kinds = kind === undefined ? undefined : [kind].flat()
  const selector = compile({ ...rest, kind: kinds ?? [] })
  const reader = new CaseReader(db, new Set(selector.traitKeys), new SignatureCheck([]))
  const clocks = rest.clock === undefined ? undefined : new Set<string>([rest.clock].flat())
  const claimOnly = kinds?.includes('claim') === true
  const hasWords = words === undefined ? undefined : holds(String(words))
  const plainKinds = claimOnly ? undefined : kinds
  const needsMore =
    rest.with !== undefined ||
    clocks !== undefined ||
    rest.artifact !== undefined ||
    claimOnly ||
    hasWords !== undefined
  const fits = (event: EventRow): boolean => {
    if (clocks?.has(event.clock) === false || (rest.artifact !== undefined && event.type !== rest.artifact))
      return false
    if (claimOnly && !event.isClaim && !kinds.includes(event.kind)) return false
    if (hasWords?.(event) === false) return false
    if (rest.with === undefined) return true
    const bundle = reader.bundle(event.root, event.artifact)
    const own = bundle?.events.find(({ id }) => id === event.id)
    return bundle !== undefined && own !== undefined && selector.accepts(bundle, own)
  }
  return {
    ...(plainKinds === undefined ? {} : { kinds: new Set(plainKinds) }),
    ...(needsMore ? { fits } : {}),
  }
}

function compile(selector: z.infer<typeof selectorSchema>): ReturnType<typeof compileSelector> {
  try {
    return compileSelector(selector)
  } catch {
    throw new FilterProblem('the pattern is no regular expression')
  }
}

/** Whether a text stands in anything that is shown of an event, without regard to case. */
export function holds(text: string): (event: EventRow) => boolean {
  const wanted = text.toLowerCase()
  return ({ raw, kind, label, evidence, writer }) =>
    [raw, kind, label, evidence, writer].some((part) => part.toLowerCase().includes(wanted))
}

/** The filter of the findings, as conditions on their columns. Throws `FilterProblem`. */
export function findingConditions(text: string): readonly Condition[] {
  if (text.trim() === '') return []
  if (isPlain(text)) return [{ sql: "words LIKE ? ESCAPE '\\'", values: [like(text)] }]
  const parsed = findingFilter.safeParse(read(text))
  if (!parsed.success) throw new FilterProblem(`${text}: write FIELD: VALUE, FIELD: VALUE`)
  return Object.entries(parsed.data).map(([field, value]) => condition(field, [value].flat()))
}

function condition(field: string, wanted: readonly Scalar[]): Condition {
  const split = splitField(field)
  if (split === undefined) throw new FilterProblem(`${field}: no such modifier; there are ${MODIFIERS.join(', ')}`)
  const { key, modifier } = split
  if (key === 'kind')
    return {
      sql: `number IN (SELECT k.number FROM browse_kind k WHERE k.kind IN (${wanted.map(() => '?').join(', ')}))`,
      values: wanted.map(String),
    }
  const column = COLUMNS[key]
  if (column === undefined)
    throw new FilterProblem(`${key}: findings have no such field; there are kind, ${Object.keys(COLUMNS).join(', ')}`)
  const values = key === 'level' ? wanted.map(rankOf) : wanted.map(String)
  const [first = ''] = values
  switch (modifier) {
    case undefined:
      return { sql: `${column} IN (${values.map(() => '?').join(', ')})`, values }
    case 'gte':
      return { sql: `${column} >= ?`, values: [first] }
    case 'lt':
      return { sql: `${column} < ?`, values: [first] }
    case 'contains':
      return { sql: `LOWER(${column}) LIKE ? ESCAPE '\\'`, values: [like(String(first))] }
    case 'startswith':
      return { sql: `LOWER(${column}) LIKE ? ESCAPE '\\'`, values: [like(String(first)).slice(1)] }
    case 'endswith':
      return { sql: `LOWER(${column}) LIKE ? ESCAPE '\\'`, values: [like(String(first)).slice(0, -1)] }
    default:
      throw new FilterProblem(`${field}: on findings there are contains, startswith, endswith, gte and lt`)
  }
}

function rankOf(level: Scalar): number {
  const rank = LEVELS.findIndex((one) => one === level)
  if (rank < 0) throw new FilterProblem(`there is no level ${String(level)}; there are ${LEVELS.join(', ')}`)
  return rank
}
