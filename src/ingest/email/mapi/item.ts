/**
 * One item of a mailbox, whatever file keeps it, as artifacts: the transport header goes through the reader of messages, the
 * properties are events of their own ([MS-OXCMSG], [MS-OXOMSG]), attachments are evidence of their own, a message inside a
 * message is a part of its attachment.
 */
import type { Limits } from '../../../evidence/limits.ts'
import { limitProblem } from '../../../evidence/limit-problem.ts'
import { EvidenceProblem, type Artifact, type Clock, type Event, type Locator, type Trait } from '../../../model.ts'
import { AttachmentNames } from '../attachments.ts'
import { messageArtifacts } from '../message.ts'
import { readable } from '../raw-text.ts'
import { relocated } from './relocated.ts'
import { PID, type Properties } from './properties.ts'

export interface Item {
  readonly properties: Properties
  /** Throws `EvidenceProblem` where the file is broken. */
  readonly attachments: () => Iterable<ItemAttachment>
  /** What the file itself adds: the folder of a store, the place of its block. */
  readonly events?: readonly Event[]
  readonly traits?: readonly Trait[]
  /** Place of the item's last writing in the order in which the file was written. */
  readonly place?: { readonly sequence: string; readonly position: number }
  readonly problems?: readonly string[]
}

export interface ItemAttachment {
  readonly properties: Properties
  /** A message inside the message that has no bytes of its own. */
  readonly embedded?: () => Item
}

export interface ItemPlace {
  readonly locator: Locator
  /** Stands where the item has no Message-ID. */
  readonly label: string
  readonly parent?: Artifact
  /** Locator of an attachment by its number from 0. */
  readonly attachment: (number: number) => Locator
  /** Where the message of an attachment stands. */
  readonly embedded: (number: number) => ItemPlace
}

/** Property, event kind, kind of clock. */
const TIMES = [
  [PID.ClientSubmitTime, 'ClientSubmitTime', 'email.store.submitted', 'sender'],
  [PID.ProviderSubmitTime, 'ProviderSubmitTime', 'email.store.provider-submitted', 'copy'],
  [PID.MessageDeliveryTime, 'MessageDeliveryTime', 'email.store.delivered', 'copy'],
  [PID.LastVerbExecutionTime, 'LastVerbExecutionTime', 'email.store.answered', 'copy'],
  [PID.CreationTime, 'CreationTime', 'email.store.created', 'copy'],
  [PID.LastModificationTime, 'LastModificationTime', 'email.store.modified', 'copy'],
] as const

const ATTACHMENT_TIMES = [
  [PID.CreationTime, 'CreationTime', 'email.attachment.created'],
  [PID.LastModificationTime, 'LastModificationTime', 'email.attachment.modified'],
] as const

/** Header fields that a store keeps as properties too; read from there where the transport header lacks them. */
const FIELDS = [
  [PID.InternetMessageId, 'InternetMessageId', 'Message-ID'],
  [PID.InReplyToId, 'InReplyToId', 'In-Reply-To'],
  [PID.InternetReferences, 'InternetReferences', 'References'],
] as const

/** A header longer than this is none that a server would have taken (RFC 5321, 4.5.3.1 asks for far less). */
const LONGEST_HEADER = 64 * 1024 * 1024
/** [MS-OXOMSG] 2.2.1.3: 22 bytes and 5 for each answer. */
const LONGEST_INDEX = 4_000

const tag = (name: string): Locator => ({ type: 'tag', group: 'MAPI', name })

/** Yields the item's message, then its attachments and the messages in them. Never throws for what the item holds. */
export function* itemArtifacts(item: Item, at: ItemPlace, limits: Limits, depth = 1): Generator<Artifact> {
  const message = messageOf(item, at, limits)
  yield message
  const names = new AttachmentNames()
  const copy: Clock = { kind: 'copy', writer: 'attachment properties' }
  let number = 0
  for (const attachment of item.attachments()) {
    const artifact = attachmentOf(attachment, at.attachment(number), message, { names, copy, number, limits })
    if (attachment.embedded === undefined) yield artifact
    else if (depth >= limits.depth)
      yield { ...artifact, problems: [limitProblem('depth', limits, 'messages inside messages').message] }
    else {
      const embedded = orProblem(attachment.embedded)
      if (typeof embedded === 'string') yield { ...artifact, problems: [embedded] }
      else {
        yield artifact
        yield* itemArtifacts(embedded, { ...at.embedded(number), parent: artifact }, limits, depth + 1)
      }
    }
    number++
  }
}

