/**
 * The rule language: the zod schemas of everything in `rules/`, and the types that follow from them. Metadata follow Sigma
 * (https://github.com/SigmaHQ/sigma-specification). `rules/rule.schema.json` is generated from here, for editors.
 */
import { z } from 'zod'
import { CLOCK_KINDS, LEVELS, SAYS, ARTIFACT_TYPES } from '../model.ts'
import { parseDuration } from '../time/duration.ts'
import { parseIso } from '../time/instant.ts'
import { factListSchema, listedFacts } from './fact-list.ts'

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens')
/** A day of the calendar: one that there is not (February 30th) would bound nothing in silence. */
export const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'a day is YYYY-MM-DD')
  .refine((text) => parseIso(text) !== undefined, 'there is no such day')
const time = z.string().refine((text) => parseIso(text) !== undefined, 'a time is ISO 8601')
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'a duration is a number and us, ms, s, m, h, d, w or y')
const scalar = z.union([z.string(), z.number(), z.boolean()])

const kindOfEvent = z
  .string()
  .describe('An event kind, as docs/formats.md lists them, or claim: the time that the artifact states of itself.')
const clockKind = z
  .enum(CLOCK_KINDS)
  .describe('A kind of clock: who writes it, and how far it may honestly be off (clocks.yaml).')
const artifactType = z
  .enum(ARTIFACT_TYPES)
  .describe('A type of artifact: message, row, session, image, archive-member, …')

/** Which events a rule speaks of. */
export const selectorSchema = z
  .strictObject({
    kind: z
      .union([kindOfEvent, z.array(kindOfEvent).min(1)])
      .describe("One event kind, several, or claim: the artifact's claim, whatever its kind."),
    artifact: artifactType.optional().describe('Only events of artifacts of this type.'),
    clock: z
      .union([clockKind, z.array(clockKind).min(1)])
      .optional()
      .describe('Only events of clocks of these kinds.'),
    with: z
      .record(z.string(), scalar)
      .optional()
      .describe(
        'Only where the event or its artifact bears the trait. A key is TRAIT, or TRAIT with |contains, |startswith, |endswith, |re, |gte, |lt or |exists.',
      ),
  })
  .describe('Which events are meant.')

/** What may be joined: events of one artifact, of one evidence, an event and one of an artifact that contains it, … */
export const JOINS = ['artifact', 'evidence', 'container', 'parent', 'copy-of', 'replies-to'] as const

const exampleEvent = z.strictObject({
  kind: kindOfEvent.optional().describe('The event kind. Without it, the traits belong to the artifact itself.'),
  time: time.optional().describe('The time of the event, ISO 8601: 2020-01-01T00:00:00Z.'),
  artifact: z
    .string()
    .optional()
    .describe(
      'A name of the artifact in this example. Items with one name are of one artifact; absent: all are of one.',
    ),
  type: artifactType.optional().describe('The type of the artifact (default: that of the event kind).'),
  in: z.string().optional().describe('The artifact that contains this one as a file of its own: another evidence.'),
  part: z.string().optional().describe('The artifact of which this one is a part: the same evidence.'),
  'copy-of': z.string().optional().describe('The artifact of which this one is a copy.'),
  'replies-to': z.string().optional().describe('The message that this one answers.'),
  evidence: z.string().optional().describe('The name of the evidence in which the artifact lies.'),
  clock: clockKind.optional().describe('The kind of the clock (default: that of the event kind).'),
  writer: z.string().optional().describe('Who wrote the time: mx.example.com. Only example names.'),
  zone: z
    .union([z.enum(['utc', 'floating']), z.number()])
    .optional()
    .describe('utc (default), floating (unknown), or the stated offset in minutes.'),
  precision: duration.optional().describe('How fine the clock is (default: 1s).'),
  raw: z.string().optional().describe('The text as it stands in the evidence (default: the time).'),
  claim: z.boolean().optional().describe("true: this is the artifact's claim."),
  place: z.record(z.string(), z.number()).optional().describe('The place of the event in sequences: {rowid: 7}.'),
  traits: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .optional()
    .describe("Traits that this event's writer wrote; without a kind, traits of the artifact itself."),
})

const example = z
  .union([
    z.strictObject({
      name: z.string().describe('What this example shows, in a few words.'),
      breaks: z.array(exampleEvent).min(1).describe('Events and traits that the rule must report.'),
    }),
    z.strictObject({
      name: z.string().describe('What this example shows: what looks like the breach and is honest.'),
      holds: z.array(exampleEvent).min(1).describe('Events and traits that the rule must not report.'),
    }),
  ])
  .describe('An example that rules test runs.')

