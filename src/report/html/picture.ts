/**
 * The picture of one finding: on one time axis what is claimed, what the finding leaves possible (the rest hatched) and the
 * events with their clocks. Places are percentages, so that letters keep their size on a narrow screen and on paper.
 */
import { parseIso, type Instant } from '../../time/instant.ts'
import type { ReportedEvent, ReportedFinding } from '../contract.ts'
import { day, when } from '../words.ts'
import { axisMarks, axisOver, type Axis } from './axis.ts'
import { html, percent, type Markup } from './markup.ts'

/** More rows make no picture; the list under it is whole. */
const EVENTS = 8
const ROW = 36
const LETTERS = 58

/** Define once in a page, before any picture. */
export const HATCH: Markup = html`<svg class="definitions" width="0" height="0" aria-hidden="true">
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

/** Undefined if fewer than two moments are known: there is nothing to compare. */
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
  if (new Set(times).size < 2) return undefined
  const axis = axisOver(times)
  const rows = [
    ...claimRow(finding, axis),
    ...events.slice(0, EVENTS).map((event) => ({
      label: `${event.role}: ${event.kind}, ${event.clock.kind} clock, ${when(event.time ?? '')}`,
      marks: mark(axis, 'event', event.earliest, event.time, event.latest),
    })),
  ]
  const top = finding.notBefore === undefined && finding.notAfter === undefined ? 0 : 22
  const bottom = top + rows.length * ROW + 4
  return html`<svg
    class="picture"
    role="img"
    width="100%"
    height="${bottom + 26}"
    aria-label="${spoken(finding, events)}"
  >
    ${bounds(finding, axis, bottom)}
    ${rows.map(({ label, marks }, i) => html`<g transform="translate(0 ${top + i * ROW})"><text class="label" x="0" y="12">${cut(label)}</text>${marks}</g> `)}${axisMarks(axis, bottom)}
  </svg>`
}

const parsed = (time: string | undefined): Instant | undefined => (time === undefined ? undefined : parseIso(time))

const cut = (text: string): string => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text)

function claimRow({ claimed, claimedBy }: ReportedFinding, axis: Axis): readonly Row[] {
  if (claimed === undefined) return []
  const { from, to } = claimed
  const single = from !== undefined && from === to
  const text = single ? when(from) : `${from === undefined ? '…' : day(from)} to ${to === undefined ? '…' : day(to)}`
  return [
    {
      label: `claimed${claimedBy === undefined ? '' : ` by ${claimedBy}`}: ${text}`,
      marks: mark(axis, 'claim', from, undefined, to),
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
  const nominal = parsed(time)
  return html`<rect class="${kind}" x="${percent(from)}" y="18" width="${percent(to - from)}" height="8" /><rect
      class="${kind}"
      x="${percent(from)}"
      y="18"
      width="3"
      height="8"
    />${
      nominal !== undefined &&
      html`<line class="${kind}" x1="${percent(axis.at(nominal))}" x2="${percent(axis.at(nominal))}" y1="15" y2="29" />`
    }`
}

function bounds({ notBefore, notAfter }: ReportedFinding, axis: Axis, height: number): Markup {
  const after = parsed(notBefore)
  const before = parsed(notAfter)
  return html`${after !== undefined && side(0, axis.at(after), axis.at(after), `not before ${day(notBefore ?? '')}`, height)}${
    before !== undefined && side(axis.at(before), 1, axis.at(before), `not after ${day(notAfter ?? '')}`, height)
  }`
}

function side(from: number, to: number, edge: number, label: string, height: number): Markup {
  const end = edge > 0.5
  return html`<rect
      class="excluded"
      x="${percent(from)}"
      y="18"
      width="${percent(to - from)}"
      height="${height - 18}"
    /><line class="bound" x1="${percent(edge)}" x2="${percent(edge)}" y1="0" y2="${height}" /><text
      class="bound"
      x="${percent(edge)}"
      dx="${end ? -5 : 5}"
      y="11"
      text-anchor="${end ? 'end' : 'start'}"
      >${label}</text
    >`
}

function spoken(finding: ReportedFinding, events: readonly ReportedEvent[]): string {
  return [
    ...(finding.claimed === undefined
      ? []
      : [`claimed ${finding.claimed.from ?? 'open'} to ${finding.claimed.to ?? 'open'}`]),
    ...(finding.notBefore === undefined ? [] : [`not before ${finding.notBefore}`]),
    ...(finding.notAfter === undefined ? [] : [`not after ${finding.notAfter}`]),
    ...events.slice(0, EVENTS).map((event) => `${event.role} ${event.time ?? ''}`),
  ].join('; ')
}
