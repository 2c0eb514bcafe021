// Honest evidence that looks like the disputed one at first sight. Nothing of level medium or above may be found in it.
import { zipSync } from 'fflate'
import { gmailHops, mailDate, outlook, outlookMessage, postfix, withBodyHash, type Attachment } from '../make/mail.ts'
import { iso, Quillbooks, workingDays } from '../make/quillbooks.ts'
import { seeded, type Random } from '../make/random.ts'
import type { Story } from '../make/story.ts'
import { disputedLedger } from './disputed-ledger.ts'

const at = (text: string): number => Date.parse(text)
const FROM = 'Ada Brook <a.brook@example.com>'
const TO = 'office@example.org'

const exhibit = (path: string, received: string, asserts: string): string => `exhibits:
  - exhibit: T-1
    path: ${path}
    producer: Brook Supplies Ltd
    received: {date: ${received}, manner: on a memory stick}
    medium: working-copy
    asserts:${asserts === '' ? ' []' : `\n      - ${asserts}`}
`
const MADE =
  "{claim: the books of 2009 to 2011, by: Brook Supplies Ltd, where: 'disclosure list, item 4', from: 2009-01-01, to: 2011-12-31, kind: made}"

/** Books grown day by day in 2009 to 2011. */
function grown(random: Random, books: Quillbooks, from: string, days: number): void {
  const { sessions, entries } = workingDays(random, from, days)
  for (const session of sessions) {
    books.session(session)
    for (const entry of entries.filter((e) => e.session === session.id)) books.book(entry)
  }
}

function lateBookings(): Uint8Array {
  const random = seeded(301)
  const books = new Quillbooks('4.0', '2009-01-02T08:00:00Z')
  const { sessions, entries } = workingDays(random, '2009-01-05', 400)
  sessions.forEach((session, n) => {
    books.session(session)
    for (const entry of entries.filter((e) => e.session === session.id)) {
      // Now and then an invoice of months ago turns up.
      const late = n > 90 && random.next() < 0.04
      books.book(
        late
          ? { ...entry, bookedOn: iso(at(entry.recordedAt) - random.int(30, 120) * 86_400_000).slice(0, 10) }
          : entry,
      )
    }
  })
  books.upgrade('5.1', '2011-02-20T07:30:00Z')
  return books.bytes()
}

function upgradeFillsColumns(): Uint8Array {
  const random = seeded(302)
  const books = new Quillbooks('5.1', '2015-01-02T08:00:00Z')
  grown(random, books, '2015-01-05', 200)
  books.upgrade('7.0', '2016-04-02T18:00:00Z')
  const { sessions, entries } = workingDays(random, '2016-04-04', 150, 500)
  for (const session of sessions) books.session(session)
  for (const entry of entries) books.book(entry, { workstation: 'FRONT2', build: '7.0.310' })
  books.upgrade('8.3', '2020-03-01T18:00:00Z')
  return books.bytes()
}

function restoredIntoNewerProduct(): Uint8Array {
  const random = seeded(303)
  const books = new Quillbooks('4.0', '2009-01-02T08:00:00Z')
  grown(random, books, '2009-01-05', 500)
  books.upgrade('9.2', '2023-06-20T09:00:00Z')
  books.edit('VACUUM')
  return books.bytes()
}

function closedByNextStart(): Uint8Array {
  const random = seeded(304)
  const books = new Quillbooks('5.1', '2011-02-20T08:00:00Z')
  const { sessions, entries } = workingDays(random, '2011-03-07', 120)
  const holiday = 19 * 86_400_000
  const later = (time: string, n: number): string => iso(at(time) + (n > 40 ? holiday : 0))
  sessions.forEach((session, n) => {
    const out = session.out ?? session.in
    // On day 41 the machine crashed before a holiday; the next start wrote the logout.
    const next = sessions[n + 1]?.in ?? out
    books.session({
      ...session,
      in: later(session.in, n),
      out: n === 40 ? iso(at(next) + holiday - 2000) : later(out, n),
    })
    for (const entry of entries.filter((e) => e.session === session.id)) {
      const recordedAt = later(entry.recordedAt, n)
      books.book({ ...entry, recordedAt, bookedOn: recordedAt.slice(0, 10) })
    }
  })
  return books.bytes()
}

