// The disputed ledger, in three acts (DESIGN: "The story the samples tell"). All names are fictitious.
import { zipSync } from 'fflate'
import { gmailHops, outlook, outlookMessage, postfix, submission, withBodyHash, type Outgoing } from '../make/mail.ts'
import { picture } from '../make/picture.ts'
import { iso, Quillbooks, workingDays, type Entry } from '../make/quillbooks.ts'
import { seeded } from '../make/random.ts'
import type { Story } from '../make/story.ts'

const at = (text: string): number => Date.parse(text)
const FROM = 'Quentin Vale <q.vale@example.com>'
const LAWYERS = 'office@example.org'

/** Act 1: "the books of 2009 to 2011", whose audit table says that they were recorded in 2020. */
function booksOfAct1(): Uint8Array {
  const random = seeded(2009)
  const books = new Quillbooks('8.3', '2020-09-04T16:20:11Z')
  const { entries } = workingDays(random, '2009-01-05', 120)
  const evenings = ['2020-09-05T17:02:00Z', '2020-09-06T09:15:00Z', '2020-09-07T18:40:00Z']
  evenings.forEach((evening, n) => {
    const start = at(evening)
    const part = entries.slice(Math.floor((n * entries.length) / 3), Math.floor(((n + 1) * entries.length) / 3))
    let now = start
    for (const entry of part) {
      now += random.int(18, 75) * 1000
      books.book({ ...entry, recordedAt: iso(now), session: n + 1 }, { workstation: 'DESK7', build: '8.3.1182' })
    }
    books.session({ id: n + 1, user: 1, in: iso(start), out: iso(now + 240_000) })
  })
  return books.bytes()
}

function disclosure(): string {
  const random = seeded(20200914)
  const sent = at('2020-09-14T10:31:12Z')
  const zip = zipSync({
    'company.db': [booksOfAct1(), { mtime: new Date('2020-09-10T08:12:40Z') }],
    'screenshots/ledger-2009-a.jpg': [
      picture(random, { make: 'Samsung', model: 'SM-G973F', original: '2020:09:08 19:41:07' }),
      { mtime: new Date('2020-09-08T19:41:08Z') },
    ],
    'screenshots/ledger-2009-b.jpg': [
      picture(random, { make: 'Samsung', model: 'SM-G973F', original: '2020:09:08 19:43:52' }),
      { mtime: new Date('2020-09-08T19:43:52Z') },
    ],
  })
  const message = outlookMessage({
    at: sent,
    offset: 60,
    from: FROM,
    to: LAWYERS,
    subject: 'The books of 2009 to 2011',
    text: 'Attached are the books, and photographs of the records of 2009.',
    attachments: [{ name: 'books.zip', type: 'application/zip', bytes: zip, modified: at('2020-09-10T08:13:02Z') }],
    messageId: outlook.messageId(sent - 2000, random, 'example.com'),
    threadIndex: outlook.threadIndex(sent - 360_000, random),
    boundary: outlook.boundary(sent - 2000, 60),
  })
  return [postfix('smtp.example.com', 'mx.example.org', sent + 4000, 0, random, LAWYERS), message].join('\r\n')
}

/** Act 2: an audit trail that fits the dates, and five things in it that do not. */
function booksOfAct2(seed: number, days: number, endless: boolean): Uint8Array {
  const random = seeded(seed)
  const books = new Quillbooks('9.2', '2009-01-02T08:00:00Z')
  const { sessions, entries } = workingDays(random, '2009-01-05', days)
  const late: Entry[] = []
  for (const entry of entries) {
    // A handful of rows were put in afterwards: they stand at the end of the table with the times of earlier days.
    if (late.length < 6 && random.next() < 0.012) late.push(entry)
    else books.book(entry, { workstation: 'DESK7', build: '9.2.2204' })
  }
  for (const entry of late) books.book(entry, { workstation: 'DESK7', build: '9.2.2204' })
  const last = sessions.at(-1)
  for (const session of sessions)
    books.session(session === last && endless ? { ...session, out: '2023-06-02T21:14:09Z' } : session)
  if (endless && last) {
    // Dated activity of that session, days and weeks after its login.
    const start = at(last.in)
    for (const daysLater of [1, 3, 9, 24]) {
      const now = start + daysLater * 86_400_000 + random.int(100, 20_000) * 1000
      const [entry] = workingDays(random, iso(now).slice(0, 10), 1).entries
      if (entry)
        books.book({ ...entry, recordedAt: iso(now), session: last.id }, { workstation: 'DESK7', build: '9.2.2204' })
    }
  }
  return books.bytes()
}

