// Times inside the parts of a message, and what its header tells of its way.
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readQuotedDate } from '../../../src/time/quoted-date.ts'
import { toIso } from '../../../src/time/instant.ts'
import { eventsOf, mail, readMail, time, values } from './helpers.ts'

describe('a date in the text', () => {
  it.each([
    ['On Tue, Mar 14, 2023 at 10:26 AM Ann Example <ann@example.com> wrote:', '2023-03-14T10:26'],
    ['On Tue, Mar 14, 2023 at 10:26 PM Ann wrote:', '2023-03-14T22:26'],
    ['On 14/03/2023 10:26, Ann wrote:', undefined],
    ['On 2023-03-14 10:26, Ann wrote:', '2023-03-14T10:26'],
    ['Am Dienstag, 14. März 2023, 10:26:53 CET schrieb Ann:', '2023-03-14T10:26'],
    ['Gesendet: Dienstag, 14. März 2023 10:26', '2023-03-14T10:26'],
    ['Le mar. 14 mars 2023 à 10:26, Ann <ann@example.com> a écrit :', '2023-03-14T10:26'],
    ['El mar, 14 de marzo de 2023 a las 10:26, Ann escribió:', '2023-03-14T10:26'],
    ['Em ter., 14 de mar. de 2023 às 10:26, Ann escreveu:', '2023-03-14T10:26'],
    ['Op di 14 mrt. 2023 om 10:26 schreef Ann:', '2023-03-14T10:26'],
    ['> Sent: Tuesday, March 14, 2023 10:26 AM', '2023-03-14T10:26'],
    ['Date: Tue, 14 Mar 2023 10:26:53 +0100', '2023-03-14T10:26'],
    ['On 31 February 2023 Ann wrote:', undefined],
    ['On the 14th of something, Ann wrote:', undefined],
    ['', undefined],
  ])('%s', (line, expected) => {
    const reading = readQuotedDate(line)
    expect(reading?.nominal === undefined ? undefined : toIso(reading.nominal).slice(0, 16)).toBe(expected)
    if (reading !== undefined) expect(reading.zone.type).toBe('floating')
  })

  it('of a quotation is an event on a clock of its own, and nothing else of the text is kept', async () => {
    const body = 'Yes.\n\nOn Tue, Mar 14, 2023 at 10:26 AM Secret Person\n<secret@example.com> wrote:\n> the secret\n'
    const { message } = await readMail(mail([], body))
    const [quoted, none] = eventsOf(message, 'email.quoted.date')
    expect(none).toBeUndefined()
    expect(time(quoted)).toBe('2023-03-14T10:26:00')
    expect(quoted?.clock).toMatchObject({ kind: 'quoted' })
    expect(JSON.stringify(message)).not.toMatch(/secret/i)
  })

  it('of a forwarded header counts only beside a sender', async () => {
    const block = 'From: Ann\nSent: Tuesday, March 14, 2023 10:26 AM\nTo: Bob\nSubject: x\n'
    expect(eventsOf((await readMail(mail([], block))).message, 'email.quoted.date')).toHaveLength(1)
    const { message } = await readMail(mail([], 'Sent: Tuesday, March 14, 2023 10:26 AM\n'))
    expect(eventsOf(message, 'email.quoted.date')).toHaveLength(0)
  })

  it('is read at most forty times a message', async () => {
    const { message } = await readMail(mail([], 'On Tue, Mar 14, 2023 Ann wrote:\n'.repeat(5_000)))
    expect(eventsOf(message, 'email.quoted.date')).toHaveLength(40)
  })

  it('what would act on a terminal in such a line is shown as its bytes', async () => {
    const { message } = await readMail(mail([], 'On Tue, 14 Mar 2023 09:26:53 +00\x0000, Ann wrote:\n> x\n'))
    expect(eventsOf(message, 'email.quoted.date').map(({ raw }) => raw)).toEqual([
      'On Tue, 14 Mar 2023 09:26:53 +00\\x0000',
    ])
  })
})