function openedByNewerLibrary(): Uint8Array {
  const random = seeded(305)
  const books = new Quillbooks('4.0', '2009-01-02T08:00:00Z')
  grown(random, books, '2009-01-05', 300)
  return books.bytes(3041002)
}

function mergedBranches(): Uint8Array {
  const books = new Quillbooks('4.0', '2009-01-02T08:00:00Z')
  grown(seeded(306), books, '2009-01-05', 250)
  const { sessions, entries } = workingDays(seeded(307), '2009-01-05', 240, 1000)
  for (const session of sessions) books.session(session)
  for (const entry of entries) books.book(entry)
  return books.bytes(3007004)
}

function mail(random: Random, sent: number, subject: string, attachments: readonly Attachment[] = []): string {
  return outlookMessage({
    at: sent,
    offset: 60,
    from: FROM,
    to: TO,
    subject,
    text: 'Please find the statement attached.',
    attachments,
    messageId: outlook.messageId(sent - 1000, random, 'example.com'),
    threadIndex: outlook.threadIndex(sent - 200_000, random),
    boundary: outlook.boundary(sent - 1000, 60),
  })
}

/** A mail as it lies on the recipient's server. */
const delivered = (random: Random, sent: number, body: string): string =>
  withBodyHash(
    [
      postfix('mail-pf1-f182.google.com', 'mx.example.org', sent + 6000, 0, random, TO),
      ...gmailHops('2019', sent, -420, random, TO, sent + 2000),
      body,
    ].join('\r\n'),
  )

function savedFromClient(): Record<string, string> {
  const random = seeded(308)
  const sent = at('2019-08-28T08:20:05Z')
  const bytes = Buffer.from('date,amount\r\n2019-07-31,1200\r\n')
  const ids = {
    messageId: outlook.messageId(sent - 1000, random, 'example.com'),
    threadIndex: outlook.threadIndex(sent - 200_000, random),
    boundary: outlook.boundary(sent - 1000, 60),
  }
  const message = (attachment: Attachment): string =>
    outlookMessage({
      at: sent,
      offset: 60,
      from: FROM,
      to: TO,
      subject: 'Statement of July',
      text: 'Please find the statement attached.',
      attachments: [attachment],
      ...ids,
    })
  const asSent = { name: 'statement.csv', type: 'text/csv', bytes, modified: at('2019-08-27T16:02:11Z') }
  // The client writes the attachment's times anew when a mail is saved.
  const saved = { ...asSent, created: at('2024-03-11T10:05:44Z'), modified: at('2024-03-11T10:05:44Z') }
  const hops = [
    postfix('mail-pf1-f182.google.com', 'mx.example.org', sent + 6000, 0, random, TO),
    ...gmailHops('2019', sent, -420, random, TO, sent + 2000),
  ]
  const fromServer = withBodyHash([...hops, message(asSent)].join('\r\n'))
  const bodyHash = /\bbh=(\S{44})/.exec(fromServer)?.[1] ?? ''
  return {
    // The attachment's times stand in the body: the saved copy keeps the signature of the body as it was sent.
    'saved-from-client.eml': [...hops.map((hop) => hop.replace(/\bbh=\S{43}=/, `bh=${bodyHash}`)), message(saved)].join(
      '\r\n',
    ),
    'from-the-server.eml': fromServer,
  }
}

function resent(): string {
  const random = seeded(309)
  const sent = at('2019-08-29T11:15:00Z')
  const again = at('2020-11-04T09:30:12Z')
  return [
    postfix('mail.example.org', 'mx.example.net', again + 5000, 0, random, 'archive@example.net'),
    `Resent-From: Office <${TO}>`,
    'Resent-To: archive@example.net',
    `Resent-Date: ${mailDate(again, 0)}`,
    `Resent-Message-ID: <20201104093012.GA4242@mail.example.org>`,
    delivered(random, sent, mail(random, sent, 'Delivery dates')),
  ].join('\r\n')
}

