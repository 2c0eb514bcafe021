/**
 * Lists of facts: members that differ in nothing but their value and their days, one a line. A thousand releases of one program are
 * read and reviewed as a table, not as a thousand blocks. A list becomes facts like any other as soon as its family is read.
 */
import { z } from 'zod'

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a day is YYYY-MM-DD')
const edge = z.enum(['hard', 'soft', 'censored', 'not-claimed'])
const count = z.number().int().nonnegative()
const template = z.string().includes('{value}', { message: 'the place of the value is {value}' })

/** What the members of a list share. `{value}` stands for the member's own text; in an id it is put into words and hyphens. */
const shared = {
  id: z
    .string()
    .regex(/^(?:[a-z0-9]+-)*\{value\}$/, 'the id of a listed fact is words, hyphens and {value} at the end')
    .describe('The id of each: words, hyphens and {value}: exiftool-{value}.'),
  title: template.describe('What each value is: ExifTool {value}.'),
  /** One of the two; patterns are not listed: each would have to be tried. */
  equals: template
    .optional()
    .describe('The value, made of the member: Image::ExifTool {value}. One of equals and prefix.'),
  prefix: template.optional().describe('Values that begin so.'),
}

/** Read in a document: a value and the earliest day on which it can honestly stand. */
const documentedList = z.strictObject({
  ...shared,
  source: z.string().describe('The document that gives the days of all.'),
  standing: z
    .enum(['sourced', 'recalled'])
    .describe('sourced: somebody read the document. recalled: from general knowledge, at most low.'),
  from: z.record(z.string(), day).describe('Each member and the earliest day on which it can honestly stand.'),
})

/**
 * Measured: a value and its row, in the order of `seen` in a fact: first, last, n, edges first and last, grade, anywhere first and last,
 * held out n, outside, beyond 30 days, senders, lists.
 */
const seenList = z.strictObject({
  ...shared,
  seen: z
    .record(
      z.string(),
      z.tuple([
        day,
        day.nullable(),
        count,
        edge,
        edge,
        z.enum(['A', 'B', 'C']),
        day,
        day.nullable(),
        count,
        count,
        count,
        count,
        count,
      ]),
    )
    .describe(
      'Each member and its row: first, last, n, edge first, edge last, grade, anywhere first and last, held out n, outside, beyond 30 days; senders, lists.',
    ),
})

export const factListSchema = z
  .union([documentedList, seenList])
  .refine((list) => (list.equals === undefined) !== (list.prefix === undefined), 'a list has one of equals and prefix')
export type FactList = z.infer<typeof factListSchema>

const words = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')

const common = (list: FactList, value: string) => ({
  id: list.id.replace('{value}', () => words(value)),
  title: list.title.replaceAll('{value}', () => value),
  ...(list.equals === undefined ? {} : { equals: list.equals.replaceAll('{value}', () => value) }),
  ...(list.prefix === undefined ? {} : { prefix: list.prefix.replaceAll('{value}', () => value) }),
})

/** The members of a list as facts, in its order. */
export function listedFacts(list: FactList) {
  if ('from' in list) {
    const { source, standing } = list
    return Object.entries(list.from).map(([value, from]) => ({
      ...common(list, value),
      documented: { from, source, standing },
    }))
  }
  return Object.entries(list.seen).map(
    ([
      value,
      [first, last, n, firstEdge, lastEdge, grade, from, to, heldOut, outside, beyond30Days, senders, lists],
    ]) => ({
      ...common(list, value),
      seen: {
        first,
        last,
        n,
        edge: { first: firstEdge, last: lastEdge },
        grade,
        anywhere: [from, to] as [string, string | null],
        heldOut: { n: heldOut, outside, beyond30Days },
        senders,
        lists,
      },
    }),
  )
}
