/** Attachments: parts with a file name, parts that are no text, and messages inside the message. Their bytes are decoded when asked for. */
import type { Artifact, Clock, Event, Trait } from '../../model.ts'
import { readEmailDate } from '../../time/email-date.ts'
import type { Limits } from '../../evidence/limits.ts'
import { limitProblem } from '../../evidence/limit-problem.ts'
import { locate, type HeaderField } from './header-block.ts'
import { readParameters } from './mime-parameters.ts'
import type { MimePart } from './mime-structure.ts'
import { readable } from './raw-text.ts'
import { base64IsCut, decodeBody } from './transfer-encoding.ts'

/** RFC 2183 sections 2.4 to 2.6. */
const DATES = [
  ['creation-date', 'email.attachment.created'],
  ['modification-date', 'email.attachment.modified'],
  ['read-date', 'email.attachment.read'],
] as const

/** Whether a part is evidence of its own. Text without a file name is the message's own words. */
export function isAttachment({ type, header }: MimePart, single: boolean): boolean {
  if (fileName(header.byName.get('content-disposition')?.[0], type.parameters.get('name')) !== undefined) return true
  if (BODY.test(type.value)) return false
  // A message that is one part of an unknown kind is not taken apart unless that kind is named.
  return !single || header.byName.has('content-type')
}

/** Words of the message itself. A value without a slash is no type; multiparts appear here only where they could not be read. */
const BODY = /^(?:[^/]*|text\/(?:plain|html|enriched|richtext|x-amp-html|watch-html)|multipart\/.*)$/

function fileName(disposition: HeaderField | undefined, name: string | undefined): string | undefined {
  const found = disposition && readParameters(disposition.value).parameters.get('filename')
  return [found, name].find((text) => text !== undefined && text.trim() !== '')
}

/** Distinct names of the attachments of one message. */
export class AttachmentNames {
  private readonly used = new Map<string, number>()

  /** The name as one level of a path: `/`, `\`, control characters and a name of dots only are replaced; a repeated one gets `~2`. */
  distinct(name: string): string {
    const plain = name
      .replace(/[/\\\x00-\x1f\x7f]/g, '_')
      .slice(0, 200)
      .trim()
    const safe = plain === '' || /^\.+$/.test(plain) ? plain.replaceAll('.', '_') || 'part' : plain
    for (let n = (this.used.get(safe) ?? 0) + 1; ; n++) {
      const candidate = n === 1 ? safe : `${safe}~${n}`
      if (n > 1 && this.used.has(candidate)) continue
      this.used.set(safe, n)
      if (n > 1) this.used.set(candidate, 1)
      return candidate
    }
  }
}

/** What the attachments of one message share. */
export interface Enclosure {
  /** The message's bytes. */
  readonly bytes: Buffer
  /** Lines that begin with From are quoted. */
  readonly quoted: boolean
  readonly names: AttachmentNames
  readonly copy: Clock
  readonly limits: Limits
}

/** `number` counts the parts of the message from 1 and names a part without a file name. */
export function attachmentOf(part: MimePart, number: number, parent: Artifact, enclosure: Enclosure): Artifact {
  const { bytes, quoted, names, copy, limits } = enclosure
  const disposition = part.header.byName.get('content-disposition')?.[0]
  const type = part.header.byName.get('content-type')?.[0]
  const stated = fileName(disposition, part.type.parameters.get('name'))
  const extension = part.type.value === 'message/rfc822' ? '.eml' : ''
  const name = names.distinct(stated ?? `part-${number}${extension}`)
  const field = disposition ?? type ?? part.header.fields[0]
  const locator = field
    ? locate(field)
    : ({ type: 'bytes', offset: part.start, length: part.end - part.start } as const)
  const events = disposition === undefined ? [] : datesOf(disposition, copy)
  const stating = part.header.byName.get('content-transfer-encoding')?.[0]?.value.toLowerCase() ?? ''
  const encoding = stating.replace(/\s*[;(].*$/s, '')
  const traits: Trait[] = [{ key: 'email.attachment.type', value: readable(part.type.value), locator }]
  // Apple Mail takes the bytes out of a .partial.emlx and leaves their number; the file with them is evidence of its own.
  const elsewhere = part.header.byName.get('x-apple-content-length')?.[0]
  const gone = elsewhere !== undefined && bytes.toString('latin1', part.start, part.end).trim() === ''
  if (gone)
    traits.push({ key: 'email.attachment.elsewhere', value: readable(elsewhere.value), locator: locate(elsewhere) })
  const open = (): Uint8Array => {
    if (part.end - part.start > limits['member-bytes']) throw limitProblem('member-bytes', limits, name)
    const body = bytes.subarray(part.start, part.end)
    return decodeBody(quoted ? unquoted(body) : body, encoding)
  }
  const cut = encoding === 'base64' && base64IsCut(bytes.subarray(part.start, part.end))
  return {
    type: 'attachment',
    locator,
    label: readable(Buffer.from(stated ?? name, 'utf8').toString('latin1')),
    parent,
    events,
    traits,
    ...(cut
      ? {
          problems: [
            `the base64 of ${readable(name)} ends inside a group of four characters: it was cut, or written without its end`,
          ],
        }
      : {}),
    ...(gone ? {} : { contains: [{ name, open }] }),
  }
}

function datesOf(disposition: HeaderField, clock: Clock): readonly Event[] {
  const { parameters } = readParameters(disposition.value)
  return DATES.flatMap(([parameter, kind]) => {
    const raw = parameters.get(parameter)
    if (raw === undefined) return []
    return [{ kind, clock, reading: readEmailDate(raw).reading, raw: readable(raw), locator: locate(disposition) }]
  })
}

/** Undoes the quoting of mboxrd: one `>` before every `From ` that begins a line. */
function unquoted(body: Buffer): Buffer {
  if (!body.includes('>From ')) return body
  return Buffer.from(body.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1')
}
