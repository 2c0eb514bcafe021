/** The proof of one finding as text, step by step (`anachron explain`), so that it can be followed with paper and pencil. */
import { locatorText } from '../model.ts'
import { inWords } from '../time/duration.ts'
import { gap, micros, parseIso, shift, toReadable } from '../time/instant.ts'
import type { ReportedEvent, ReportedFact, ReportedFinding } from './contract.ts'
import { dispositions, judgedBy } from './examiner-words.ts'
import { terminal } from './safe-text.ts'
import { wrap } from './width.ts'
import {
  BASE_RATE_MEANS,
  SAYS_MEANS,
  TYPE_WORDS,
  baseRate,
  byState,
  clock,
  excess,
  factWindow,
  inManifest,
  moment,
  plural,
  possible,
  range,
  span,
  thousands,
  tolerance,
  writers,
} from './words.ts'

/** What the rule demands between its two events; a finding does not carry it. */
export interface Constraint {
  readonly min?: number
  readonly max?: number
}

/** Lines without line ends, at most so many columns wide. */
export function proof(finding: ReportedFinding, columns: number, constraint?: Constraint): readonly string[] {
  const line = (text: string, indent = 0): readonly string[] =>
    wrap(terminal(text), Math.max(20, columns - indent)).map((part) => ' '.repeat(indent) + part)
  const step = (title: string, lines: readonly (readonly string[])[]): readonly string[] =>
    lines.length === 0 ? [] : ['', title, ...lines.flat()]
  const left = possible(finding)
  return [
    ...line(`${finding.level}: ${finding.title}`),
    ...line(`${finding.says}: ${SAYS_MEANS[finding.says]}`),
    ...line(`${TYPE_WORDS[finding.artifact.type]} ${finding.artifact.label}`),
    ...line(`in ${finding.evidence}${inManifest(finding)}, ${locatorText(finding.locator)}`),
    ...line(`SHA-256 ${finding.sha256}`),
    ...line(`finding ${finding.id}, rule ${finding.rule}`),
    ...step('What stands there', [line(finding.observed, 2)]),
    ...step('What follows', [
      line(finding.inferred, 2),
      ...(finding.claimed === undefined
        ? []
        : [
            line(
              `claimed${finding.claimedBy === undefined ? '' : ` by ${finding.claimedBy}`}: ${span(finding.claimed)}`,
              2,
            ),
          ]),
      ...(left === undefined ? [] : [line(`possible: ${left}`, 2)]),
    ]),
    ...step('What is not shown', [line(finding.notShown, 2)]),
    ...step(
      'When the rule was known',
      (finding.later ?? []).map((text) => line(text, 2)),
    ),
    ...step(
      'On whose text it rests',
      writers(finding).map((writer) => line(writer, 2)),
    ),
    ...step(
      'The evidence',
      finding.events.map((event, i) => eventLines(event, i + 1, line)),
    ),
    ...step(
      'The facts',
      finding.facts.map((fact) => factLines(fact, line)),
    ),
    ...step(
      'The arithmetic',
      arithmetic(finding, constraint).map((text) => line(text, 2)),
    ),
    ...step(
      'Other explanations',
      byState(finding.alternatives).map((a) => [
        ...line(
          `${a.state}: ${a.text}${a.because === undefined ? '' : ` (${a.because}${a.locator === undefined ? '' : `; ${locatorText(a.locator)}`})`}`,
          2,
        ),
        ...[judgedBy(a)].flatMap((by) => (by === undefined ? [] : line(by, 5))),
      ]),
    ),
    ...step('How often genuine evidence shows it', [
      ...(finding.baseline ?? []).map((b) => line(baseRate(b), 2)),
      ...(finding.baseline === undefined ? [line('Not measured on genuine evidence.', 2)] : []),
      line(BASE_RATE_MEANS, 2),
    ]),
    ...step(
      'References',
      finding.references.map((reference) => line(reference, 2)),
    ),
    ...step(
      'Examiner',
      [...dispositions(finding), ...(finding.tags === undefined ? [] : [`tags: ${finding.tags.join(', ')}`])].map(
        (text) => line(text, 2),
      ),
    ),
  ]
}

