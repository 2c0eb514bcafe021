// The zones of servers' lines, the weekday before a quoted date, and what the User-Agent says of its browser.
import { describe, expect, test } from 'vitest'
import { mail, readMail, values } from './helpers.ts'

const GMAIL = 'Received: from host.example.com by smtp.gmail.com with ESMTPSA id q18sm1234567wmj.7.2019.08.27.06.12.44'
const EXCHANGE =
  'Received: from a.example.com by DB6PR0101MB0001.eurprd01.prod.outlook.com (2603:10a6:4::1) with Microsoft SMTP Server id 15.20.2073.14'
const OTHER = 'Received: from a.example.com by mx.example.com (Postfix) with ESMTP id E46A3707D7C'

describe('a line', () => {
  test.each([
    [GMAIL, 'Mon, 03 Jan 2022 10:11:12 -0800 (PST)', 'google-season', 'kept'],
    [GMAIL, 'Mon, 03 Jan 2022 11:11:12 -0700 (PDT)', 'google-season', 'other season'],
    [GMAIL, 'Sun, 13 Mar 2022 01:59:59 -0800 (PST)', 'google-season', 'kept'],
    [GMAIL, 'Sun, 13 Mar 2022 03:00:00 -0700 (PDT)', 'google-season', 'kept'],
    [GMAIL, 'Sun, 13 Mar 2022 02:30:00 -0700 (PDT)', 'google-season', 'other season'],
    [GMAIL, 'Mon, 03 Jan 2022 18:11:12 +0000', 'google-season', undefined],
    [OTHER, 'Mon, 03 Jan 2022 11:11:12 -0700 (PDT)', 'google-season', undefined],
    [EXCHANGE, 'Mon, 3 Jan 2022 10:11:12 +0000', 'exchange-zone', 'kept'],
    [EXCHANGE, 'Mon, 3 Jan 2022 11:11:12 +0100', 'exchange-zone', 'other'],
    [OTHER, 'Mon, 3 Jan 2022 11:11:12 +0100', 'exchange-zone', undefined],
    [OTHER, 'Mon, 3 Jan 2022 11:11:12 +0100 (CET)', 'zone-name', 'fits'],
    [OTHER, 'Mon, 3 Jan 2022 11:11:12 +0200 (CEST)', 'zone-name', 'out of season'],
    [OTHER, 'Mon, 3 Jan 2022 11:11:12 +0300 (CET)', 'zone-name', 'other offset'],
    [OTHER, 'Mon, 4 Sep 2023 14:34:37 +0100 (CET)', 'zone-name', 'fits'],
    [OTHER, 'Thu, 5 Mar 2020 18:46:49 +0800 (PST)', 'zone-name', 'fits'],
    [OTHER, 'Mon, 26 Aug 2002 11:43:29 -0000 (EDT)', 'zone-name', undefined],
    [OTHER, 'Mon, 3 Jan 2022 11:11:12 +0530 (IST)', 'zone-name', undefined],
  ])('%s; %s: %s is %s', async (line, date, key, value) => {
    const { message } = await readMail(mail([`${line}; ${date}`]))
    expect(values(message, `email.received.${key}`)).toEqual(value === undefined ? [] : [value])
  })
})

describe('the weekday before a quoted date', () => {
  test.each([
    ['On Fri, Jun 24, 2011 at 10:00 AM Ann wrote:', ['right']],
    ['On Thu, Jun 24, 2011 at 10:00 AM Ann wrote:', ['wrong']],
    ['On Friday, 24 June 2011 10:00, Ann wrote:', ['right']],
    ['On 24 June 2011 10:00, Sun Example wrote:', []],
    ['On Jun 24, 2011 at 10:00 AM Mon Ami wrote:', []],
    ['Am Donnerstag, 24. Juni 2011, 10:00 schrieb Ann:', []],
  ])('%s', async (line, expected) => {
    const { message } = await readMail(mail([], `${line}\n> hello\n`))
    expect(values(message, 'email.quoted.weekday')).toEqual(expected)
  })
})

describe('User-Agent', () => {
  const AGENTS = [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Thunderbird/102.3.0', [], ['102'], ['102'], ['102']],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Thunderbird/60.3.0', [], ['102'], ['102'], ['60']],
    ['Mozilla/5.0 (Windows; U; rv:1.9.2.9) Gecko/20100915 Thunderbird/3.1.4', [], [], [], []],
    ['WebService/1.1 YMailNorrin Mozilla/5.0 (Windows NT 10.0) Chrome/115.0.0.0 Safari/537.36', ['115'], [], [], []],
    ['Evolution 3.46.1', [], [], [], []],
  ] as const
  test.each(AGENTS)('%s', async (agent, ...expected) => {
    const { message } = await readMail(mail([`User-Agent: ${agent}`]))
    const keys = ['email.mailer.chrome', 'email.mailer.gecko', 'email.thunderbird.gecko', 'email.thunderbird.version']
    expect(keys.map((key) => values(message, key))).toEqual(expected)
  })
})