const parts = (type: string, body: string, encoding = '7bit'): Buffer =>
  mail(
    ['Content-Type: multipart/mixed; boundary=b'],
    `--b\n\nHello.\n--b\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n--b--\n`,
  )

/** A version 4 signature packet with a creation time in its hashed part, and nothing that could be verified. */
function armoured(seconds: number): string {
  const time = Buffer.alloc(4)
  time.writeUInt32BE(seconds)
  const hashed = Buffer.concat([Buffer.from([2, 27, 0, 5, 2]), time])
  const body = Buffer.concat([Buffer.from([4, 0, 1, 8, 0, hashed.length]), hashed, Buffer.alloc(12)])
  const packet = Buffer.concat([Buffer.from([0x88, body.length]), body])
  return `-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\n${packet.toString('base64')}\n-----END PGP SIGNATURE-----\n`
}

describe('a signature part', () => {
  it('of OpenPGP states when it was made', async () => {
    const { message } = await readMail(parts('application/pgp-signature', armoured(1_678_786_013)))
    expect(eventsOf(message, 'email.openpgp.signed').map(time)).toEqual(['2023-03-14T09:26:53'])
  })

  it.each(['', 'AAAA', '-----BEGIN PGP SIGNATURE-----\n\n', `-----BEGIN PGP SIGNATURE-----\n\n${'A'.repeat(50_000)}`])(
    'that is broken states nothing: %#',
    async (body) => {
      const { message } = await readMail(parts('application/pgp-signature', body))
      expect(eventsOf(message, 'email.openpgp.signed')).toEqual([])
    },
  )

  it('of S/MIME states when it was made, as openssl writes it', async () => {
    const pem = openssl()
    if (pem === undefined) {
      console.log('part-times.test.ts: openssl is not installed; a stored attribute is read instead')
    }
    const attribute = Buffer.concat([
      Buffer.from('301c06092a864886f70d010905310f170d', 'hex'),
      Buffer.from('230314092653Z', 'latin1'),
    ])
    const body = (pem?.der ?? attribute).toString('base64')
    const { message } = await readMail(parts('application/pkcs7-signature; name=smime.p7s', body, 'base64'))
    const [signed] = eventsOf(message, 'email.smime.signed')
    if (pem === undefined) expect(time(signed)).toBe('2023-03-14T09:26:53')
    else expect(Math.abs(Date.parse(`${time(signed) ?? ''}Z`) - pem.at)).toBeLessThan(120_000)
  })
})

/** A detached signature of another program, with a key made for it. */
function openssl(): { readonly der: Buffer; readonly at: number } | undefined {
  try {
    const made = execFileSync(
      'sh',
      [
        '-c',
        'd=$(mktemp -d) && cd "$d" && openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c -subj /CN=example -days 1 2>/dev/null && printf x | openssl cms -sign -signer c -inkey k -outform DER 2>/dev/null; rm -r "$d"',
      ],
      { maxBuffer: 1_000_000 },
    )
    return made.length > 100 ? { der: made, at: Date.now() } : undefined
  } catch {
    return undefined
  }
}

describe('a calendar part', () => {
  it('states when it was written, created and changed', async () => {
    const body =
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTAMP:20230314T092653Z\nCREATED:20230301T080000Z\nLAST-MODIFIED:20230314T092600Z\nDTSTART:20300101T000000Z\nEND:VEVENT\nEND:VCALENDAR'
    const { message } = await readMail(parts('text/calendar', body))
    expect(eventsOf(message, 'email.calendar.stamp').map(time)).toEqual(['2023-03-14T09:26:53'])
    expect(eventsOf(message, 'email.calendar.created').map(time)).toEqual(['2023-03-01T08:00:00'])
    expect(eventsOf(message, 'email.calendar.modified').map(time)).toEqual(['2023-03-14T09:26:00'])
  })
})

