// Evidence for the end-to-end tests, made here: mails, archives and databases, sound, broken, and built to do harm.
import Database from 'better-sqlite3'
import { zipSync, type Zippable } from 'fflate'

/** fflate takes local time; noon keeps the day in every zone. */
const PACKED = { mtime: new Date(2020, 2, 5, 12, 0, 0) }

export const zip = (files: Zippable): Uint8Array => zipSync(files, PACKED)

export const text = (content: string): Uint8Array => Buffer.from(content)

/** A mail of ordinary form; `header` are further lines on top. */
export const mail = (id: string, header: readonly string[] = [], body = 'text\r\n'): string =>
  [
    ...header,
    'From: Ada Brook <a.brook@example.com>',
    'To: office@example.org',
    ...(header.some((line) => line.startsWith('Date:')) ? [] : ['Date: Tue, 27 Aug 2019 10:00:00 +0000']),
    `Message-ID: <${id}@example.com>`,
    '',
    body,
  ].join('\r\n')

/** A line of a receiving server, three days before the Date of `mail`: a finding of level medium. */
export const TOO_EARLY =
  'Received: from a.example.com by mx.example.net (Postfix) with ESMTP; Sat, 24 Aug 2019 10:00:00 +0000'

export const RECEIVED =
  'Received: from a.example.com by mx.example.net (Postfix) with ESMTP; Tue, 27 Aug 2019 10:00:01 +0000'

/** A mail in a mail in a mail, so many levels. */
export function nested(depth: number): string {
  const open = 'Content-Type: message/rfc822\r\nSubject: x\r\n\r\n'
  return `From: a.brook@example.com\r\nDate: Tue, 27 Aug 2019 10:00:00 +0000\r\nMessage-ID: <nested@example.com>\r\n${open.repeat(depth)}Subject: inmost\r\n\r\ntext\r\n`
}

/** A database of one table with times, over several pages. */
export function database(rows = 2_000, name = 'notes'): Buffer {
  const db = new Database(':memory:')
  const table = `"${name.replaceAll('"', '""')}"`
  db.exec(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, created_at TEXT, words TEXT)`)
  const insert = db.prepare(`INSERT INTO ${table} (created_at, words) VALUES (?, ?)`)
  for (let i = 0; i < rows; i++)
    insert.run(new Date(Date.UTC(2020, 0, 1) + i * 3_600_000).toISOString(), `note ${i}`.padEnd(60, '.'))
  const bytes = db.serialize()
  db.close()
  return bytes
}

/** The same with bytes overwritten from an offset. */
export function overwritten(bytes: Uint8Array, at: number, length: number, value: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.fill(value, at, at + length)
  return copy
}

/** Bytes that look like chance and are always the same (a linear congruential generator; Numerical Recipes, 7.1). */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}
