/**
 * The JSON report: the contract other programs rely on (DESIGN.md, "The command line"). `report.schema.json` is generated from here.
 * Times are ISO 8601 UTC with six decimals, absent when unbounded; lengths are integer microseconds; arrays are sorted by root, path,
 * locator and rule. Text is as it stands in the evidence, invalid bytes as `\xNN`.
 */
import { z } from 'zod'
import { factSchema } from '../analysis/rule-language.ts'
import { CHANGES } from '../case/changes.ts'
import { DISPOSITIONS } from '../case/notes.ts'
import { ARTIFACT_TYPES, CLOCK_KINDS, EVIDENCE_STATUS, LEVELS, SAYS } from '../model.ts'

/** Rises when a program that reads the report would have to change. */
export const REPORT_SCHEMA = 1

const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  .describe('ISO 8601 UTC, six decimals')
const length = z.number().int().describe('microseconds')
const count = z.number().int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const locatorSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), name: z.string(), index: count, offset: count }),
  z.strictObject({ type: z.literal('bytes'), offset: count, length: count }),
  z.strictObject({ type: z.literal('row'), table: z.string(), row: z.string(), column: z.string().exactOptional() }),
  z.strictObject({ type: z.literal('tag'), group: z.string(), name: z.string() }),
  z.strictObject({ type: z.literal('member'), name: z.string(), index: count, field: z.string().exactOptional() }),
])

const artifact = z.strictObject({ type: z.enum(ARTIFACT_TYPES), label: z.string() })
const span = z.strictObject({ from: time.optional(), to: time.optional() })

export const clockSchema = z.strictObject({
  kind: z.enum(CLOCK_KINDS),
  writer: z.string(),
  zone: z.enum(['utc', 'offset', 'floating']),
})

const event = z.strictObject({
  role: z.string(),
  kind: z.string(),
  time: time.optional(),
  earliest: time.optional(),
  latest: time.optional(),
  clock: clockSchema,
  raw: z.string(),
  locator: locatorSchema,
  evidence: z.string(),
})

/** A fact, whole, as the finding quotes it. */
export const quotedFactSchema = z.strictObject({
  ...factSchema.shape,
  family: z.string(),
  trait: z.string(),
  value: z.string(),
  writtenBy: z.enum(['receiver', 'provider', 'sender', 'tool']),
  collection: z.string().optional(),
  locator: locatorSchema,
})

/** A fact as a bound names it; findings quote facts whole. */
export const namedFactSchema = z.strictObject({ id: z.string(), family: z.string(), value: z.string() })

const stateOfAlternative = z.enum(['excluded', 'open', 'not tested'])

/** An alternative as the analysis left it. */
export const alternativeSchema = z.strictObject({
  id: z.string(),
  text: z.string(),
  state: stateOfAlternative,
  because: z.string().optional(),
  locator: locatorSchema.optional(),
})

/** By whom and when: of an examiner's words. */
const signed = { by: z.string(), at: time }

const alternative = z.strictObject({
  ...alternativeSchema.shape,
  judged: z
    .strictObject({ ...signed, analysis: stateOfAlternative, analysisBecause: z.string().optional() })
    .optional()
    .describe("state and because are an examiner's; what the analysis said stands here"),
})

export const baselineSchema = z.strictObject({
  collection: z.string(),
  years: z.string(),
  learntFrom: z.boolean(),
  broken: count,
  applicable: count,
  examined: count,
  sources: count,
  upper95: z.number().optional().describe('upper 95 % limit of the rate (Clopper and Pearson); absent: not measured'),
})

export const toleranceSchema = z.strictObject({
  clock: z.enum(CLOCK_KINDS),
  writer: z.string().optional().describe("whose clock, where a laboratory's rules.yaml states its own tolerances"),
  usual: length,
  extreme: length,
})

const place = z.strictObject({
  root: z.string(),
  evidence: z.string(),
  sha256,
  artifact,
  locator: locatorSchema,
})

const nameInBackup = z
  .string()
  .optional()
  .describe('name of the evidence on the device, DOMAIN/PATH, as the Manifest.db of an iOS backup states it')

const disposition = z.strictObject({ kind: z.enum(DISPOSITIONS), text: z.string(), ...signed })

const finding = z.strictObject({
  id: z.string(),
  rule: z.string(),
  says: z.enum(SAYS),
  level: z.enum(LEVELS),
  title: z.string(),
  observed: z.string(),
  inferred: z.string(),
  notShown: z.string(),
  ...place.shape,
  nameInBackup,
  other: place.optional(),
  claimed: span.optional(),
  claimedBy: z.string().optional(),
  notBefore: time.optional(),
  notAfter: time.optional(),
  events: z.array(event),
  tolerances: z.array(toleranceSchema),
  excess: length.optional().describe('microseconds by which the constraint is broken beyond the tolerances'),
  later: z
    .array(z.string())
    .optional()
    .describe('rules and facts it rests on that were first loaded, or changed, after the evidence had been read'),
  others: count.describe('further pairs, rows or values of the same group that break it too'),
  facts: z.array(quotedFactSchema),
  alternatives: z.array(alternative),
  references: z.array(z.string()),
  baseline: z.array(baselineSchema).optional(),
  disposition: z
    .array(disposition)
    .optional()
    .describe("an examiner's words, oldest first: the last is what the finding is held to be now; they remove nothing"),
  tags: z.array(z.string()).optional(),
})

const bound = z.strictObject({
  at: time.optional(),
  proof: z.string(),
  dependsOn: z.array(z.string()),
  events: z.array(event),
  facts: z.array(namedFactSchema),
})

