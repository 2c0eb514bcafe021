/**
 * The bodies that the case keeps as JSON (findings, datings, coverage), read at the border and turned into the shapes of the
 * JSON report. A case may come from another laboratory: what does not fit is refused, not guessed.
 */
import { z } from 'zod'
import { ARTIFACT_TYPES, LEVELS, SAYS } from '../model.ts'
import { EARLIEST, LATEST, instant, toIso } from '../time/instant.ts'
import {
  alternativeSchema,
  baselineSchema,
  clockSchema,
  locatorSchema,
  namedFactSchema,
  quotedFactSchema,
  ruleCoverageSchema,
  toleranceSchema,
  type Report,
  type ReportedDating,
} from './contract.ts'

/** The report's form of an instant: absent when there is none or it is unbounded. */
export function isoOrNone(us: number | null | undefined): string | undefined {
  if (us === null || us === undefined || us <= EARLIEST || us >= LATEST) return undefined
  const at = instant(us)
  return at === undefined ? undefined : toIso(at)
}

const coverage = z.object(ruleCoverageSchema.shape)

const time = z.number().nullish().transform(isoOrNone)
const fact = z.object(quotedFactSchema.shape)

const event = z.object({
  role: z.string(),
  kind: z.string(),
  time,
  earliest: time,
  latest: time,
  clock: clockSchema,
  raw: z.string(),
  locator: locatorSchema,
  evidence: z.string(),
})

const ref = z
  .object({
    root: z.string(),
    evidence: z.string(),
    sha256: z.string(),
    type: z.enum(ARTIFACT_TYPES),
    label: z.string(),
    locator: locatorSchema,
  })
  .transform(({ type, label, ...place }) => ({ ...place, artifact: { type, label } }))

const claimed = z.object({ from: time, to: time, by: z.string() }).optional()

const finding = z
  .object({
    id: z.string(),
    rule: z.string(),
    says: z.enum(SAYS),
    level: z.enum(LEVELS),
    title: z.string(),
    observed: z.string(),
    inferred: z.string(),
    notShown: z.string(),
    artifact: ref,
    other: ref.optional(),
    claimed,
    notBefore: time,
    notAfter: time,
    events: z.array(event),
    tolerances: z.array(toleranceSchema),
    excess: z.number().int().optional(),
    later: z.array(z.string()).optional(),
    others: z.number().int(),
    facts: z.array(fact),
    alternatives: z.array(alternativeSchema),
    references: z.array(z.string()),
    baseline: z.array(baselineSchema),
  })
  .transform(({ artifact, claimed: claim, baseline, ...rest }) => ({
    ...rest,
    ...artifact,
    ...claimFields(claim),
    ...(baseline.length === 0 ? {} : { baseline }),
  }))

const bound = z.object({
  at: time,
  proof: z.string(),
  dependsOn: z.array(z.string()),
  events: z.array(event),
  facts: z.array(z.object(namedFactSchema.shape)),
})

const dating = z
  .object({
    artifact: ref,
    claimed,
    notBefore: bound.optional(),
    notAfter: bound.optional(),
    claimedEra: z.object({ from: time, to: time, facts: z.array(z.string()) }).optional(),
    conflict: z.tuple([bound, bound]).optional(),
  })
  .transform(({ artifact, claimed: claim, notBefore, notAfter, claimedEra, conflict }) => ({
    ...artifact,
    ...claimFields(claim),
    notBefore: notBefore?.at,
    notAfter: notAfter?.at,
    ...(claimedEra === undefined ? {} : { claimedEra }),
    dependsOn: [...new Set([...(notBefore?.dependsOn ?? []), ...(notAfter?.dependsOn ?? [])])].sort(),
    proof: [
      ...(notBefore === undefined ? [] : [{ bound: 'notBefore' as const, ...notBefore }]),
      ...(notAfter === undefined ? [] : [{ bound: 'notAfter' as const, ...notAfter }]),
    ],
    ...(conflict === undefined ? {} : { conflict }),
  }))

function claimFields(claim: z.infer<typeof claimed>) {
  return claim === undefined ? {} : { claimed: { from: claim.from, to: claim.to }, claimedBy: claim.by }
}

/** `finding.body` of the case. Throws a ZodError. */
export const readFinding = (body: string): Report['findings'][number] => finding.parse(JSON.parse(body))
/** `dating.body` of the case. Throws a ZodError. */
export const readDating = (body: string): ReportedDating => dating.parse(JSON.parse(body))
/** `coverage.body` of the case. Throws a ZodError. */
export const readCoverage = (body: string): Report['coverage']['rules'][number] => coverage.parse(JSON.parse(body))
