/**
 * The engine behind `anachron decode`: tries every decoder on a text, ranks what comes out and says why. Two readings that
 * fit equally well get the same score: the engine never prefers one on a guess.
 */
import { bare, decodersFor, spanOf } from './decode-at.ts'
import { times, type Decoder, type Part } from './decoder.ts'
import { decoders } from './decoders/index.generated.ts'
import { DAY, SECOND, shift, toReadable, type Instant } from './instant.ts'

export { decodeAt, decodersFor } from './decode-at.ts'

/** One reading of a text. */
export interface Decoded {
  readonly decoder: Decoder
  readonly parts: readonly Part[]
  /** All times in the tree, in order; empty if the value is a conventional "no time". */
  readonly times: readonly Instant[]
  /** From 0 to 1: how specific the form is, times how plausible the time. */
  readonly score: number
  /** One sentence: why the reading stands where it stands. */
  readonly because: string
}

/** A longer text is no identifier. */
const LONGEST = 16_384

/** One form in which the text is tried: as it is, as a header's value, as bytes in one order. */
interface Form {
  readonly text: string
  readonly decoders: readonly Decoder[]
  /** Said first in `because`. */
  readonly note?: string
  /** The text names the place in which it stands. */
  readonly placed?: true
  /** The whole text is decimal digits. */
  readonly digits?: boolean
  /** The text was read as bytes. */
  readonly bytes?: true
}

/** Every reading of a text, best first; equal scores by decoder id. Empty if nothing fits. Never throws. */
export function decodeText(text: string, now: Instant): Decoded[] {
  if (text.length > LONGEST) return []
  const found = new Map<string, Decoded>()
  for (const form of forms(text)) {
    for (const decoder of form.decoders) {
      const parts = decoder.decode(form.text)
      if (parts === undefined) continue
      const decoded = judge(decoder, parts, form, now)
      const key = `${decoder.id} ${decoded.times.join()}`
      if (decoded.score > (found.get(key)?.score ?? -1)) found.set(key, decoded)
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score || (a.decoder.id < b.decoder.id ? -1 : 1))
}

const DIGITS = /^\d{8,}$/
const FIELD = /^([A-Za-z0-9-]{2,60}):\s+(\S.*)$/s
const PLACE_OF_FIELD: Readonly<Record<string, Parameters<typeof decodersFor>[0]>> = {
  'message-id': 'message-id',
  'in-reply-to': 'message-id',
  'content-id': 'content-id',
  'thread-index': 'thread-index',
  'x-ms-exchange-crosstenant-network-message-id': 'exchange-guid',
  'x-ms-office365-filtering-correlation-id': 'exchange-guid',
}

function forms(text: string): readonly Form[] {
  const [, name = '', value = ''] = FIELD.exec(text.trim()) ?? []
  const place = PLACE_OF_FIELD[name.toLowerCase()]
  const here = [...(place === undefined ? [] : decodersFor(place)), ...decodersFor('header-value', name)]
  if (here.length > 0) {
    return [
      { text: bare(value), decoders: here, placed: true, note: `It stands in ${name}, where this identifier belongs.` },
    ]
  }
  const boundary = /\bboundary="?([^"\s;]{1,100})/i.exec(text)?.[1]
  if (boundary !== undefined) {
    const note = 'It stands in a boundary, where this identifier belongs.'
    return [{ text: boundary, decoders: decodersFor('mime-boundary'), placed: true, note }]
  }
  const id = bare(text)
  return [{ text: id, decoders, digits: DIGITS.test(id) }, ...byteForms(id)]
}

