/** One message as artifacts: its header's events and traits, then its attachments. Shared by all formats that hold messages. */
import type { Limits } from '../../evidence/limits.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import type { Artifact, Event, Trait } from '../../model.ts'
import { readEmailDate } from '../../time/email-date.ts'
import { AttachmentNames, attachmentOf, isAttachment } from './attachments.ts'
import { clientMarks } from './client-marks.ts'
import { contexts } from './contexts.ts'
import { dateZone } from './date-zone.ts'
import { dkimTraits } from './dkim-traits.ts'
import { encodingMarks } from './encoding-marks.ts'
import { exchangeTraits } from './exchange-traits.ts'
import { fieldOrder } from './field-order.ts'
import { gmailTraits } from './gmail-traits.ts'
import { locate, readHeaderBlock, type HeaderField } from './header-block.ts'
import { headerDates } from './header-dates.ts'
import { headerTraits } from './header-traits.ts'
import { hiddenTime, hiddenTimes } from './hidden-times.ts'
import { hopZones } from './hop-zones.ts'
import { readHops } from './hops.ts'
import { MessageDraft } from './message-draft.ts'
import { readStructure, type MimeStructure } from './mime-structure.ts'
import { ownersOf } from './owners.ts'
import { partTimes } from './part-times.ts'
import { readable } from './raw-text.ts'
import { scannerTraits } from './scanner-traits.ts'
import { senderTraits } from './sender-traits.ts'
import { sentFields } from './sent-fields.ts'
import { sentText } from './sent-text.ts'
import { serverTraits } from './server-traits.ts'
import { SignatureParts } from './signature-parts.ts'
import { textMarks } from './text-marks.ts'

export interface MessageInput {
  readonly bytes: Buffer
  /** Byte offset of the message's first byte in the evidence. */
  readonly base: number
  /** What the container itself says about the message: the date of an mbox From_ line, the flags of a file name. */
  readonly events?: readonly Event[]
  readonly traits?: readonly Trait[]
  readonly problems?: readonly string[]
  /** Lines of the body that begin with From are quoted, as in most kinds of mbox; undone when a part is opened. */
  readonly quoted?: boolean
  /** The bytes are a header whose body is kept elsewhere: a transport header in a mailbox store. */
  readonly headerOnly?: boolean
}

/** A message is taken to have no more boundaries and Content-IDs with a hidden time than this. */
const MOST_IDS = 200

/** Yields the message, then its attachments. Never throws. */
export function* messageArtifacts(input: MessageInput, limits: Limits): Generator<Artifact> {
  const { bytes, base } = input
  const header = readHeaderBlock(bytes, 0, bytes.length, base, limits.headers)
  const draft = new MessageDraft(header)
  draft.problems.push(...(input.problems ?? []))
  if (header.tooMany) draft.problems.push(limitProblem('headers', limits, 'header of the message').message)
  const date = statedDate(draft, 'date', 'email.date')
  const resentField = draft.first('resent-date')
  const resent = statedDate(draft, 'resent-date', 'email.resent-date')
  const hops = readHops(draft)
  const owners = ownersOf(
    hops,
    date?.event,
    resent && resentField && { event: resent.event, position: resentField.position },
  )
  gmailTraits(draft, hops, owners)
  exchangeTraits(draft, hops, owners)
  serverTraits(draft, hops)
  hopZones(draft, hops)
  const kept = input.headerOnly === true ? 'elsewhere' : input.quoted === true ? 'quoted' : 'whole'
  dkimTraits(draft, owners, new SignatureParts(draft, bytes, base, kept))
  scannerTraits(draft, owners)
  senderTraits(draft, owners, date)
  headerTraits(draft, owners)
  hiddenTimes(draft)
  const structure = readStructure(bytes, header, base, limits)
  partIds(draft, structure)
  draft.events.push(...(input.events ?? []))
  draft.traits.push(...(input.traits ?? []))
  if (date !== undefined) dateZone(draft, date.event.raw, date.event)
  clientMarks(draft, hops)
  sentFields(draft)
  headerDates(draft)
  contexts(draft, hops)
  if (input.headerOnly !== true) {
    fieldOrder(draft)
    encodingMarks(draft, structure, bytes)
    textMarks(draft, structure, bytes)
    sentText(draft, structure, bytes)
    partTimes(draft, structure, bytes, base)
    draft.problems.push(...structure.problems)
  }

  const message: Artifact = {
    type: 'message',
    locator: { type: 'bytes', offset: base, length: bytes.length },
    label: labelOf(draft.first('message-id'), base),
    events: draft.events,
    ...(date === undefined ? {} : { claim: date.event }),
    traits: draft.traits,
    ...(draft.problems.length === 0 ? {} : { problems: draft.problems }),
  }
  yield message
  if (input.headerOnly !== true) yield* attachments(input, structure, message, limits)
}

function* attachments(
  { bytes, quoted }: MessageInput,
  { leaves }: MimeStructure,
  message: Artifact,
  limits: Limits,
): Generator<Artifact> {
  const names = new AttachmentNames()
  const copy = { kind: 'copy', writer: 'Content-Disposition' } as const
  for (const [i, part] of leaves.entries())
    if (isAttachment(part, leaves.length === 1))
      yield attachmentOf(part, i + 1, message, {
        bytes,
        quoted: quoted === true,
        names,
        copy,
        limits,
      })
}

function statedDate(draft: MessageDraft, name: string, kind: string) {
  const fields = draft.fields(name)
  if (fields.length > 1)
    draft.problems.push(
      `the header has ${fields.length} fields ${fields[0]?.name ?? name}; the first is taken as the claim`,
    )
  const dates = fields.map((field) => {
    const read = readEmailDate(field.value)
    const clock = draft.clock('sender', name, field.name)
    const raw = readable(field.value)
    return { read, event: draft.event({ kind, clock, reading: read.reading, raw, locator: locate(field) }) }
  })
  return dates[0]
}

function partIds(draft: MessageDraft, { boundaries, leaves }: MimeStructure): void {
  for (const { header, boundary } of boundaries.slice(0, MOST_IDS)) {
    const field = header.byName.get('content-type')?.[0]
    if (field) hiddenTime(draft, 'mime-boundary', 'email.boundary', boundary, locate(field), 'Content-Type')
  }
  for (const { header } of leaves.slice(0, MOST_IDS)) {
    const field = header.byName.get('content-id')?.[0]
    if (field) hiddenTime(draft, 'content-id', 'email.content-id', field.value, locate(field), 'Content-ID')
  }
}

function labelOf(id: HeaderField | undefined, base: number): string {
  return id === undefined || id.value === '' ? `message at byte ${base}` : readable(id.value)
}
