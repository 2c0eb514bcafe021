/** The parts of a message: structure, file names, bytes and copy times. */
import { describe, expect, test } from 'vitest'
import type { Artifact } from '../../../src/model.ts'
import { EvidenceProblem } from '../../../src/model.ts'
import { eventsOf, mail, readMail, time } from './helpers.ts'

const MIXED = 'Content-Type: multipart/mixed; boundary=outer'
const part = (headers: readonly string[], body: string): string => `--outer\n${headers.join('\n')}\n\n${body}\n`
const mixed = (...parts: readonly string[]): Buffer => mail([MIXED], `${parts.join('')}--outer--\n`)

async function text(attachment: Artifact | undefined): Promise<string | undefined> {
  const child = attachment?.contains?.[0]
  return child && Buffer.from(await child.open()).toString('latin1')
}

const names = (attachments: readonly Artifact[]): readonly (string | undefined)[] =>
  attachments.map((attachment) => attachment.contains?.[0]?.name)

describe('bytes of an attachment', () => {
  test.each([
    ['base64', 'SGVsbG8s\nIHdvcmxk', 'Hello, world'],
    ['BASE64 (comment)', 'SGVsbG8', 'Hello'],
    ['quoted-printable', 'caf=E9 =\nau lait  \nend', 'café au lait\nend'],
    ['7bit', 'plain', 'plain'],
    ['x-uuencode', 'begin 644 a.txt\n#0V%T\n`\nend', 'Cat'],
  ])('%s', async (encoding, body, decoded) => {
    const headers = ['Content-Type: text/plain; name=a.txt', `Content-Transfer-Encoding: ${encoding}`]
    const { attachments } = await readMail(mixed(part(headers, body)))
    expect(await text(attachments[0])).toBe(decoded)
  })

  test('an unknown encoding is a clear problem when the part is opened', async () => {
    const headers = ['Content-Type: text/plain; name=a.txt', 'Content-Transfer-Encoding: x-secret']
    const { attachments } = await readMail(mixed(part(headers, 'x')))
    await expect(text(attachments[0])).rejects.toThrow(EvidenceProblem)
  })
})

describe('file names', () => {
  test.each([
    ['Content-Disposition: attachment; filename="books.zip"', 'books.zip'],
    ["Content-Disposition: attachment; filename*=utf-8'en'caf%C3%A9.txt", 'café.txt'],
    ['Content-Disposition: attachment; filename*0*=iso-8859-1\'\'caf%E9; filename*1=" menu.txt"', 'café menu.txt'],
    ['Content-Disposition: attachment; filename="=?utf-8?B?Y2Fmw6kudHh0?="', 'café.txt'],
    ['Content-Disposition: attachment; filename="=?iso-8859-1?Q?caf=E9?= =?iso-8859-1?Q?_au_lait?="', 'café au lait'],
    ['Content-Disposition: attachment; filename="../../etc/passwd"', '.._.._etc_passwd'],
    ['Content-Disposition: attachment; filename=".."', '__'],
    ['Content-Disposition: attachment; filename="a\0b\\\\c"', 'a_b_c'],
    ['Content-Disposition: attachment', 'part-1'],
  ])('%s', async (disposition, name) => {
    const { attachments } = await readMail(mixed(part(['Content-Type: application/pdf', disposition], 'x')))
    expect(names(attachments)).toEqual([name])
  })

  test('that repeat are made distinct, also from those that look so already', async () => {
    const named = (name: string): string => part([`Content-Type: application/pdf; name="${name}"`], 'x')
    const { attachments } = await readMail(mixed(named('a~2'), named('a'), named('a'), named('a')))
    expect(names(attachments)).toEqual(['a~2', 'a', 'a~3', 'a~4'])
  })
})