function messageOf(item: Item, at: ItemPlace, limits: Limits): Artifact {
  const { properties } = item
  const problems = [...(item.problems ?? [])]
  const read = <T>(what: () => T): T | undefined => {
    const result = orProblem(() => ({ value: what() }))
    if (typeof result !== 'string') return result.value
    if (!problems.includes(result)) problems.push(result)
    return undefined
  }
  const events = storeTimes(item, read)
  const header = headerOf(properties, read)
  if (header.bytes.length > LONGEST_HEADER) problems.push('the transport header is longer than 64 MB; it is cut')
  const bytes = header.bytes.subarray(0, LONGEST_HEADER)
  const [plain] = messageArtifacts({ bytes, base: 0, events, problems, headerOnly: true }, limits)
  if (plain === undefined) throw new Error('the reader of messages yields the message first')
  const message = relocated(plain, (locator) =>
    'offset' in locator && locator.offset >= header.stored ? tag(header.nameAt(locator.offset)) : locator,
  )
  const submitted = [...events, ...(item.events ?? [])].find(({ kind }) => kind === 'email.store.submitted')
  const claim = message.claim ?? submitted
  const id = properties.has(PID.InternetMessageId) || message.label !== LABEL_WITHOUT_ID ? message.label : at.label
  return {
    ...message,
    locator: at.locator,
    label: id,
    ...(at.parent === undefined ? {} : { parent: at.parent }),
    ...(claim === undefined ? {} : { claim }),
    events: [...storedHeader(message.events), ...(item.events ?? [])],
    traits: [...message.traits, ...storeTraits(properties, read), ...(item.traits ?? [])],
  }
}

/**
 * A header without a line of any server was written by a program that stored or exported this copy, and the boundary in it then:
 * a message of 1999 out of an archive had one of 2015 (message_1979.msg of Apache POI). Its time belongs to the copy.
 */
function storedHeader(events: readonly Event[]): readonly Event[] {
  if (events.some(({ kind }) => kind === 'email.received')) return events
  const clock: Clock = { kind: 'copy', writer: 'stored header' }
  return events.map((event) =>
    event.kind.startsWith('email.boundary.') ? { ...event, kind: 'email.store.header-written', clock } : event,
  )
}

/** What the reader of messages calls a message without an id that begins at byte 0. */
const LABEL_WITHOUT_ID = 'message at byte 0'

type Read = <T>(what: () => T) => T | undefined

function storeTimes({ properties, place }: Item, read: Read): Event[] {
  const store: Clock = { kind: 'copy', writer: 'MAPI store' }
  const sender: Clock = { kind: 'sender', writer: 'ClientSubmitTime' }
  return TIMES.flatMap(([id, name, kind, clock]): Event[] => {
    const time = read(() => properties.time(id))
    if (time === undefined) return []
    return [
      {
        kind,
        clock: clock === 'sender' ? sender : store,
        ...time,
        locator: tag(name),
        ...(id === PID.LastModificationTime && place !== undefined ? { places: [place] } : {}),
      },
    ]
  })
}

