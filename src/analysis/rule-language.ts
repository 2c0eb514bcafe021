/**
 * The rule language: the zod schemas of everything in `rules/`, and the types that follow from them. Metadata follow Sigma
 * (https://github.com/SigmaHQ/sigma-specification). `rules/rule.schema.json` is generated from here, for editors.
 */
import { z } from 'zod'
import { CLOCK_KINDS, LEVELS, SAYS, ARTIFACT_TYPES } from '../model.ts'
import { parseDuration } from '../time/duration.ts'
import { parseIso } from '../time/instant.ts'

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens')
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a day is YYYY-MM-DD')
const time = z.string().refine((text) => parseIso(text) !== undefined, 'a time is ISO 8601')
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'a duration is a number and us, ms, s, m, h, d, w or y')
const scalar = z.union([z.string(), z.number(), z.boolean()])

/** Which events a rule speaks of. */
export const selectorSchema = z.strictObject({
  /** One kind, several, or `claim`: the artifact's claim. */
  kind: z.union([z.string(), z.array(z.string()).min(1)]),
  /** Only of artifacts of this type. */
  artifact: z.enum(ARTIFACT_TYPES).optional(),
  /** Only of clocks of these kinds. */
  clock: z.union([z.enum(CLOCK_KINDS), z.array(z.enum(CLOCK_KINDS)).min(1)]).optional(),
  /** Only where the artifact (or the event itself) bears the trait: `TRAIT` or `TRAIT|contains`, `|startswith`, `|endswith`, `|re`, `|gte`, `|lt`, `|exists`. */
  with: z.record(z.string(), scalar).optional(),
})

/** What may be joined: events of one artifact, of one evidence, an event and one of an artifact that contains it, … */
export const JOINS = ['artifact', 'evidence', 'container', 'parent', 'copy-of', 'replies-to'] as const

const exampleEvent = z.strictObject({
  kind: z.string().optional(),
  time: time.optional(),
  /** Local names of artifacts in this example; `in` names the artifact that contains it, `copy-of`/`replies-to` link it. */
  artifact: z.string().optional(),
  type: z.enum(ARTIFACT_TYPES).optional(),
  in: z.string().optional(),
  part: z.string().optional(),
  'copy-of': z.string().optional(),
  'replies-to': z.string().optional(),
  evidence: z.string().optional(),
  clock: z.enum(CLOCK_KINDS).optional(),
  writer: z.string().optional(),
  zone: z.union([z.enum(['utc', 'floating']), z.number()]).optional(),
  precision: duration.optional(),
  raw: z.string().optional(),
  claim: z.boolean().optional(),
  place: z.record(z.string(), z.number()).optional(),
  /** Traits that this event's writer wrote; without `kind`, traits of the artifact itself. */
  traits: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
})

const example = z.union([
  z.strictObject({ name: z.string(), breaks: z.array(exampleEvent).min(1) }),
  z.strictObject({ name: z.string(), holds: z.array(exampleEvent).min(1) }),
])

/** An innocent cause, and how the evidence itself may exclude it or leave it open. */
const falsePositive = z.strictObject({
  id,
  text: z.string(),
  /** If the finding's artifact has an event so selected (or bears the trait), the alternative gets this state. */
  tests: z
    .array(
      z.strictObject({
        when: z.union([selectorSchema, z.strictObject({ trait: z.string(), value: scalar.optional() })]),
        state: z.enum(['excluded', 'open']),
        because: z.string(),
      }),
    )
    .default([]),
})

const metadata = {
  title: z.string(),
  id,
  status: z.enum(['stable', 'test', 'experimental', 'deprecated']),
  description: z.string(),
  references: z.array(z.string()).min(1),
  author: z.string().optional(),
  date: day,
  says: z.enum(SAYS),
  level: z.enum(LEVELS),
  /** Sentences with {placeholders}; see rules/README.md. */
  observed: z.string(),
  inferred: z.string().optional(),
  notShown: z.string().optional(),
  falsepositives: z.array(falsePositive).min(1),
  tags: z.array(z.string()).default([]),
  examples: z.array(example).min(2),
}

/** What a detector from outside this package declares. */
export const detectorSchema = z.strictObject({
  ...metadata,
  select: z.strictObject({
    join: z.enum(['artifact', 'evidence', 'parent', 'copy-of']),
    events: z.array(z.string()),
    traits: z.array(z.string()),
    artifacts: z.array(z.enum(ARTIFACT_TYPES)).optional(),
  }),
})

