/** The picture of the whole case: one lane a kind of clock, events in bins, what findings name marked above them. */
import { inWords } from '../../time/duration.ts'
import { toIso } from '../../time/instant.ts'
import type { TimelineSummary } from '../reporter.ts'
import { day, plural } from '../words.ts'
import { axisBetween, axisMarks } from './axis.ts'
import { markup, percent, type Markup } from './markup.ts'

const LANE = 46
const TALLEST = 18

export function timeline(summary: TimelineSummary | undefined): Markup {
  if (summary === undefined)
    return markup`<section id="timeline">
      <h2>Timeline</h2>
      <p>No event names a moment.</p>
    </section>`
  const axis = axisBetween(summary.from, summary.to)
  const width = percent(summary.bin / (summary.to - summary.from))
  const most = summary.lanes.reduce((max, lane) => lane.bins.reduce((m, { n }) => Math.max(m, n), max), 1)
  const bottom = summary.lanes.length * LANE + 4
  return markup`<section id="timeline">
    <h2>Timeline</h2>
    <p>
      Events by kind of clock, counted in bins of ${inWords(summary.bin)}; bars grow with the logarithm of the number. A
      triangle stands over a bin in which a finding of level low or above names an event.
    </p>
    <figure>
      <svg
        class="picture lanes"
        role="img"
        width="100%"
        height="${bottom + 26}"
        aria-label="${summary.lanes.map((lane) => `${lane.clock}: ${plural(lane.events, 'event')}`).join('; ')}"
      >
        ${summary.lanes.map((lane, i) => {
          const base = LANE - 4
          return markup`<g transform="translate(0 ${i * LANE})"
            ><text class="label" x="0" y="12">${lane.clock}, ${plural(lane.events, 'event')}</text
            ><line class="lane" x1="0" x2="100%" y1="${base}" y2="${base}" />${lane.bins.map(({ at, n }) => {
              const height = Math.round(3 + ((TALLEST - 3) * Math.log(n)) / Math.log(Math.max(2, most)))
              return markup`<rect
                class="bin"
                x="${percent(axis.at(at))}"
                y="${base - height}"
                width="${width}"
                height="${height}"
              />`
            })}${lane.anomalies.map(
              ({ at, n, level }) =>
                markup`<svg
                  class="anomaly ${level}"
                  x="${percent(axis.at(at + summary.bin / 2))}"
                  y="${base - TALLEST - 8}"
                  overflow="visible"
                >
                  <path d="M-4 0h8l-4 7z">
                    <title>${level}: ${plural(n, 'event')} named by findings, ${day(toIso(at))}</title>
                  </path>
                </svg>`,
            )}</g
          > `
        })}${axisMarks(axis, bottom)}
      </svg>
    </figure>
    ${left(summary)}
  </section>`
}

function left({ before, after, undated, from, to }: TimelineSummary): Markup | undefined {
  const parts = [
    ...(before > 0 ? [`${plural(before, 'event')} before ${day(toIso(from))}`] : []),
    ...(after > 0 ? [`${plural(after, 'event')} after ${day(toIso(to))}`] : []),
    ...(undated > 0 ? [`${plural(undated, 'event')} that name no moment`] : []),
  ]
  return parts.length === 0 ? undefined : markup`<p class="quiet">Not drawn: ${parts.join(', ')}.</p>`
}
