/**
 * From a Sigma rule on timeline events to a rule of ours: one trait with values, alone or with bounds of time, becomes a fact;
 * everything else a detector. Fields are traits by name, and `kind`, `raw`, `clock`, `writer` and `timestamp` (microseconds since
 * 1970, as `anachron timeline` writes them for Timesketch) of an event.
 */
import { stringify } from 'yaml'
import type { Instant } from '../../time/instant.ts'
import { toIso } from '../../time/instant.ts'
import { patternFault } from '../safe-pattern.ts'
import type { KnownTags } from '../tags.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { conditionOf, type Condition } from './condition.ts'
import { detectorText } from './detector-text.ts'
import { headOf, type Head } from './head.ts'
import {
  EVENT_FIELDS,
  NotCarried,
  selectionOf,
  type FieldTest,
  type Selection,
  type SigmaPattern,
  type SigmaRule,
} from './sigma-rule.ts'

export interface Imported {
  readonly id: string
  readonly is: 'fact' | 'detector'
  readonly text: string
  /** What is not carried over, one line each. */
  readonly left: readonly string[]
}

/** Throws `NotCarried` where the meaning of a rule would be lost; `today` is YYYY-MM-DD, `taken` are ids of others. */
export function importSigma(
  rule: SigmaRule,
  vocabulary: Vocabulary,
  known: KnownTags,
  today: string,
  taken: ReadonlySet<string> = new Set(),
): Imported {
  const left: string[] = []
  const head = headOf(rule, known, { today, taken }, left)
  const { condition: conditions, timeframe, ...rest } = rule.detection
  if (timeframe !== undefined) throw new NotCarried('a timeframe counts events, which no kind of rule does')
  const names = Object.keys(rest)
  const all: readonly Condition[] = [conditions].flat().map((text) => conditionOf(text, names))
  const [one] = all
  if (one === undefined) throw new NotCarried('it has no condition')
  const condition: Condition = all.length === 1 ? one : { is: 'or', of: all }
  const selections = new Map(names.map((name) => [name, selectionOf(name, rest[name])]))
  for (const test of testsOf(selections)) fieldFault(test, vocabulary)
  const source = Object.entries(rule.logsource).filter(([key]) => ['product', 'category', 'service'].includes(key))
  if (!source.some(([key, value]) => key === 'product' && value === 'anachron'))
    left.push(
      `logsource (${source.map(([key, value]) => `${key}: ${String(value)}`).join(', ')}): the fields alone say which events are meant`,
    )
  const fact = factOf(condition, selections)
  if (fact !== undefined) return { id: head.id, is: 'fact', text: familyText(head, fact), left }
  return { id: head.id, is: 'detector', text: detectorText(head, condition, selections, vocabulary), left }
}

const testsOf = (selections: ReadonlyMap<string, Selection>): readonly FieldTest[] => [...selections.values()].flat(2)

function fieldFault(test: FieldTest, vocabulary: Vocabulary): void {
  const { field } = test
  if (!EVENT_FIELDS.some((one) => one === field) && !vocabulary.hasTrait(field))
    throw new NotCarried(`no event of a timeline has the field ${field}: it is no trait (docs/formats.md lists them)`)
  if (field === 'timestamp' && !('compare' in test))
    throw new NotCarried('timestamp is compared, with lt, lte, gt or gte')
  for (const { source } of 'patterns' in test ? test.patterns : []) {
    const fault = patternFault(source)
    if (fault !== undefined) throw new NotCarried(`the pattern of ${field} is not safe: ${fault}`)
  }
}

interface OneTrait {
  readonly trait: string
  readonly patterns: readonly SigmaPattern[]
  /** Outside of [from, to) the values are reported; neither: everywhere. */
  readonly from: number | undefined
  readonly to: number | undefined
}

