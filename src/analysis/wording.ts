/**
 * The sentences of a finding: what stands where, what follows under which tolerances, and what is not shown. Rules bring
 * templates with {placeholders}; what every finding must say besides is said here, once.
 */
import { inWords } from '../time/duration.ts'
import { gap, toReadable, type Micros } from '../time/instant.ts'
import type { QuotedEvent } from '../model.ts'
import { locatorText } from '../model.ts'
import type { QuotedFact, Tolerance } from './finding.ts'
import { metadataOf, type Rule } from './rule-set.ts'
import type { Tier } from './tolerances.ts'

/** What no generated sentence may say: verdicts are the court's. Matched without regard to case. */
export const FORBIDDEN =
  /forg(?:ed|er|ery)|\bfak(?:e|ed)\b|fraud|tamper|\bauthentic(?:ity)?\b|\d\s*(?:%|percent|per cent) (?:certain|sure|likely|probab)/i

/** Longest text of the evidence that a sentence quotes. */
const LONGEST_QUOTED = 300
export const quoted = (raw: string): string => (raw.length > LONGEST_QUOTED ? `${raw.slice(0, LONGEST_QUOTED)}…` : raw)

const EVENT_FIELDS = ['raw', 'time', 'clock', 'kind', 'earliest', 'latest', 'where', 'evidence'] as const
const COMMON = ['excess', 'tolerances', 'others', 'artifact', 'other', 'claimed', 'claimedBy', 'title'] as const
const roles = (...names: readonly string[]) => names.flatMap((role) => EVENT_FIELDS.map((field) => `${role}.${field}`))

/** The placeholders a rule's sentences may use, by kind; a detector's are its own. */
export const PLACEHOLDERS: Readonly<Record<Exclude<Rule['type'], 'detector'>, ReadonlySet<string>>> = {
  interval: new Set([...COMMON, ...roles('from', 'to'), 'gap', 'min', 'max']),
  fact: new Set([
    ...COMMON,
    ...roles('stated'),
    'value',
    'trait',
    'fact',
    'first',
    'last',
    'n',
    'grade',
    'source',
    'window',
  ]),
  agree: new Set([...COMMON, ...roles('left', 'right'), 'left', 'right']),
  order: new Set([...COMMON, ...roles('row', 'before', 'after'), 'sequence', 'rows', 'count', 'total', 'suspects']),
}

/** The names in braces of a template. */
export const placeholdersIn = (template: string): readonly string[] =>
  [...template.matchAll(/\{([A-Za-z][A-Za-z.-]*)\}/g)].map((match) => match[1] ?? '')

/**
 * Fills a template; a value that the evidence does not have is said to be not stated. `{count} row(s)` is 1 row, or 2 rows: the
 * template alone is read for it, never what the evidence holds.
 */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(
    /\{([A-Za-z][A-Za-z.-]*)\}(?:( (?:[a-z]+ )?[a-z]+)\(s\))?/g,
    (_, name: string, noun: string | undefined) => {
      const value = values[name] ?? 'not stated'
      return noun === undefined ? value : `${value}${noun}${value === '1' ? '' : 's'}`
    },
  )

/** A writer as sentences name it: an assertion of the exhibit list is never something the file claims. */
const clockWords = ({ clock }: QuotedEvent): string =>
  clock.kind === 'assertion' ? `the exhibit list (as asserted in ${clock.writer})` : clock.writer

/** The placeholders that quoted events bring: `{from.raw}`, `{to.clock}`, … */
export function eventValues(events: readonly QuotedEvent[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const event of events) {
    const { role } = event
    if (`${role}.raw` in values) continue
    values[`${role}.raw`] = quoted(event.raw)
    values[`${role}.clock`] = clockWords(event)
    values[`${role}.kind`] = event.kind
    values[`${role}.where`] = locatorText(event.locator)
    values[`${role}.evidence`] = event.evidence
    if (event.time !== undefined)
      values[`${role}.time`] =
        `${toReadable(event.time)}${event.clock.zone === 'floating' ? ' by a clock whose zone is unknown' : ''}`.replace(
          ' UTC by',
          ' by',
        )
    if (event.earliest !== undefined) values[`${role}.earliest`] = toReadable(event.earliest)
    if (event.latest !== undefined) values[`${role}.latest`] = toReadable(event.latest)
  }
  const [from, to] = [events.find((event) => event.role === 'from'), events.find((event) => event.role === 'to')]
  if (from?.time !== undefined && to?.time !== undefined) values['gap'] = inWords(gap(from.time, to.time))
  return values
}