/** Hexadecimal digits without marks, or bytes with the same mark between any two. */
const BYTES =
  /^(?:(?:0x)?(?:[0-9a-f]{2}){4,16}|[0-9a-f]{2}([ :-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){2,14}|0x[0-9a-f]{2}(?:,? 0x[0-9a-f]{2}){3,15})$/i

/** Four, eight or sixteen bytes written in hexadecimal (with `0x`, spaces or colons), read in both orders. */
function byteForms(text: string): readonly Form[] {
  if (text.length > 128 || !BYTES.test(text)) return []
  const hex = text.replace(/0x|[ ,:-]/gi, '').toLowerCase()
  if (hex.length === 32) return hex === text ? [] : [{ text: hex, decoders, note: 'As 16 bytes.' }]
  if (hex.length !== 8 && hex.length !== 16) return []
  const order = (bytes: string, note: string): Form => ({
    text: `0x${bytes}`,
    decoders,
    note,
    bytes: true,
    digits: DIGITS.test(text),
  })
  return [
    order(hex, 'As bytes, most significant first.'),
    order(Buffer.from(hex, 'hex').reverse().toString('hex'), 'As bytes, least significant first.'),
  ]
}

function judge(decoder: Decoder, parts: readonly Part[], form: Form, now: Instant): Decoded {
  const all = times(parts)
  const said: string[] = form.note === undefined ? [] : [form.note]
  let score = form.placed === true ? Math.max(decoder.specificity, 0.95) : decoder.specificity
  said.push(specific(decoder.specificity))
  const { factor, why } = plausible(decoder, parts, all, now)
  score *= factor
  said.push(why)
  if (form.placed !== true && decoder.headers !== undefined && decoder.specificity < 0.9) {
    score *= 0.3
    said.push(`It belongs into the header ${decoder.headers[0] ?? ''}, which the text does not name.`)
  }
  if (form.digits === true && (form.bytes === true || !DECIMAL.has(decoder.id))) {
    score *= 0.2
    said.push('All of it are decimal digits; this form has letters as a rule.')
  }
  if (ROUND.test(form.text) && decoder.id.startsWith('snowflake-')) {
    score *= 0.5
    said.push('The number ends in zeros, as counts of time do and ids with a counter do not.')
  }
  return { decoder, parts, times: all, score, because: said.join(' ') }
}

/** Decoders of decimal numbers: one of their vectors is one. */
const DECIMAL = new Set(
  decoders.filter(({ vectors }) => vectors.some(({ text }) => /^[\d.]+$/.test(text))).map(({ id }) => id),
)

/** A decimal number that ends in six zeros. */
const ROUND = /^\d{9,}0{6}$/

function specific(specificity: number): string {
  if (specificity >= 0.9) return 'The form bears a mark that hardly anything else bears.'
  if (specificity >= 0.6) return 'The form is specific.'
  return 'Other things have this form too.'
}

function plausible(
  decoder: Decoder,
  parts: readonly Part[],
  all: readonly Instant[],
  now: Instant,
): { factor: number; why: string } {
  if (all.length === 0) {
    const sentinel = firstSentinel(parts)
    return sentinel === undefined
      ? { factor: 0.3, why: 'It names no single moment.' }
      : { factor: 1, why: `The value is a conventional one for "no time" (${sentinel}).` }
  }
  const { since, until } = spanOf(decoder)
  const latest = Math.min(until, shift(now, DAY))
  const inside = all.filter((at) => at >= since && at <= latest)
  const [first] = all
  if (inside.length > 0) {
    if (decoder.alternatives === true) return { factor: 1, why: 'Only one of its times is meant.' }
    if (inside.length === all.length) return { factor: 1, why: 'Its time is one at which the scheme was in use.' }
    return { factor: 0.9, why: 'Not all of its times are ones at which the scheme was in use.' }
  }
  if (first !== undefined && first < since)
    return { factor: 0.05, why: `Its time lies before the scheme began (${decoder.since}).` }
  return first !== undefined && first > shift(now, DAY)
    ? { factor: 0.03, why: `Its time lies in the future (after ${toReadable(now)}).` }
    : { factor: 0.05, why: `Its time lies after the scheme ended (${decoder.until ?? ''}).` }
}

function firstSentinel(parts: readonly Part[]): string | undefined {
  for (const part of parts) {
    const found = part.sentinel ?? firstSentinel(part.parts ?? [])
    if (found !== undefined) return found
  }
  return undefined
}

/** Times that are no further apart say the same, whichever scheme they are read by. */
const SAME = 2 * SECOND
/** A rival with less than this part of the best score does not make a reading unclear. */
const RIVAL = 0.6
/** With less, a time is not plausible, or the form says next to nothing. */
const LEAST = 0.2

/**
 * True if exactly one reading stands out: the best has one moment inside its scheme's time, and every reading of another
 * moment has less than 0.6 of its score. Several plain numbers that mean the same second are one reading.
 */
export function clearReading(decoded: readonly Decoded[]): boolean {
  const [best] = decoded
  const moment = best?.times.at(-1)
  if (best === undefined || moment === undefined || best.score < LEAST || best.decoder.alternatives === true)
    return false
  return decoded.every(({ times: all, score }) => {
    const other = all.at(-1)
    return score < best.score * RIVAL || (other !== undefined && Math.abs(other - moment) <= SAME)
  })
}

/** A tree of the parts with their times, the reason and the source: what `anachron decode` prints for one reading. */
export function renderTree(decoded: Decoded): string {
  const { decoder, parts, because } = decoded
  const clock = decoder.means === 'local' ? 'local time, zone unknown' : 'UTC'
  const means = { moment: 'the moment of writing', start: 'when it was begun', local: "the writer's wall clock" }[
    decoder.means
  ]
  const lines = [`${decoder.title} (${decoder.id}): ${means}`]
  const leaf = (label: string, value: string) => ({ label, value })
  const notes: Part[] = [
    leaf('why', because),
    leaf('source', decoder.source),
    ...(decoder.accuracy === undefined ? [] : [leaf('accuracy', decoder.accuracy)]),
  ]
  branch([...parts, ...notes], '', clock, lines)
  return lines.join('\n')
}

function branch(parts: readonly Part[], indent: string, clock: string, lines: string[]): void {
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1
    const time = part.time === undefined ? '' : `  →  ${toReadable(part.time).replace('UTC', clock)}`
    const sentinel = part.sentinel === undefined ? '' : `  (no time: ${part.sentinel})`
    lines.push(`${indent}${last ? '└─' : '├─'} ${part.label}: ${part.value}${time}${sentinel}`)
    branch(part.parts ?? [], `${indent}${last ? '   ' : '│  '}`, clock, lines)
  }
}
