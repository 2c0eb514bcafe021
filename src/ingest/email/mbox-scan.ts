/**
 * Where the messages of an mbox begin and end (RFC 4155; the variants mboxo, mboxrd, mboxcl and mboxcl2). The file is read in
 * chunks; only one message at a time is in memory.
 */
import { readEmailDate } from '../../time/email-date.ts'
import { FLOATING, type Reading } from '../../time/reading.ts'
import { ZERO } from '../../time/instant.ts'
import type { Source } from '../ingester.ts'
import { asBuffer, looksLikeMail } from './looks-like-mail.ts'
import { LARGEST_MESSAGE } from './message-size.ts'

export interface MboxMessage {
  /** Offset of the From_ line in the file. */
  readonly start: number
  /** Offset after the message. */
  readonly end: number
  /** From the From_ line on, at most the largest message. */
  readonly bytes: Buffer
  /** Its body was measured by Content-Length, so lines that begin with From may stand in it unquoted. */
  readonly verbatim: boolean
}

const MONTH = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
/** The date of asctime, with or without seconds and with a zone before or after the year; some programs write the date of a header. */
const FROM_DATE = new RegExp(
  String.raw`\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:(?:${MONTH})\s+\d{1,2}|\d{1,2}\s+(?:${MONTH})\s+\d{4})\s+\d{1,2}:\d\d(?::\d\d)?(?:\s+[A-Z]{1,5}|\s+[+-]\d{4})*(?:\s+(?:19|20)\d\d)?(?:\s+[+-]\d{4})?)`,
)
const LONGEST_FROM = 500

/** The text of a From_ line's date, or undefined if the line is none. */
export function fromDate(line: string): string | undefined {
  return line.startsWith('From ') && line.length <= LONGEST_FROM ? FROM_DATE.exec(line)?.[0] : undefined
}

/**
 * What the date of a From_ line means: a wall clock whose zone is not said. Git writes the same date, 17 September 2001, into
 * every patch (git-format-patch(1)): that one is no time.
 */
export function fromReading(date: string): Reading {
  if (/^Mon Sep 17 00:00:00 2001/.test(date))
    return { nominal: undefined, precision: ZERO, zone: FLOATING, problem: 'sentinel' }
  return readEmailDate(date).reading
}

/** `From - `, `From someone`: some programs write no date. Such a line counts only where a whole header follows. */
const UNDATED = /^From \S{1,200}$/
const WINDOW = 4_096

/** Whether a line at `at` of these bytes begins a message: a From_ line after an empty line, or one before a header. */
function separates(window: Buffer, at: number): boolean {
  const newline = window.indexOf(10, at)
  const lineEnd = newline === -1 ? window.length : newline
  const line = window.toString('latin1', at, Math.min(lineEnd, at + LONGEST_FROM + 1)).trimEnd()
  const before = window.toString('latin1', Math.max(0, at - 3), at)
  const blankBefore = at === 0 || before.endsWith('\n\n') || before === '\n\r\n'
  if (fromDate(line) === undefined) {
    const undated = line === 'From -' || (blankBefore && UNDATED.test(line))
    return undated && looksLikeMail(window.subarray(lineEnd + 1))
  }
  return blankBefore || /^>?[!-9;-~]{1,76}:/.test(window.toString('latin1', lineEnd + 1, lineEnd + 90))
}

function separatesAt(source: Source, at: number): boolean {
  const from = Math.max(0, at - 3)
  return separates(asBuffer(source.read(from, WINDOW)), at - from)
}

/** Offsets of all lines after the first that begin with `From `, in order; bounded memory. */
function* fromLines(source: Source): Generator<number> {
  let offset = 0
  let tail: Buffer = Buffer.alloc(0)
  for (const chunk of source.chunks()) {
    const window: Buffer = tail.length === 0 ? asBuffer(chunk) : Buffer.concat([tail, chunk])
    for (let at = window.indexOf('\nFrom '); at !== -1; at = window.indexOf('\nFrom ', at + 1)) yield offset + at + 1
    tail = window.subarray(Math.max(0, window.length - 5))
    offset += window.length - tail.length
  }
}

/** The messages of an mbox, in order. `first` is the offset of its first From_ line. Linear in the file. */
export function* mboxMessages(source: Source, first: number): Generator<MboxMessage> {
  let start = first
  let stated: number | undefined
  for (const candidate of fromLines(source)) {
    if (candidate <= start || (stated !== undefined && candidate < stated) || !separatesAt(source, candidate)) continue
    const bytes = messageBytes(source, start, candidate)
    if (stated === undefined) {
      stated = endByContentLength(source, bytes, start)
      if (stated !== undefined && candidate < stated) continue
    }
    yield { start, end: candidate, bytes, verbatim: stated !== undefined }
    start = candidate
    stated = undefined
  }
  const bytes = messageBytes(source, start, source.size)
  yield { start, end: source.size, bytes, verbatim: endByContentLength(source, bytes, start) !== undefined }
}

const messageBytes = (source: Source, start: number, end: number): Buffer =>
  asBuffer(source.read(start, Math.min(end - start, LARGEST_MESSAGE)))

/** The offset at which the next message begins by Content-Length, if there the next From_ line or the end of the file is. */
function endByContentLength(source: Source, bytes: Buffer, start: number): number | undefined {
  const blank = bytes.indexOf('\n\n')
  const crlf = bytes.indexOf('\n\r\n')
  const bodyStart = Math.min(...[blank + 2, crlf + 3].filter((end) => end > 2), Infinity)
  if (bodyStart === Infinity) return undefined
  const length = /^content-length:[ \t]*(\d{1,12})[ \t]*\r?$/im.exec(
    bytes.toString('latin1', 0, Math.min(bodyStart, 65_536)),
  )?.[1]
  if (length === undefined) return undefined
  const end = start + bodyStart + Number(length)
  if (end > source.size) return undefined
  for (const at of [end, end + 1, end + 2]) {
    if (at >= source.size) return source.size
    if (separatesAt(source, at) && asBuffer(source.read(at - 1, 1))[0] === 10) return at
  }
  return undefined
}