/** The placeholders of a fact. */
export function factValues(fact: QuotedFact): Record<string, string> {
  const first = fact.documented?.from ?? fact.seen?.anywhere[0]
  const last = fact.documented?.to ?? fact.seen?.anywhere[1] ?? undefined
  return {
    value: quoted(fact.value),
    trait: fact.trait,
    fact: fact.title,
    window: windowWords(first, last),
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(fact.seen === undefined ? {} : { n: String(fact.seen.n), grade: fact.seen.grade }),
    ...(fact.documented === undefined ? {} : { source: fact.documented.source }),
  }
}

function windowWords(first: string | undefined, last: string | undefined): string {
  if (first === undefined) return last === undefined ? 'at no time' : `until ${last}`
  return last === undefined ? `from ${first} on` : `from ${first} to ${last}`
}

export const NOT_SHOWN = 'This does not show who wrote either statement, why, or that the content is untrue.'

/** Writers whose line may itself be false, so that a finding has to say both arms. */
const LINE_WRITERS: ReadonlySet<string> = new Set(['relay', 'provider', 'receiver'])

/** What follows from a broken constraint, where the rule does not say it itself: no more than what the rule `says`. */
export function defaultInference(rule: Rule, events: readonly QuotedEvent[]): string {
  const { says } = metadataOf(rule)
  if (says === 'unusual')
    return 'What is stated can be so. Among genuine evidence of the measured kind it is rare; the causes below are the usual ones.'
  const line = events.find((event) => LINE_WRITERS.has(event.clock.kind))
  switch (rule.type) {
    case 'interval':
      if (line === undefined)
        return says === 'impossible'
          ? 'The two statements cannot both be true as they stand.'
          : 'The two statements do not fit under ordinary operation. Either one of the two is not the time it is taken for, or one of the causes below explains them.'
      return `Either the line bearing ${line.clock.writer} is what that server wrote, then the other time is not the time it is taken for; or the line is not what that server wrote; either way the two cannot both be true.`
    case 'fact':
      return line === undefined
        ? 'Either what bears this mark was written inside the window, then the time stated for it is not the time of writing; or the mark is not what its writer wrote; either way the two cannot both be true.'
        : `Either the line bearing ${line.clock.writer} is what that server wrote, then it was written inside the window ({window}); or the line is not what that server wrote; either way the mark and the time stated beside it cannot both be true.`
    case 'order':
      return 'The sequence and the times cannot both be right. {suspects}'
    case 'agree':
      return 'The two marks do not belong to one act of writing, if each is what its writer wrote.'
    case 'detector':
      return says === 'impossible'
        ? 'The statements cannot all be true as they stand.'
        : 'The statements do not fit under ordinary operation. Either one of them is not what it is taken for, or one of the causes below explains them.'
  }
}

/** Tolerances and excess in words, and whether only the usual ones are exceeded. */
export function toleranceWords(tolerances: readonly Tolerance[], tier: Tier, excess: Micros | undefined): string {
  if (excess === undefined) return ''
  const granted = tolerances
    .map(
      (one) =>
        `${inWords(one[tier])} to the clock of the ${one.clock}${one.writer === undefined ? '' : ` ${one.writer} (as rules.yaml states)`}`,
    )
    .join(' and ')
  const beyond = `Granting ${granted === '' ? 'nothing' : granted}, the constraint is missed by ${inWords(excess)}.`
  return tier === 'extreme'
    ? beyond
    : `${beyond} Only the usual tolerances are exceeded; wider ones, seen in genuine material, are not.`
}