export const intervalRuleSchema = z.strictObject({
  ...metadata,
  interval: z
    .strictObject({
      from: selectorSchema,
      to: selectorSchema,
      join: z.enum(JOINS),
      /** Only between neighbours in the sequence of this name (`from` is the earlier place). */
      along: z.string().optional(),
      min: duration.optional(),
      max: duration.optional(),
    })
    .refine((body) => body.min !== undefined || body.max !== undefined, 'an interval has a min or a max'),
})

export const orderRuleSchema = z.strictObject({
  ...metadata,
  /** `along` is the last word of the sequence's name: `rowid` holds for `audit.rowid`. */
  order: z.strictObject({ of: selectorSchema, along: z.string() }),
})

export const agreeRuleSchema = z.strictObject({
  ...metadata,
  agree: z.strictObject({
    left: z.string(),
    right: z.string(),
    join: z.enum(['artifact', 'event']),
    /** Pairs that belong together, in order of time; absent: the values must be equal. */
    pairs: z.array(z.tuple([z.string(), z.string()])).optional(),
    /** How far apart in the list two members may be (days of change). */
    neighbours: z.number().int().min(0).default(0),
  }),
})

const counterPoint = z.tuple([z.number(), time])

const silence = z.strictObject({ expected: z.number().int(), chance: z.string() })
const sighting = z.strictObject({ day, collection: z.string(), name: z.string() })

export const factSchema = z.strictObject({
  id,
  title: z.string(),
  /** Exactly one of these says which values the fact is about. */
  match: z.string().optional(),
  equals: z.string().optional(),
  prefix: z.string().optional(),
  /** The first group of `match` is a number; `points` say when that number or a higher one was first seen. */
  counter: z.strictObject({ match: z.string(), points: z.array(counterPoint).min(2) }).optional(),
  /** Measured on genuine evidence. */
  seen: z
    .strictObject({
      first: day,
      last: day.nullable(),
      n: z.number().int(),
      edge: z.strictObject({
        first: z.enum(['hard', 'soft', 'censored', 'not-claimed']),
        last: z.enum(['hard', 'soft', 'censored', 'not-claimed']),
      }),
      grade: z.enum(['A', 'B', 'C']),
      /** First and last over everything ever looked at, strays included. */
      anywhere: z.tuple([day, day.nullable()]),
      heldOut: z.strictObject({ n: z.number().int(), outside: z.number().int(), beyond30Days: z.number().int() }),
      senders: z.number().int().optional(),
      lists: z.number().int().optional(),
      /** Sightings expected beyond an edge at the rate next to it, where there is none; how likely that silence is by chance. */
      silence: z.strictObject({ before: silence.optional(), after: silence.optional() }).optional(),
      /** Three at each end that anybody can look up. */
      sightings: z.strictObject({ earliest: z.array(sighting), latest: z.array(sighting) }).optional(),
    })
    .optional(),
  /** Read in a document: the earliest (and, rarely, latest) day on which it can honestly stand. `recalled`: from general knowledge, unchecked. */
  documented: z
    .strictObject({
      from: day.optional(),
      to: day.optional(),
      source: z.string(),
      standing: z.enum(['sourced', 'recalled']),
    })
    .optional(),
  /** A value that no honest writer makes. */
  never: z.boolean().optional(),
  margin: z.strictObject({ unlikely: duration, cannot: duration }).optional(),
  note: z.string().optional(),
})

export const factFamilySchema = z.strictObject({
  ...metadata,
  /** The trait these facts date. */
  trait: z.string(),
  writtenBy: z.enum(['receiver', 'provider', 'sender', 'tool']),
  /** Held against the time the writer of the trait claims, or against the artifact's claim (its own or the asserted one). */
  compare: z.enum(['writer', 'claim']).default('writer'),
  margin: z.strictObject({ unlikely: duration, cannot: duration }),
  /** The collection on which `seen` was measured: span, size, sources, known strays. */
  collection: z.string().optional(),
  facts: z.array(factSchema).min(1),
})

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
  usual: duration,
  extreme: duration,
  reason: z.string(),
  source: z.string(),
})
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