/** Act 3: three mails to the former lawyers; the third exists in two copies. */
function mails(): Record<string, string> {
  const random = seeded(20190827)
  const genuine = (sent: number, subject: string): string => {
    const message = outlookMessage({
      at: sent,
      offset: 60,
      from: FROM,
      to: LAWYERS,
      subject,
      text: 'Please see below.',
      messageId: outlook.messageId(sent - 1000, random, 'example.com'),
      threadIndex: outlook.threadIndex(sent - 240_000, random),
      boundary: outlook.boundary(sent - 1000, 60),
    })
    const received = postfix('mail-pf1-f182.google.com', 'mx.example.org', sent + 6000, 0, random, LAWYERS)
    return withBodyHash(
      [received, ...gmailHops('2019', sent, -420, random, LAWYERS, sent + 2000), message].join('\r\n'),
    )
  }
  const claimed = at('2019-08-27T13:12:44Z')
  const made = at('2024-04-03T09:11:05Z')
  const third: Outgoing = {
    at: claimed,
    offset: 60,
    from: FROM,
    to: LAWYERS,
    subject: 'Our instructions of August',
    text: 'As agreed, the ledger of 2009 is attached.',
    attachments: [
      {
        name: 'ledger-2009.csv',
        type: 'text/csv',
        bytes: Buffer.from('date,account,amount\r\n2009-08-27,4000 Sales,118400\r\n'),
        created: at('2024-04-03T08:52:31Z'),
        modified: at('2024-04-03T08:58:10Z'),
      },
    ],
    messageId: outlook.messageId(claimed - 1000, random, 'example.com'),
    threadIndex: outlook.threadIndex(claimed - 180_000, random),
    boundary: outlook.boundary(claimed - 1000, 60),
  }
  const body = outlookMessage(third)
  return {
    'act-3/mail-1.eml': genuine(at('2019-08-20T09:04:10Z'), 'Appointment next week'),
    'act-3/mail-2.eml': genuine(at('2019-08-22T15:47:31Z'), 'Questions before we meet'),
    // Both copies bear the line of smtp.gmail.com in the form of 2022 to 2024; only the times in it differ.
    'act-3/mail-3-copy-a.eml': [submission('2024', claimed + 1000, -420, random, LAWYERS), body].join('\r\n'),
    'act-3/mail-3-copy-b.eml': [submission('2024', made + 1000, -420, random, LAWYERS), body].join('\r\n'),
  }
}

