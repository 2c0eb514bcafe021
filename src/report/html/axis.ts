/** A time axis: where an instant stands between two others, and which round moments are named below it. */
import { DAY, HOUR, MINUTE, SECOND, civil, toIso, type Instant } from '../../time/instant.ts'
import { markup, percent, type Markup } from './markup.ts'

export interface Axis {
  readonly from: number
  readonly to: number
  /** Place from 0 to 1; what lies outside is put at the edge. */
  readonly at: (time: number) => number
}

/** An axis over these moments with room at both ends. */
export function axisOver(times: readonly number[]): Axis {
  const first = times.reduce((a, b) => Math.min(a, b), Infinity)
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity)
  const room = Math.max((last - first) * 0.08, SECOND)
  return axisBetween(first - room, last + room)
}

export const axisBetween = (from: number, to: number): Axis => ({
  from,
  to,
  at: (time) => Math.max(0, Math.min(1, (time - from) / (to - from))),
})

interface Tick {
  readonly at: Instant
  readonly label: string
}

const STEPS: readonly [step: number, shown: (iso: string) => string][] = [
  [SECOND, clockTime],
  [5 * SECOND, clockTime],
  [15 * SECOND, clockTime],
  [MINUTE, minuteTime],
  [5 * MINUTE, minuteTime],
  [15 * MINUTE, minuteTime],
  [HOUR, hourTime],
  [3 * HOUR, hourTime],
  [6 * HOUR, hourTime],
  [12 * HOUR, hourTime],
  [DAY, dayOnly],
  [2 * DAY, dayOnly],
  [7 * DAY, dayOnly],
  [14 * DAY, dayOnly],
]
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]

function clockTime(iso: string): string {
  return iso.slice(11, 19)
}
function minuteTime(iso: string): string {
  return iso.slice(11, 16)
}
function hourTime(iso: string): string {
  return `${iso.slice(5, 10)} ${iso.slice(11, 16)}`
}
function dayOnly(iso: string): string {
  return iso.slice(0, 10)
}

/** At most `most` round moments on the axis. */
export function ticks({ from, to }: Axis, most = 5): readonly Tick[] {
  for (const [step, shown] of STEPS) {
    const first = Math.ceil(from / step)
    const last = Math.floor(to / step)
    if (last - first + 1 <= most)
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
        const at = ((first + i) * step) as Instant
        return { at, label: shown(toIso(at)) }
      })
  }
  for (const months of MONTHS) {
    const found = everyMonths(from, to, months)
    if (found.length <= most) return found
  }
  return []
}

function everyMonths(from: number, to: number, months: number): readonly Tick[] {
  const start = new Date(from / 1000)
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months
  const found: Tick[] = []
  for (let month = first; ; month += months) {
    const at = civil(Math.floor(month / 12), (month % 12) + 1, 1)
    if (at === undefined || at > to) return found
    if (at >= from) found.push({ at, label: toIso(at).slice(0, months >= 12 ? 4 : 7) })
  }
}

/** The axis line with its ticks, its top at `y`. */
export function axisMarks(axis: Axis, y: number, most?: number): Markup {
  return markup`<line class="axis" x1="0" x2="100%" y1="${y}" y2="${y}" />${ticks(axis, most).map(({ at, label }) => {
    const share = axis.at(at)
    const anchor = share < 0.08 ? 'start' : share > 0.92 ? 'end' : 'middle'
    return markup`<line class="axis" x1="${percent(share)}" x2="${percent(share)}" y1="${y}" y2="${y + 5}" /><text
          class="tick"
          x="${percent(share)}"
          y="${y + 18}"
          text-anchor="${anchor}"
          >${label}</text
        >`
  })}`
}
