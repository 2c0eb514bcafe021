/**
 * A Sigma rule as it stands in a file, and its detection as tests of fields. Sigma rules specification 2.0.0 and modifiers
 * appendix 2.1.0 (github.com/SigmaHQ/sigma-specification). What cannot be carried over is named, never dropped in silence.
 */
import { z } from 'zod'
import { LEVELS } from '../../model.ts'

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const text = z.union([z.string(), z.date().transform((day) => day.toISOString().slice(0, 10))])

/** Of the keys that Sigma knows, those that mean something here; others are named as left out. */
export const sigmaSchema = z.looseObject({
  title: z.string().max(256),
  id: z.string().optional(),
  status: z.string().optional(),
  description: z.string().optional(),
  references: z.array(z.string()).nullish(),
  author: z.string().optional(),
  date: text.optional(),
  logsource: z.looseObject({}),
  detection: z.looseObject({ condition: z.union([z.string().max(4000), z.array(z.string().max(4000)).max(20)]) }),
  falsepositives: z.union([z.array(z.string()), z.string()]).nullish(),
  level: z.enum(LEVELS).optional(),
  tags: z.array(z.string()).nullish(),
})
export type SigmaRule = z.output<typeof sigmaSchema>

/** Fields of a timeline event that are no traits. */
export const EVENT_FIELDS = ['kind', 'raw', 'clock', 'writer', 'timestamp'] as const

/** Why a rule, or a part of it, is not carried over. */
export class NotCarried extends Error {}

/** Numbers are compared, texts are matched. */
export type FieldTest = { readonly field: string; readonly negative?: true } & (
  | { readonly compare: 'lt' | 'lte' | 'gt' | 'gte'; readonly number: number }
  | { readonly exists: boolean }
  | {
      readonly every: boolean
      /** JavaScript patterns, each with its flags, and the text from which it was made. */
      readonly patterns: readonly SigmaPattern[]
    }
)
export interface SigmaPattern {
  readonly source: string
  readonly flags: string
  /** How the text stands in the value; `re`: the pattern is the author's own. */
  readonly how: 'equals' | 'startswith' | 'endswith' | 'contains' | 're'
  readonly cased: boolean
  /** The text where it holds no wildcard. */
  readonly literal?: string
}

/** One of these lists holds: all tests of it. */
export type Selection = readonly (readonly FieldTest[])[]

/** A search identifier's value: a map, or a list of maps. Throws `NotCarried` with the reason. */
export function selectionOf(name: string, value: unknown): Selection {
  const maps = Array.isArray(value) ? value : [value]
  return maps.map((map) => {
    const fields = z.record(z.string(), z.unknown()).safeParse(map)
    if (!fields.success) throw new NotCarried(`${name} searches for words in the whole event; name the trait`)
    return Object.entries(fields.data).map(([key, given]) => testOf(key, given))
  })
}

const COMPARE = ['lt', 'lte', 'gt', 'gte'] as const
const PLACES = ['contains', 'startswith', 'endswith'] as const

function testOf(key: string, given: unknown): FieldTest {
  const [field = '', ...modifiers] = key.split('|')
  if (field === '') throw new NotCarried(`${key} searches for words in the whole event; name the trait`)
  const one = z.union([scalar, z.array(scalar).min(1).max(2000)]).safeParse(given)
  if (!one.success) throw new NotCarried(`${key} has a value that is neither text nor number`)
  const values = Array.isArray(one.data) ? one.data : [one.data]
  const left = new Set(modifiers)
  const take = (name: string): boolean => left.delete(name)
  const compare = COMPARE.find(take)
  const place = PLACES.find(take)
  const re = take('re')
  const flags = ['i', 'm', 's'].filter((flag) => re && take(flag)).join('')
  const [cased, every, exists] = [take('cased'), take('all'), take('exists')]
  const [unknown] = left
  if (unknown !== undefined) throw new NotCarried(`${key}: the modifier ${unknown} is not carried over`)
  if (exists) return { field, exists: values[0] === true }
  if (compare !== undefined) {
    const [number] = values
    if (typeof number !== 'number' || values.length > 1) throw new NotCarried(`${key} compares with what is no number`)
    return { field, compare, number }
  }
  if (values.includes(null)) return { field, exists: false }
  const patterns = values.map((value) =>
    re
      ? { source: String(value), flags, how: 're' as const, cased: !flags.includes('i') }
      : pattern(String(value), place ?? 'equals', cased),
  )
  return { field, every, patterns }
}

const REGEXP_SIGNS = /[\\^$.*+?()[\]{}|/-]/g

/** A text with Sigma's wildcards and escapes as a pattern. */
function pattern(value: string, how: Exclude<SigmaPattern['how'], 're'>, cased: boolean): SigmaPattern {
  let source = ''
  let literal: string | undefined = ''
  for (const [piece] of value.matchAll(/\\[\\*?]|[\s\S]/gu)) {
    if (piece === '*' || piece === '?') {
      source += piece === '*' ? '.*' : '.'
      literal = undefined
      continue
    }
    const plain = piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece
    source += plain.replace(REGEXP_SIGNS, '\\$&')
    if (literal !== undefined) literal += plain
  }
  const [start, end] = [how === 'equals' || how === 'startswith', how === 'equals' || how === 'endswith']
  return {
    source: `${start ? '^' : ''}${source}${end ? '$' : ''}`,
    flags: cased ? 's' : 'is',
    how,
    cased,
    ...(literal === undefined ? {} : { literal }),
  }
}
