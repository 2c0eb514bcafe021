/** The Received and X-Received lines of a message as hops: one event each, and the time hidden in the hop's queue id. */
import type { Clock, Event } from '../../model.ts'
import { decodeAt } from '../../time/decode-at.ts'
import type { Place } from '../../time/decoder.ts'
import { readEmailDate } from '../../time/email-date.ts'
import { UTC } from '../../time/reading.ts'
import { locate, type HeaderField } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import { readable } from './raw-text.ts'
import { isExchangeOnline, isProvider, readReceived, type ReceivedLine } from './received-line.ts'

export interface Hop {
  readonly field: HeaderField
  readonly line: ReceivedLine
  readonly event: Event
  readonly google: boolean
  readonly microsoft: boolean
}

/** Adds the events of all hops to the draft. The result stands in the header's order: the newest hop first. */
export function readHops(draft: MessageDraft): readonly Hop[] {
  const lines = draft.header.byName.get('received') ?? []
  const received = lines.map((field, i) => {
    const line = readReceived(field.value)
    const clock: Clock = { kind: clockKind(line, i === 0), writer: readable(line.by ?? 'Received') }
    const places = [{ sequence: 'hops', position: lines.length - 1 - i }]
    return hop(draft, field, line, { ...stated(field, line, 'email.received', clock), places })
  })
  const inner = draft.fields('x-received').map((field) => {
    const line = readReceived(field.value)
    const clock: Clock = { kind: 'provider', writer: readable(line.by ?? 'X-Received') }
    return hop(draft, field, line, stated(field, line, 'email.x-received', clock))
  })
  for (const each of received) hiddenTime(draft, each)
  for (const each of inner) hiddenTime(draft, each)
  if (inner.length === 0) return received
  return [...received, ...inner].sort((a, b) => a.field.position - b.field.position)
}

function clockKind(line: ReceivedLine, topmost: boolean): Clock['kind'] {
  if (isProvider(line)) return 'provider'
  return topmost ? 'receiver' : 'relay'
}

const stated = (field: HeaderField, line: ReceivedLine, kind: string, clock: Clock): Event => ({
  kind,
  clock,
  reading: readEmailDate(line.date).reading,
  raw: readable(line.date),
  locator: locate(field),
})

function hop(draft: MessageDraft, field: HeaderField, line: ReceivedLine, event: Event): Hop {
  const inner = field.lower === 'x-received'
  return {
    field,
    line,
    event: draft.event(event),
    google: line.family === 'google' || (inner && /(?:mr|ls|sm)\d/.test(line.id ?? '')),
    microsoft: isExchangeOnline(line),
  }
}

/** Proofpoint's sendmail has a version of four numbers and queue ids that are hours old. */
const PLAIN_SENDMAIL = /\(\d+\.\d+\.\d+\//

function hiddenTime(draft: MessageDraft, { field, line, event, google }: Hop): void {
  const found = field.lower === 'x-received' ? inId('x-received-id', line.id) : inQueueId(field, line, google)
  if (found === undefined) return
  draft.event({
    kind: 'email.received.id-time',
    clock: event.clock,
    reading: { nominal: found.reading.time, precision: found.reading.decoder.precision, zone: UTC },
    raw: readable(found.text),
    locator: event.locator,
  })
}

function inQueueId(field: HeaderField, line: ReceivedLine, google: boolean): ReturnType<typeof inId> {
  if (google) return inId('gmail-submission-id', line.id)
  if (line.family === 'exim') return inId('exim-id', line.id)
  if (line.family === 'postfix') return inId('postfix-id', line.id)
  if (line.family === 'sendmail') return PLAIN_SENDMAIL.test(line.clauses) ? inId('sendmail-id', line.id) : undefined
  // The ids of vger.kernel.org and of Dovecot's LMTP are told by the whole line.
  if (!line.clauses.includes('with LMTP') && !/\bid S\d+Ab/.test(line.clauses)) return undefined
  const [reading] = decodeAt('header-value', field.value, 'received')
  return reading && { reading, text: line.id ?? '' }
}

function inId(place: Place, id: string | undefined) {
  const [reading] = id === undefined ? [] : decodeAt(place, id)
  return reading && id !== undefined ? { reading, text: id } : undefined
}
