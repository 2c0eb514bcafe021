/**
 * Dates in the lines with which a mail program introduces what it quotes or forwards. The text of a message is only looked at:
 * nothing of it is kept but the date of such a line. Its writer is whoever wrote the text, so it is the weakest claim of all.
 */
import { readQuotedDate } from '../../time/quoted-date.ts'
import type { Reading } from '../../time/reading.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimePart } from './mime-structure.ts'
import { readable } from './raw-text.ts'
import { decodeBody } from './transfer-encoding.ts'

export const QUOTED_TRAITS = {
  'email.quoted.weekday':
    'Whether the English name of the day that stands before a quoted date is that of the date: right, wrong',
} as const

/** Words that end the line before a quotation, and that begin the line of a forwarded header; UTF-8 bytes. */
const WROTE = [
  'wrote:',
  'schrieb:',
  'schrieb am',
  'crit :',
  'crit:',
  'escribi',
  'ha scritto:',
  'schreef:',
  'escreveu:',
  'skrev:',
]
const SENT = [
  'Sent:',
  'Date:',
  'Gesendet:',
  'Datum:',
  'Envoy',
  'Enviado',
  'Inviato:',
  'Verzonden:',
  'Fecha:',
  'Skickat:',
  'Sendt:',
]
const NEEDLES = [...WROTE, ...SENT].map((word) => ({ word: Buffer.from(word), block: SENT.includes(word) }))
/** A header is forwarded as a block: a sender stands near its date. */
const SENDER_NEAR = /^[>\s*]*(?:From|Von|De|Da|Van|Från|Fra)\s*:/im

const LARGEST_TEXT = 128 * 1024
const MOST_DATES = 40
const LF = 10

/** Adds one event for each date that a line of the part introduces. */
export function quotedDates(draft: MessageDraft, part: MimePart, bytes: Buffer, base: number): void {
  const encoding = part.header.byName.get('content-transfer-encoding')?.[0]?.value.toLowerCase() ?? ''
  const raw = bytes.subarray(part.start, Math.min(part.end, part.start + LARGEST_TEXT))
  const encoded = encoding === 'base64' || encoding === 'quoted-printable'
  const text = encoded ? Buffer.from(decodeBody(raw, encoding)) : raw
  let left = MOST_DATES
  const seen = new Set<number>()
  for (const { word, block } of NEEDLES)
    for (let at = text.indexOf(word); at !== -1 && left > 0; at = text.indexOf(word, at + word.length)) {
      const start = text.lastIndexOf(LF, at) + 1
      if (seen.has(start)) continue
      seen.add(start)
      left--
      const line = block ? forwarded(text, start) : introduction(text, start)
      const reading = line === undefined ? undefined : readQuotedDate(line)
      if (line === undefined || reading === undefined) continue
      const type = part.header.byName.get('content-type')?.[0]
      const event = draft.event({
        kind: 'email.quoted.date',
        clock: draft.clock('quoted', 'text', 'a date in the text of the message'),
        reading,
        raw: readable(Buffer.from(dateOnly(line), 'utf8').toString('latin1')),
        locator: encoded
          ? type === undefined
            ? { type: 'bytes', offset: base + part.start, length: part.end - part.start }
            : locate(type)
          : { type: 'bytes', offset: base + part.start + start, length: line.length },
      })
      const right = weekdayRight(line, reading)
      if (right !== undefined) draft.trait('email.quoted.weekday', right ? 'right' : 'wrong', event.locator, event)
    }
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
/** The name stands directly before the date: elsewhere in the line it may be the name of a person or a firm. */
const DAY_BEFORE = /\b(Sun|Mon|Tue|Wed|Thu|Fri|Sat)(?:[a-z]{0,3}day)?[.,]{0,2}\s+(?=\d|[A-Z][a-z]{2,8}\.?\s+\d)/

function weekdayRight(line: string, { nominal }: Reading): boolean | undefined {
  const name = DAY_BEFORE.exec(line.slice(0, 200))?.[1]?.toLowerCase()
  return name === undefined || nominal === undefined ? undefined : DAYS[new Date(nominal / 1000).getUTCDay()] === name
}

const lineAt = (text: Buffer, start: number): string => {
  const newline = text.indexOf(LF, start)
  return text.toString('utf8', start, Math.min(newline === -1 ? text.length : newline, start + 300)).trimEnd()
}

/** The line, or with the line before it where the introduction was broken in two. */
function introduction(text: Buffer, start: number): string | undefined {
  const line = lineAt(text, start)
  if (readQuotedDate(line) !== undefined) return line
  if (start < 2) return undefined
  const before = text.lastIndexOf(LF, start - 2) + 1
  return start - before > 300 ? undefined : `${lineAt(text, before)} ${line}`
}

function forwarded(text: Buffer, start: number): string | undefined {
  const near = text.toString('latin1', Math.max(0, start - 400), Math.min(text.length, start + 400))
  return SENDER_NEAR.test(near) ? lineAt(text, start) : undefined
}

/** The date without names: from the first digit or weekday to the last digit of the line, at most 80 characters. */
function dateOnly(line: string): string {
  const [found = ''] = /(?:\p{L}{2,12}\.?,?\s+){0,2}\d.*\d(?:\s*[AaPp]\.?[Mm]\.?)?/u.exec(line.slice(0, 200)) ?? []
  return found.replace(/<[^>]*>?|\S*@\S*/g, '').slice(0, 80)
}
