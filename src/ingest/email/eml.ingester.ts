/** A file that is one message in the Internet's format: `.eml`, Maildir, what mail programs save. */
import { EvidenceProblem } from '../../model.ts'
import { defineIngester } from '../ingester.ts'
import { EMAIL_EMITS } from './email-vocabulary.ts'
import { asBuffer, looksLikeMail, skipBlank, withLineFeeds } from './looks-like-mail.ts'
import { maildirName } from './maildir-name.ts'
import { LARGEST_MESSAGE, tooLarge } from './message-size.ts'
import { messageArtifacts } from './message.ts'

export default defineIngester({
  id: 'eml',
  title: 'Email message',
  source: 'RFC 5322, RFC 2045 to 2047',
  accepts: looksLikeMail,
  confidence: 10,
  emits: EMAIL_EMITS,
  *ingest(source, { limits }) {
    const read = asBuffer(source.read(0, Math.min(source.size, LARGEST_MESSAGE)))
    const start = skipBlank(read)
    const bytes = read.subarray(start)
    if (bytes.length === 0) throw new EvidenceProblem('the file holds no message: it is empty')
    const lines = withLineFeeds(bytes)
    const problems = source.size > LARGEST_MESSAGE ? [tooLarge(source.size)] : []
    yield* messageArtifacts({ bytes: lines, base: start, problems, ...maildirName(source.name) }, limits)
  },
})
