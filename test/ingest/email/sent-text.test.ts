// Hashes of lines by which texts of two copies are compared, and the host of the list: what a server writes anew must not count.
import { describe, expect, test } from 'vitest'
import { mail, readMail, values } from './helpers.ts'

const ID = 'Message-ID: <a@example.com>'
const TEXT = 'As agreed on Monday,\nthe price is 120 Euro.\n\nAnn\n'

async function text(lines: readonly string[], body: string): Promise<string | undefined> {
  const { message } = await readMail(mail([ID, ...lines], body))
  return values(message, 'email.sent-text')[0]
}

describe('the lines of a text', () => {
  test.each([
    ['with CRLF', [], TEXT.replaceAll('\n', '\r\n')],
    ['with other white space', [], TEXT.replace('the price', ' the  price\t')],
    ['without its empty line', [], TEXT.replace('\n\n', '\n')],
    ['in base64', ['Content-Transfer-Encoding: base64'], Buffer.from(TEXT).toString('base64')],
    [
      'in quoted-printable, broken in two',
      ['Content-Transfer-Encoding: quoted-printable'],
      TEXT.replace('the price', 'the=20=\nprice'),
    ],
    ['with a From quoted by a mailbox', [], TEXT.replace('As', '>As')],
  ])('are the same %s', async (_, lines, body) => {
    expect(await text(lines, body)).toBe(await text([], TEXT))
  })

  test('are the same in two charsets', async () => {
    const utf8 = await text(['Content-Type: text/plain; charset=utf-8'], 'f\u00c3\u00bcr 120 Euro\n')
    expect(await text(['Content-Type: text/plain; charset=iso-8859-1'], 'f\u00fcr 120 Euro\n')).toBe(utf8)
  })

  test.each([
    ['words', 'the price was 1.20 Euro', [true, false, false]],
    ['figures', 'the price is 1.30 Euro', [false, true, false]],
    ['signs', 'the price is 1,20 Euro', [false, false, true]],
  ])('have a hash of %s of their own', async (_, changed, expected) => {
    const parts = async (line: string) => /^(.{5})(..)(..)$/.exec((await text([], line)) ?? '')?.slice(1) ?? []
    const second = await parts(changed)
    expect((await parts('the price is 1.20 Euro')).map((part, i) => part !== second[i])).toEqual(expected)
  })

  test.each([
    ['a line', false],
    ['a line \u00fcber', true],
    ['a line to ann@example.com', true],
    ['a line of https://example.com/', true],
    ['a line: //', false],
  ])('%s: marked as what programs write anew: %s', async (line, expected) => {
    expect((await text([], line))?.endsWith('~')).toBe(expected)
  })

  test('differ in the one line that was changed', async () => {
    const a = (await text([], TEXT))?.split(',') ?? []
    const b = (await text([], TEXT.replace('120', '210')))?.split(',') ?? []
    expect(a).toHaveLength(3)
    expect(a.map((line, i) => line === b[i])).toEqual([true, false, true])
  })

  test.each([
    ['of a text of HTML', ['Content-Type: text/html'], TEXT],
    ['in an unknown encoding', ['Content-Transfer-Encoding: x-own'], TEXT],
    ['of more than 500 lines', [], 'x\n'.repeat(501)],
    ['of more than 64 KiB', [], `${'x'.repeat(70_000)}\n`],
    ['of an empty text', [], '\n\n'],
  ])('are not compared: %s', async (_, lines, body) => {
    expect(await text(lines, body)).toBeUndefined()
  })
})

describe('the lines that an answer quotes', () => {
  const quoted = async (body: string, lines: readonly string[] = ['In-Reply-To: <b@example.com>']) => {
    const { message } = await readMail(mail([ID, ...lines], body))
    return values(message, 'email.quoted-lines')
  }

  test.each([
    ['two runs, an empty line between', 'Hello.\n> a\n>\n>  b\nYes.\n\n>c\nNo.\n', ['1-2,4-4']],
    ['what is quoted twice', 'Hello.\n> a\n>> b\n> > c\n', ['1-3']],
    ['none', 'a > b\n', []],
    ['the last line without an end', 'a\n> b', ['1-1']],
  ])('%s', async (_, body, expected) => {
    expect(await quoted(body)).toEqual(expected)
  })

  test('are kept of an answer only', async () => {
    expect(await quoted('> a\n', [])).toEqual([])
  })
})

describe('the host of a list', () => {
  test.each([
    ['List-Id: Books <books.lists.example.org>', ['lists.example.org']],
    ['List-ID: <books.LISTS.example.org>', ['lists.example.org']],
    ['X-Mailing-List: books@lists.example.org', ['lists.example.org']],
    ['List-Id: books', []],
    [`List-Id: ${'<a.'.repeat(5_000)}`, []],
  ])('%s', async (line, expected) => {
    const { message } = await readMail(mail([line]))
    expect(values(message, 'email.list-host')).toEqual(expected)
  })
})