describe('the header', () => {
  it.each([
    ['Resent-Date: Tue, 14 Mar 2023 09:26:53 +0000', ['resent']],
    ['X-Mailman-Approved-At: Tue, 14 Mar 2023 09:26:53 +0000', ['moderated']],
    [
      'Received: from pop.example.com by localhost with POP3 (fetchmail-6.4.1); Tue, 14 Mar 2023 09:26:53 +0000',
      ['fetched'],
    ],
    ['Deferred-Delivery: Tue, 14 Mar 2023 09:26:53 +0000', ['put-off']],
    ['X-MS-Journal-Report:', ['journal']],
    ['X-Gmail-Labels: Sent', ['saved-by-client']],
    ['X-Note: Resent-Date', []],
  ])('%s: %j', async (line, expected) => {
    expect(values((await readMail(mail([line]))).message, 'email.context')).toEqual(expected)
  })

  it.each([
    ['Tue, 14 Mar 2023 09:26:53 +0545', 'kept somewhere', undefined],
    ['Tue, 14 Mar 2023 09:26:53 -0000', 'place withheld', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +0107', 'kept nowhere', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +1900', 'beyond a day', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +1917', 'beyond a day', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +0060', 'another unit', undefined],
    ['Tue, 14 Mar 2023 09:26:53 -0480', 'another unit', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +0575', 'another unit', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +3600', 'another unit', undefined],
    ['Tue, 14 Mar 2023 09:26:53 +0999', 'beyond a day', undefined],
    ['Sat, 14 Jan 2023 09:26:53 +0200 (CEST)', 'kept somewhere', 'out of season'],
    ['Fri, 14 Jul 2023 09:26:53 +0200 (CEST)', 'kept somewhere', 'fits'],
    ['Fri, 14 Jul 2023 09:26:53 +0100 (CEST)', 'kept somewhere', 'other offset'],
    ['Fri, 14 Jul 2023 09:26:53 -0500 (EST)', 'kept somewhere', undefined],
    ['Fri, 14 Jul 2023 09:26:53 GMT', undefined, undefined],
  ])('zone of Date: %s', async (date, zone, name) => {
    const { message } = await readMail(Buffer.from(`From: ann@example.com\nDate: ${date}\n\nHello.\n`))
    expect([values(message, 'email.date.zone')[0], values(message, 'email.date.zone-name')[0]]).toEqual([zone, name])
  })

  it.each([
    ['quoted-printable', `${'a'.repeat(76)}\nb`, 'email.part.quoted-printable', 'kept'],
    ['quoted-printable', `${'a'.repeat(77)}\nb`, 'email.part.quoted-printable', 'longer'],
    ['base64', 'AAAA\nAAAA\nAA==', 'email.part.base64', 'even'],
    ['base64', 'AAAA\nAAAAAAAA\nAA==', 'email.part.base64', 'uneven'],
    ['base64', 'AAAA\nAAAA\nAA==\n\nfooter of a list', 'email.part.base64', 'even'],
    ['base64', 'AAAA', 'email.part.base64', undefined],
    ['7bit', 'caf\xe9', 'email.part.seven-bit', 'with bytes above 127'],
    ['8bit', 'caf\xe9', 'email.part.seven-bit', undefined],
  ])('%s part: %j', async (encoding, body, key, expected) => {
    const { message } = await readMail(parts('text/plain', body, encoding))
    expect(values(message, key)[0]).toBe(expected)
  })

  it.each([
    ['User-Agent: Mutt/1.14', '<20230314092653.GA4242@example.org>', 'mutt', 'mutt'],
    ['User-Agent: Evolution 3.46', '<87pm9bzns2.fsf@example.org>', 'evolution', 'gnus'],
    ['User-Agent: Example 1', '<20230314092653.4242-1-user@example.org>', undefined, 'git-send-email'],
    ['X-Mailer: git-send-email 2.40', '<x@example.org>', 'git-send-email', undefined],
    [
      'User-Agent: Mozilla Thunderbird',
      '<3cce9ad5-7c2a-4a41-9b1e-4b8f0a6a3e11@example.org>',
      'thunderbird',
      'thunderbird',
    ],
    ['User-Agent: Mozilla Thunderbird', '<20230314092653.4242-1-user@example.org>', 'thunderbird', 'git-send-email'],
    ['User-Agent: Mutt/1.14', '<3cce9ad5-7c2a-4a41-9b1e-4b8f0a6a3e11@example.org>', 'mutt', undefined],
  ])('%s with %s', async (mailer, id, name, form) => {
    const { message } = await readMail(mail([mailer, `Message-ID: ${id}`]))
    expect([values(message, 'email.client.name')[0], values(message, 'email.client.message-id')[0]]).toEqual([
      name,
      form,
    ])
  })

  it('names fields that stand twice and may not', async () => {
    const { message } = await readMail(mail(['Date: Tue, 14 Mar 2023 09:26:53 +0000', 'Comments: a', 'Comments: b']))
    expect(values(message, 'email.repeated-field')).toEqual(['date'])
  })
})