export const disputedLedger: Story = {
  name: 'disputed-ledger',
  about:
    'Books "of 2009 to 2011" that were recorded in 2020, two more databases whose audit trail fits, and a third mail in two copies.',
  files: {
    'act-1/disclosure.eml': disclosure(),
    'act-2/books-a.db': booksOfAct2(41, 560, true),
    'act-2/books-b.db': booksOfAct2(42, 300, false),
    ...mails(),
  },
  exhibits: `exhibits:
  - exhibit: A-1
    path: act-1/disclosure.eml
    sha256: {sha256:act-1/disclosure.eml}
    producer: Harbour and Vale Ltd
    received: {date: 2020-09-15, manner: by mail to the office}
    medium: working-copy
    asserts: []
  - exhibit: A-1/books
    path: act-1/disclosure.eml/books.zip/company.db
    producer: Harbour and Vale Ltd
    received: {date: 2020-09-15, manner: inside A-1}
    medium: working-copy
    asserts:
      - {claim: the books of 2009 to 2011, by: Harbour and Vale Ltd, where: 'disclosure list, item 1', from: 2009-01-01, to: 2011-12-31, kind: made}
  - exhibit: A-1/a
    path: act-1/disclosure.eml/books.zip/screenshots%2Fledger-2009-a.jpg
    producer: Harbour and Vale Ltd
    received: {date: 2020-09-15, manner: inside A-1}
    medium: working-copy
    asserts:
      - {claim: a photograph of records of 2009, by: Harbour and Vale Ltd, where: 'disclosure list, item 2', from: 2009-01-01, to: 2011-12-31, kind: made}
  - exhibit: A-2
    path: act-2/books-a.db
    sha256: {sha256:act-2/books-a.db}
    producer: Harbour and Vale Ltd
    received: {date: 2023-09-01, manner: on a memory stick}
    medium: working-copy
    asserts:
      - {claim: the file was not touched since the end of 2011, by: Harbour and Vale Ltd, where: 'second witness statement, paragraph 14', from: 2011-12-31, kind: untouched-since}
  - exhibit: A-3
    path: act-2/books-b.db
    sha256: {sha256:act-2/books-b.db}
    producer: Harbour and Vale Ltd
    received: {date: 2023-09-01, manner: on a memory stick}
    medium: working-copy
    asserts:
      - {claim: the file was not touched since the end of 2011, by: Harbour and Vale Ltd, where: 'second witness statement, paragraph 14', from: 2011-12-31, kind: untouched-since}
  - exhibit: B-1
    path: act-3/mail-1.eml
    producer: Marsh and Partners
    received: {date: 2024-05-10, manner: exported from the firm's archive}
    medium: working-copy
    independentlyAcquired: {by: Marsh and Partners, how: "from the firm's own mail archive"}
    asserts: []
  - exhibit: B-2
    path: act-3/mail-2.eml
    producer: Marsh and Partners
    received: {date: 2024-05-10, manner: exported from the firm's archive}
    medium: working-copy
    independentlyAcquired: {by: Marsh and Partners, how: "from the firm's own mail archive"}
    asserts: []
  - exhibit: B-3a
    path: act-3/mail-3-copy-a.eml
    producer: Harbour and Vale Ltd
    received: {date: 2024-04-15, manner: by mail to the office}
    medium: working-copy
    asserts: []
  - exhibit: B-3b
    path: act-3/mail-3-copy-b.eml
    producer: Harbour and Vale Ltd
    received: {date: 2024-04-22, manner: by mail to the office}
    medium: working-copy
    asserts: []
`,
  mustFind: [
    { rule: 'recorded-after-asserted', evidence: 'books.zip/company.db' },
    { rule: 'picture-newer-than-asserted', evidence: 'screenshots%2Fledger-2009-a.jpg' },
    { rule: 'session-with-activity-after-it', evidence: 'act-2/books-a.db' },
    { rule: 'session-after-asserted', evidence: 'act-2/books-a.db' },
    { rule: 'column-newer-than-row', evidence: 'act-2/books-a.db' },
    { rule: 'rows-out-of-order', evidence: 'act-2/books-a.db' },
    { rule: 'last-writer-newer-than-asserted', evidence: 'act-2/books-a.db' },
    { rule: 'schema-newer-than-asserted', evidence: 'act-2/books-a.db' },
    { rule: 'column-newer-than-row', evidence: 'act-2/books-b.db' },
    { rule: 'rows-out-of-order', evidence: 'act-2/books-b.db' },
    { rule: 'last-writer-newer-than-asserted', evidence: 'act-2/books-b.db' },
    { rule: 'schema-newer-than-asserted', evidence: 'act-2/books-b.db' },
    { rule: 'gmail-submission-id', evidence: 'act-3/mail-3-copy-a.eml', level: 'high' },
    { rule: 'copies-of-one-message', evidence: 'act-3/mail-3-copy-a.eml' },
  ],
}
