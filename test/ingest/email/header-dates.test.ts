/** Dates that stand in fields of their own, or after other words; and fields that have no place for one. */
import { expect, test } from 'vitest'
import { mail, readMail, time } from './helpers.ts'

test.each([
  ['Reply-By: Wed, 15 Mar 2023 09:00:00 +0000', 'email.expires', 'sender', '2023-03-15T09:00:00'],
  ['NNTP-Posting-Date: Tue, 14 Mar 2023 09:26:54 +0000 (UTC)', 'email.posted', 'provider', '2023-03-14T09:26:54'],
  ['X-Original-Date: Tue, 14 Mar 2023 11:26:53 +0200', 'email.original-date', 'sender', '2023-03-14T09:26:53'],
  ['X-Google-Original-Date: 14 Mar 2023 09:26:53 +0000', 'email.original-date', 'sender', '2023-03-14T09:26:53'],
  [
    'X-Greylist: delayed 70 seconds by postgrey-1.31 at mx; Tue, 14 Mar 2023 09:28:03 UTC',
    'email.stamped',
    'relay',
    '2023-03-14T09:28:03',
  ],
  [
    'X-Greylist: Sender IP whitelisted, not delayed by milter-greylist-4.5.16 (mx.example.net [192.0.2.1]); Tue, 14 Mar 2023 09:28:03 +0000 (UTC)',
    'email.stamped',
    'relay',
    '2023-03-14T09:28:03',
  ],
  [
    'X-Authentication-Info: Submitted using SMTP AUTH at gateway from [192.0.2.1] using ID ann@example.com at Tue, 14 Mar 2023 04:26:53 -0500',
    'email.stamped',
    'relay',
    '2023-03-14T09:26:53',
  ],
  [
    'X-PGP-Universal: processed;\n\tby gate.example.com on Tue, 14 Mar 2023 01:26:53 -0800',
    'email.stamped',
    'relay',
    '2023-03-14T09:26:53',
  ],
  [
    'X-Apparently-To: bob@example.net; Tue, 14 Mar 2023 09:27:00 +0000',
    'email.stamped',
    'provider',
    '2023-03-14T09:27:00',
  ],
  [
    'X-MS-Exchange-Organization-ExpirationStartTime: 14 Mar 2023 09:26:55.5816\n (UTC)',
    'email.stamped',
    'provider',
    '2023-03-14T09:26:55',
  ],
  [
    'X-Google-DKIM-Signature: v=1; d=1e100.net; s=20210112; t=1678786013',
    'email.dkim.signed',
    'provider',
    '2023-03-14T09:26:53',
  ],
])('%s', async (line, kind, clock, at) => {
  const { message } = await readMail(mail([line]))
  const found = message.events.filter((event) => event.kind === kind)
  expect(found.map((event) => [event.clock.kind, time(event)])).toEqual([[clock, at]])
})

test.each([
  'X-Greylist: Sender passed SPF test',
  'X-Greylist: whitelisted; no date at all',
  'X-Authentication-Info: Submitted at gateway',
  `X-Greylist: ${'; '.repeat(100_000)}`,
  'Received-SPF: pass (mx.example.net: domain of ann@example.com designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1; envelope-from=ann@example.com; helo=a.example.com',
  'Authentication-Results: mx.example.net; dkim=pass header.d=example.com header.s=20230314 header.b=abcdefgh; spf=pass smtp.mailfrom=ann@example.com',
])('no time is read where none stands: %#', async (line) => {
  const { message } = await readMail(mail([line]))
  expect(message.events.map(({ kind }) => kind)).toEqual(['email.date'])
})