describe('an id that a server or an export wrote', () => {
  const RECEIVED = 'Received: from a.example.com by b.example.org with ESMTP; Tue, 14 Mar 2023 09:26:53 +0000'
  const EXIM = 'Message-ID: <E1pc0vl-000Abc-0D@mail.example.com>'
  const JAVA = 'Message-ID: <123456.789.1678786013000.JavaMail.user@example.org>'
  it.each([
    ['Exim gave it to a message that had none', [RECEIVED, EXIM], 'email.message-id.added', 'relay'],
    [
      'Amazon SES gives one to every message',
      [RECEIVED, 'Message-ID: <01000186df71a748-0f1e2d3c-4b5a-4978-a1b2-0123456789ab-000000@example.org>'],
      'email.message-id.added',
      'provider',
    ],
    ['JavaMail, a server took the message', [RECEIVED, JAVA], 'email.message-id.time', 'sender'],
    ['JavaMail, in a message out of a store', [JAVA], 'email.message-id.time', 'copy'],
  ])('%s', async (_, lines, kind, clock) => {
    const { message } = await readMail(mail(lines))
    expect(eventsOf(message, kind).map((event) => event.clock.kind)).toEqual([clock])
  })

  it('a mail put into a mailbox of Exchange by IMAP bears headers of Exchange that nobody dated', async () => {
    const stamp = 'x-ms-exchange-imapappendstamp: AM0PR01MB1234.eurprd01.prod.outlook.com (15.20.4567.008)'
    const added = ['X-MS-Has-Attach:', 'X-MS-PublicTrafficType: Email']
    const names = async (lines: readonly string[]) =>
      values((await readMail(mail(lines))).message, 'email.header-name').filter((name) => /^x-ms/i.test(name))
    expect(await names([RECEIVED, ...added])).toHaveLength(2)
    expect(await names([RECEIVED, ...added, stamp])).toEqual([])
    const online = RECEIVED.replace('b.example.org', 'AM0PR01MB1234.eurprd01.prod.outlook.com')
    expect(await names([online, ...added, stamp])).toHaveLength(3)
  })
})

describe('what the sender wrote', () => {
  it.each([
    ['***SPAM*** Figures', true],
    ['{Spam?} Figures', true],
    ['[EXTERNAL] Figures', true],
    ['Other Figures', false],
    ['Figures ***SPAM***', false],
  ])('is the same under the subject %s', async (subject, same) => {
    const fields = async (text: string) =>
      values((await readMail(mail(['Message-ID: <a@example.org>', `Subject: ${text}`]))).message, 'email.sent-fields')
    expect((await fields(subject))[0] === (await fields('Figures'))[0]).toBe(same)
  })
})
