/** What Outlook sends beside a text for other Outlooks: `winmail.dat`, the Transport Neutral Encapsulation Format. */
import { limitProblem } from '../../../evidence/limit-problem.ts'
import type { Limits } from '../../../evidence/limits.ts'
import { EvidenceProblem, type Clock, type Event, type Locator } from '../../../model.ts'
import { defineIngester } from '../../ingester.ts'
import { LARGEST_MESSAGE, tooLarge } from '../message-size.ts'
import { itemArtifacts, type Item, type ItemAttachment, type ItemPlace } from './item.ts'
import { ITEM_EMITS } from './mapi-vocabulary.ts'
import { PID, Properties, PT_BINARY, PT_LONG, PT_OBJECT, PT_STRING8 } from './properties.ts'
import { ATT, attributesOf, dateOf, readProperties, TNEF_SIGNATURE, type Attribute } from './tnef-stream.ts'

/** Dates of the message as attributes of their own; property lists hold most of them again, in UTC. */
const DATES = new Map<number, readonly [kind: string, name: string, clock: 'sender' | 'copy']>([
  [ATT.DateSent, ['email.store.submitted', 'attDateSent', 'sender']],
  [ATT.DateRecd, ['email.store.delivered', 'attDateRecd', 'copy']],
  [ATT.DateModified, ['email.store.modified', 'attDateModified', 'copy']],
])

export default defineIngester({
  id: 'tnef',
  title: 'Outlook attachment (winmail.dat, TNEF)',
  source: '[MS-OXTNEF] 2.1, [MS-OXPROPS]',
  accepts: (head) =>
    head.length >= 6 &&
    new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0, true) === TNEF_SIGNATURE,
  confidence: 100,
  emits: ITEM_EMITS,
  *ingest(source, { limits }) {
    const read = source.read(0, Math.min(source.size, LARGEST_MESSAGE))
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength)
    const { item, found } = itemIn(bytes, limits)
    if (!found) throw new EvidenceProblem(item.problems?.[0] ?? 'the stream holds no attribute: it was cut')
    const problems = [...(source.size > LARGEST_MESSAGE ? [tooLarge(source.size)] : []), ...(item.problems ?? [])]
    yield* itemArtifacts({ ...item, problems }, place(source.size), limits)
  },
})

const place = (size: number): ItemPlace => ({
  locator: { type: 'bytes', offset: 0, length: size },
  label: 'Outlook message (TNEF)',
  attachment: (number) => ({ type: 'member', name: `attachment ${number + 1}`, index: number }),
  embedded: () => {
    throw new Error('a message in TNEF is a stream of its own')
  },
})

function itemIn(bytes: Buffer, limits: Limits): { item: Item; found: boolean } {
  const properties = new Properties()
  const attachments: ItemAttachment[] = []
  const events: Event[] = []
  const problems: string[] = []
  const store: Clock = { kind: 'copy', writer: 'TNEF' }
  const sender: Clock = { kind: 'sender', writer: 'attDateSent' }
  let found = false
  let unsound = 0
  try {
    for (const attribute of attributesOf(bytes)) {
      found = true
      if (!attribute.sound) unsound++
      const current = attachments.at(-1)?.properties
      const date = DATES.get(attribute.id)
      const time = date && dateOf(attribute.data)
      if (date !== undefined && time !== undefined)
        events.push({ kind: date[0], clock: date[2] === 'sender' ? sender : store, ...time, locator: tagOf(date[1]) })
      else if (attribute.id === ATT.MsgProps) readList(attribute, properties, problems)
      else if (attribute.id === ATT.OemCodepage && attribute.data.length >= 4)
        properties.add(PID.MessageCodepage, { type: PT_LONG, bytes: () => attribute.data })
      else if (attribute.id === ATT.AttachRenddata) {
        if (attachments.length >= limits.members) throw limitProblem('members', limits, 'attachments')
        attachments.push({ properties: new Properties() })
      } else if (current !== undefined) attachmentAttribute(attribute, current, problems)
    }
  } catch (error) {
    if (!(error instanceof EvidenceProblem)) throw error
    problems.push(error.message)
  }
  if (unsound > 0)
    problems.push(
      `${unsound === 1 ? 'one attribute has' : `${unsound} attributes have`} another checksum than the one stated: bytes were changed or lost`,
    )
  return { item: { properties, attachments: () => attachments, events, problems }, found }
}

const tagOf = (name: string): Locator => ({ type: 'tag', group: 'TNEF', name })

function readList(attribute: Attribute, into: Properties, problems: string[]): void {
  try {
    readProperties(attribute.data, into)
  } catch (error) {
    if (!(error instanceof EvidenceProblem)) throw error
    problems.push(error.message)
  }
}

function attachmentAttribute(attribute: Attribute, properties: Properties, problems: string[]): void {
  const { id, data } = attribute
  if (id === ATT.AttachData) properties.add(PID.AttachDataBinary, { type: PT_BINARY, bytes: () => data })
  else if (id === ATT.AttachTitle) properties.add(PID.DisplayName, { type: PT_STRING8, bytes: () => data })
  else if (id === ATT.Attachment) {
    const listed = new Properties()
    readList(attribute, listed, problems)
    properties.addAll(listed)
    const object = listed.get(PID.AttachDataBinary)
    // An embedded message is a stream of its own after the 16 bytes of an interface id ([MS-OXTNEF] 2.1.3.4).
    if (object?.type === PT_OBJECT)
      properties.add(PID.AttachDataBinary, { type: PT_BINARY, bytes: () => object.bytes().subarray(16) })
  }
}
