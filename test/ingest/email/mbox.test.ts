/** Mailbox files: where messages begin, what the From_ line says, quoting, cut files. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'
import { corpus, ingest } from '../../evidence/helpers.ts'
import { DATE, eventsOf, time } from './helpers.ts'

const FROM = 'From ann@example.com Tue Mar 14 09:27:00 2023'
const header = (id: string): string => `From: Ann <ann@example.com>\n${DATE}\nMessage-ID: <${id}@example.com>\n`

async function read(text: string) {
  const bytes = Buffer.from(text, 'latin1')
  expect(mbox.accepts(bytes.subarray(0, 65_536), bytes.length)).toBe(true)
  const { artifacts } = await ingest(mbox, bytes)
  return { artifacts, messages: artifacts.filter(({ type }) => type === 'message') }
}

const labels = async (text: string): Promise<readonly string[]> => (await read(text)).messages.map(({ label }) => label)

test('each message follows its From_ line, whose date floats', async () => {
  const text = `${FROM}\n${header('a')}\nHello\n\n${FROM.replace('09:27', '11:00')}\n${header('b')}\nHello\n`
  const { messages } = await read(text)
  expect(messages.map(({ label }) => label)).toEqual(['<a@example.com>', '<b@example.com>'])
  const saved = messages.flatMap((message) => eventsOf(message, 'email.copy.saved'))
  expect(saved.map(time)).toEqual(['2023-03-14T09:27:00', '2023-03-14T11:00:00'])
  expect(saved[0]?.reading.zone.type).toBe('floating')
  expect(messages[1]?.locator).toMatchObject({ offset: text.lastIndexOf('From: Ann') })
})

test.each([
  ['a sentence that begins with From', `${FROM}\n${header('a')}\nHello\n\nFrom here on it is easy.\n`, 1],
  ['quoted lines', `${FROM}\n${header('a')}\nHello\n\n>${FROM}\n${header('b')}`, 1],
  ['Windows line ends', `${FROM}\n${header('a')}\nHello\n\n${FROM}\n${header('b')}\n`.replaceAll('\n', '\r\n'), 2],
  ['no empty line before', `${FROM}\n${header('a')}\nHello\n${FROM}\n${header('b')}\n`, 2],
  ['no dates', `From -\n${header('a')}\nHello\nFrom -\n${header('b')}\n`, 2],
  ['a date in a quoted reply without a header after it', `${FROM}\n${header('a')}\nHe wrote:\n${FROM}\nno header\n`, 1],
  ['a zone before the year', `${FROM.replace('2023', 'CET 2023')}\n${header('a')}\nx\n`, 1],
])('%s', async (_, text, count) => {
  expect(await labels(text)).toHaveLength(count)
})

describe('Content-Length', () => {
  const inner = `${FROM}\n${header('inner')}\nunquoted\n`
  const message = (length: number): string =>
    `${FROM}\n${header('a')}Content-Length: ${length}\n\n${inner}\n${FROM}\n${header('b')}\n`

  test('is believed where the next From_ line fits', async () => {
    expect(await labels(message(inner.length))).toEqual(['<a@example.com>', '<b@example.com>'])
  })

  test('is not believed otherwise', async () => {
    const all = ['<a@example.com>', '<inner@example.com>', '<b@example.com>']
    expect(await labels(message(inner.length + 7))).toEqual(all)
    expect(await labels(message(999_999_999_999))).toEqual(all)
  })
})

test('quoting is undone in attachments, and offsets stay those of the file', async () => {
  const part = 'Content-Disposition: attachment; filename=a.txt\n\n>From one\n>>From two\n'
  const text = `${FROM}\n${header('a')}Content-Type: multipart/mixed; boundary=b\n\n>From preamble\n--b\n${part}--b--\n`
  const { artifacts } = await read(text)
  const attachment = artifacts[1]
  const opened = await attachment?.contains?.[0]?.open()
  expect(opened && Buffer.from(opened).toString('latin1')).toBe('From one\n>From two')
  expect(attachment?.locator).toMatchObject({ offset: text.indexOf('Content-Disposition') })
})

test("Git's constant date is no time", async () => {
  const { messages } = await read(`From 0123456789abcdef Mon Sep 17 00:00:00 2001\n${header('a')}\nx\n`)
  const [saved] = messages.flatMap((message) => eventsOf(message, 'email.copy.saved'))
  expect(saved?.reading).toMatchObject({ nominal: undefined, problem: 'sentinel' })
})

test('a file cut in the middle gives what is there and says so', async () => {
  const { messages } = await read(`${FROM}\n${header('a')}\nHello\n\n${FROM}\nFrom: Ann <an`)
  expect(messages).toHaveLength(2)
  expect(messages[0]?.problems).toBeUndefined()
  expect(messages[1]?.problems?.[0]).toContain('it was cut')
})

test('messages are found across the borders of chunks', async () => {
  const filler = 'x'.repeat(70)
  const body = `${filler}\n`.repeat(997)
  const text = Array.from({ length: 60 }, (_, i) => `${FROM}\n${header(`m${i}`)}\n${body.slice(i * 7)}\n`).join('')
  expect(text.length).toBeGreaterThan(3_000_000)
  expect(await labels(text)).toEqual(Array.from({ length: 60 }, (_, i) => `<m${i}@example.com>`))
})

const folder = corpus('mail-containers/mbox/mimekit')
describe.runIf(folder !== undefined)('the offsets that MimeKit states', () => {
  test.each(['content-length', 'issue1189'])('%s', async (name) => {
    const bytes = readFileSync(join(folder ?? '', `${name}.mbox.txt`))
    const stated = z
      .array(z.object({ beginOffset: z.number() }))
      .parse(JSON.parse(readFileSync(join(folder ?? '', `${name}.unix-offsets.json`), 'utf8')))
    const { artifacts } = await ingest(mbox, bytes)
    const offsets = artifacts.flatMap(({ type, locator }) =>
      type === 'message' && locator.type === 'bytes' ? [locator.offset] : [],
    )
    expect(offsets).toEqual(stated.map(({ beginOffset }) => beginOffset))
  })
})