type Line = (text: string, indent?: number) => readonly string[]

function eventLines(event: ReportedEvent, number: number, line: Line): readonly string[] {
  const meant = range(event)
  return [
    ...line(`${number}. ${event.role}: ${event.kind}, ${clock(event)}`, 2),
    ...line(`“${event.raw}”`, 5),
    ...line(`${locatorText(event.locator)} of ${event.evidence}`, 5),
    ...line(
      `${event.time === undefined ? 'names no moment' : `read as ${moment(event)}`}${meant === undefined ? '' : `; can mean ${meant}`}`,
      5,
    ),
  ]
}

function factLines(fact: ReportedFact, line: Line): readonly string[] {
  const { seen, documented, margin } = fact
  return [
    ...line(`${fact.title} (${fact.id})`, 2),
    ...line(`“${fact.value}”, ${fact.trait}, written by the ${fact.writtenBy}, ${locatorText(fact.locator)}`, 5),
    ...line(factWindow(fact), 5),
    ...(seen === undefined
      ? []
      : line(
          `n = ${thousands(seen.n)}, grade ${seen.grade}, edges: first ${seen.edge.first}, last ${seen.edge.last}`,
          5,
        )),
    ...(margin === undefined ? [] : line(`margin: unlikely ${margin.unlikely}, cannot ${margin.cannot}`, 5)),
    ...(fact.collection === undefined ? [] : line(`collection ${fact.collection}`, 5)),
    ...(documented === undefined
      ? []
      : line(
          `source ${documented.source}${documented.standing === 'recalled' ? ' (from general knowledge, unchecked)' : ''}`,
          5,
        )),
  ]
}

/** Tolerances, each event widened by the extreme one of its clock, the demand of the rule, and by how much it is missed. */
function arithmetic(finding: ReportedFinding, constraint: Constraint | undefined): readonly string[] {
  return [
    ...finding.tolerances.map(tolerance),
    ...finding.events.flatMap((event) => widened(event, finding)),
    ...between(finding.events),
    ...demand(constraint),
    ...(finding.excess === undefined ? [] : [excess(finding.excess)]),
    ...(finding.others === 0
      ? []
      : [
          `${plural(finding.others, 'further pair or value', 'further pairs or values')} of the same group ${finding.others === 1 ? 'breaks' : 'break'} it too`,
        ]),
  ]
}

function demand({ min, max }: Constraint = {}): readonly string[] {
  const least =
    min === undefined
      ? []
      : min > 0
        ? [`“to” at least ${inWords(micros(min))} after “from”`]
        : min === 0
          ? ['“to” not before “from”']
          : [`“to” at most ${inWords(micros(min))} before “from”`]
  const most = max === undefined ? [] : [`“to” at most ${inWords(micros(max))} after “from”`]
  return [...least, ...most].map((text) => `the rule demands: ${text}`)
}

function widened(event: ReportedEvent, { tolerances }: ReportedFinding): readonly string[] {
  const own = tolerances.filter(({ clock: kind }) => kind === event.clock.kind)
  const extreme = (
    own.find(({ writer }) => writer === event.clock.writer) ?? own.find(({ writer }) => writer === undefined)
  )?.extreme
  const earliest = event.earliest === undefined ? undefined : parseIso(event.earliest)
  const latest = event.latest === undefined ? undefined : parseIso(event.latest)
  if (extreme === undefined || event.time === undefined) return []
  const from = earliest === undefined ? 'unbounded' : toReadable(shift(earliest, -extreme))
  const to = latest === undefined ? 'unbounded' : toReadable(shift(latest, extreme))
  return [`${event.role} ± ${inWords(micros(extreme))}: ${from} to ${to}`]
}

/** The distance of the two events of an interval, as they stand. */
function between(events: readonly ReportedEvent[]): readonly string[] {
  const from = events.find(({ role }) => role === 'from')?.time
  const to = events.find(({ role }) => role === 'to')?.time
  const a = from === undefined ? undefined : parseIso(from)
  const b = to === undefined ? undefined : parseIso(to)
  if (a === undefined || b === undefined) return []
  return [`“to” stands ${inWords(gap(a, b))} ${b < a ? 'before' : 'after'} “from”`]
}