/** One trait, and bounds of time: what a family of facts can say. */
function factOf(condition: Condition, selections: ReadonlyMap<string, Selection>): OneTrait | undefined {
  const parts = condition.is === 'and' ? condition.of : [condition]
  let values: Extract<FieldTest, { readonly patterns: unknown }> | undefined
  const bounds = new Map<'from' | 'to', number>()
  for (const part of parts) {
    const tests = (part.is === 'or' ? part.of : [part]).flatMap((name): readonly (FieldTest | undefined)[] => {
      if (name.is !== 'name') return [undefined]
      return (selections.get(name.name) ?? []).map((all) => (all.length === 1 ? all[0] : undefined))
    })
    const times = tests.every((test) => test?.field === 'timestamp')
    if (times && parts.length === 2 && bounds.size === 0) {
      for (const test of tests) {
        if (test === undefined || !('compare' in test) || !/^(?:lt|gte)$/.test(test.compare)) return undefined
        bounds.set(test.compare === 'lt' ? 'from' : 'to', test.number)
      }
      if (bounds.size !== tests.length) return undefined
      continue
    }
    const [test] = tests
    if (tests.length > 1 || test === undefined || !('patterns' in test) || values !== undefined) return undefined
    values = test
  }
  if (values === undefined || EVENT_FIELDS.some((field) => field === values.field)) return undefined
  if (values.every && values.patterns.length > 1) return undefined
  if (values.patterns.some(({ how, flags }) => how === 're' && flags !== '')) return undefined
  return { trait: values.field, patterns: values.patterns, from: bounds.get('from'), to: bounds.get('to') }
}

const DAY = 86_400_000_000
const day = (us: number): string => toIso(us as Instant).slice(0, 10)

function familyText(head: Head, { trait, patterns, from, to }: OneTrait): string {
  const never = from === undefined && to === undefined
  // Whole days, towards fewer findings.
  const documented = {
    ...(from === undefined ? {} : { from: day(Math.floor(from / DAY) * DAY) }),
    ...(to === undefined ? {} : { to: day(Math.ceil(to / DAY) * DAY - DAY) }),
    source: head.references[0] ?? head.title,
    standing: 'recalled',
  }
  const before = from === undefined ? undefined : `${Number(documented.from?.slice(0, 4)) - 5}-01-01T00:00:00Z`
  const bears = { traits: { [trait]: patterns[0]?.literal ?? 'write a value that the pattern matches' } }
  const kind = trait.startsWith('email.') ? 'email.date' : 'db.row.recorded'
  const time =
    before ?? (to === undefined ? '2020-01-01T00:00:00Z' : `${Number(documented.to?.slice(0, 4)) + 5}-01-01T00:00:00Z`)
  const { falsepositives, tags, ...metadata } = head
  return stringify(
    {
      ...metadata,
      trait,
      writtenBy: to === undefined ? 'sender' : 'provider',
      compare: 'writer',
      margin: { unlikely: '0d', cannot: '0d' },
      observed: 'The evidence bears {value}: {fact}. The time stated by its writer ({stated.clock}) is {stated.raw}.',
      falsepositives,
      tags,
      examples: [
        { name: 'a value that the Sigma rule names', breaks: [{ kind, time, ...bears }] },
        { name: 'no such value', holds: [{ kind, time }] },
      ],
      facts: patterns.map((pattern, i) => ({
        id: `${head.id}-${i + 1}`,
        title: pattern.literal ?? head.title,
        ...matcher(pattern),
        ...(never ? { never: true } : { documented }),
      })),
    },
    // The reader of rules refuses a file whose aliases unfold to many values.
    { lineWidth: 0, aliasDuplicateObjects: false },
  )
}

function matcher({ source, how, cased, literal }: SigmaPattern): Readonly<Record<string, string>> {
  if (cased && literal !== undefined && how === 'equals') return { equals: literal }
  if (cased && literal !== undefined && how === 'startswith') return { prefix: literal }
  if (how === 're' || cased) return { match: source }
  // A pattern of a fact has no flags: each letter stands for both of its cases.
  return { match: source.replace(/\p{L}/gu, (letter) => bothCases(letter)) }
}

function bothCases(letter: string): string {
  const [low, high] = [letter.toLowerCase(), letter.toUpperCase()]
  return low === high || low.length !== high.length ? letter : `[${low}${high}]`
}
