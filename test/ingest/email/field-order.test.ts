/** The order of a known program's own fields: which mails say it, and which say nothing because a server wrote the fields anew. */
import { describe, expect, test } from 'vitest'
import { readMail, values } from './helpers.ts'

const DATE = 'Date: Tue, 14 Mar 2023 09:26:53 +0000'
const ID = 'Message-ID: <ab12@example.com>'
const OF_GMAIL = 'Message-ID: <CAHk-=wjkhfkjHGfjkhgKJHgfkjhGFKJHgfkjhgKJHGFkjhg@mail.gmail.com>'
const REFERENCES = 'References: <a@example.org>\n <b@example.org>'
const REPLY = 'In-Reply-To: <b@example.org>'
const MUTT = 'User-Agent: Mutt/1.10.1 (2018-07-13)'
const OLD_THUNDERBIRD = 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:68.0) Gecko/20100101\n Thunderbird/68.4.2'
const OTHERS = ['From: ann@example.com', 'To: bob@example.net', 'Subject: As agreed', 'MIME-Version: 1.0']

const orders = async (lines: readonly string[], end = '\n'): Promise<readonly string[]> => {
  const text = `${lines.join('\n')}\n\nHello.\n`.replaceAll('\n', end)
  const { message } = await readMail(Buffer.from(text, 'latin1'))
  return values(message, 'email.client.field-order')
}

describe('says the order as it stands', () => {
  test.each<readonly [string, readonly string[], string]>([
    [
      'Mutt, with its minor version',
      [...OTHERS, DATE, ID, REFERENCES, REPLY, MUTT],
      'mutt 1.10: date,message-id,references,in-reply-to,user-agent',
    ],
    [
      'other fields between do not matter',
      [DATE, 'To: bob@example.net', ID, 'From: ann@example.com', 'List-Id: <l.example.org>', MUTT],
      'mutt 1.10: date,message-id,user-agent',
    ],
    [
      'an older Thunderbird, whose name is folded',
      [...OTHERS, REFERENCES, ID, DATE, OLD_THUNDERBIRD, REPLY],
      'thunderbird 68: references,message-id,date,user-agent,in-reply-to',
    ],
    [
      'Thunderbird since it names no version',
      [ID, DATE, 'User-Agent: Mozilla Thunderbird', ...OTHERS, REPLY],
      'thunderbird: message-id,date,user-agent,in-reply-to',
    ],
    ['Gmail by its Message-ID', [...OTHERS, REFERENCES, DATE, OF_GMAIL], 'gmail: references,date,message-id'],
    [
      'git-send-email however it spells Message-Id',
      [...OTHERS, DATE, 'Message-Id: <1@example.com>', 'X-Mailer: git-send-email 2.34.1'],
      'git-send-email 2.34: date,message-id,x-mailer',
    ],
    ['NeoMutt by its day', [DATE, ID, 'User-Agent: NeoMutt/20180716'], 'neomutt 20180716: date,message-id,user-agent'],
    [
      'Claws Mail',
      [DATE, ID, REPLY, REFERENCES, 'X-Mailer: Claws Mail 4.1.1 (GTK 3.24.38; x86_64-pc-linux-gnu)'],
      'claws-mail 4.1: date,message-id,in-reply-to,references,x-mailer',
    ],
    [
      'Evolution under X-Mailer',
      [ID, DATE, REPLY, 'X-Mailer: Evolution 3.28.5-0ubuntu0.18.04.2 '],
      'evolution 3.28: message-id,date,in-reply-to,x-mailer',
    ],
  ])('%s', async (_, lines, order) => {
    expect(await orders(lines)).toEqual([order])
    expect(await orders(lines, '\r\n')).toEqual([order])
  })
})

describe('says nothing', () => {
  test.each<readonly [string, readonly string[]]>([
    ['of a program whose order was not measured', [...OTHERS, DATE, ID, 'X-Mailer: Example Mail 4.2']],
    [
      'of a program that only begins with a known name',
      [...OTHERS, DATE, ID, 'User-Agent: Mozilla Thunderbird 1.0 (Windows/20041206)'],
    ],
    ['where no program is named and the id is of no known form', [...OTHERS, DATE, ID]],
    [
      'where a program is named and the id alone is of Gmail',
      [...OTHERS, DATE, OF_GMAIL, 'X-Mailer: Example Mail 4.2'],
    ],
    ['where two programs are named', [DATE, ID, 'X-Mailer: git-send-email 2.43.0', ...OTHERS, MUTT]],
    ['where one of the fields stands twice', [...OTHERS, DATE, ID, ID, MUTT]],
    ['where Exchange left its fields', [DATE, ID, MUTT, ...OTHERS, 'X-MS-Exchange-CrossTenant-Id: 1']],
    ['where Exchange left Thread-Topic', [DATE, ID, MUTT, ...OTHERS, 'Thread-Topic: As agreed']],
    ['where Amazon SES sent the message', [DATE, ID, MUTT, ...OTHERS, 'X-SES-Outgoing: 2026.01.06-192.0.2.1']],
    ['of a message that was resent', ['Resent-From: carol@example.org', ...OTHERS, DATE, ID, MUTT]],
    [
      'where a server spelt a field otherwise than the program does',
      [...OTHERS, DATE, 'Message-Id: <1@example.com>', MUTT],
    ],
    ['where a server wrote Mime-Version', [DATE, ID, 'Mime-Version: 1.0', MUTT]],
  ])('%s', async (_, lines) => {
    expect(await orders(lines)).toEqual([])
  })
})

test('a header of ten thousand fields is read as any other', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => `X-Example-${n}: ${n}`)
  expect(await orders([DATE, ID, ...many, MUTT])).toEqual(['mutt 1.10: date,message-id,user-agent'])
  expect(await orders([DATE, ID, MUTT, ...many.map(() => ID)])).toEqual([])
})
