/** Received lines of each family of servers. */
import { describe, expect, test } from 'vitest'
import { eventsOf, mail, readMail, time } from './helpers.ts'
import { readReceived } from '../../../src/ingest/email/received-line.ts'

const DATE = 'Tue, 14 Mar 2023 09:26:53 +0000'

describe('the clauses of a Received line', () => {
  test.each([
    [
      'postfix',
      'from a.example.com (a.example.com [192.0.2.1]) (using TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)) (No client certificate requested) by mx.example.net (Postfix) with ESMTPS id 4PbSpP0sf8z2Bcd for <bob@example.net>',
      { by: 'mx.example.net', from: 'a.example.com', with: 'ESMTPS', id: '4PbSpP0sf8z2Bcd' },
    ],
    [
      'exim',
      'from [192.0.2.1] (helo=a.example.com) by mx.example.net with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <ann@example.com>) id 1pc0vl-000Abc-0D',
      { by: 'mx.example.net', from: '[192.0.2.1]', with: 'esmtps', id: '1pc0vl-000Abc-0D' },
    ],
    [
      'sendmail',
      'from a.example.com (a.example.com [192.0.2.1]) by mx.example.net (8.15.2/8.15.2) with ESMTP id 32E9Qr0a012345',
      { by: 'mx.example.net', from: 'a.example.com', with: 'ESMTP', id: '32E9Qr0a012345' },
    ],
    [
      'exchange',
      'from A.eurprd01.prod.outlook.com (2001:db8::1) by B.eurprd01.prod.outlook.com (2001:db8::2) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.6178.26',
      {
        by: 'B.eurprd01.prod.outlook.com',
        from: 'A.eurprd01.prod.outlook.com',
        with: 'Microsoft',
        id: '15.20.6178.26',
      },
    ],
    [
      'google',
      'by mail-wr1-f41.google.com with SMTP id p22so5588552qkj.16 for <bob@example.net>',
      { by: 'mail-wr1-f41.google.com', from: undefined, with: 'SMTP', id: 'p22so5588552qkj.16' },
    ],
    ['qmail', '(qmail 4242 invoked by uid 1000)', { by: undefined, from: undefined, with: undefined, id: undefined }],
    [
      'qmail',
      'from a.example.com ([192.0.2.1]) (envelope-sender <ann@example.com>) by mx.example.net (qmail-ldap-1.03) with SMTP for <bob@example.net>',
      { by: 'mx.example.net', from: 'a.example.com', with: 'SMTP', id: undefined },
    ],
    [
      'exchange',
      'from mail pickup service by mx.example.net with Microsoft SMTPSVC',
      { by: 'mx.example.net', from: 'mail', with: 'Microsoft', id: undefined },
    ],
    [
      'exchange',
      'by mx.example.net with Internet Mail Service (5.5.2653.19) id <QABC1234>',
      { by: 'mx.example.net', from: undefined, with: 'Internet', id: 'QABC1234' },
    ],
    [
      'generic',
      'from a (really (a nested) comment) by b with LMTP id Fc1bB909EGThEAAAu9opvQ',
      { by: 'b', from: 'a', with: 'LMTP', id: 'Fc1bB909EGThEAAAu9opvQ' },
    ],
  ])('%s', (family, clauses, expected) => {
    expect(readReceived(`${clauses}; ${DATE}`)).toMatchObject({ family, date: DATE, ...expected })
  })
})

test('the date is what follows the last semicolon, or stands at the end of a line without one', () => {
  expect(readReceived(`by mx.example.net (a; b) with SMTP; ${DATE}`).date).toBe(DATE)
  expect(readReceived(`by mx.example.net with SMTP ${DATE}`).date).toBe(DATE)
  expect(readReceived('by mx.example.net with SMTP').date).toBe('')
})

test('a parenthesis that is never closed does not take time', () => {
  const began = performance.now()
  expect(readReceived(`by mx.example.net ${'('.repeat(2_000_000)}`).by).toBe('mx.example.net')
  expect(readReceived(`by mx.example.net ${'(1.1.1/1.1.1'.repeat(100_000)}; x`).date).toBe('x')
  expect(performance.now() - began).toBeLessThan(2_000)
})

