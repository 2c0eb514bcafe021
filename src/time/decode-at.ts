/**
 * Decoders by the place in which an identifier stands: the path of ingesters. Only the decoders of that place run, from maps
 * made once, so that a mail costs microseconds.
 */
import { times, type Decoder, type Part, type Place } from './decoder.ts'
import { decoders } from './decoders/index.generated.ts'
import { LATEST, parseIso, type Instant } from './instant.ts'

/** A reading of an identifier in its place. */
export interface PlacedReading {
  readonly decoder: Decoder
  /** The last time of the tree: of a thread's replies the last, of visits the current one. */
  readonly time: Instant
  readonly parts: readonly Part[]
}

const LONGEST = 16_384

/**
 * No evidence that this version examines was written later. What decodes to a later time bears the form by chance: ids of
 * Entourage (seconds since 1904) read as 2068, random ids of twelve characters as 2104 (seen in genuine mail of 2002 and 2020).
 */
const LATEST_PLAUSIBLE = parseIso('2035-01-01') ?? LATEST

const PLACES = new Map<Place, readonly Decoder[]>()
const HEADERS = new Map<string, readonly Decoder[]>()
for (const decoder of decoders) {
  for (const place of decoder.places)
    if (place !== 'header-value') PLACES.set(place, [...(PLACES.get(place) ?? []), decoder])
  for (const header of decoder.headers ?? []) HEADERS.set(header, [...(HEADERS.get(header) ?? []), decoder])
}

/** The span in which a decoder's times are plausible, as instants; without a known end it is open. */
export interface Span {
  readonly since: Instant
  readonly until: Instant
}
const SPANS = new Map<Decoder, Span>(
  decoders.map((decoder) => [
    decoder,
    {
      since: parseIso(decoder.since) ?? LATEST,
      until: (decoder.until === undefined ? undefined : parseIso(decoder.until)) ?? LATEST,
    },
  ]),
)

/** When the scheme of a decoder was written. */
export const spanOf = (decoder: Decoder): Span => SPANS.get(decoder) ?? { since: LATEST, until: LATEST }

/** The decoders of a place; for `header-value`, those of the named header (any case). */
export function decodersFor(place: Place, header?: string): readonly Decoder[] {
  if (place !== 'header-value') return PLACES.get(place) ?? []
  return header === undefined ? [] : (HEADERS.get(header.toLowerCase()) ?? [])
}

/** An identifier without what its place puts around it: white space, angle brackets, braces, quotes, `cid:`, `urn:uuid:`. */
export function bare(text: string): string {
  const trimmed = text.trim()
  const [, angle, quoted, braced, prefixed] =
    /^(?:<([^<>]*)>|"([^"]*)"|\{([^{}]*)\}|(?:cid|urn:uuid):(\S*))$/.exec(trimmed) ?? []
  return angle ?? quoted ?? braced ?? prefixed ?? trimmed
}

/**
 * The readings of an identifier in its place (a Message-ID, a boundary, a whole header value), most specific first.
 * Times before the scheme began or after it ended are left out, as are ids that name no moment by themselves (a day that
 * wraps). Whether a time is later than its evidence only the caller can say. Never throws.
 */
export function decodeAt(place: Place, text: string, header?: string): readonly PlacedReading[] {
  const candidates = decodersFor(place, header)
  if (candidates.length === 0 || text.length > LONGEST) return []
  const id = place === 'thread-index' ? bare(text).replace(/\s/g, '') : bare(text)
  const readings: PlacedReading[] = []
  for (const decoder of candidates) {
    if (decoder.alternatives === true) continue
    const parts = decoder.decode(id)
    const time = parts === undefined ? undefined : times(parts).at(-1)
    if (parts === undefined || time === undefined) continue
    const span = spanOf(decoder)
    if (time >= span.since && time <= Math.min(span.until, LATEST_PLAUSIBLE)) readings.push({ decoder, time, parts })
  }
  return readings.length < 2 ? readings : readings.sort((a, b) => b.decoder.specificity - a.decoder.specificity)
}