/** The transport header as stored, then the fields that only properties hold, each remembered by where its line begins. */
function headerOf(properties: Properties, read: Read) {
  const stored = read(() => properties.textBytes(PID.TransportMessageHeaders)) ?? Buffer.alloc(0)
  const body = /\r?\n\r?\n/.exec(stored.toString('latin1'))
  const block = body === null ? stored : stored.subarray(0, body.index)
  const known = block.toString('latin1').toLowerCase()
  const has = (name: string): boolean => new RegExp(`^${name}[ \\t]*:`, 'm').test(known)
  const lines: { readonly name: string; readonly text: string }[] = []
  for (const [id, name, field] of FIELDS) {
    const text = has(field.toLowerCase()) ? undefined : read(() => properties.textBytes(id))?.toString('latin1')
    if (text !== undefined && text.trim() !== '')
      lines.push({ name, text: `${field}: ${text.replace(/[\r\n]+/g, ' ')}` })
  }
  const index = has('thread-index') ? undefined : read(() => properties.binary(PID.ConversationIndex))
  if (index !== undefined && index.length >= 22)
    lines.push({
      name: 'ConversationIndex',
      text: `Thread-Index: ${index.subarray(0, LONGEST_INDEX).toString('base64')}`,
    })
  const start = block.length === 0 || block.at(-1) === 10 ? block.length : block.length + 1
  const starts: number[] = []
  let at = start
  for (const { text } of lines) {
    starts.push(at)
    at += text.length + 1
  }
  const separator = start > block.length ? '\n' : ''
  return {
    bytes: Buffer.concat([
      block,
      Buffer.from(`${separator}${lines.map(({ text }) => `${text}\n`).join('')}\n`, 'latin1'),
    ]),
    stored: start,
    nameAt: (offset: number): string => lines[starts.findLastIndex((from) => from <= offset)]?.name ?? 'header',
  }
}

function storeTraits(properties: Properties, read: Read): readonly Trait[] {
  const trait = (key: string, id: number, name: string): Trait[] => {
    const value = read(() => properties.text(id))
    return value === undefined || value === '' ? [] : [{ key, value: shown(value), locator: tag(name) }]
  }
  const id = read(() => properties.text(PID.InternetMessageId))
    ?.trim()
    .replace(/^<|>$/g, '')
  return [
    ...trait('email.store.class', PID.MessageClass, 'MessageClass'),
    ...trait('email.store.original-class', PID.OriginalMessageClass, 'OriginalMessageClass'),
    ...(id === undefined || id === ''
      ? []
      : [{ key: 'email.store.message-id', value: shown(id), locator: tag('InternetMessageId') }]),
  ]
}

const shown = (text: string): string => readable(Buffer.from(text, 'utf8').toString('latin1'))

interface Enclosure {
  readonly names: AttachmentNames
  readonly copy: Clock
  readonly number: number
  readonly limits: Limits
}

function attachmentOf(
  { properties, embedded }: ItemAttachment,
  locator: Locator,
  parent: Artifact,
  { names, copy, number, limits }: Enclosure,
): Artifact {
  const text = (id: number): string | undefined => {
    const found = orProblem(() => ({ value: properties.text(id) }))
    return typeof found === 'string' || found.value === undefined || found.value.trim() === '' ? undefined : found.value
  }
  const stated = text(PID.AttachLongFilename) ?? text(PID.AttachFilename) ?? text(PID.DisplayName)
  const name = names.distinct(stated ?? `attachment-${number + 1}`)
  const events = ATTACHMENT_TIMES.flatMap(([id, , kind]): Event[] => {
    const time = orProblem(() => ({ value: properties.time(id) }))
    return typeof time === 'string' || time.value === undefined ? [] : [{ kind, clock: copy, ...time.value, locator }]
  })
  const data = properties.get(PID.AttachDataBinary)
  return {
    type: 'attachment',
    locator,
    label: shown(stated ?? name),
    parent,
    events,
    traits: [],
    ...(data === undefined || embedded !== undefined
      ? {}
      : {
          contains: [
            {
              name,
              open: () => {
                const bytes = data.bytes()
                if (bytes.length > limits['member-bytes']) throw limitProblem('member-bytes', limits, name)
                return bytes
              },
            },
          ],
        }),
  }
}

/** What a function gives, or the clear line with which it stops. */
function orProblem<T extends object>(what: () => T): T | string {
  try {
    return what()
  } catch (error) {
    if (error instanceof EvidenceProblem) return error.message
    throw error
  }
}