/** An innocent cause, and how the evidence itself may exclude it or leave it open. */
const falsePositive = z.strictObject({
  id: id.describe('A name of the cause, in lower-case words joined by hyphens.'),
  text: z.string().describe('What may have happened, in one line. Reports print it under the proof.'),
  tests: z
    .array(
      z.strictObject({
        when: z
          .union([
            selectorSchema,
            z.strictObject({
              trait: z.string().describe('A trait, as docs/formats.md lists them.'),
              value: scalar.optional().describe('The value that it has (default: any).'),
            }),
          ])
          .describe("What one of the finding's artifacts has: an event, or a trait."),
        state: z.enum(['excluded', 'open']).describe('What the evidence says of the cause then.'),
        because: z.string().describe('Why, in one line.'),
      }),
    )
    .default([])
    .describe('Where the evidence itself can speak to the cause. Without a test it stays open.'),
})

const metadata = {
  title: z.string().describe('What the evidence shows, in one line: Received before it was sent.'),
  id: id.describe("The rule's id, which is the file's name and states the breach: received-before-sent."),
  status: z
    .enum(['stable', 'test', 'experimental', 'deprecated'])
    .describe('How far the rule has come, in words of the Sigma specification.'),
  description: z.string().describe('What honest evidence keeps to, and why.'),
  references: z
    .array(z.string())
    .min(1)
    .describe('Documents with their section, or measured corpora. At least one that the other side can open.'),
  author: z.string().optional().describe('Who wrote the rule.'),
  date: day.describe('The day on which the rule was written, YYYY-MM-DD.'),
  says: z
    .enum(SAYS)
    .describe(
      'impossible: both statements cannot be true. inconsistent: they do not fit under ordinary operation. unusual: rare among genuine evidence.',
    ),
  level: z
    .enum(LEVELS)
    .describe('The highest level that a finding may reach. unusual: at most low; inconsistent: at most high.'),
  observed: z
    .string()
    .describe('What stands where, word for word, with {placeholders}: The line bearing {to.clock} states {to.raw}.'),
  inferred: z
    .string()
    .optional()
    .describe('What follows, under which assumptions. A sentence is put in where it is absent.'),
  notShown: z.string().optional().describe('What does not follow. A sentence is put in where it is absent.'),
  falsepositives: z
    .array(falsePositive)
    .min(1)
    .describe('Innocent causes, at least one. They become the alternatives of a finding.'),
  tags: z
    .array(z.string())
    .default([])
    .describe('Words of our own (email, dkim), and ids of other catalogues that tags.yaml holds (attack.t1070.006).'),
  examples: z.array(example).min(2).describe('At least one that breaks the rule and one that it holds on.'),
}

/** What a detector from outside this package declares. */
export const detectorSchema = z.strictObject({
  ...metadata,
  select: z
    .strictObject({
      join: z
        .enum(['artifact', 'evidence', 'parent', 'copy-of', 'replies-to', 'answered'])
        .describe('What one group holds.'),
      events: z.array(z.string()).describe('The event kinds that it sees.'),
      traits: z.array(z.string()).describe('The traits that it sees.'),
      artifacts: z.array(artifactType).optional().describe('Only artifacts of these types.'),
    })
    .describe('What the detector is given.'),
})

export const intervalRuleSchema = z.strictObject({
  ...metadata,
  interval: z
    .strictObject({
      from: selectorSchema.describe('The events that come first.'),
      to: selectorSchema.describe('The events that come afterwards.'),
      join: z
        .enum(JOINS)
        .describe(
          'What from and to are events of: one artifact, one evidence, a part and its whole, two copies, a reply and what it answers.',
        ),
      along: z
        .string()
        .optional()
        .describe('Only between neighbours in the sequence of this name; from is the earlier place.'),
      min: duration.optional().describe('to lies at least this long after from: 0s. The process, never the clocks.'),
      max: duration.optional().describe('to lies at most this long after from: 7d. The process, never the clocks.'),
    })
    .refine((body) => body.min !== undefined || body.max !== undefined, 'an interval has a min or a max')
    .describe('Between these two events lies at least min and at most max.'),
})

