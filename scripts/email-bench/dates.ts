/** Ways that move written dates: of the sender, of the servers, of both. */
import { add, all, days, edit, first, has, shiftTags, shiftWritten, timeIn, years, type Mail } from './mail.ts'
import type { Way } from './way.ts'

const SERVER = /^(received|x-received|arc-authentication-results|resent-date|delivery-date)$/i
const SIGNED = /^(dkim-signature|arc-seal|arc-message-signature|x-google-dkim-signature)$/i

const moveDate = (mail: Mail, by: number): Mail => edit(mail, /^date$/i, (value) => shiftWritten(value, by))
const moveServers = (mail: Mail, by: number): Mail => edit(mail, SERVER, (value) => shiftWritten(value, by))
const moveTags = (mail: Mail, by: number): Mail => edit(mail, SIGNED, (value) => shiftTags(value, by))

export const WAYS: readonly Way[] = [
  {
    id: 'date-years',
    title: 'Date alone, three years back',
    notHigh:
      "a mail that answers, quotes and names nothing dated, without an archived key: a sender's clock that was behind explains it",
    make: (mail, made) => ({ mail: moveDate(mail, -years(3)), made }),
  },
  {
    id: 'date-days',
    title: 'Date alone, ten days back',
    notHigh: 'as above; ten days in an outbox explain it, too',
    make: (mail, made) => ({ mail: moveDate(mail, -days(10)), made }),
  },
  {
    id: 'date-later',
    title: 'Date alone, twenty days on',
    notHigh: "without an archived key or an id that holds a time, a sender's clock that ran ahead explains it",
    make: (mail, made) => ({ mail: moveDate(mail, days(20)), made }),
  },
  {
    id: 'date-hours',
    title: 'Date alone, two hours back',
    make: (mail, made) => ({ mail: moveDate(mail, -days(1) / 12), made }),
    noTrace:
      'where no signature with an archived key covers Date, a mail that waited two hours in an outbox looks the same',
  },
  {
    id: 'date-and-received',
    title: 'Date and every Received line, three years back',
    notHigh:
      'no id of a server holds its time, no field of a provider has a dated form, and no two unrelated writers left marks of it',
    make: (mail, made) => ({ mail: moveServers(moveDate(mail, -years(3)), -years(3)), made }),
  },
  {
    id: 'every-date',
    title: 'every written date and every signature time, four years back',
    notHigh: 'no id of a server holds its time, and no two unrelated writers left marks of it',
    make: (mail, made) => ({ mail: moveTags(moveServers(moveDate(mail, -years(4)), -years(4)), -years(4)), made }),
  },
  {
    id: 'every-date-days',
    title: 'every written date and every signature time, twelve days back',
    notHigh:
      'no id of a server holds its time, the forms of twelve days are alike, and no two unrelated writers left marks',
    make: (mail, made) => {
      const by = -days(12)
      return { mail: moveTags(moveServers(moveDate(mail, by), by), by), made }
    },
  },
  {
    id: 'year-in-text',
    title: 'the year in every date replaced, weekdays left',
    notHigh: 'no id of a server holds its time, and no two unrelated writers left marks of it',
    make: (mail, made) => {
      const change = (value: string): string => shiftWritten(value, -years(3), true)
      return { mail: edit(edit(mail, /^date$/i, change), SERVER, change), made }
    },
  },
  {
    id: 'weekday-left',
    title: 'Date moved by eleven months, its weekday left',
    notHigh: 'as with Date alone; a wrong weekday is written by faulty programs, too',
    make: (mail, made) => ({ mail: edit(mail, /^date$/i, (value) => shiftWritten(value, -days(334), true)), made }),
  },
  {
    id: 'one-hop',
    title: 'one Received line in the middle moved three days back',
    make: (mail, made) => {
      const hops = all(mail, 'Received').length
      if (hops < 3) return undefined
      return { mail: edit(mail, /^received$/i, (value) => shiftWritten(value, -days(3)), hops >> 1), made }
    },
  },
  {
    id: 'first-hop',
    title: 'the first Received line and Date moved a year back',
    notHigh:
      "the first server belongs to the sender, may have been as wrong as the sender's clock, and wrote no id that holds a time",
    make: (mail, made) => {
      const hops = all(mail, 'Received').length
      if (hops < 2) return undefined
      const moved = edit(mail, /^received$/i, (value) => shiftWritten(value, -years(1)), hops - 1)
      return { mail: moveDate(moved, -years(1)), made }
    },
  },
  {
    id: 'last-hop',
    title: 'the topmost Received line moved a year back',
    notHigh: 'the lines below are of one owner, whose servers may all follow one time source that was wrong',
    make: (mail, made) => {
      if (all(mail, 'Received').length < 2) return undefined
      return { mail: edit(mail, /^received$/i, (value) => shiftWritten(value, -years(1)), 0), made }
    },
  },
  {
    id: 'signature-time',
    title: 'the time of the signature alone, a year back',
    notHigh: 'fewer than two other clocks of the message agree',
    make: (mail, made) =>
      /\bt=\d{10}/.test(first(mail, 'DKIM-Signature') ?? '')
        ? { mail: edit(mail, /^dkim-signature$/i, (value) => shiftTags(value, -years(1))), made }
        : undefined,
  },
  {
    id: 'arc-time',
    title: 'the times of the ARC seals alone, a year back',
    notHigh: 'fewer than two other clocks of the message agree',
    make: (mail, made) =>
      has(mail, 'ARC-Seal') ? { mail: edit(mail, /^arc-/i, (value) => shiftTags(value, -years(1))), made } : undefined,
  },
  {
    id: 'sender-clock-back',
    title: "the sender's clock set two years back, the servers' lines true",
    notHigh:
      'this is what a clock that is wrong honestly looks like: only what the message answers or quotes contradicts it',
    make: (mail, made) => ({
      mail: edit(moveDate(mail, -years(2)), /^resent-date$/i, (v) => shiftWritten(v, -years(2))),
      made,
    }),
  },
  {
    id: 'zone-changed',
    title: "Date's zone replaced by one twelve hours east, the figures left",
    make: (mail, made) => {
      const moved = edit(mail, /^date$/i, (value) => value.replace(/[+-]\d{4}(?=\D*$)/, '+1200'))
      const before = timeIn(first(mail, 'Date'))
      const after = timeIn(first(moved, 'Date'))
      return before !== undefined && after !== undefined && before - after > days(1) / 2
        ? { mail: moved, made }
        : undefined
    },
    noTrace:
      'where no signature with an archived key covers Date, half a day in an outbox, or a zone set wrongly, looks the same',
  },
  {
    id: 'zone-impossible',
    title: "Date's zone replaced by one that no place ever had",
    notHigh:
      'no two servers took the message within two minutes of its figures, so that a program which computes offsets wrongly is not told apart',
    make: (mail, made) => ({
      mail: edit(mail, /^date$/i, (value) => value.replace(/[+-]\d{4}(?=\D*$)/, '+1917')),
      made,
    }),
  },
  {
    id: 'resent-before',
    title: 'a Resent block added that says a year before Date',
    notHigh:
      'the corpus holds 206 genuine mails with a Resent block, fewer than the 300 from which a base rate counts as measured',
    make: (mail, made) => {
      const date = first(mail, 'Date')
      if (date === undefined) return undefined
      const resent = add(mail, 'Resent-Message-ID', '<resent.1@example.com>', 'top')
      return { mail: add(resent, 'Resent-Date', shiftWritten(date, -years(1)).trim(), 'top'), made }
    },
  },
  {
    id: 'expires-before',
    title: 'signatures that expire before they were made',
    make: (mail, made) =>
      /\bt=\d{10}/.test(first(mail, 'DKIM-Signature') ?? '')
        ? {
            mail: edit(mail, /^dkim-signature$/i, (value) =>
              value.replace(/\bt=(\d{10})\b(?:;\s*x=\d{10})?/, (_, at: string) => `t=${at}; x=${Number(at) - 86_400}`),
            ),
            made,
          }
        : undefined,
  },
]