test('nested parts are found, the text of the message is none of them', async () => {
  const inner = '--inner\nContent-Type: text/plain\n\nHello\n--inner\nContent-Type: text/html\n\n<p>Hello\n--inner--\n'
  const { message, attachments } = await readMail(
    mixed(
      part(['Content-Type: multipart/alternative; boundary=inner'], inner),
      part(['Content-Type: image/png'], 'PNG'),
      part(['Content-Type: message/rfc822'], 'From: a@example.com\n\n--inner\nnot a boundary here'),
      part(['Content-Type: text/calendar'], 'BEGIN:VCALENDAR'),
    ),
  )
  expect(names(attachments)).toEqual(['part-3', 'part-4.eml', 'part-5'])
  expect(await text(attachments[1])).toBe('From: a@example.com\n\n--inner\nnot a boundary here')
  expect(attachments.every(({ parent }) => parent === message)).toBe(true)
  expect(message.problems).toBeUndefined()
})

test('the dates of Content-Disposition are copy times', async () => {
  const disposition =
    'Content-Disposition: attachment; filename=a.pdf;\n creation-date="Tue, 14 May 2024 10:00:00 GMT";\n modification-date="Tue, 14 May 2024 10:00:05 GMT"'
  const { attachments } = await readMail(mixed(part(['Content-Type: application/pdf', disposition], 'x')))
  const [attachment] = attachments
  expect(attachment && eventsOf(attachment, 'email.attachment.created').map(time)).toEqual(['2024-05-14T10:00:00'])
  expect(attachment?.events.map(({ kind, clock }) => [kind, clock.kind])).toEqual([
    ['email.attachment.created', 'copy'],
    ['email.attachment.modified', 'copy'],
  ])
})

describe('parts that cannot be told apart are named, and nothing is lost silently', () => {
  test('a missing last boundary', async () => {
    const { message, attachments } = await readMail(mail([MIXED], part(['Content-Type: application/pdf'], 'cut')))
    expect(message.problems?.[0]).toContain('ends before the last boundary')
    expect(await text(attachments[0])).toBe('cut\n')
  })

  test('a multipart without a boundary', async () => {
    const { message } = await readMail(mail(['Content-Type: multipart/mixed'], 'x\n'))
    expect(message.problems?.[0]).toContain('has no boundary')
  })

  test('a boundary nested in itself', async () => {
    const { message } = await readMail(mixed(part([MIXED], 'x')))
    expect(message.problems?.[0]).toContain('the boundary of the part that holds it')
  })

  test.each([
    [
      'depth',
      { depth: 3 },
      Array.from(
        { length: 9 },
        (_, i) => `--${i === 0 ? 'outer' : `b${i}`}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`,
      ),
    ],
    ['members', { members: 5 }, Array.from({ length: 9 }, () => part(['Content-Type: application/pdf'], 'x'))],
    [
      'headers',
      { headers: 20 },
      [
        part(
          Array.from({ length: 30 }, (_, i) => `X-${i}: y`),
          'x',
        ),
      ],
    ],
  ])('the limit %s', async (name, limits, parts) => {
    const { message } = await readMail(mail([MIXED], parts.join('')), limits)
    expect(message.problems?.join()).toContain(`limit ${name}`)
  })
})

describe('base64 that was cut', () => {
  const whole = Buffer.alloc(3_000, 'Hello. ').toString('base64')
  const lines = (text: string): string => text.replace(/.{76}/g, '$&\r\n')
  const line = async (body: string): Promise<string | undefined> => {
    const { attachments } = await readMail(
      mail([MIXED], part(['Content-Type: application/pdf; name=a.pdf', 'Content-Transfer-Encoding: base64'], body)),
    )
    return attachments[0]?.problems?.join()
  }

  test.each([
    ['whole', lines(whole)],
    ['whole, in one line', whole],
    ['whole, in lines of 75', whole.replace(/.{75}/g, '$&\n')],
    ['with white space and a comment line after it', `${lines(whole)}\r\n  \r\n`],
    ['empty', ''],
  ])('none: %s', async (_, body) => {
    expect(await line(body)).toBeUndefined()
  })

  test('anywhere but between groups it is named, and what there is can be opened', async () => {
    for (let left = 1; left < 120; left++) {
      const said = await line(lines(whole.slice(0, -left)))
      if (left % 4 === 0) expect(said).toBeUndefined()
      else
        expect(said).toBe(
          'the base64 of a.pdf ends inside a group of four characters: it was cut, or written without its end',
        )
    }
  })
})