export const orderRuleSchema = z.strictObject({
  ...metadata,
  order: z
    .strictObject({
      of: selectorSchema.describe('The events that stand in the sequence.'),
      along: z.string().describe("The last word of the sequence's name: rowid holds for audit.rowid."),
    })
    .describe('Along this sequence time does not run backwards.'),
})

export const agreeRuleSchema = z.strictObject({
  ...metadata,
  agree: z
    .strictObject({
      left: z.string().describe('A trait, as docs/formats.md lists them.'),
      right: z.string().describe('The trait that belongs to it.'),
      join: z.enum(['artifact', 'event']).describe('artifact: both of one artifact. event: both written by one line.'),
      pairs: z
        .array(z.tuple([z.string(), z.string()]))
        .optional()
        .describe('Values that belong together, in order of time. Absent: the values must be equal.'),
      neighbours: z
        .number()
        .int()
        .min(0)
        .default(0)
        .describe('How far apart in the list the two may be, for days of change.'),
    })
    .describe('These two traits belong together.'),
})

const counterPoint = z.tuple([z.number(), time])

const silence = z
  .strictObject({
    expected: z.number().int().describe('Sightings expected at the rate next to the edge.'),
    chance: z.string().describe('How likely that silence is by chance.'),
  })
  .describe('Sightings expected beyond an edge, where there is none.')
const sighting = z.strictObject({
  day: day.describe('The day of the sighting.'),
  collection: z.string().describe('Where it was seen.'),
  name: z.string().describe('By which name anybody can look it up: a Message-ID.'),
})
const edge = z.enum(['hard', 'soft', 'censored', 'not-claimed'])
const margin = z
  .strictObject({
    unlikely: duration.describe('Beyond the window by less than this is no finding.'),
    cannot: duration.describe('Beyond the window by less than this is at most low.'),
  })
  .describe('Granted beyond the window, on both sides.')

export const factSchema = z
  .strictObject({
    id: id.describe('An id, unique over all facts.'),
    title: z.string().describe('What the value is: Gmail submission id, second form.'),
    match: z.string().optional().describe('Values that match this pattern: a JavaScript expression without flags.'),
    equals: z.string().optional().describe('The value. Exactly one of equals, prefix, match and counter.'),
    prefix: z.string().optional().describe('Values that begin so.'),
    counter: z
      .strictObject({
        match: z.string().describe('A pattern whose first group is the number.'),
        points: z
          .array(counterPoint)
          .min(2)
          .describe('From when on that number or a higher one was seen: [number, time].'),
      })
      .optional()
      .describe('A number that only grows. Between two points the lower one holds.'),
    seen: z
      .strictObject({
        first: day.describe('The first day on which it was seen, as learnt.'),
        last: day.nullable().describe('The last day; null: still in use.'),
        n: z.number().int().describe('How often it was seen.'),
        edge: z
          .strictObject({
            first: edge.describe(
              'hard: frequent at the edge, nothing before. soft: too sparse. censored: the collection begins there. not-claimed: means nothing.',
            ),
            last: edge.describe('hard, soft, censored or not-claimed, for the end.'),
          })
          .describe('Whether an end may be used.'),
        grade: z
          .enum(['A', 'B', 'C'])
          .describe('A: at least 20 held-out cases, at most one or 0.5 % outside. B: at most 1 %. C: the rest.'),
        anywhere: z
          .tuple([day, day.nullable()])
          .describe('First and last over everything ever looked at, strays included: the window of the rule.'),
        heldOut: z
          .strictObject({
            n: z.number().int().describe('Cases that were not learnt from.'),
            outside: z.number().int().describe('Those outside the window as learnt.'),
            beyond30Days: z.number().int().describe('Those more than 30 days outside.'),
          })
          .describe('How the window fared on evidence that was set aside.'),
        senders: z.number().int().optional().describe('How many senders it was seen from.'),
        lists: z.number().int().optional().describe('In how many lists it was seen.'),
        silence: z
          .strictObject({
            before: silence.optional().describe('Before the first sighting.'),
            after: silence.optional().describe('After the last sighting.'),
          })
          .optional()
          .describe('How sharp the edges are.'),
        sightings: z
          .strictObject({
            earliest: z.array(sighting).describe('The first three.'),
            latest: z.array(sighting).describe('The last three.'),
          })
          .optional()
          .describe('Three at each end that anybody can look up.'),
      })
      .optional()
      .describe('Measured on genuine evidence.'),
    documented: z
      .strictObject({
        from: day
          .optional()
          .describe('The earliest day on which the value can honestly stand: announcement, test version or draft.'),
        to: day.optional().describe('The latest day; rare, since old programs go on working.'),
        source: z.string().describe('The document that says so.'),
        standing: z
          .enum(['sourced', 'recalled'])
          .describe('sourced: somebody read the document. recalled: from general knowledge, at most low.'),
      })
      .optional()
      .describe('Read in a document.'),
    never: z.boolean().optional().describe('true: a value that no honest writer makes.'),
    margin: margin.optional().describe('A margin of its own.'),
    dates: z.literal(false).optional().describe('false: as for a family, of this value alone.'),
    note: z.string().optional().describe('Strays, test versions and traps.'),
  })
  .describe('What bears this value was written inside this window.')

