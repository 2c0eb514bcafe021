// Writes mails as Outlook, Gmail's submission server and a Postfix at the receiving end write them, with every hidden time
// in its true form. Forms and their eras: rules/facts/gmail.yaml; identifiers: src/time/decoders/.
import { createHash } from 'node:crypto'
import type { Random } from './random.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const two = (n: number): string => String(n).padStart(2, '0')

/** RFC 5322 date at an offset in minutes. */
export function mailDate(ms: number, offset: number, comment = ''): string {
  const d = new Date(ms + offset * 60_000)
  const sign = offset < 0 ? '-' : '+'
  const zone = `${sign}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`
  const day = DAYS[d.getUTCDay()] ?? ''
  const month = MONTHS[d.getUTCMonth()] ?? ''
  return `${day}, ${d.getUTCDate()} ${month} ${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${zone}${comment}`
}

const filetime = (ms: number): string =>
  (BigInt(ms + 11_644_473_600_000) * 10_000n).toString(16).toUpperCase().padStart(16, '0')

/** Outlook's identifiers: FILETIME in UTC in the Message-ID and Thread-Index, in local time in the MIME boundary. */
export const outlook = {
  messageId: (ms: number, random: Random, domain: string): string => {
    const t = filetime(ms).toLowerCase()
    return `<0006${t.slice(0, 8)}$${t.slice(8)}$${random.hex(8)}$@${domain}>`
  },
  boundary: (ms: number, offset: number, part = 0): string => {
    const t = filetime(ms + offset * 60_000)
    return `----=_NextPart_${String(part).padStart(3, '0')}_0012_${t.slice(0, 8)}.${t.slice(8)}`
  },
  threadIndex: (ms: number, random: Random): string =>
    Buffer.from(filetime(ms).slice(0, 12) + random.hex(32), 'hex').toString('base64'),
}

/** Forms that Google's servers wrote in an era. */
const ERAS = {
  '2019': { state: 'APjAAAX', source: 'APXvYqy', selector: '20150623', google: '20161025', times: false },
  '2024': { state: 'AOJu0Yz', source: 'AGHT+IH', selector: '20230601', google: '20230601', times: true },
} as const
export type Era = keyof typeof ERAS

const letters = (random: Random, n: number): string =>
  Array.from({ length: n }, () => String.fromCharCode(97 + random.int(0, 25))).join('')
const base64 = (random: Random, n: number): string =>
  Buffer.from(random.hex(n * 2), 'hex')
    .toString('base64')
    .replace(/=+$/, '')
    .slice(0, n)

/** A Gmail submission id: its end is Pacific local time. */
export function submissionId(era: Era, ms: number, pacificOffset: number, random: Random): string {
  const d = new Date(ms + pacificOffset * 60_000)
  const time = [
    d.getUTCFullYear(),
    two(d.getUTCMonth() + 1),
    two(d.getUTCDate()),
    two(d.getUTCHours()),
    two(d.getUTCMinutes()),
    two(d.getUTCSeconds()),
  ].join('.')
  const head =
    era === '2019'
      ? `${letters(random, 1)}${random.int(10, 99)}`
      : `${letters(random, 1)}${random.int(1, 9)}-20020a1709${random.hex(22)}`
  return `${head}sm${random.int(100_000, 9_999_999)}${letters(random, 3)}.${random.int(10, 99)}.${time}`
}