function moderated(): string {
  const random = seeded(310)
  const sent = at('2019-09-02T07:41:30Z')
  const released = sent + 7 * 86_400_000 + 1_234_000
  return [
    postfix('lists.example.net', 'mx.example.org', released + 5000, 0, random, TO),
    postfix('localhost', 'lists.example.net', released, 120, random, 'members@example.net'),
    'List-Id: Members <members.example.net>',
    withBodyHash(
      [
        postfix('mail-pf1-f182.google.com', 'lists.example.net', sent + 5000, 120, random, 'members@example.net'),
        ...gmailHops('2019', sent, -420, random, 'members@example.net', sent + 2000),
        mail(random, sent, 'Minutes of the meeting'),
      ].join('\r\n'),
    ),
  ].join('\r\n')
}

function fetchedByPop(): string {
  const random = seeded(311)
  const sent = at('2019-09-05T14:02:09Z')
  const fetched = at('2024-02-19T18:44:50Z')
  return [
    `Received: from mx.example.org [192.0.2.25]\r\n\tby home.example.net with POP3 (fetchmail-6.4.38)\r\n\tfor <ada@localhost> (single-drop); ${mailDate(fetched, 60)}`,
    delivered(random, sent, mail(random, sent, 'Price list')),
  ].join('\r\n')
}

/** A list took the mail, added its footer and sent it on: the signature of the body no longer fits. */
function listFooter(): string {
  const random = seeded(312)
  const sent = at('2019-09-09T08:12:40Z')
  const signed = delivered(random, sent, mail(random, sent, 'Agenda'))
  return [
    postfix('lists.example.net', 'mx.example.org', sent + 60_000, 0, random, TO),
    'List-Id: Members <members.example.net>',
    `${signed.trimEnd()}\r\n_______________________________________________\r\nMembers mailing list\r\n`,
  ].join('\r\n')
}

/** Written in the evening, to be delivered in the morning. */
function scheduled(): string {
  const random = seeded(313)
  const sent = at('2019-09-10T19:55:00Z')
  const handedOver = at('2019-09-11T06:00:03Z')
  return withBodyHash(
    [
      postfix('mail-pf1-f182.google.com', 'mx.example.org', handedOver + 6000, 0, random, TO),
      ...gmailHops('2019', handedOver, -420, random, TO, handedOver + 2000),
      `Deferred-Delivery: ${mailDate(at('2019-09-11T06:00:00Z'), 0)}`,
      mail(random, sent, 'Reminder of the meeting'),
    ].join('\r\n'),
  )
}

/** A mail of 2019 inside one of 2024: journal reports and forwarded messages carry their message as a part. */
function wrapped(seed: number, years: 'journal' | 'forwarded'): string {
  const random = seeded(seed)
  const sent = at('2019-09-12T10:20:30Z')
  const inner = delivered(random, sent, mail(random, sent, 'Terms of delivery'))
  const outer = years === 'journal' ? sent + 9000 : at('2024-02-20T09:00:00Z')
  const era = years === 'journal' ? '2019' : '2024'
  const message = mail(random, outer, years === 'journal' ? 'Terms of delivery' : 'FW: Terms of delivery', [
    { name: 'terms.eml', type: 'message/rfc822', bytes: Buffer.from(inner) },
  ])
  return withBodyHash(
    [
      postfix('mail-pf1-f182.google.com', 'mx.example.org', outer + 6000, 0, random, TO),
      ...gmailHops(era, outer, era === '2019' ? -420 : -480, random, TO, outer + 2000),
      ...(years === 'journal' ? ['X-MS-Journal-Report: '] : []),
      message,
    ].join('\r\n'),
  )
}

/** A mailbox of 2019, copied to another server in 2022. */
function migrated(): string {
  const random = seeded(316)
  const sent = at('2019-09-16T12:00:21Z')
  return [
    `Delivery-Date: ${mailDate(at('2022-05-07T22:14:09Z'), 120)}`,
    'X-Imapsync: 2.178',
    delivered(random, sent, mail(random, sent, 'Opening hours')),
  ].join('\r\n')
}

