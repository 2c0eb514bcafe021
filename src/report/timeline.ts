/**
 * The events of a case as lines, for `anachron timeline`: a table, CSV, JSONL for Timesketch (its import format: message, datetime,
 * timestamp_desc) and the Sleuth Kit's bodyfile 3.x. Every writer is a generator: a case of any size streams through.
 */
import { locatorText, type ClockKind, type Locator } from '../model.ts'
import { toIso, toReadable, type Instant } from '../time/instant.ts'
import { csvLine, jsonText, terminal } from './safe-text.ts'
import { pad } from './width.ts'

export interface TimelineRow {
  readonly time: Instant | undefined
  readonly earliest: Instant | undefined
  readonly latest: Instant | undefined
  readonly zone: 'utc' | 'offset' | 'floating'
  readonly kind: string
  readonly clock: ClockKind
  readonly writer: string
  readonly raw: string
  readonly locator: Locator
  readonly evidence: string
  readonly artifact: string
}

export interface TimelineFormat {
  readonly id: string
  readonly title: string
  /** Pieces of text with their line ends. */
  readonly write: (rows: Iterable<TimelineRow>) => Iterable<string>
}

const iso = (time: Instant | undefined): string | undefined => (time === undefined ? undefined : toIso(time))
const ZONES = { utc: 'UTC', offset: 'offset stated', floating: 'zone unknown' } as const

function* table(rows: Iterable<TimelineRow>): Iterable<string> {
  for (const row of rows) {
    const time =
      row.time === undefined
        ? 'names no moment'
        : toReadable(row.time).replace(' UTC', row.zone === 'floating' ? '' : 'Z')
    const cells = [
      pad(time, 20),
      pad(row.clock, 10),
      pad(row.kind, 28),
      `${row.evidence}  ${row.artifact}`,
      locatorText(row.locator),
      row.raw,
    ]
    yield `${cells.map(terminal).join('  ')}\n`
  }
}

function* csv(rows: Iterable<TimelineRow>): Iterable<string> {
  yield csvLine([
    'time',
    'zone',
    'earliest',
    'latest',
    'kind',
    'clock',
    'writer',
    'evidence',
    'artifact',
    'locator',
    'raw',
  ])
  for (const row of rows)
    yield csvLine([
      iso(row.time),
      ZONES[row.zone],
      iso(row.earliest),
      iso(row.latest),
      row.kind,
      row.clock,
      row.writer,
      row.evidence,
      row.artifact,
      locatorText(row.locator),
      row.raw,
    ])
}

/** Events that name no moment have no place on a timeline of Timesketch. */
function* jsonl(rows: Iterable<TimelineRow>): Iterable<string> {
  for (const row of rows) {
    if (row.time === undefined) continue
    const line = {
      message: `${row.kind}: ${row.artifact} in ${row.evidence}: ${row.raw}`,
      datetime: toIso(row.time),
      timestamp: row.time,
      timestamp_desc: `${row.kind} (${row.clock} clock, ${ZONES[row.zone]})`,
      writer: row.writer,
      evidence: row.evidence,
      locator: locatorText(row.locator),
      earliest: iso(row.earliest),
      latest: iso(row.latest),
    }
    yield `${jsonText(line)}\n`
  }
}

/** The bodyfile's four times (accessed, modified, changed, created); what is none of them stands as modified. */
const SLOTS: Readonly<Record<string, number>> = { accessed: 0, read: 0, modified: 1, changed: 2, created: 3 }

/** `MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime`, whole seconds; a `|` in a name would shift the columns. */
function* bodyfile(rows: Iterable<TimelineRow>): Iterable<string> {
  for (const row of rows) {
    if (row.time === undefined) continue
    const times = ['0', '0', '0', '0']
    times[SLOTS[row.kind.split('.').at(-1) ?? ''] ?? 1] = String(Math.floor(row.time / 1e6))
    const name = terminal(`${row.evidence} (${row.artifact}; ${row.kind})`).replaceAll('|', '‹U+007C›')
    yield `0|${name}|0|0|0|0|0|${times.join('|')}\n`
  }
}

export const TIMELINE_FORMATS: readonly TimelineFormat[] = [
  { id: 'table', title: 'A table for people', write: table },
  { id: 'csv', title: 'CSV (RFC 4180), formulas defused', write: csv },
  { id: 'jsonl', title: 'JSON lines for Timesketch', write: jsonl },
  { id: 'bodyfile', title: 'Bodyfile of the Sleuth Kit', write: bodyfile },
]
