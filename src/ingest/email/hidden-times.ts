/** Times hidden in the identifiers of a message: Message-ID, references, MIME boundaries, Content-IDs, Thread-Index, gateway headers. */
import type { Clock, Locator } from '../../model.ts'
import { decodeAt, decodersFor, type PlacedReading } from '../../time/decode-at.ts'
import { times, type Decoder, type Place } from '../../time/decoder.ts'
import { FLOATING, UTC } from '../../time/reading.ts'
import type { HeaderField } from './header-block.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import { readable } from './raw-text.ts'
import { idsIn } from './sender-traits.ts'

const MOST_REFERENCES = 1_000
/** Replies of one thread that are kept. */
const MOST_STEPS = 50
/** Ids that a server gives to a message on its way: Exim to one that had none, Amazon SES to every one that it takes. */
const BY_SERVERS: Readonly<Record<string, 'relay' | 'provider'>> = {
  'exim-message-id': 'relay',
  'ses-message-id': 'provider',
}
/**
 * Products that stand on an organisation's own servers, and gateways of single companies: the clock is theirs, not that of a large provider, and
 * appliances run wrong by minutes (rules/clocks.yaml, relay).
 */
const ON_OWN_SERVERS = new Set([
  'barracuda-start',
  'cloudmark-timestamp',
  'coremail-message-id',
  'mdid',
  'mediatek-uuid',
  'original-arrival-time',
  'purgate-id',
  'samsung-mail-id',
  'smail-uiid',
  'symantec-auditid',
])
/**
 * JavaMail writes a new Message-ID and new boundaries whenever a program saves a message (Jakarta Mail, MimeMessage.saveChanges). In one
 * that no server took, who exported it may have been the last: mails of 2001 in the Enron corpus bear ids of 2004.
 */
const SAVED_ANEW = /^javamail-/
const SUFFIX = { moment: 'time', start: 'start', local: 'local' } as const

/** Reads the header's identifiers. Boundaries and Content-IDs come from the parts: `hiddenTime`. */
export function hiddenTimes(draft: MessageDraft): void {
  for (const field of draft.fields('message-id')) {
    const id = idsIn(field.value)[0] ?? field.value
    const reading = hiddenTime(draft, 'message-id', 'email.message-id', id, locate(field), 'Message-ID')
    if (reading === undefined) continue
    const family = reading.decoder.id === 'mutt-2-message-id' ? 'mutt-b64' : reading.decoder.id
    draft.trait('email.message-id.family', `mid.${family}`, field, draft.events.at(-1))
  }
  const seen = new Set<string>()
  for (const name of ['in-reply-to', 'references'])
    for (const field of draft.fields(name)) references(draft, field, seen)
  for (const field of draft.fields('thread-index')) threadIndex(draft, field)
  for (const header of ['x-ms-office365-filtering-correlation-id', 'x-ms-exchange-crosstenant-network-message-id'])
    for (const field of draft.fields(header)) gateway(draft, field, decodeAt('exchange-guid', field.value)[0])
  for (const [name, fields] of draft.header.byName) {
    if (SIGNED.has(name) || decodersFor('header-value', name).length === 0) continue
    for (const field of fields.slice(0, 100)) gateway(draft, field, decodeAt('header-value', field.value, name)[0])
  }
}

/** Signatures and Received lines are read where their other features are. */
const SIGNED = new Set(['dkim-signature', 'arc-seal', 'arc-message-signature', 'x-google-dkim-signature', 'received'])

/** Adds `KIND.time`, `.start`, `.local`, or `.added` by a server, if the identifier holds a time; one clock for all of the sender's that are in UTC. */
export function hiddenTime(
  draft: MessageDraft,
  place: Place,
  kind: string,
  id: string,
  locator: Locator,
  writer: string,
): PlacedReading | undefined {
  const reading = decodeAt(place, id).find((candidate) => believable(draft, candidate))
  if (reading === undefined) return undefined
  const { decoder, time } = reading
  const local = decoder.means === 'local'
  draft.event({
    kind: `${kind}.${BY_SERVERS[decoder.id] === undefined ? SUFFIX[decoder.means] : 'added'}`,
    clock: draft.clock(idClock(draft, decoder), local ? 'local' : 'identifiers', writer),
    reading: { nominal: time, precision: decoder.precision, zone: local ? FLOATING : UTC },
    raw: readable(id),
    locator,
  })
  return reading
}

function idClock(draft: MessageDraft, { id, writtenBy }: Decoder): Clock['kind'] {
  const server = BY_SERVERS[id]
  if (server !== undefined) return server
  if (SAVED_ANEW.test(id) && !draft.header.byName.has('received')) return 'copy'
  return writtenBy === 'provider' ? serverClock(id) : 'sender'
}

const serverClock = (decoder: string): 'relay' | 'provider' => (ON_OWN_SERVERS.has(decoder) ? 'relay' : 'provider')

/** Sixteen characters are mutt's only if the mail names no other program: 1.5 % of held-out ids were others'. */
function believable(draft: MessageDraft, { decoder }: PlacedReading): boolean {
  if (decoder.id !== 'mutt-2-message-id') return true
  const mailer = draft.first('user-agent') ?? draft.first('x-mailer')
  return mailer === undefined || /mutt/i.test(mailer.value)
}

/** An id that both fields name counts once. */
function references(draft: MessageDraft, field: HeaderField, seen: Set<string>): void {
  for (const id of idsIn(field.value)) {
    if (seen.has(id)) continue
    if (seen.size >= MOST_REFERENCES) return
    seen.add(id)
    const [reading] = decodeAt('message-id', id)
    // Whose program wrote another mail's id is not known, so ids that only look like mutt's are left out.
    if (reading === undefined || reading.decoder.id === 'mutt-2-message-id') continue
    const { decoder, time } = reading
    const local = decoder.means === 'local'
    draft.event({
      kind: 'email.reference.time',
      clock: draft.clock('sender', local ? 'references local' : 'references', field.name),
      reading: { nominal: time, precision: decoder.precision, zone: local ? FLOATING : UTC },
      raw: readable(id),
      locator: locate(field),
    })
  }
}

function threadIndex(draft: MessageDraft, field: HeaderField): void {
  const [reading] = decodeAt('thread-index', field.value)
  if (reading === undefined) return
  const all = times(reading.parts)
  const add = (kind: string, nominal: (typeof all)[number]): void => {
    draft.event({
      kind,
      clock: draft.clock('sender', 'identifiers', field.name),
      reading: { nominal, precision: reading.decoder.precision, zone: UTC },
      raw: readable(field.value),
      locator: locate(field),
    })
  }
  const root = reading.parts[0]?.time
  const replies = root === undefined ? all : all.slice(1)
  if (root !== undefined) add('email.thread-index.start', root)
  for (const step of replies.slice(0, -1).slice(-MOST_STEPS)) add('email.thread-index.step', step)
  const last = replies.at(-1)
  if (last !== undefined) add('email.thread-index.reply', last)
}

function gateway(draft: MessageDraft, field: HeaderField, reading: PlacedReading | undefined): void {
  if (reading === undefined) return
  const { decoder, time } = reading
  const sender = decoder.writtenBy === 'sender'
  draft.event({
    kind: `email.${sender ? 'sender-id' : 'gateway-id'}.${SUFFIX[decoder.means]}`,
    clock: sender
      ? draft.clock('sender', 'identifiers', field.name)
      : draft.clock(serverClock(decoder.id), field.lower, field.name),
    reading: { nominal: time, precision: decoder.precision, zone: decoder.means === 'local' ? FLOATING : UTC },
    raw: readable(field.value),
    locator: locate(field),
  })
}
