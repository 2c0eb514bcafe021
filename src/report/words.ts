/** Sentences and words that every format shares. They claim no more than DESIGN.md ("What a finding says") allows. */
import { LEVELS, type ArtifactType, type EvidenceStatus, type Level, type Says } from '../model.ts'
import { inWords } from '../time/duration.ts'
import { SECOND, micros, parseIso, toReadable, type Instant } from '../time/instant.ts'
import type { Report, ReportedEvent, ReportedExhibit, ReportedFact, ReportedFinding } from './contract.ts'

export const ABSENCE = 'The absence of a finding is not evidence that an item is what it claims to be.'
export const BASE_RATE_MEANS =
  'A base rate is how often genuine evidence of that collection shows the pattern; it is not the probability that this exhibit is genuine or not.'
export const NO_EXHIBIT_LIST =
  'No exhibit list was given: nothing is known here of who produced these files, when they were received, their hashes at receipt or what is asserted about their dates.'

/** Strongest first. */
export const FALLING: readonly Level[] = LEVELS.toReversed()
export const rank = (level: Level): number => LEVELS.indexOf(level)

export const SAYS_MEANS: Readonly<Record<Says, string>> = {
  impossible: 'both statements cannot be true, whatever the tolerances',
  inconsistent: 'the statements do not fit under ordinary operation; named innocent causes remain',
  unusual: 'rare among genuine evidence of the measured kind',
}

/** How the level of a finding follows (DESIGN.md, "What a finding says"). */
export const LEVEL_MEANS =
  'The level follows from what a finding says and is no measure of how likely anything is: unusual is at most low, or medium beside a second independent finding; inconsistent at most high; critical only impossible, on a documented or grade A mark.'

export const STATUS_MEANS: Readonly<Record<EvidenceStatus, string>> = {
  examined: 'examined whole',
  partly: 'examined partly',
  unknown: 'hashed only, format not known',
  unreadable: 'not readable',
  'not-examined': 'not examined, beyond a limit',
}

export const quotesContent = (report: Report): string =>
  report.run.quotesContent
    ? 'This report quotes content: body text or attachment content stands in it where a proof needs it.'
    : 'This report quotes no body text and no attachment content, only the header lines, cells and tags that carry a proof.'

export const plural = (n: number, one: string, many = `${one}s`): string => `${thousands(n)} ${n === 1 ? one : many}`

/** Digits in groups of three, the same on every machine. */
export const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** A time of the report for people: to the second, or with its fraction where it has one. */
export function when(time: string): string {
  const at = parseIso(time)
  if (at === undefined) return time
  const fraction = /\.(\d{6})Z$/.exec(time)?.[1]?.replace(/0+$/, '') ?? ''
  return fraction === '' ? toReadable(at) : toReadable(at).replace(' UTC', `.${fraction} UTC`)
}

/** An upper bound. */
export const until = (time: string): string =>
  time.endsWith('T23:59:59.999999Z') ? `the end of ${day(time)} UTC` : lastSecond(time)

/** Of a second that is meant whole, its last microsecond is not spelt out. */
const lastSecond = (time: string): string => when(time).replace('.999999 UTC', ' UTC')

/** The day alone. */
export const day = (time: string): string => time.slice(0, 10)

