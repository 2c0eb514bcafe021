// Marks in the words of a message: which are seen, that nothing else of the text is kept, and that hostile text costs little.
import { describe, expect, test } from 'vitest'
import { mail, readMail, values, writer } from './helpers.ts'

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
const TEXT = 'Content-Type: text/plain; charset=utf-8'
const HTML = 'Content-Type: text/html; charset=utf-8'
const marks = async (lines: readonly string[], body: string, key: string) =>
  values((await readMail(mail(lines, body))).message, key)

describe('characters', () => {
  test.each([
    ['a brain', '🧠', ['U+1F9E0']],
    ['signs at both ends of their block', '₠ ⃏ ₿', ['U+20A0', 'U+20BF', 'U+20CF']],
    ['the euro sign twice', '€ and €', ['U+20AC']],
    ['the first and the last picture', '\u{1F000}\u{1FAFF}', ['U+1F000', 'U+1FAFF']],
    ['letters, quotation marks and what lies beside the blocks', 'é “x” \u209F\u20D0\u{1FB00}\u{1EFFF}', []],
    ['a character cut in half', Buffer.from([0xf0, 0x9f, 0xa7]).toString('latin1'), []],
  ])('%s', async (_, text, expected) => {
    const body = text.includes('\xf0') ? text : utf8(text)
    expect(new Set(await marks([TEXT], `${body}\n`, 'email.text.character'))).toEqual(new Set(expected))
  })
  test('of another character set are not taken for Unicode', async () => {
    expect(await marks(['Content-Type: text/plain; charset=gb18030'], utf8('🧠\n'), 'email.text.character')).toEqual([])
  })
  test('are seen through quoted-printable and base64', async () => {
    const quoted = [TEXT, 'Content-Transfer-Encoding: quoted-printable']
    expect(await marks(quoted, '=F0=9F=A7=A0\n', 'email.text.character')).toEqual(['U+1F9E0'])
    const base64 = [TEXT, 'Content-Transfer-Encoding: base64']
    expect(await marks(base64, `${Buffer.from('🧠').toString('base64')}\n`, 'email.text.character')).toEqual([
      'U+1F9E0',
    ])
  })
})

describe('links', () => {
  test.each([
    ['https://www.example.com/a?b=c', ['example.com']],
    ['(HTTP://Shop.Example.ORG:8080)', ['shop.example.org']],
    ['<a href="https://docs.example.net">', ['docs.example.net']],
    ['ftp://files.example.com/ and notes.zip and ann@example.com', []],
    ['https://192.0.2.1/ and https://localhost/ and https://[2001:db8::1]/', []],
    ['https://example.com.', []],
  ])('%s', async (text, expected) => {
    expect(await marks([TEXT], `${text}\n`, 'email.link.host')).toEqual(expected)
  })
  test('give their top-level domain to the copy, addresses give it to the sender', async () => {
    const { message } = await readMail(mail([TEXT, 'Reply-To: "x" <ann@mail.example.shop>'], 'https://example.xyz/\n'))
    expect(values(message, 'email.tld')).toEqual(['com', 'shop', 'xyz'])
    expect(writer(message, 'email.tld')).toBe('email.date Date')
    expect(message.traits.findLast(({ key }) => key === 'email.tld')?.by).toBeUndefined()
  })
})

describe('HTML', () => {
  test.each([
    [
      `<p style="font-family:'Nirmala UI', &quot;Segoe UI&quot; , sans-serif">`,
      ['nirmala ui', 'segoe ui', 'sans-serif'],
    ],
    ['<font face="Calibri,Arial" size=2>', ['calibri', 'arial']],
    ['@font-face {font-family:"Cambria  Math";\n panose-1:2 4 5 3}', ['cambria math']],
    ['p {font-family: Aptos !important}', ['aptos']],
    ['font-family', []],
  ])('%s', async (html, expected) => {
    expect(await marks([HTML], `${html}\n`, 'email.html.font')).toEqual(expected)
  })
  test('names its generator', async () => {
    const html = '<meta name=Generator content="Microsoft Word 15 (filtered medium)">\n'
    expect(await marks([HTML], html, 'email.html.generator')).toEqual(['Microsoft Word 15 (filtered medium)'])
  })
  test('in a plain text or an attachment is not read', async () => {
    expect(await marks([TEXT], 'font-family: Aptos\n', 'email.html.font')).toEqual([])
    const attached = [HTML, 'Content-Disposition: attachment; filename="a.html"']
    expect(await marks(attached, 'p {font-family: Aptos}\n', 'email.html.font')).toEqual([])
  })
})

test('nothing else of the text is kept', async () => {
  const { message } = await readMail(
    mail([HTML], '<p style="font-family:Arial">the secret https://example.com/secret</p>\n'),
  )
  expect(JSON.stringify(message)).not.toMatch(/secret/)
})

test('a text of nothing but marks is bounded in values and in time', async () => {
  const many = Array.from({ length: 4_000 }, (_, i) => `https://h${i}.example.com/ font-family:f${i};`).join('\n')
  const began = performance.now()
  const { message } = await readMail(
    mail([HTML], `${many}\n${'font-family:'.repeat(50_000)}${'<font '.repeat(50_000)}\n`),
  )
  expect(values(message, 'email.link.host')).toHaveLength(50)
  expect(values(message, 'email.html.font')).toHaveLength(50)
  expect(performance.now() - began).toBeLessThan(2_000)
})
