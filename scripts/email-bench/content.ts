/** Ways that change or exchange what a mail says or carries, and what stands around it. */
import type { Random } from '../../samples/make/random.ts'
import { fflateZip, png } from './attachments.ts'
import { add, all, arrival, days, edit, first, has, shiftWritten, timeIn, without, years, type Mail } from './mail.ts'
import type { Way } from './way.ts'

const signed = (mail: Mail): boolean => /\bbh=/.test(first(mail, 'DKIM-Signature') ?? '')
const text = (mail: Mail): boolean => !/multipart/i.test(first(mail, 'Content-Type') ?? '')

/** The mail as one part beside an attachment. */
function carrying(mail: Mail, name: string, type: string, bytes: Uint8Array): Mail {
  const boundary = 'bench-5f1c2d'
  const inner = /^content-(type|transfer-encoding)$/i
  const own = mail.fields.filter((field) => inner.test(field.name)).map((field) => `${field.name}:${field.value}`)
  const outer = add(without(mail, inner), 'Content-Type', `multipart/mixed; boundary="${boundary}"`)
  const encoded = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{76}/g, (line) => line + mail.end)
  return {
    ...outer,
    body: [
      `--${boundary}`,
      ...own,
      '',
      mail.body,
      `--${boundary}`,
      `Content-Type: ${type}; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      encoded,
      `--${boundary}--`,
      '',
    ].join(mail.end),
  }
}

/** An answer to the mail, so many milliseconds after it. */
function answerTo(mail: Mail, from: string, later: number, body: string, random: Random): Mail | undefined {
  const id = first(mail, 'Message-ID')?.trim()
  const date = first(mail, 'Date')
  if (id === undefined || date === undefined) return undefined
  return {
    end: mail.end,
    fields: [
      { name: 'From', value: ` ${from}` },
      { name: 'To', value: ' Ben <ben@example.org>' },
      { name: 'Subject', value: ` Re:${first(mail, 'Subject') ?? ''}` },
      { name: 'Date', value: shiftWritten(date, later) },
      { name: 'Message-ID', value: ` <${random.hex(24)}@example.com>` },
      { name: 'In-Reply-To', value: ` ${id}` },
      { name: 'References', value: ` ${id}` },
    ],
    body,
  }
}

/** The mail with a changed text, beside answers that quote what it said. Encoded texts are left to others. */
function answered(
  mail: Mail,
  made: number,
  random: Random,
  authors: readonly string[],
  changed: (text: string) => string,
) {
  if (!text(mail) || /base64|quoted-printable/i.test(first(mail, 'Content-Transfer-Encoding') ?? '')) return undefined
  const body = changed(mail.body)
  const quoted = `${mail.body.trimEnd().replace(/^/gm, '> ')}${mail.end}${mail.end}Agreed.${mail.end}`
  const answers = authors.flatMap((from, n) => answerTo(mail, from, days(n + 1), quoted, random) ?? [])
  return body === mail.body || answers.length < authors.length
    ? undefined
    : { mail: { ...mail, body }, beside: answers, made: made + days(authors.length) }
}

const ANN = 'Ann <ann@example.com>'
const CAROL = 'Carol <carol@example.net>'

/** The first figure of a line in the middle of the text, or the first long word there. */
const inTheMiddle = (body: string, what: RegExp, by: (found: string) => string): string => {
  const from = body.indexOf('\n', body.length >> 1) + 1
  return from === 0 ? body : body.slice(0, from) + body.slice(from).replace(what, by)
}

const anotherFigure = (body: string): string => inTheMiddle(body, /\d/, (figure) => String((Number(figure) + 4) % 10))

export const WAYS: readonly Way[] = [
  {
    id: 'body-under-signature',
    title: 'a sentence changed in a signed body',
    notHigh:
      'lists that add footers or write parts anew change bodies honestly; without an archived key the hash in the header may itself be another',
    make: (mail, made) =>
      signed(mail) && text(mail) && mail.body.length > 200
        ? { mail: { ...mail, body: mail.body.replace(/[a-z]{5,}/, 'bench') }, made }
        : undefined,
  },
  {
    id: 'subject-under-signature',
    title: 'the subject changed under a signature that covers it',
    notHigh:
      'no archived key, or a list that writes subjects anew, or a signature over a field that lists write (Sender)',
    make: (mail, made) =>
      signed(mail) && /h=[^;]*subject/i.test(first(mail, 'DKIM-Signature') ?? '')
        ? { mail: edit(mail, /^subject$/i, () => ' The other agreement'), made }
        : undefined,
  },
  {
    id: 'old-headers-new-body',
    title: 'the headers of an old mail on the body of a mail four years younger',
    notHigh: 'as with a changed body; a quoted date may be typed by hand',
    make: (mail, made, { find }) => {
      if (!text(mail) || made > Date.UTC(2021, 0, 1) || !signed(mail)) return undefined
      const donor = find(made + years(3.5), made + years(5), text)
      const at = donor === undefined ? undefined : arrival(donor)
      return donor === undefined || at === undefined ? undefined : { mail: { ...mail, body: donor.body }, made: at }
    },
  },
  {
    id: 'younger-archive',
    title: 'an attached archive whose members were written two years after the mail',
    notHigh:
      "no signature with an archived key, or a list that writes bodies anew: one packer's clock stands alone against the servers",
    make: (mail, made) =>
      text(mail)
        ? { mail: carrying(mail, 'ledger.zip', 'application/zip', fflateZip(made + years(2))), made: made + years(2) }
        : undefined,
  },
  {
    id: 'younger-picture',
    title: 'an attached picture that says it was taken two years after the mail',
    notHigh:
      "no signature with an archived key, or a list that writes bodies anew: one camera's clock stands alone against the servers",
    make: (mail, made) =>
      text(mail)
        ? { mail: carrying(mail, 'scan.png', 'image/png', png(made + years(2))), made: made + years(2) }
        : undefined,
  },
  {
    id: 'reply-before-parent',
    title: 'a reply dated before the mail that it answers, both at hand',
    notHigh: 'fewer than two servers agree with the Date of the message answered',
    make: (mail, made, _, random) => {
      const reply = answerTo(mail, ANN, -days(200), 'Agreed.' + mail.end, random)
      return reply === undefined ? undefined : { mail: reply, beside: [mail], made }
    },
  },
  {
    id: 'answered-figure',
    title: 'a figure changed in the middle of a text that an answer at hand quotes',
    notHigh:
      'one answer alone may have been edited itself; the line has an address or a link, or stands beside one of which the text has two alike',
    make: (mail, made, _, random) => answered(mail, made, random, [ANN], anotherFigure),
  },
  {
    id: 'figure-answered-twice',
    title: 'a figure changed in the middle of a text that two answers of different authors at hand quote',
    notHigh: 'the line has an address or a link, or stands beside one of which the text has two alike',
    make: (mail, made, _, random) => answered(mail, made, random, [ANN, CAROL], anotherFigure),
  },
  {
    id: 'answered-word',
    title: 'a word changed in the middle of a text that two answers of different authors at hand quote',
    notHigh: 'the authors may have corrected the same mistake; the line or those beside it as with a figure',
    make: (mail, made, _, random) =>
      answered(mail, made, random, [ANN, CAROL], (body) => inTheMiddle(body, /\b[a-z]{5,}\b/, () => 'bench')),
  },
  {
    id: 'two-copies-date',
    title: 'two copies of one mail, one with every date four years back',
    notHigh: 'no id of a server holds its time',
    make: (mail, made) => {
      const moved = edit(mail, /^(date|received|x-received)$/i, (value) => shiftWritten(value, -years(4)))
      return { mail: moved, beside: [mail], made }
    },
  },
  {
    id: 'two-copies-body',
    title: 'two copies of one mail, one with another text',
    notHigh:
      'stores and clients write texts anew; the corpus holds no 300 genuine copies of one delivery, so how often they do is not measured, and only a signature speaks besides',
    make: (mail, made) =>
      text(mail) && mail.body.length > 200
        ? { mail: { ...mail, body: mail.body.replace(/[a-z]{5,}/, 'bench') }, beside: [mail], made }
        : undefined,
  },
  {
    id: 'saved-again',
    title: 'saved again by another client: fields in another order, its own fields added, Date three years back',
    notHigh: 'as with Date alone',
    make: (mail, made) => {
      const fields = [...mail.fields].sort((a, b) => a.name.localeCompare(b.name))
      const moved = edit({ ...mail, fields }, /^date$/i, (value) => shiftWritten(value, -years(3)))
      return { mail: add(add(moved, 'X-Mozilla-Status', '0001', 'top'), 'X-Mozilla-Status2', '00000000', 'top'), made }
    },
  },
  {
    id: 'old-block-again',
    title: 'the whole header of an old mail on a text of today, the topmost line said to be of today',
    notHigh:
      'years between two servers are explained by a mailbox that was fetched later; the text quotes nothing dated, and no signature with an archived key covers it',
    make: (mail, made, { find }) => {
      const hops = all(mail, 'Received').length
      const donor = find(made + years(3), made + years(5), text)
      const at = donor === undefined ? undefined : arrival(donor)
      const old = timeIn(all(mail, 'Received')[0])
      if (donor === undefined || at === undefined || old === undefined || hops < 3 || !text(mail)) return undefined
      const moved = edit(mail, /^received$/i, (value) => shiftWritten(value, at - old), 0)
      return { mail: { ...moved, body: donor.body }, made: at }
    },
  },
  {
    id: 'unsigned-body',
    title: 'a sentence changed in a body that nobody signed',
    noTrace: 'nothing in the mail depends on its text',
    make: (mail, made) =>
      ['DKIM-Signature', 'X-Google-DKIM-Signature', 'ARC-Message-Signature'].some((name) => has(mail, name))
        ? undefined
        : { mail: { ...mail, body: mail.body.replace(/[a-z]{5,}/, 'bench') }, made },
  },
  {
    id: 'hop-taken-out',
    title: 'one Received line in the middle taken out',
    noTrace: 'many servers write none',
    make: (mail, made) => {
      const hops = all(mail, 'Received').length
      if (hops < 3) return undefined
      let n = 0
      const fields = mail.fields.filter(({ name }) => name.toLowerCase() !== 'received' || n++ !== hops >> 1)
      return { mail: { ...mail, fields }, made }
    },
  },
]
