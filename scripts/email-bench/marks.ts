/** Ways that leave or bring marks of another time: forms of identifiers, versions, selectors, protocol words. */
import {
  add,
  arrival,
  days,
  edit,
  first,
  has,
  mapFields,
  shiftTags,
  shiftWritten,
  without,
  years,
  type Mail,
} from './mail.ts'
import type { Way } from './way.ts'

const GOOGLE = /^(x-received|x-gm-message-state|x-google-smtp-source|x-google-dkim-signature)$/i
const from = (year: number): number => Date.UTC(year, 0, 1)

/** The mail said to be of another time in every written date and signature time. */
export const movedWhole = (mail: Mail, by: number): Mail =>
  mapFields(mail, ({ name, value }) => ({ name, value: shiftTags(shiftWritten(value, by), by) }))

/** A field of a younger mail put in the place of the same field here, dates and all moved to fit. */
function graft(mail: Mail, donor: Mail, names: RegExp, by: number): Mail {
  const taken = donor.fields.filter(({ name }) => names.test(name))
  let n = 0
  return mapFields(mail, (field) => {
    if (!names.test(field.name)) return field
    const other = taken[n++]
    return other === undefined ? undefined : { ...other, value: shiftTags(shiftWritten(other.value, by), by) }
  })
}

export const WAYS: readonly Way[] = [
  {
    id: 'younger-google-fields',
    title: "an old mail with Google's fields of a mail two years younger or more, their dates changed to fit",
    make: (mail, made, { find }) => {
      if (!has(mail, 'X-Gm-Message-State') || made > from(2021)) return undefined
      const donor = find(made + years(3), made + years(5), (other) => has(other, 'X-Gm-Message-State'))
      const at = donor === undefined ? undefined : arrival(donor)
      if (donor === undefined || at === undefined) return undefined
      return { mail: graft(mail, donor, GOOGLE, made - at), made: at }
    },
  },
  {
    id: 'older-google-fields',
    title: "a new mail with Google's fields of a mail three years older, their dates changed to fit",
    make: (mail, made, { find }) => {
      if (!has(mail, 'X-Gm-Message-State') || made < from(2023)) return undefined
      const donor = find(made - years(5), made - years(3), (other) => has(other, 'X-Gm-Message-State'))
      const at = donor === undefined ? undefined : arrival(donor)
      return donor === undefined || at === undefined ? undefined : { mail: graft(mail, donor, GOOGLE, made - at), made }
    },
  },
  {
    id: 'younger-mail-as-old',
    title: 'a whole younger mail with every date and signature time changed to five years before',
    notHigh:
      "marks of a provider's seals are one writer, no other writer left a mark, and no id of a server holds its time",
    make: (mail, made) => (made < from(2023) ? undefined : { mail: movedWhole(mail, -years(5)), made }),
  },
  {
    id: 'younger-client',
    title: 'a mail of 2019 or 2020 said to be written with a client of 2025',
    notHigh:
      "the program's name is the sender's own text, and Message-IDs of a form that many programs write do not contradict it",
    make: (mail, made) => {
      if (made > from(2021)) return undefined
      const bare = without(mail, /^(user-agent|x-mailer)$/i)
      return { mail: add(bare, 'User-Agent', 'Mozilla Thunderbird 140.1.0'), made: from(2026) }
    },
  },
  {
    id: 'younger-selector',
    title: 'a mail of 2021 or before with a Google signature of a selector first used later, its time changed to fit',
    make: (mail, made, { find }) => {
      if (made > from(2022) || !has(mail, 'DKIM-Signature')) return undefined
      const donor = find(from(2024), from(2026), (other) => /d=gmail\.com/.test(first(other, 'DKIM-Signature') ?? ''))
      const at = donor === undefined ? undefined : arrival(donor)
      if (donor === undefined || at === undefined) return undefined
      return { mail: graft(mail, donor, /^dkim-signature$/i, made - at), made: at }
    },
  },
  {
    id: 'thread-index-left',
    title: 'every written date moved two years back, Thread-Index and Message-ID left',
    notHigh:
      "Thread-Index and Message-ID are of one sender's clock, or of the thread's; no unrelated writer left a mark, and its servers wrote no id that holds a time",
    make: (mail, made) => (has(mail, 'Thread-Index') ? { mail: movedWhole(mail, -years(2)), made } : undefined),
  },
  {
    id: 'younger-reference',
    title: 'a reply that names a message whose id hides a time half a year after Date',
    notHigh:
      "the original's clock may have run ahead by half a year: both times are senders'. Only a signature over References with an archived key speaks besides",
    make: (mail, made, { find }) => {
      const HIDING = /<(20\d{12})\.[0-9A-Za-z.-]+@[^>]+>/
      const donor = find(made + days(180), made + days(400), (other) => HIDING.test(first(other, 'Message-ID') ?? ''))
      const id = HIDING.exec(donor === undefined ? '' : (first(donor, 'Message-ID') ?? ''))?.[0]
      const at = donor === undefined ? undefined : arrival(donor)
      if (id === undefined || at === undefined) return undefined
      const bare = without(mail, /^(in-reply-to|references)$/i)
      return { mail: add(add(bare, 'In-Reply-To', id), 'References', id), made: at }
    },
  },
  {
    id: 'younger-tls',
    title: 'the words of TLS 1.3 in the Received line of a mail said to be of 2014',
    make: (mail, made) => {
      if (!/TLSv?1[._]3/.test(mail.fields.map(({ value }) => value).join())) return undefined
      return { mail: movedWhole(mail, Date.UTC(2014, 4, 6) - made), made }
    },
  },
  {
    id: 'message-id-left',
    title: 'every written date moved a month back, a Message-ID that hides its time left',
    notHigh:
      'who wrote the id also wrote what it answers, as far as the names tell; its servers wrote no id that holds a time',
    make: (mail, made) =>
      /<(20\d{6}(\d{4,6})?)\.|<CA[A-Z0-9]|\$[0-9a-f]{8}\$/.test(first(mail, 'Message-ID') ?? '') &&
      !/<CA/.test(first(mail, 'Message-ID') ?? '')
        ? { mail: movedWhole(mail, -days(30)), made }
        : undefined,
  },
  {
    id: 'ids-of-the-queue',
    title: "Postfix's long queue ids left, every written date moved two months back",
    notHigh:
      'who wrote the id also wrote what it answers, or one of the two holds no time; its servers wrote no id that holds one',
    make: (mail, made) =>
      /with E?SMTPS?A? id [0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{14,}/.test(
        mail.fields.map(({ value }) => value).join('\n'),
      )
        ? { mail: movedWhole(mail, -days(60)), made }
        : undefined,
  },
  {
    id: 'headers-taken-out',
    title: 'every field but Date, From, To, Subject and Message-ID taken out, Date moved three years back',
    noTrace: 'what could speak of the time is gone, but for dates that the text itself quotes',
    make: (mail, made) => {
      const kept = mapFields(mail, (field) =>
        /^(date|from|to|subject|message-id)$/i.test(field.name) ? field : undefined,
      )
      const random = edit(kept, /^message-id$/i, () => ` <bench.${made.toString(36)}@example.com>`)
      return { mail: edit(random, /^date$/i, (value) => shiftWritten(value, -years(3))), made }
    },
  },
  {
    id: 'made-from-nothing',
    title: 'a mail written from nothing with the forms of the time it claims',
    noTrace: 'a writer who knows the forms of the time and uses no others leaves none',
    make: (_, made, __, random) => ({
      mail: {
        end: '\n',
        fields: [
          { name: 'From', value: ' Ann <ann@example.com>' },
          { name: 'To', value: ' Ben <ben@example.org>' },
          { name: 'Subject', value: ' The agreement' },
          { name: 'Date', value: ' Tue, 3 Sep 2019 10:11:12 +0200' },
          { name: 'Message-ID', value: ` <${random.hex(24)}@example.com>` },
          { name: 'MIME-Version', value: ' 1.0' },
          { name: 'Content-Type', value: ' text/plain; charset=utf-8' },
        ],
        body: 'As agreed.\n',
      },
      made,
    }),
  },
]
