/**
 * The picture of one finding: on one time axis what is claimed, what the finding leaves possible (the rest hatched) and the
 * events with their clocks. Places are percentages, so that letters keep their size on a narrow screen and on paper.
 */
import { SECOND, parseIso, type Instant } from '../../time/instant.ts'
import type { ReportedEvent, ReportedFinding } from '../contract.ts'
import { day, moment, span, until } from '../words.ts'
import { axisMarks, axisOver, type Axis } from './axis.ts'
import { markup, percent, type Markup } from './markup.ts'

/** More rows make no picture; the list under it is whole. */
const EVENTS = 8
const ROW = 36
const BOUND = 18
/** A narrow screen cuts the rest off; the list under the picture has it whole. */
const LETTERS = 100

/** Define once in a page, before any picture. */
export const HATCH: Markup = markup`<svg class="definitions" width="0" height="0" aria-hidden="true">
  <defs>
    <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line class="hatch" x1="0" y1="0" x2="0" y2="7" />
    </pattern>
  </defs>
</svg>`

interface Row {
  readonly label: string
  readonly marks: Markup
}

/** Undefined if all moments lie within one second: there is nothing to compare. */
export function picture(finding: ReportedFinding): Markup | undefined {
  const events = finding.events.filter(({ time }) => time !== undefined)
  const claimed = [finding.claimed?.from, finding.claimed?.to]
  const times = [
    ...claimed,
    finding.notBefore,
    finding.notAfter,
    ...events.flatMap((e) => [e.time, e.earliest, e.latest]),
  ]
    .map(parsed)
    .filter((time) => time !== undefined)
  if (times.length === 0 || Math.max(...times) - Math.min(...times) < SECOND) return undefined
  const axis = axisOver(times)
  const rows = [
    ...claimRow(finding, axis),
    ...events.slice(0, EVENTS).map((event) => ({
      label: `${moment(event)} · ${event.role}: ${event.kind}, ${event.clock.kind} clock`,
      marks: mark(axis, 'event', event.earliest, event.time, event.latest),
    })),
  ]
  const top = BOUND * [finding.notBefore, finding.notAfter].filter((bound) => bound !== undefined).length
  const bottom = top + rows.length * ROW + 4
  return markup`<figure><svg
    class="picture"
    role="img"
    width="100%"
    height="${bottom + 26}"
    aria-label="${spoken(finding, events)}"
  >
    ${bounds(finding, axis, top, bottom)}
    ${rows.map(({ label, marks }, i) => markup`<g transform="translate(0 ${top + i * ROW})"><text class="label" x="0" y="12">${cut(label)}</text>${marks}</g> `)}${axisMarks(axis, bottom)}
  </svg>
  ${top > 0 && markup`<figcaption>Hatched: what this finding excludes. A bar: what a time can mean; a stroke: what it says.</figcaption>`}</figure>`
}

const parsed = (time: string | undefined): Instant | undefined => (time === undefined ? undefined : parseIso(time))

const cut = (text: string): string => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text)

function claimRow({ claimed, claimedBy }: ReportedFinding, axis: Axis): readonly Row[] {
  if (claimed === undefined) return []
  const { from, to } = claimed
  const single = from !== undefined && from === to
  const text = span(claimed)
  return [
    {
      label: `${text} · claimed${claimedBy === undefined ? '' : ` by ${claimedBy}`}`,
      marks: mark(axis, 'claim', from, single ? from : undefined, to),
    },
  ]
}

/** A bar over what it can mean and a stroke at what it says. */
function mark(
  axis: Axis,
  kind: string,
  earliest: string | undefined,
  time: string | undefined,
  latest: string | undefined,
): Markup {
  const from = axis.at(parsed(earliest) ?? axis.from)
  const to = axis.at(parsed(latest) ?? axis.to)
  // A bar too short to be seen gets a stroke.
  const stroke = parsed(time) ?? (to - from < 0.005 ? parsed(earliest) : undefined)
  return markup`<rect class="${kind}" x="${percent(from)}" y="18" width="${percent(to - from)}" height="8" />${
    stroke !== undefined &&
    markup`<line class="${kind}" x1="${percent(axis.at(stroke))}" x2="${percent(axis.at(stroke))}" y1="15" y2="29" />`
  }`
}

function bounds({ notBefore, notAfter }: ReportedFinding, axis: Axis, top: number, bottom: number): Markup {
  const after = parsed(notBefore)
  const before = parsed(notAfter)
  const edge = (at: Instant, from: number, to: number, label: string, y: number): Markup => {
    const x = axis.at(at)
    const left = x > 0.5
    return markup`<rect class="excluded" x="${percent(from)}" y="${top}" width="${percent(to - from)}" height="${bottom - top}" />
    <line class="bound" x1="${percent(x)}" x2="${percent(x)}" y1="${y - 11}" y2="${bottom}" />
    <text class="bound" x="${percent(x)}" dx="${left ? -5 : 5}" y="${y}" text-anchor="${left ? 'end' : 'start'}">${label}</text>`
  }
  return markup`${after !== undefined && edge(after, 0, axis.at(after), `not before ${day(notBefore ?? '')}`, 12)}${
    before !== undefined && edge(before, axis.at(before), 1, `not after ${day(notAfter ?? '')}`, top - 6)
  }`
}

function spoken(finding: ReportedFinding, events: readonly ReportedEvent[]): string {
  return [
    ...(finding.claimed === undefined
      ? []
      : [`claimed ${finding.claimed.from ?? 'open'} to ${finding.claimed.to ?? 'open'}`]),
    ...(finding.notBefore === undefined ? [] : [`not before ${finding.notBefore}`]),
    ...(finding.notAfter === undefined ? [] : [`not after ${until(finding.notAfter)}`]),
    ...events.slice(0, EVENTS).map((event) => `${event.role} ${event.time ?? ''}`),
  ].join('; ')
}
