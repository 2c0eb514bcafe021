/** A body that Exchange stored, undone: a signature's hash says whether only that was changed. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { beforeExchange } from '../../../src/ingest/email/exchange-html.ts'
import { mail, readMail, values } from './helpers.ts'

const TAG = '<meta http-equiv=3D"Content-Type" content=3D"text/html; charset=3Dutf-8">'
const PART = '--b\nContent-Type: text/html; charset="UTF-8"\nContent-Transfer-Encoding: quoted-printable\n\n'

/** Quoted-printable lines of at most 76 characters, broken as late as they may be: octet by octet, apart from the reader's own way. */
function coded(html: string): string {
  const octets = html.match(/=[0-9A-F]{2}|./g) ?? []
  const lines = ['']
  for (const [i, octet] of octets.entries()) {
    const line = lines.at(-1) ?? ''
    if (line.length + octet.length > 75 && line.length + octets.slice(i).join('').length > 76) {
      lines[lines.length - 1] = `${line}=`
      lines.push(octet)
    } else lines[lines.length - 1] = line + octet
  }
  return lines.join('\n')
}

const html = (words: number, space = '=C2=A0'): string =>
  `<div dir=3D"ltr">${Array.from({ length: words }, (_, i) => `Gr=C3=BC=C3=9Fe${space}${'abcdefgh'.slice(i % 8)}`).join(' ')}</div>`
const body = (part: string): string => `${PART}${part}\n\n--b--\n`
const signed = (now: string, then: string): Buffer => {
  const hash = createHash('sha256').update(then.replaceAll('\n', '\r\n'), 'latin1').digest('base64')
  return mail([`DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=a; t=1678786013; h=from; bh=${hash}; b=abc=`], now)
}
const ONLY_THAT = 'agrees as it was before Exchange stored it'

describe('the body of a message that Exchange stored', () => {
  test('agrees when its tag is taken out and the lines are broken as before, whatever their length', async () => {
    for (let words = 0; words < 60; words++) {
      const { message } = await readMail(signed(body(coded(TAG + html(words))), body(coded(html(words)))))
      expect(values(message, 'email.dkim.body')).toEqual([ONLY_THAT])
    }
  })
  test('with no-break spaces as entities, too', async () => {
    const { message } = await readMail(signed(body(coded(TAG + html(30, '&nbsp;'))), body(coded(html(30)))))
    expect(values(message, 'email.dkim.body')).toEqual([ONLY_THAT])
  })
  test('differs when one letter more was changed; the tag is kept as a trait', async () => {
    const { message } = await readMail(
      signed(body(coded(TAG + html(30)).replace('abcd', 'abXd')), body(coded(html(30)))),
    )
    expect(values(message, 'email.dkim.body')).toEqual(['differs'])
    expect(values(message, 'email.copy.written-anew')).toEqual(['an HTML part begins with the tag of Exchange'])
  })
  test('differs in an export of Proton, which says so', async () => {
    const bytes = Buffer.concat([Buffer.from('X-Pm-Content-Encryption: on-delivery\n'), signed(body('a'), body('b'))])
    const { message } = await readMail(bytes)
    expect(values(message, 'email.copy.written-anew')).toEqual(['X-Pm-Content-Encryption'])
  })
  test('differs without the tag, and no trait is kept', async () => {
    const { message } = await readMail(signed(body(coded(html(30))), body(coded(html(31)))))
    expect(values(message, 'email.dkim.body')).toEqual(['differs'])
    expect(values(message, 'email.copy.written-anew')).toEqual([])
  })
})

test('a tag in the middle of a part is the writer of the letter, and hostile bodies take no time', () => {
  expect(beforeExchange(Buffer.from(body(`text ${TAG} text`)))).toEqual([])
  const began = performance.now()
  expect(beforeExchange(Buffer.from(TAG.repeat(14_000)))).toHaveLength(1)
  expect(beforeExchange(Buffer.from(`${TAG}${'='.repeat(900_000)}`))).toHaveLength(1)
  expect(beforeExchange(Buffer.from('<meta http-equiv='.repeat(60_000)))).toEqual([])
  expect(performance.now() - began).toBeLessThan(2_000)
})
