/** What honestly happens to a genuine mail afterwards, or before it leaves: nothing of medium or above may be found in these. */
import { add, all, days, edit, first, printMail, shiftWritten, timeIn, without, years, type Mail } from './mail.ts'

export interface Variant {
  readonly id: string
  readonly title: string
  readonly make: (mail: Mail, arrived: number) => Mail | undefined
}

/** The sender would have signed the other Date. Nobody here can, and a signature over the one that stood there is no honest thing. */
const unsigned = (mail: Mail): Mail => without(mail, /^(?:x-google-)?dkim-signature$/i)

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const two = (n: number): string => String(n).padStart(2, '0')

/** A date as RFC 5322 writes it, in UTC. */
function written(at: number): string {
  const when = new Date(at)
  const time = [when.getUTCHours(), when.getUTCMinutes(), when.getUTCSeconds()].map(two).join(':')
  return `${WEEKDAYS[when.getUTCDay()] ?? ''}, ${when.getUTCDate()} ${MONTHS[when.getUTCMonth()] ?? ''} ${when.getUTCFullYear()} ${time} +0000`
}

const wrapped = (mail: Mail, at: number, subject: string, more: readonly (readonly [string, string])[]): Mail => {
  const boundary = 'bench-wrapper-71c0'
  return {
    end: mail.end,
    fields: [
      {
        name: 'Received',
        value: ` from mail.example.com (mail.example.com [192.0.2.10])${mail.end}\tby mx.example.org with ESMTP; ${written(at + 4_000)}`,
      },
      ...more.map(([name, value]) => ({ name, value: ` ${value}` })),
      { name: 'From', value: ' Archive <archive@example.com>' },
      { name: 'To', value: ' Counsel <counsel@example.org>' },
      { name: 'Subject', value: ` ${subject}` },
      { name: 'Date', value: ` ${written(at)}` },
      { name: 'Message-ID', value: ` <wrapper.${at.toString(36)}@example.com>` },
      { name: 'MIME-Version', value: ' 1.0' },
      { name: 'Content-Type', value: ` multipart/mixed; boundary="${boundary}"` },
    ],
    body: [`--${boundary}`, 'Content-Type: message/rfc822', '', printMail(mail), `--${boundary}--`, ''].join(mail.end),
  }
}

export const VARIANTS: readonly Variant[] = [
  {
    id: 'saved-by-client',
    title: 'saved from a client years later (its status fields, line ends of Windows)',
    make: (mail) => {
      const marked = add(add(mail, 'X-Mozilla-Status2', '00000000', 'top'), 'X-Mozilla-Status', '0001', 'top')
      const crlf = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n')
      return {
        end: '\r\n',
        fields: marked.fields.map(({ name, value }) => ({ name, value: crlf(value) })),
        body: crlf(marked.body),
      }
    },
  },
  {
    id: 'migrated',
    title: 'migrated to another server three years later, which adds a line of its own',
    make: (mail, arrived) =>
      add(
        mail,
        'Received',
        `from old.example.org (old.example.org [192.0.2.20])${mail.end}\tby new.example.org with IMAP; ${written(arrived + years(3))}`,
        'top',
      ),
  },
  {
    id: 'fetched-by-pop',
    title: 'fetched by POP two years later',
    make: (mail, arrived) => {
      const at = written(arrived + years(2))
      const line = `from pop.example.org [192.0.2.30]${mail.end}\tby localhost with POP3 (fetchmail-6.4.22)${mail.end}\tfor <ben@localhost> (single-drop); ${at}`
      return add(mail, 'Received', line, 'top')
    },
  },
  {
    id: 'resent',
    title: 'resent a year later with a Resent block',
    make: (mail, arrived) => {
      const at = arrived + years(1)
      const block: readonly (readonly [string, string])[] = [
        ['Resent-Message-ID', `<resent.${at.toString(36)}@example.com>`],
        ['Resent-To', 'counsel@example.org'],
        ['Resent-Date', written(at)],
        ['Resent-From', 'ann@example.com'],
        [
          'Received',
          `from mail.example.com (mail.example.com [192.0.2.10])${mail.end}\tby mx.example.org with ESMTP; ${written(at + 3_000)}`,
        ],
      ]
      return block.reduce((sum, [name, value]) => add(sum, name, value, 'top'), mail)
    },
  },
  {
    id: 'journaled',
    title: 'journaled: the mail as an attachment of a report of the same minute',
    make: (mail, arrived) => wrapped(mail, arrived + 60_000, 'Journal report', [['X-MS-Journal-Report', '']]),
  },
  {
    id: 'forwarded-whole',
    title: 'forwarded as an attachment four years later',
    make: (mail, arrived) => wrapped(mail, arrived + years(4), 'Fwd: as asked', []),
  },
  {
    id: 'moderated',
    title: 'held by a moderator for six days before the last hop',
    make: (mail, arrived) => {
      const held = arrived + days(6)
      const line = `from lists.example.org (lists.example.org [192.0.2.40])${mail.end}\tby mx.example.org with ESMTP; ${written(held)}`
      return add(mail, 'Received', line, 'top')
    },
  },
  {
    id: 'scheduled',
    title: 'written in the evening and sent by a schedule the next morning',
    make: (mail) =>
      timeIn(first(mail, 'Date')) === undefined
        ? undefined
        : edit(unsigned(mail), /^date$/i, (v) => shiftWritten(v, -days(0.45))),
  },
  {
    id: 'fast-clock',
    title: "a sender's clock eight minutes ahead",
    make: (mail) => edit(unsigned(mail), /^date$/i, (value) => shiftWritten(value, 8 * 60_000)),
  },
  {
    id: 'list-footer',
    title: 'a list added a footer under a signature',
    make: (mail) => ({ ...mail, body: `${mail.body}${mail.end}-- ${mail.end}list@example.org${mail.end}` }),
  },
  {
    id: 'gateway-dropped-marks',
    title: 'a gateway took out the marks of the servers before it',
    make: (mail) =>
      all(mail, 'Received').length < 2 ? undefined : without(mail, /^(x-received|x-google-.*|x-gm-.*|arc-.*)$/i),
  },
]