/** A span of the report for people; a single moment once; whole days as days. */
export function span({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): string {
  if (from === undefined) return to === undefined ? 'not bounded' : `until ${last(to)}`
  if (to === undefined) return `from ${first(from)}`
  const length = (parseIso(to) ?? 0) - (parseIso(from) ?? 0)
  if (length < SECOND) return when(from)
  return first(from) === last(to) ? day(from) : `${first(from)} to ${last(to)}`
}
const first = (time: string): string => (time.endsWith('T00:00:00.000000Z') ? day(time) : when(time))
const last = (time: string): string => (/T(00:00:00\.0|23:59:59\.9)/.test(time) ? day(time) : lastSecond(time))

/** What the finding leaves possible. */
export function possible(finding: Pick<ReportedFinding, 'notBefore' | 'notAfter'>): string | undefined {
  const parts = [
    ...(finding.notBefore === undefined ? [] : [`not before ${when(finding.notBefore)}`]),
    ...(finding.notAfter === undefined ? [] : [`not after ${until(finding.notAfter)}`]),
  ]
  return parts.length === 0 ? undefined : parts.join(', ')
}

export function zone(event: ReportedEvent): string {
  return { utc: 'UTC', offset: 'offset stated', floating: 'zone unknown' }[event.clock.zone]
}

export const clock = (event: ReportedEvent): string =>
  `${event.clock.kind} clock “${event.clock.writer}”, ${zone(event)}`

/** What an event says; of a wall clock whose zone is unknown no UTC is claimed. */
export function moment({ time, clock: { zone: state } }: ReportedEvent): string {
  if (time === undefined) return 'no moment'
  return state === 'floating' ? when(time).replace(' UTC', ', zone unknown') : when(time)
}

/** The instants an event can mean; undefined if it names no moment, or one to the second. */
export function range({ time, earliest, latest }: ReportedEvent): string | undefined {
  if (time === undefined) return undefined
  const from = earliest === undefined ? undefined : parseIso(earliest)
  const to = latest === undefined ? undefined : parseIso(latest)
  if (from !== undefined && to !== undefined && to - from < SECOND) return undefined
  const shown = (at: Instant | undefined): string => (at === undefined ? 'unbounded' : toReadable(at))
  return `${shown(from)} to ${shown(to)}`
}

/** Whose text is believed for the finding to hold: the writers of what it quotes, each once. */
export function writers({ events, facts }: Pick<ReportedFinding, 'events' | 'facts'>): readonly string[] {
  const clocks = events.map((event) => `${event.clock.writer} (${event.clock.kind})`)
  return [...new Set([...clocks, ...facts.map((fact) => `${fact.trait} (written by the ${fact.writtenBy})`)])]
}

/** Whose clock a tolerance is granted to: all of a kind, or one writer's. */
export const clockOf = ({ clock, writer }: ReportedFinding['tolerances'][number]): string =>
  writer === undefined ? `${clock} clock` : `${clock} clock of ${writer} (as rules.yaml states)`

export const tolerance = (t: ReportedFinding['tolerances'][number]): string =>
  `${clockOf(t)}: usual ${inWords(micros(t.usual))}, extreme ${inWords(micros(t.extreme))}`

export const excess = (us: number): string =>
  `The constraint is broken by ${inWords(micros(us))} beyond the tolerances used.`

/** DESIGN.md, "Base rates". */
export function baseRate(b: NonNullable<ReportedFinding['baseline']>[number]): string {
  const kind = `${b.collection}, ${b.years}`
  const learnt = b.learntFrom ? ' The facts were learnt from this same collection.' : ''
  if (b.upper95 === undefined)
    return `Not measured: only ${thousands(b.applicable)} genuine cases to which it applied were examined (${kind}).${learnt}`
  const limit = Number((b.upper95 * 100).toPrecision(2))
  return `Seen in ${thousands(b.broken)} of ${thousands(b.applicable)} genuine cases to which it applied (${kind}; upper 95 % limit ${limit} %).${learnt}`
}

/** When values of this kind were seen or documented. */
export function factWindow(fact: ReportedFact): string {
  if (fact.never === true) return 'no honest writer makes this value'
  const parts: string[] = []
  if (fact.seen !== undefined) parts.push(`seen ${fact.seen.first} to ${fact.seen.last ?? 'the end of the collection'}`)
  if (fact.documented !== undefined) {
    const { from, to } = fact.documented
    parts.push(`documented${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`)
  }
  return parts.join('; ')
}

const STATES = ['open', 'not tested', 'excluded'] as const
/** Open ones first: they are what the other side will ask about. */
export const byState = <T extends { readonly state: (typeof STATES)[number] }>(
  alternatives: readonly T[],
): readonly T[] => STATES.flatMap((state) => alternatives.filter((a) => a.state === state))

/** What the manifest of an iOS backup calls an evidence that lies under a number; empty where no backup names it. */
export const inManifest = ({ nameInBackup }: { readonly nameInBackup?: string | undefined }): string =>
  nameInBackup === undefined ? '' : ` (in the backup’s manifest: ${nameInBackup})`

export const mismatch = (e: ReportedExhibit): string =>
  `Exhibit ${e.exhibit} (${e.path}): the examined file does not have the SHA-256 that the exhibit list states. What follows about it is about another file than the one received.`

export const TYPE_WORDS: Readonly<Record<ArtifactType, string>> = {
  message: 'message',
  attachment: 'attachment',
  database: 'database',
  schema: 'database schema',
  row: 'database row',
  session: 'database session',
  document: 'document',
  image: 'image',
  archive: 'archive',
  'archive-member': 'archive member',
  file: 'directory entry',
}
