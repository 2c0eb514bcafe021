// The lines that an HTML body shows, as they are compared with what answers quote. HTML is hostile: time and memory stay bounded by its size.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOfHtml } from '../../../src/ingest/email/html-text.ts'
import { mail, readMail, values } from './helpers.ts'

const text = (html: string): string => Buffer.from(textOfHtml(Buffer.from(html, 'latin1'))).toString('latin1')
const MARK = '\u00a0'

test.each([
  [
    'paragraphs and breaks',
    '<p>One\n two</p>Three<br/>four<div><div>five</div></div>',
    'One  two\nThree\nfour\nfive\n',
  ],
  ['what is quoted', 'a<blockquote type="cite"><p>b<blockquote>c</blockquote>d</blockquote>e', 'a\n>b\n>c\n>d\ne'],
  ['text kept as it is', '<pre>1\n2</pre>3', '1\n2\n3'],
  ['signs of a quotation in the text', '<pre>&gt; old\nnew</pre>', '> old\nnew\n'],
  ['references', 'a &amp; b&#x43; &lt;i&gt; &eacute;', `a & bC <i> ${MARK}`],
  ['what is not shown', '<title>x</title><style>p{}</style>a<!-- b --><script>"<p>c"</script>d', 'ad'],
  ['links', '<a href="https://example.com/?a=1">here</a>', `${MARK}here`],
  ['items, whose number a program may write', '<ol><li><p>first</p><li>second</ol>', `${MARK}first\n${MARK}second\n`],
  ['a sign in an attribute', '<img alt="a > b">c', `${MARK}c`],
  ['tags that are never closed', '<b><i>a<blockquote>b', 'a\n>b'],
  ['tags that were never opened', '</blockquote></p></pre>a', 'a'],
  ['a text that ends in a tag', 'a<br', 'a'],
])('%s', (_, html, expected) => {
  expect(text(html)).toBe(expected)
})

test('any bytes give a text that is no longer', () => {
  const tokens = fc.constantFrom(
    '<',
    '>',
    '&',
    '/',
    '"',
    '!--',
    '-->',
    'blockquote',
    'pre',
    'li',
    'td',
    'a',
    '#',
    ';',
    'x',
    '\n',
    '\0',
    '<![CDATA[',
  )
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 60 }), (parts) => {
      const html = parts.join('')
      expect(text(html).length).toBeLessThanOrEqual(html.length + 8)
    }),
  )
})

test.each([
  '<div>',
  '<blockquote>',
  '<b></i>',
  '<',
  '&am',
  '&#1',
  '<!-- -',
  '<a b="',
  '<li>',
  '<![CDATA[',
  '<pre>\n',
  '<textarea>',
])('a hundred thousand times %j takes no long time', (part) => {
  const html = Buffer.from(part.repeat(100_000))
  const start = process.cpuUsage().user
  textOfHtml(html)
  expect(process.cpuUsage().user - start).toBeLessThan(3_000_000)
})

const ID = 'Message-ID: <a@example.com>'
const HTML = 'Content-Type: text/html; charset=utf-8'
const PLAIN = 'the price is 120 Euro\nfor the whole\n'

test('a message that is HTML alone has the lines that its text would have', async () => {
  const lines = async (key: string, headers: readonly string[], body: string) =>
    values((await readMail(mail([ID, ...headers], body))).message, key)
  const [plain] = await lines('email.sent-text', [], PLAIN)
  const html = `<html><body><p>the price is <b>120</b> Euro<br>for the\n whole</p></body></html>`
  expect(await lines('email.sent-html', [HTML], html)).toEqual([plain])
  expect(await lines('email.sent-text', [HTML], html)).toEqual([])
  const answer = `<div>Yes.</div><blockquote>${html}</blockquote>`
  expect(await lines('email.quoted-lines', [HTML, 'In-Reply-To: <b@example.com>'], answer)).toEqual(['1-2'])
})

test('of a message with both, the plain text is taken', async () => {
  const body = `--b\nContent-Type: text/plain\n\n${PLAIN}--b\n${HTML}\n\n<p>another\n--b--\n`
  const { message } = await readMail(mail([ID, 'Content-Type: multipart/alternative; boundary=b'], body))
  expect([values(message, 'email.sent-text').length, values(message, 'email.sent-html').length]).toEqual([1, 0])
})