/** What smtp.gmail.com and the relay behind it put above a mail, topmost first. `pacific` is -420 or -480. */
export function gmailHops(era: Era, ms: number, pacific: number, random: Random, to: string, stamp = ms): string[] {
  const e = ERAS[era]
  const zone = pacific === -420 ? ' (PDT)' : ' (PST)'
  const relay = `mail-pf1-${letters(random, 1)}${random.int(100, 250)}.google.com`
  const soId =
    era === '2019'
      ? `${letters(random, 1)}${random.int(10, 99)}so${random.int(1_000_000, 9_999_999)}pfo.${random.int(1, 40)}`
      : `${random.hex(12)}-${random.hex(11)}so${random.int(1_000_000, 9_999_999)}b3a.${random.int(1, 3)}`
  const groups = [
    '2002',
    'a05',
    '6a00',
    random.hex(4),
    'b0',
    random.hex(3).replace(/^0/, '1'),
    random.hex(4).replace(/^0/, '2'),
    random.hex(4).replace(/^0/, '3'),
  ]
  const ip = era === '2019' ? `2002:a63:${random.hex(4).replace(/^0/, '4')}::` : groups.join(':')
  const mrHead =
    era === '2019'
      ? `${letters(random, 1)}${random.int(10, 99)}`
      : `${letters(random, 1)}${random.int(1, 9)}-${groups.map((g) => g.padStart(4, '0')).join('')}`
  const t = Math.floor(stamp / 1000)
  const signed = e.times ? ` t=${t}; x=${t + 604_800}; darn=example.org;` : ''
  const head =
    era === '2019'
      ? 'from:to:subject:date:message-id:mime-version:thread-index'
      : 'thread-index:mime-version:message-id:date:subject:to:from'
  return [
    `Received: by ${relay} with SMTP id ${soId}\r\n        for <${to}>; ${mailDate(stamp + 2000, pacific, zone)}`,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n        d=harbourvale-example-com.${e.selector}.gappssmtp.com; s=${e.selector};${signed}\r\n        h=${head};\r\n        bh=${base64(random, 43)}=;\r\n        b=${base64(random, 64)}`,
    `X-Google-DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n        d=1e100.net; s=${e.google};${e.times ? ` t=${t}; x=${t + 604_800};` : ''}\r\n        h=x-gm-message-state:${head};\r\n        bh=${base64(random, 43)}=;\r\n        b=${base64(random, 64)}`,
    `X-Gm-Message-State: ${e.state}${base64(random, 50)}`,
    `X-Google-Smtp-Source: ${e.source}${base64(random, 70)}`,
    `X-Received: by ${ip} with SMTP id ${mrHead}mr${random.int(1_000_000, 9_999_999)}pfb.${random.int(1, 90)}.${stamp + 1000};\r\n        ${mailDate(stamp + 1000, pacific, zone)}`,
    submission(era, stamp, pacific, random, to),
  ]
}

/** The line of smtp.gmail.com alone. */
export function submission(era: Era, ms: number, pacific: number, random: Random, to: string): string {
  const zone = pacific === -420 ? ' (PDT)' : ' (PST)'
  return `Received: from DESK7 ([192.0.2.44])\r\n        by smtp.gmail.com with ESMTPSA id ${submissionId(era, ms, pacific, random)}\r\n        for <${to}>\r\n        (version=TLS1_2 cipher=ECDHE-RSA-AES128-GCM-SHA256 bits=128/128);\r\n        ${mailDate(ms, pacific, zone)}`
}

const BASE52 = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'
const digits52 = (n: number, length: number): string => {
  let text = ''
  for (let rest = n; text.length < length; rest = Math.floor(rest / 52)) text = (BASE52[rest % 52] ?? '0') + text
  return text
}

/** A Received line of a Postfix with long queue ids (the id holds seconds and microseconds). */
export function postfix(from: string, by: string, ms: number, offset: number, random: Random, to: string): string {
  const id = `${digits52(Math.floor(ms / 1000), 6)}${digits52(random.int(0, 999_999), 4)}z${random
    .hex(5)
    .toUpperCase()
    .replace(/[AEIOU]/g, 'B')}`
  return `Received: from ${from} (${from} [192.0.2.25])\r\n\tby ${by} (Postfix) with ESMTPS id ${id}\r\n\tfor <${to}>; ${mailDate(ms, offset, offset === 0 ? ' (UTC)' : '')}`
}

export interface Attachment {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  /** Content-Disposition's creation and modification dates (RFC 2183), as Outlook writes them. */
  readonly created?: number
  readonly modified?: number
}

/** One line of 76 base64 characters after another (RFC 2045, section 6.8). */
const wrapped = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')

export interface Outgoing {
  readonly at: number
  readonly offset: number
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly attachments?: readonly Attachment[]
  readonly messageId: string
  readonly threadIndex: string
  readonly boundary: string
}

/** The message as Outlook hands it over: headers and body. */
export function outlookMessage(mail: Outgoing): string {
  const headers = [
    `From: ${mail.from}`,
    `To: ${mail.to}`,
    `Subject: ${mail.subject}`,
    `Date: ${mailDate(mail.at, mail.offset)}`,
    `Message-ID: ${mail.messageId}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed;\r\n\tboundary="${mail.boundary}"`,
    'X-Mailer: Microsoft Outlook 16.0',
    `Thread-Index: ${mail.threadIndex}`,
    'Content-Language: en-gb',
  ]
  const parts = [
    `Content-Type: text/plain;\r\n\tcharset="us-ascii"\r\nContent-Transfer-Encoding: 7bit\r\n\r\n${mail.text}\r\n`,
    ...(mail.attachments ?? []).map((a) => {
      const dates = `${a.created === undefined ? '' : `;\r\n\tcreation-date="${mailDate(a.created, 0)}"`}${a.modified === undefined ? '' : `;\r\n\tmodification-date="${mailDate(a.modified, 0)}"`}`
      return `Content-Type: ${a.type};\r\n\tname="${a.name}"\r\nContent-Disposition: attachment;\r\n\tfilename="${a.name}"${dates}\r\nContent-Transfer-Encoding: base64\r\n\r\n${wrapped(a.bytes)}\r\n`
    }),
  ]
  return `${headers.join('\r\n')}\r\n\r\n${parts.map((part) => `--${mail.boundary}\r\n${part}\r\n`).join('')}--${mail.boundary}--\r\n`
}

/** The whole mail with the hash of its body in every signature (relaxed form, RFC 6376, section 3.4.4), as a signer writes it. */
export function withBodyHash(mail: string): string {
  const body = mail
    .slice(mail.indexOf('\r\n\r\n') + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\r\n/g, '\r\n')
    .replace(/(?:\r\n)*$/, '\r\n')
  const hash = createHash('sha256').update(body).digest('base64')
  return mail.replace(/\bbh=[A-Za-z0-9+/]{43}=/g, `bh=${hash}`)
}
