/** A file of many messages, each after a line that begins with `From `. */
import type { Event } from '../../model.ts'
import { defineIngester } from '../ingester.ts'
import { EMAIL_EMITS } from './email-vocabulary.ts'
import { asBuffer, looksLikeMail, skipBlank } from './looks-like-mail.ts'
import { fromDate, fromReading, mboxMessages, type MboxMessage } from './mbox-scan.ts'
import { LARGEST_MESSAGE, tooLarge } from './message-size.ts'
import { messageArtifacts } from './message.ts'
import { readable } from './raw-text.ts'

const HEAD = 65_536

/** Begins with a From_ line and then a header. */
function accepts(head: Uint8Array): boolean {
  const bytes = asBuffer(head)
  const start = skipBlank(bytes)
  if (bytes.toString('latin1', start, start + 5) !== 'From ') return false
  const line = firstLine(bytes.subarray(start))
  const after = bytes.subarray(start + line.end)
  if (fromDate(line.text) === undefined) return /^From \S+/.test(line.text) && looksLikeMail(after)
  return (
    /^>?[!-9;-~]{1,76}[ \t]*:/.test(after.toString('latin1', 0, 80)) || /^\r?\n/.test(after.toString('latin1', 0, 2))
  )
}

export default defineIngester({
  id: 'mbox',
  title: 'Mailbox file (mbox)',
  source:
    'RFC 4155; the variants mboxo, mboxrd, mboxcl and mboxcl2 as qmail mbox(5) and the Library of Congress describe them',
  accepts,
  confidence: 50,
  emits: EMAIL_EMITS,
  *ingest(source, { limits }) {
    const first = skipBlank(asBuffer(source.read(0, HEAD)))
    for (const message of mboxMessages(source, first)) {
      const line = firstLine(message.bytes)
      const problems: string[] = []
      if (message.end - message.start > LARGEST_MESSAGE) problems.push(tooLarge(message.end - message.start))
      if (message.end === source.size && message.bytes.at(-1) !== 10)
        problems.push('the file ends in the middle of a line of this message: it was cut')
      yield* messageArtifacts(
        {
          bytes: message.bytes.subarray(line.end),
          base: message.start + line.end,
          events: saved(line.text, message),
          problems,
          quoted: !message.verbatim,
        },
        limits,
      )
    }
  },
})

function firstLine(bytes: Buffer): { text: string; end: number } {
  const newline = bytes.indexOf(10)
  const end = newline === -1 ? bytes.length : newline + 1
  return { text: bytes.toString('latin1', 0, Math.min(end, 2_000)).trimEnd(), end }
}

function saved(line: string, { start }: MboxMessage): readonly Event[] {
  const date = fromDate(line)
  if (date === undefined) return []
  return [
    {
      kind: 'email.copy.saved',
      clock: { kind: 'copy', writer: 'From_ line' },
      reading: fromReading(date),
      raw: readable(date),
      locator: { type: 'bytes', offset: start, length: line.length },
    },
  ]
}
