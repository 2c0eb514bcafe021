/** Received lines of each family of servers. */
import { describe, expect, test } from 'vitest'
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