const dating = z.strictObject({
  ...place.shape,
  claimed: span.optional(),
  claimedBy: z.string().optional(),
  notBefore: time.optional(),
  notAfter: time.optional(),
  claimedEra: z.strictObject({ ...span.shape, facts: z.array(z.string()) }).optional(),
  dependsOn: z.array(z.string()),
  proof: z.array(z.strictObject({ bound: z.enum(['notBefore', 'notAfter']), ...bound.shape })),
  conflict: z.tuple([bound, bound]).optional(),
})

const evidence = z.strictObject({
  path: z.string(),
  root: z.string(),
  sha256: sha256.optional(),
  size: count,
  type: z.string(),
  status: z.enum(EVIDENCE_STATUS),
  exhibit: z.string().optional(),
  error: z.string().optional(),
  nameInBackup,
})

/** An entry of the exhibit list, as it stands there, and how the evidence compares with it. */
export const exhibitSchema = z.strictObject({
  exhibit: z.string(),
  path: z.string(),
  producer: z.string().optional(),
  received: z.strictObject({ date: z.string(), manner: z.string().optional() }).optional(),
  sha256: sha256.optional().describe('as received'),
  medium: z.enum(['working-copy', 'image-of-original']).optional(),
  independentlyAcquired: z.strictObject({ by: z.string(), how: z.string() }).optional(),
  asserts: z
    .array(
      z.strictObject({
        claim: z.string(),
        by: z.string(),
        where: z.string(),
        from: z.string(),
        to: z.string().optional(),
        kind: z.enum(['made', 'untouched-since']),
        for: z.enum(ARTIFACT_TYPES).optional(),
      }),
    )
    .optional(),
  state: z.enum(['matches', 'differs', 'no hash stated', 'not found']),
  examinedSha256: sha256.optional(),
})

export const ruleCoverageSchema = z.strictObject({
  rule: z.string(),
  title: z.string(),
  says: z.enum(SAYS),
  level: z.enum(LEVELS),
  applied: count,
  broken: count,
  notApplied: z.array(z.strictObject({ n: count, why: z.string() })),
  switchedOff: z
    .strictObject({ ...signed, because: z.string() })
    .optional()
    .describe('an examiner switched it off for this case: nothing was held against it'),
})

/** A finding that the last analysis made, lost or changed, held against the one before. */
const change = z.strictObject({
  what: z.enum(CHANGES),
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  ...place.shape,
  before: z.enum(LEVELS).optional().describe('level at the analysis before'),
  now: z.enum(LEVELS).optional().describe('level now; absent: gone'),
  fields: z.array(z.string()).describe('of a changed finding: what is not as it was'),
  disposition: z.array(disposition).optional(),
  alternatives: z
    .array(z.strictObject({ id: z.string(), state: stateOfAlternative, because: z.string(), ...signed }))
    .optional()
    .describe('those that an examiner judged'),
  tags: z.array(z.string()).optional(),
})

/** An examiner's work that is not about one of the findings. Absent where there is none. */
const work = z.strictObject({
  changes: z.array(change),
  bookmarks: z.array(z.strictObject({ subject: z.string(), name: z.string(), ...signed })),
  pending: z
    .array(z.strictObject({ rule: z.string(), to: z.enum(['off', 'on']), because: z.string().optional() }))
    .describe('rules switched off or on since the last analysis; the findings are those of before'),
})

export const reportSchema = z.strictObject({
  schema: z.literal(REPORT_SCHEMA),
  tool: z.strictObject({
    name: z.string(),
    version: z.string(),
    commit: z.string().optional(),
    rules: z.string().describe('hash of the rule set'),
    node: z.string().optional(),
    icu: z.string().optional(),
    tzdata: z.string().optional(),
    platform: z.string().optional(),
  }),
  run: z.strictObject({
    command: z.string(),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
    started: time.optional(),
    finished: time.optional(),
    quotesContent: z.boolean().describe('whether body text and attachment content are quoted'),
    exhibits: z.strictObject({ sha256, list: z.array(exhibitSchema) }).optional(),
  }),
  evidence: z.array(evidence),
  findings: z.array(finding),
  datings: z.array(dating),
  coverage: z.strictObject({
    evidence: z.strictObject({
      counts: z.record(z.enum(EVIDENCE_STATUS), count),
      incomplete: z.array(
        z.strictObject({
          root: z.string(),
          path: z.string(),
          status: z.enum(EVIDENCE_STATUS),
          reasons: z.array(z.string()),
          more: count.describe('further reasons, not listed'),
        }),
      ),
    }),
    rules: z.array(ruleCoverageSchema),
  }),
  work: work.optional(),
  totals: z.strictObject({
    evidence: count,
    artifacts: count,
    events: count,
    traits: count,
    findings: z.record(z.enum(LEVELS), count),
  }),
  log: z.strictObject({ entries: count, lastHash: z.string().optional().describe('absent in a reproducible report') }),
})

/** A list that may be longer than memory holds: it is read where it is gone through. */
export interface Listed<T> extends Iterable<T> {
  readonly length: number
}

export type Report = Omit<z.infer<typeof reportSchema>, 'datings'> & { readonly datings: Listed<ReportedDating> }
export type ReportedFinding = Report['findings'][number]
export type ReportedEvent = ReportedFinding['events'][number]
export type ReportedFact = ReportedFinding['facts'][number]
export type ReportedChange = z.infer<typeof change>
export type ReportedWork = z.infer<typeof work>
export type ReportedDating = z.infer<typeof dating>
export type ReportedExhibit = z.infer<typeof exhibitSchema>
