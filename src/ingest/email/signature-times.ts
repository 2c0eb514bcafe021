/** The time of signing inside OpenPGP (RFC 9580 section 5.2.3.11) and S/MIME signatures (RFC 5652 section 11.3). Nothing is verified. */
import { instant, SECOND, type Instant } from '../../time/instant.ts'
import { UTC } from '../../time/reading.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimePart } from './mime-structure.ts'
import { decodeBody } from './transfer-encoding.ts'

const LARGEST = 256 * 1024
/** Object identifier 1.2.840.113549.1.9.5 (signingTime) and the tag of the set that holds the time. */
const SIGNING_TIME = Buffer.from('06092a864886f70d01090531', 'hex')

/** Adds the event of a part that is a signature. */
export function signatureTime(draft: MessageDraft, part: MimePart, bytes: Buffer): void {
  const openpgp = part.type.value === 'application/pgp-signature'
  const body = bytes.subarray(part.start, Math.min(part.end, part.start + LARGEST))
  const at = openpgp ? openpgpTime(body.toString('latin1')) : smimeTime(decoded(body, part))
  const field = part.header.byName.get('content-type')?.[0]
  if (at === undefined || field === undefined) return
  draft.event({
    kind: openpgp ? 'email.openpgp.signed' : 'email.smime.signed',
    clock: draft.clock('sender', 'signature', openpgp ? 'OpenPGP signature' : 'S/MIME signature'),
    reading: { nominal: at, precision: SECOND, zone: UTC },
    raw: new Date(at / 1000).toISOString().slice(0, 19) + 'Z',
    locator: locate(field),
  })
}

function decoded(body: Buffer, { header }: MimePart): Buffer {
  const encoding = header.byName.get('content-transfer-encoding')?.[0]?.value.toLowerCase()
  return encoding === 'base64' ? Buffer.from(decodeBody(body, encoding)) : body
}

/** Creation time in the hashed part of the first signature packet of an armoured signature. */
function openpgpTime(armour: string): Instant | undefined {
  const [, base64 = ''] =
    /-----BEGIN PGP SIGNATURE-----\r?\n(?:[^\r\n]+\r?\n)*?\r?\n([A-Za-z0-9+/=\r\n]{20,20000})/.exec(armour) ?? []
  const packet = Buffer.from(base64.slice(0, 2_000), 'base64')
  const tag = packet[0] ?? 0
  const old = (tag & 0x40) === 0
  if ((tag & 0x80) === 0 || (old ? (tag >> 2) & 15 : tag & 63) !== 2) return undefined
  const first = packet[1] ?? 0
  const start = old ? 2 + ((1 << (tag & 3)) - 1) : first < 192 ? 2 : first < 224 ? 3 : 6
  const version = packet[start]
  if (version === 3) return packet.length < start + 7 ? undefined : plausible(packet.readUInt32BE(start + 3))
  if (version !== 4 || packet.length < start + 6) return undefined
  const end = start + 6 + packet.readUInt16BE(start + 4)
  for (let at = start + 6; at < end && at + 6 <= packet.length;) {
    const length = packet[at] ?? 0
    if (length === 0 || length >= 192) return undefined
    if (((packet[at + 1] ?? 0) & 127) === 2) return plausible(packet.readUInt32BE(at + 2))
    at += 1 + length
  }
  return undefined
}

const plausible = (seconds: number): Instant | undefined =>
  seconds > 600_000_000 ? instant(seconds * SECOND) : undefined

/** UTCTime (two digits of the year, 50 and later are 19xx) or GeneralizedTime, in UTC as CMS demands. */
function smimeTime(der: Buffer): Instant | undefined {
  const at = der.indexOf(SIGNING_TIME)
  if (at === -1) return undefined
  const start = at + SIGNING_TIME.length + 1
  const length = der[start + 1] ?? 0
  const text = der.toString('latin1', start + 2, start + 2 + length)
  const [, year = '', rest = ''] = /^(\d{2}|\d{4})(\d{10})Z$/.exec(text) ?? []
  const [month = '', day = '', hour = '', minute = '', second = ''] = rest.match(/\d\d/g) ?? []
  const full = year.length === 4 ? year : `${Number(year) >= 50 ? '19' : '20'}${year}`
  const time = Date.parse(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? undefined : instant(time * 1000)
}
