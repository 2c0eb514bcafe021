/** Ids of Gmail's submission, relay and incoming servers end in the Pacific wall clock: `….2022.02.24.10.11.12`. */
import { defineDecoder } from '../decoder.ts'
import { timed } from '../fields.ts'
import { SECOND, civil } from '../instant.ts'
import { pacificMoments } from '../pacific.ts'

const shape = /^([0-9a-z-]{4,80})\.(\d{1,6})\.(\d{4})\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)$/

export default defineDecoder({
  id: 'gmail-submission-id',
  title: 'Gmail submission id',
  source: 'measured on public mailing-list mail of 2019 to 2026 (80,000 mails)',
  shape,
  places: ['gmail-submission-id'],
  means: 'moment',
  writtenBy: 'provider',
  precision: SECOND,
  since: '2004-04-01',
  accuracy:
    "the Received line's own date is 0 to 15 s after it in 99.8 %, 0 to 32 s in 99.95 %, never before (80,000 mails)",
  specificity: 0.95,
  decode: (text) => {
    const [whole, id = '', counter = '', ...numbers] = shape.exec(text) ?? []
    if (whole === undefined) return undefined
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers.map(Number)
    const wall = civil(year, month, day, hour, minute, second)
    const [first, other] = wall === undefined ? [] : pacificMoments(wall)
    if (first === undefined) return undefined
    const value = numbers.join('.')
    const rest = [
      { label: 'server and mail', value: id },
      { label: 'counter', value: counter },
    ]
    // In the hour that daylight saving repeats, the wall clock alone does not tell which of two moments is meant.
    if (other !== undefined) return [...rest, { label: 'Pacific wall clock, in the hour that comes twice', value }]
    const part = timed('Pacific wall clock', value, first)
    return part && [...rest, part]
  },
  vectors: [
    { text: 'p22sm5588552qkj.16.2023.03.14.02.26.53', time: '2023-03-14T09:26:53Z' },
    { text: '41be03b00d2f7-5020acb1234sm12345678a12.3.2022.02.24.10.11.12', time: '2022-02-24T18:11:12Z' },
  ],
})