/** Forms of lines of real servers (with fictitious hosts and people): what is read from the whole line, and on whose clock. */
describe('the time of a whole line, and who wrote it', () => {
  test.each([
    [
      'Postfix, from another host',
      'from a.example.com (a.example.com [192.0.2.1])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\n\t(No client certificate requested)\n\tby mx.example.net (Postfix) with ESMTPS id 4PbSpP0sf8z2Bcd\n\tfor <bob@example.net>; Tue, 14 Mar 2023 09:26:53 +0000 (UTC)',
      '2023-03-14T09:26:53',
      'mx.example.net',
    ],
    [
      'Postfix, handed over on the same host',
      'by mx.example.net (Postfix, from userid 1000)\n\tid 1A2B3C4D5E; Tue, 14 Mar 2023 10:26:53 +0100 (CET)',
      '2023-03-14T09:26:53',
      'mx.example.net',
    ],
    [
      'Exim, from another host',
      'from [192.0.2.1] (helo=a.example.com)\n\tby mx.example.net with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384\n\t(Exim 4.96)\n\t(envelope-from <ann@example.com>)\n\tid 1pc0vl-000Abc-0D\n\tfor bob@example.net;\n\tTue, 14 Mar 2023 09:26:53 +0000',
      '2023-03-14T09:26:53',
      'mx.example.net',
    ],
    [
      'Exim 3, handed over on the same host',
      'from ann by a.example.com with local (Exim 3.35 #1 (Debian))\n\tid 17cJ5q-0003h2-00; Wed, 07 Aug 2002 01:55:46 +0200',
      '2002-08-06T23:55:46',
      'a.example.com',
    ],
    [
      'Sendmail, from another host',
      'from a.example.com (a.example.com [192.0.2.1] (may be forged))\n\tby mx.example.net (8.11.6/8.11.6) with ESMTP id g6NA1BB12345\n\tfor <bob@example.net>; Tue, 23 Jul 2002 11:01:11 +0100',
      '2002-07-23T10:01:11',
      'mx.example.net',
    ],
    [
      'Sendmail, handed over on the same host',
      '(from ann@localhost)\n\tby a.example.com (8.15.2/8.15.2/Submit) id 32E9Qr0a012345;\n\tTue, 14 Mar 2023 05:26:53 -0400',
      '2023-03-14T09:26:53',
      'a.example.com',
    ],
    ['qmail', '(qmail 4242 invoked by uid 1000); 14 Mar 2023 09:26:53 -0000', '2023-03-14T09:26:53', 'Received'],
    [
      'qmail, from another host',
      'from unknown (HELO a.example.com) (192.0.2.1)\n  by mx.example.net with SMTP; 14 Mar 2023 09:26:53 -0000',
      '2023-03-14T09:26:53',
      'mx.example.net',
    ],
    [
      'qmail-ldap',
      'from a.example.com ([192.0.2.1])\n          (envelope-sender <ann@example.com>)\n          by mx.example.net (qmail-ldap-1.03) with SMTP\n          for <bob@example.net>; 23 Jul 2002 10:01:11 -0000',
      '2002-07-23T10:01:11',
      'mx.example.net',
    ],
    [
      'Exchange Online',
      'from A.eurprd01.prod.outlook.com (2001:db8::1) by\n B.eurprd01.prod.outlook.com (2001:db8::2) with Microsoft SMTP Server\n (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\n 15.20.6178.26; Tue, 14 Mar 2023 09:26:53 +0000',
      '2023-03-14T09:26:53',
      'B.eurprd01.prod.outlook.com',
    ],
    [
      'Exchange, inside a server',
      'from MBX1.example.net ([fe80::1]) by MBX1.example.net\n ([fe80::1%12]) with mapi id 14.03.0123.003; Tue, 14 Mar 2023 10:26:53 +0100',
      '2023-03-14T09:26:53',
      'MBX1.example.net',
    ],
    [
      'Exchange 2000',
      'from a.example.com ([192.0.2.1]) by mx.example.net with Microsoft SMTPSVC(5.0.2195.2966);\n\t Tue, 13 Nov 2001 19:08:16 -0800',
      '2001-11-14T03:08:16',
      'mx.example.net',
    ],
    [
      'Google, on submission',
      'from a.example.com ([192.0.2.1])\n        by smtp.gmail.com with ESMTPSA id p22sm5588552qkj.16.2023.03.14.02.26.53\n        for <bob@example.net>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        Tue, 14 Mar 2023 02:26:53 -0700 (PDT)',
      '2023-03-14T09:26:53',
      'smtp.gmail.com',
    ],
    [
      'any other: Dovecot',
      'from mx.example.net\n\tby imap.example.net with LMTP\n\tid Fc1bB909EGThEAAAu9opvQ\n\t(envelope-from <ann@example.com>)\n\tfor <bob@example.net>; Tue, 14 Mar 2023 09:26:53 +0000',
      '2023-03-14T09:26:53',
      'imap.example.net',
    ],
    [
      'a line without a semicolon',
      'by mx.example.net with SMTP 14 Mar 2023 09:26:53 +0000',
      '2023-03-14T09:26:53',
      'mx.example.net',
    ],
    ['a line without a date', 'by mx.example.net with SMTP', undefined, 'mx.example.net'],
  ])('%s', async (_, line, at, writer) => {
    const { message } = await readMail(mail([`Received: ${line}`]))
    const [event] = eventsOf(message, 'email.received')
    expect([time(event), event?.clock.writer]).toEqual([at, writer])
  })
})