export const factFamilySchema = z
  .strictObject({
    ...metadata,
    trait: z.string().describe('The trait that these facts date, as docs/formats.md lists them.'),
    writtenBy: z
      .enum(['receiver', 'provider', 'sender', 'tool'])
      .describe('Who writes the trait. Upper ends are used only where a server does.'),
    compare: z
      .enum(['writer', 'claim'])
      .default('writer')
      .describe("Held against the time that the trait's writer states (default), or against the artifact's claim."),
    margin: margin.describe('Granted beyond the windows of all facts: {unlikely: 1d, cannot: 7d}.'),
    dates: z
      .literal(false)
      .optional()
      .describe('false: who writes the value may have had it before, in a place of his own; it bounds no dating.'),
    collection: z
      .string()
      .optional()
      .describe('On which evidence seen was measured: span, size, sources, known strays.'),
    facts: z.array(factSchema).default([]).describe('The facts, one a value or form.'),
    lists: z
      .array(factListSchema)
      .min(1)
      .optional()
      .describe('Facts that differ in nothing but value and days, one a line.'),
  })
  .refine(({ facts, lists }) => facts.length > 0 || lists !== undefined, 'a family has facts or lists of them')
  .transform(({ facts, lists = [], ...family }) => ({
    ...family,
    facts: [...facts, ...lists.flatMap((list): z.infer<typeof factSchema>[] => listedFacts(list))],
  }))

export type Selector = z.infer<typeof selectorSchema>
export type Join = (typeof JOINS)[number]
export type ExampleEvent = z.infer<typeof exampleEvent>
export type Example = z.infer<typeof example>
export type FalsePositive = z.infer<typeof falsePositive>
export type IntervalRule = z.infer<typeof intervalRuleSchema> & { readonly type: 'interval' }
export type OrderRule = z.infer<typeof orderRuleSchema> & { readonly type: 'order' }
export type AgreeRule = z.infer<typeof agreeRuleSchema> & { readonly type: 'agree' }
export type FactFamily = z.infer<typeof factFamilySchema> & { readonly type: 'fact' }
export type Fact = z.infer<typeof factSchema>
/** Everything about a rule that does not depend on its kind. */
export type RuleMetadata = Omit<IntervalRule, 'interval' | 'type'>

/** Tolerances of one kind of clock (`rules/clocks.yaml`). */
export const clockSchema = z.strictObject({
  usual: duration.describe('Holds for 99 % of genuine material.'),
  extreme: duration.describe('Beyond it nobody measured honest material.'),
  reason: z.string().describe('Why these clocks are so far off.'),
  source: z.string().describe('Where that was measured or written.'),
})
/** Tolerances of one writer's clock, of which a laboratory knows more than of its kind. */
export const writerClockSchema = z.strictObject({
  clock: clockKind,
  writer: z.string().min(1).describe('Who writes the time, as findings name it: mx.example.com.'),
  ...clockSchema.shape,
})
export type WriterClock = z.infer<typeof writerClockSchema>
export const clocksSchema = z.record(z.enum(CLOCK_KINDS), clockSchema)
export type Clocks = z.infer<typeof clocksSchema>

/** `rules/baselines.json`: how often genuine evidence breaks a rule, by kind of evidence. */
export const baselinesSchema = z.record(
  z.string(),
  z.array(
    z.strictObject({
      collection: z.string(),
      years: z.string(),
      learntFrom: z.boolean(),
      broken: z.number().int(),
      applicable: z.number().int(),
      examined: z.number().int(),
      sources: z.number().int(),
    }),
  ),
)
export type Baselines = z.infer<typeof baselinesSchema>
