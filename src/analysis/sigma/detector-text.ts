/**
 * The text of a detector that says what a Sigma rule says. Everything that comes from the Sigma rule stands in it as a JSON
 * literal, so that no text of it becomes program.
 */
import type { Vocabulary } from '../vocabulary.ts'
import { wanted, type Condition } from './condition.ts'
import type { Head } from './head.ts'
import { EVENT_FIELDS, NotCarried, type FieldTest, type Selection } from './sigma-rule.ts'

const json = (value: unknown): string => JSON.stringify(value)

export function detectorText(
  head: Head,
  condition: Condition,
  selections: ReadonlyMap<string, Selection>,
  vocabulary: Vocabulary,
): string {
  const tests = [...selections.values()].flat(2)
  const traits = [...new Set(tests.map(({ field }) => field).filter((field) => !isEventField(field)))]
  const kinds = kindsOf(tests, traits, vocabulary)
  const order = [...selections.keys()]
  const values = Object.fromEntries(
    wanted(condition)
      .flatMap((name) => selections.get(name)?.[0] ?? [])
      .flatMap((test) =>
        isEventField(test.field) || !('patterns' in test)
          ? []
          : [[test.field, test.patterns[0]?.literal ?? 'write a value that matches']],
      ),
  )
  const event = { kind: kinds[0] ?? 'email.date', time: '2020-01-01T00:00:00Z' }
  const { falsepositives, ...metadata } = head
  const declared = {
    ...metadata,
    observed: 'What {event.clock} wrote states {event.raw}. The event is one that the imported rule describes.',
    falsepositives: falsepositives.map((cause) => ({ ...cause, tests: [] })),
    examples: [
      { name: 'an event that the Sigma rule describes', breaks: [{ ...event, traits: values }] },
      { name: 'another event', holds: [event] },
    ],
    select: { join: 'artifact', events: kinds, traits },
  }
  return `\
/** Made by \`anachron rules import-sigma\`: the condition of the Sigma rule stands in \`holds\`, each of its selections above it. */
import type { Detector, DetectorArtifact, DetectorEvent } from 'anachron/detector'

interface Seen {
  readonly artifact: DetectorArtifact
  readonly event: DetectorEvent
}

const fields: Readonly<Record<string, (seen: Seen) => string>> = {
  kind: ({ event }) => event.kind,
  raw: ({ event }) => event.raw,
  clock: ({ event }) => event.clock.kind,
  writer: ({ event }) => event.clock.writer,
  timestamp: ({ event }) => String(event.nominal),
}

/** What the event, or its artifact, has in a field. */
const values = (seen: Seen, field: string): readonly string[] => {
  const own = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (own !== undefined) return [own(seen)]
  return [...seen.event.traits, ...seen.artifact.traits].filter(({ key }) => key === field).map(({ value }) => value)
}
const some = (seen: Seen, field: string, ...patterns: readonly RegExp[]): boolean =>
  values(seen, field).some((value) => patterns.some((pattern) => pattern.test(value)))
const every = (seen: Seen, field: string, ...patterns: readonly RegExp[]): boolean =>
  values(seen, field).some((value) => patterns.every((pattern) => pattern.test(value)))
const compared = (seen: Seen, field: string, holds: (n: number) => boolean): boolean =>
  values(seen, field).some((value) => value !== '' && holds(Number(value)))

${order.map((name, i) => `const selection${i} = (seen: Seen): boolean =>\n  ${expression(selections.get(name) ?? [])}`).join('\n')}
const holds = (seen: Seen): boolean =>
  ${program(condition, order)}

export default {
  ...${JSON.stringify(declared, null, 2).replaceAll('\n', '\n  ')},
  detect(group) {
    return [...group.artifacts].flatMap((artifact) => {
      const found = artifact.events.filter((event) => holds({ artifact, event }))
      const [event] = found
      return event === undefined ? [] : [{ artifact, events: [{ role: 'event', event }], values: {}, others: found.length - 1 }]
    })
  },
} satisfies Detector
`
}

const isEventField = (field: string): boolean => EVENT_FIELDS.some((one) => one === field)

/** The kinds that the rule names; else all of the evidence that its traits belong to. */
function kindsOf(tests: readonly FieldTest[], traits: readonly string[], vocabulary: Vocabulary): readonly string[] {
  const named = tests.flatMap((test) =>
    test.field === 'kind' && 'patterns' in test ? test.patterns.flatMap(({ literal }) => literal ?? []) : [],
  )
  const known = [...vocabulary.kinds.keys()]
  const unknown = named.find((kind) => !known.includes(kind))
  if (unknown !== undefined) throw new NotCarried(`no ingester emits the event kind ${unknown}`)
  if (named.length > 0) return [...new Set(named)]
  if (traits.length === 0) throw new NotCarried('it names neither the kind of an event nor a trait of one')
  const families = new Set(traits.map((trait) => trait.split('.')[0] ?? ''))
  const kinds = known.filter((kind) => families.has(kind.split('.')[0] ?? ''))
  // Traits of pictures are called by what they are of, their events by the standard that defines them.
  return kinds.length === 0 ? known : kinds
}

const expression = (selection: Selection): string =>
  selection.map((all) => (all.length === 0 ? 'false' : `(${all.map(testText).join(' && ')})`)).join(' || ')

function testText(test: FieldTest): string {
  const field = json(test.field)
  if ('exists' in test) return `values(seen, ${field}).length ${test.exists ? '> 0' : '=== 0'}`
  if ('compare' in test) return `compared(seen, ${field}, (n) => n ${SIGNS[test.compare]} ${json(test.number)})`
  const patterns = test.patterns.map(({ source, flags }) => `new RegExp(${json(source)}, ${json(flags)})`)
  return `${test.every ? 'every' : 'some'}(seen, ${field}, ${patterns.join(', ')})`
}
const SIGNS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const

function program(condition: Condition, order: readonly string[]): string {
  if (condition.is === 'name') return `selection${order.indexOf(condition.name)}(seen)`
  if (condition.is === 'not') return `!(${program(condition.of, order)})`
  return `(${condition.of.map((one) => program(one, order)).join(condition.is === 'and' ? ' && ' : ' || ')})`
}
