/**
 * The events of a case as lines, for `anachron timeline`: a table, CSV, JSONL for Timesketch (its import format: message, datetime,
 * timestamp_desc) and the Sleuth Kit's bodyfile 3.x. Every writer is a generator: a case of any size streams through.
 */
import { parseLocator, type EventEntry } from '../case/readers.ts'
import { locatorText } from '../model.ts'
import { toIso, toReadable } from '../time/instant.ts'
import { csvLine, jsonText, terminal } from './safe-text.ts'
import { isoOrNone } from './stored.ts'
import { pad } from './width.ts'

export interface TimelineFormat {
  readonly id: string
  readonly title: string
  /** It writes the traits of each event, which are read for it alone. */
  readonly withTraits?: true
  /** Pieces of text with their line ends. */
  readonly write: (events: Iterable<EventEntry>) => Iterable<string>
}

const where = ({ locator }: EventEntry): string => locatorText(parseLocator(locator))
const ZONES = { utc: 'UTC', offset: 'offset stated', floating: 'zone unknown' } as const

function* table(events: Iterable<EventEntry>): Iterable<string> {
  for (const event of events) {
    const time =
      event.nominal === null
        ? 'names no moment'
        : toReadable(event.nominal).replace(' UTC', event.zone === 'floating' ? '' : 'Z')
    const cells = [
      pad(time, 20),
      pad(event.clockKind, 10),
      pad(event.kind, 28),
      `${event.evidence}  ${event.artifactLabel}`,
      where(event),
      event.raw,
    ]
    yield `${cells.map(terminal).join('  ')}\n`
  }
}

function* csv(events: Iterable<EventEntry>): Iterable<string> {
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
  for (const event of events)
    yield csvLine([
      isoOrNone(event.nominal),
      ZONES[event.zone],
      isoOrNone(event.earliest),
      isoOrNone(event.latest),
      event.kind,
      event.clockKind,
      event.clockWriter,
      event.evidence,
      event.artifactLabel,
      where(event),
      event.raw,
    ])
}

/**
 * Events that name no moment have no place on a timeline of Timesketch. The fields `kind`, `raw`, `clock`, `writer` and `timestamp`, and each
 * trait by its name, are those that Sigma rules of `rules export-sigma` ask for; a trait with several values is a list.
 */
function* jsonl(events: Iterable<EventEntry>): Iterable<string> {
  for (const event of events) {
    if (event.nominal === null) continue
    const line = {
      message: `${event.kind}: ${event.artifactLabel} in ${event.evidence}: ${event.raw}`,
      datetime: toIso(event.nominal),
      timestamp: event.nominal,
      timestamp_desc: `${event.kind} (${event.clockKind} clock, ${ZONES[event.zone]})`,
      kind: event.kind,
      raw: event.raw,
      clock: event.clockKind,
      writer: event.clockWriter,
      evidence: event.evidence,
      locator: where(event),
      earliest: isoOrNone(event.earliest),
      latest: isoOrNone(event.latest),
      ...Object.fromEntries(
        Object.entries(event.traits ?? {}).map(([key, values]) => [key, values.length === 1 ? values[0] : values]),
      ),
    }
    yield `${jsonText(line)}\n`
  }
}

/** The bodyfile's four times (accessed, modified, changed, created); what is none of them stands as modified. */
const SLOTS: Readonly<Record<string, number>> = { accessed: 0, read: 0, modified: 1, changed: 2, created: 3 }

/** `MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime`, whole seconds; a `|` in a name would shift the columns. */
function* bodyfile(events: Iterable<EventEntry>): Iterable<string> {
  for (const event of events) {
    if (event.nominal === null) continue
    const times = ['0', '0', '0', '0']
    times[SLOTS[event.kind.split('.').at(-1) ?? ''] ?? 1] = String(Math.floor(event.nominal / 1e6))
    const name = terminal(`${event.evidence} (${event.artifactLabel}; ${event.kind})`).replaceAll('|', '‹U+007C›')
    yield `0|${name}|0|0|0|0|0|${times.join('|')}\n`
  }
}

export const TIMELINE_FORMATS: readonly TimelineFormat[] = [
  { id: 'table', title: 'A table for people', write: table },
  { id: 'csv', title: 'CSV (RFC 4180), formulas defused', write: csv },
  { id: 'jsonl', title: 'JSON lines for Timesketch and Sigma, with all traits', withTraits: true, write: jsonl },
  { id: 'bodyfile', title: 'Bodyfile of the Sleuth Kit', write: bodyfile },
]