/** A reply from ten zones further west, which quotes the date as its reader's clock shows it. */
function quotedAcrossZones(): string {
  const random = seeded(317)
  const sent = at('2019-09-17T01:30:00Z')
  const reply = outlookMessage({
    at: sent,
    offset: -600,
    from: FROM,
    to: TO,
    subject: 'RE: Opening hours',
    text: 'Thank you.\r\n\r\nOn Tue, Sep 17, 2019 at 2:25 PM Office wrote:\r\n> We are open.',
    messageId: outlook.messageId(sent - 1000, random, 'example.com'),
    threadIndex: outlook.threadIndex(sent - 200_000, random),
    boundary: outlook.boundary(sent - 1000, -600),
  })
  return delivered(random, sent, reply)
}

const zipOf = (bytes: Uint8Array, day: string): Uint8Array =>
  zipSync({ 'company.db': [bytes, { mtime: new Date(`${day}T08:00:00Z`) }] })
const act1Books = (): string => disputedLedger.files['act-1/disclosure.eml'] as string

const twin = (name: string, about: string, files: Story['files'], exhibits?: string): Story => ({
  name: `honest-twins/${name}`,
  about,
  files,
  mustFind: [],
  ...(exhibits === undefined ? {} : { exhibits }),
})

export const honestTwins: readonly Story[] = [
  twin(
    'no-assertion',
    'The same mail and database as in act 1, but nobody asserts that they are of 2009: booking the past is no anomaly.',
    { 'disclosure.eml': act1Books() },
  ),
  twin(
    'late-bookings',
    'Books grown from 2009 to 2011, with invoices that turned up months later.',
    { 'company.db': lateBookings() },
    exhibit('company.db', '2012-02-01', MADE),
  ),
  twin('upgrade-fills-columns', 'An upgrade of 2020 filled the new audit column in rows of 2015.', {
    'company.db': upgradeFillsColumns(),
  }),
  twin(
    'restore-into-newer-product',
    'Books of 2009 to 2011, restored into a release of 2023 to be read.',
    { 'books.zip': zipOf(restoredIntoNewerProduct(), '2023-06-21') },
    exhibit('books.zip/company.db', '2023-06-22', MADE),
  ),
  twin(
    'session-closed-by-next-start',
    'The machine crashed; the logout was written at the next start, nineteen days later.',
    { 'company.db': closedByNextStart() },
  ),
  twin(
    'opened-by-newer-library',
    'Books of 2009 to 2010 that a tool with a library of 2023 opened and wrote once.',
    { 'company.db': openedByNewerLibrary() },
    exhibit('company.db', '2023-09-01', MADE),
  ),
  twin('merged-branches', "Two branches' books, merged: the second branch's rows stand behind the first's.", {
    'company.db': mergedBranches(),
  }),
  twin(
    'saved-from-client',
    'A true mail of 2019, saved from a mail client in 2024, and a second copy from the server.',
    savedFromClient(),
  ),
  twin('resent', 'A mail of 2019, resent to an archive in 2020.', { 'resent.eml': resent() }),
  twin('moderated', "A mail that waited in a list's moderation queue for a week.", { 'moderated.eml': moderated() }),
  twin('fetched-by-pop', 'A mail of 2019, fetched by POP in 2024.', { 'fetched.eml': fetchedByPop() }),
  twin('list-footer', 'A signed mail to which a mailing list added a footer.', { 'list.eml': listFooter() }),
  twin('scheduled', 'A mail written in the evening, to be delivered the next morning.', {
    'scheduled.eml': scheduled(),
  }),
  twin('journaled', 'A mail of 2019 in a journal report.', { 'report.eml': wrapped(314, 'journal') }),
  twin('forwarded', 'A mail of 2019, forwarded whole in 2024.', { 'forwarded.eml': wrapped(315, 'forwarded') }),
  twin('migrated', 'A mail of 2019 in a mailbox that was copied to another server in 2022.', {
    'migrated.eml': migrated(),
  }),
  twin('quoted-across-zones', "A reply that quotes a date in its reader's zone.", { 'reply.eml': quotedAcrossZones() }),
]
