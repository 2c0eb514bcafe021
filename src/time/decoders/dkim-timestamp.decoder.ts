/** DKIM-Signature, ARC-Seal and ARC-Message-Signature may state Unix seconds of signing in t= (RFC 6376, section 3.5). */
import { defineDecoder } from '../decoder.ts'
import { seconds } from '../epochs.ts'
import { fields } from '../fields.ts'
import { SECOND } from '../instant.ts'

const shape = /(?:^|;)\s*t=(\d{10})(?=\s*(?:;|$))/

export default defineDecoder({
  id: 'dkim-timestamp',
  title: 'Time of signing in DKIM and ARC',
  source: 'RFC 6376, section 3.5; RFC 8617; measured on public mailing-list mail of 2019 to 2026',
  shape,
  places: ['header-value'],
  headers: ['dkim-signature', 'arc-seal', 'arc-message-signature', 'x-google-dkim-signature'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2005-01-01',
  accuracy:
    'Google: of 65,425 88 to 90 % within 1 min of Date, never over 5 s later than arrival; others: of 580,380 91 over a minute later, none by a day',
  specificity: 0.6,
  decode: (text) => fields(shape.exec(text), ['signed, Unix seconds', seconds]),
  vectors: [{ text: 'v=1; a=rsa-sha256; d=example.com; s=mail; t=1678786013; bh=AbCd', time: '2023-03-14T09:26:53Z' }],
})
