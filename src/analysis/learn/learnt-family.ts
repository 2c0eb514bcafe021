/** What was learnt of one trait as a family of facts in the rule language, for a person to review: `status: experimental`. */
import { createHash } from 'node:crypto'
import { instant, toIso } from '../../time/instant.ts'
import type { Learnt } from './mine.ts'

const DAY = 86_400e6
const TEXT_LIMIT = 300

/** What is written down. */
export const isStrong = ({ heldOut, candidate }: Learnt): boolean =>
  gradeOf(heldOut) !== 'C' && candidate.text.length <= TEXT_LIMIT

export interface LearntFrom {
  /** Names the collection in every fact. */
  readonly collection: string
  readonly today: string
}

/**
 * The value of the YAML document; `facts` rise by their first sighting. Undefined where nothing is strong enough: a fact of
 * grade C speaks only beside others, and a value longer than a line is no fact that a person can review.
 */
export function learntFamily(trait: string, learnt: readonly Learnt[], { collection, today }: LearntFrom) {
  const id = `learnt-${slug(trait)}`
  const usable = learnt.filter(isStrong)
  const facts = [...usable].sort((a, b) => a.first.at - b.first.at).map((one) => fact(id, one))
  const shown = usable.reduce<Learnt | undefined>(
    (a, b) => (a === undefined || weight(b) > weight(a) ? b : a),
    undefined,
  )
  if (shown === undefined) return undefined
  return {
    title: `${trait} of another time`,
    id,
    status: 'experimental',
    description: `Values of ${trait} whose first or last sighting in the collection is sharp. Mined, not reviewed.`,
    references: [`Mined by anachron learn: ${collection}`],
    date: today,
    says: 'unusual',
    level: 'low',
    observed:
      'What {stated.clock} wrote states {stated.raw} and bears {value} ({trait}): {fact}. It was in use {window} in the collection.',
    inferred:
      'Either the value was written when it was in use, then what bears it was made inside the period named; or it was not written by the program that writes it. Either way the value and the stated time do not fit.',
    falsepositives: [
      { id: 'unseen-population', text: 'writers that the collection does not hold use the value at other times' },
      { id: 'other-writer', text: 'another program writes the same value' },
    ],
    tags: ['learnt'],
    examples: examples(trait, shown),
    trait,
    writtenBy: /^email\.(?:received|x-received|x-g|dkim\.|arc-)/.test(trait) ? 'provider' : 'sender',
    compare: 'writer',
    margin: { unlikely: '30d', cannot: '120d' },
    collection,
    facts,
  }
}

const weight = ({ n, first, heldOut }: Learnt): number =>
  (gradeOf(heldOut) === 'A' ? 1e10 : 0) + (first.kind === 'hard' ? 1e9 : 0) + n

function fact(family: string, one: Learnt) {
  const { candidate, first, last, heldOut, margin, anywhere, n, sources } = one
  const { text, by } = candidate
  const isLast = last.kind === 'hard'
  return {
    id: `${family}-${createHash('sha256').update(`${by} ${text}`).digest('hex').slice(0, 10)}`,
    title: `${one.trait}: ${text}`,
    ...(by === 'equals'
      ? { equals: text }
      : { match: by === 'match' ? text : `(?<![0-9A-Za-z.])${literal(text)}(?![0-9A-Za-z.])` }),
    seen: {
      first: day(first.at),
      last: isLast ? day(last.at) : null,
      n,
      edge: { first: first.kind, last: isLast ? 'hard' : 'not-claimed' },
      grade: gradeOf(heldOut),
      anywhere: [day(anywhere[0]), isLast ? day(anywhere[1]) : null],
      heldOut: { n: heldOut.n, outside: heldOut.outside, beyond30Days: heldOut.beyond30Days },
      lists: sources,
      silence: {
        ...(first.kind === 'hard' ? { before: silence(first) } : {}),
        ...(isLast ? { after: silence(last) } : {}),
      },
      sightings: {
        earliest: one.earliest.map(sighting),
        latest: one.latest.map(sighting),
      },
    },
    margin: { unlikely: `${margin.unlikely}d`, cannot: `${margin.cannot}d` },
  }
}

/** The grades of the research: A needs 20 held-out sightings, none more than 30 days outside, at most 0.5 % outside at all. */
function gradeOf({ n, outside, beyond30Days }: Learnt['heldOut']): 'A' | 'B' | 'C' {
  if (n >= 20 && beyond30Days === 0 && outside <= 0.005 * n) return 'A'
  return n >= 20 && beyond30Days <= Math.max(1, 0.01 * n) ? 'B' : 'C'
}

const silence = ({ expected, chance }: Learnt['first']) => ({
  expected: Math.round(expected),
  chance: `1e${Math.max(-300, Math.floor(chance))}`,
})
const sighting = ({ at, source, name }: Learnt['earliest'][number]) => ({ day: day(at), collection: source, name })

/** One time before the value was in use, where its first edge is hard (else after its last), and one inside. */
function examples(trait: string, { first, last, margin, earliest, candidate }: Learnt) {
  const [seen] = earliest
  const outside = first.kind === 'hard' ? first.at - (margin.cannot + 400) * DAY : last.at + (margin.cannot + 400) * DAY
  const event = (at: number) => ({
    artifact: 'm',
    kind: seen?.kind ?? 'email.received',
    time: iso(at),
    clock: seen?.clock ?? 'receiver',
    writer: 'mx.example.com',
    traits: { [trait]: candidate.by === 'match' ? (seen?.value ?? '') : candidate.text },
  })
  return [
    { name: 'outside the time in which it was seen', breaks: [event(outside)] },
    { name: 'inside that time', holds: [event(seen?.at ?? first.at)] },
  ]
}

const iso = (micros: number): string => {
  const at = instant(Math.round(micros / 1e6) * 1e6)
  return at === undefined ? '' : toIso(at).replace(/\.\d+Z$/, 'Z')
}
const day = (micros: number): string => iso(micros).slice(0, 10)
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
