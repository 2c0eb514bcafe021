/** Events and traits of a header, and which dated line each trait belongs to: a wrong owner would be a false alarm. */
import { describe, expect, test } from 'vitest'
import { eventsOf, mail, readMail, time, values, writer } from './helpers.ts'

const LIST =
  'Received: from mail-wr1-f41.google.com by lists.example.org (Postfix) with ESMTPS id E46A3707D7C; Tue, 14 Mar 2023 09:27:00 +0000'
const RELAY =
  'Received: by mail-wr1-f41.google.com with SMTP id ay8-20020a05600c1e0800b003ed2ec66a70so1234567wmb.0 for <bob@example.net>; Tue, 14 Mar 2023 02:26:55 -0700 (PDT)'
const STATE = 'X-Gm-Message-State: AO0yUKVexample'
const SOURCE = 'X-Google-Smtp-Source: AK7set8example'
const INNER =
  'X-Received: by 2002:ac8:4552:0:b0:3a8:a1f:6999 with SMTP id m23-20020ac84552000000b003a80a1f6999mr1234567qtb.12.1678786014000; Tue, 14 Mar 2023 02:26:54 -0700 (PDT)'
const SUBMITTED =
  'Received: from host.example.com (host.example.com. [192.0.2.1]) by smtp.gmail.com with ESMTPSA id p22-20020ac84552000000b003a80a1f6999sm5588552qkj.16.2023.03.14.02.26.53 for <bob@example.net> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256); Tue, 14 Mar 2023 02:26:53 -0700 (PDT)'
const ID = 'Message-ID: <20230314092653.4242-1-ann@example.com>'
const GOOGLE = [
  LIST,
  RELAY,
  'DKIM-Signature: v=1; a=rsa-sha256; d=gmail.com; s=20210112; t=1678786015; x=1681378015; b=AbCd',
  STATE,
  SOURCE,
  INNER,
  SUBMITTED,
  ID,
]

describe('a mail submitted to Gmail', async () => {
  const { message } = await readMail(mail(GOOGLE))

  test('has its hops, the oldest first, with the clocks of their writers', () => {
    const hops = eventsOf(message, 'email.received')
    expect(hops.map((hop) => [hop.clock.kind, hop.clock.writer, hop.places?.[0]?.position, time(hop)])).toEqual([
      ['receiver', 'lists.example.org', 2, '2023-03-14T09:27:00'],
      ['provider', 'mail-wr1-f41.google.com', 1, '2023-03-14T09:26:55'],
      ['provider', 'smtp.gmail.com', 0, '2023-03-14T09:26:53'],
    ])
  })

  test('the times in the ids are on the clocks of their lines', () => {
    const [submission, inner] = eventsOf(message, 'email.received.id-time')
    expect([time(submission), time(inner)]).toEqual(['2023-03-14T09:26:53', '2023-03-14T09:26:54'])
    expect(submission?.clock).toBe(eventsOf(message, 'email.received').at(-1)?.clock)
    expect(inner?.clock).toBe(eventsOf(message, 'email.x-received')[0]?.clock)
  })

  test.each([
    ['email.received.gmail-submission-id', 'p22-20020ac84552000000b003a80a1f6999sm5588552qkj.16.2023.03.14.02.26.53'],
    ['email.received.gmail-so-id', 'ay8-20020a05600c1e0800b003ed2ec66a70so1234567wmb.0'],
    ['email.x-received.gmail-id', 'm23-20020ac84552000000b003a80a1f6999mr1234567qtb.12.1678786014000'],
    ['email.x-received.hex', '20020ac84552000000b003a80a1f6999'],
    ['email.received.ipv6-hex', '20020ac84552000000b003a80a1f6999'],
    ['email.gmail.generation.submission', '2'],
    ['email.gmail.generation.x-received', '2'],
    ['email.x-gm-message-state.prefix', 'AO0y'],
    ['email.x-google-smtp-source.prefix', 'AK7s'],
    ['email.received.google.tls-cipher', 'TLS_AES_256_GCM_SHA384'],
    ['email.received.google.tls-version', 'TLS1_3'],
    ['email.dkim-signature.selector', '20210112@gmail.com'],
    ['email.dkim-signature.google.expiry-seconds', '2592000'],
    ['email.dkim.gmail-selector', '20210112'],
    ['email.message-id', '20230314092653.4242-1-ann@example.com'],
    ['email.date.weekday', 'right'],
    ['email.date.offset', '0'],
  ])('%s is %s', (key, value) => {
    expect(values(message, key)).toEqual([value])
  })

  test.each([
    ['email.received.gmail-submission-id', 'email.received smtp.gmail.com'],
    ['email.x-gm-message-state.prefix', 'email.x-received 2002:ac8:4552:0:b0:3a8:a1f:6999'],
    ['email.dkim-signature.selector', 'email.dkim.signed gmail.com'],
    ['email.message-id', 'email.date Date'],
  ])('%s was written by %s', (key, by) => {
    expect(writer(message, key)).toBe(by)
  })

  test('the claim is Date, and the hidden time of the Message-ID has another clock', () => {
    expect(message.claim?.kind).toBe('email.date')
    const [hidden] = eventsOf(message, 'email.message-id.time')
    expect(time(hidden)).toBe('2023-03-14T09:26:53')
    expect(hidden?.clock).not.toBe(message.claim?.clock)
  })

  test('every trait is written by an event of the message', () => {
    for (const { by } of message.traits) if (by) expect(message.events).toContain(by)
  })
})

describe('a header belongs to the pass through Google beside which it stands', () => {
  test('two passes, two owners', async () => {
    const later = INNER.replace('02:26:54', '05:00:00').replace('by 2002:ac8', 'by 2002:ac9')
    const between =
      'Received: from lists.example.org by mx.google.com with ESMTPS id ab12si345.6.2023.03.14.05.00.00; Tue, 14 Mar 2023 05:00:00 -0700 (PDT)'
    const { message } = await readMail(mail([STATE.replace('AO0y', 'AAQB'), later, between, ...GOOGLE]))
    const owners = message.traits.filter(({ key }) => key === 'email.x-gm-message-state.prefix')
    expect(owners.map(({ value, by }) => `${value} ${time(by) ?? ''}`)).toEqual([
      'AAQB 2023-03-14T12:00:00',
      'AO0y 2023-03-14T09:26:54',
    ])
    expect(values(message, 'email.gmail.generation.x-received')).toEqual([])
  })

  test('without a line of Google beside it a header belongs to the copy', async () => {
    const { message } = await readMail(mail([STATE, 'Received: from a by b; Tue, 14 Mar 2023 09:27:00 +0000']))
    expect(values(message, 'email.x-gm-message-state.prefix')).toEqual(['AO0y'])
    expect(writer(message, 'email.x-gm-message-state.prefix')).toBeUndefined()
  })

  test('a copied X-Original-Gm-Message-State is no X-Gm-Message-State', async () => {
    const { message } = await readMail(mail(['X-Original-Gm-Message-State: AO0yUK', ...[RELAY, INNER, SUBMITTED]]))
    expect(values(message, 'email.x-gm-message-state.prefix')).toEqual([])
  })
})

describe('Exchange', () => {
  const hop = (host: string, minute: string): string =>
    `Received: from A.eurprd01.prod.outlook.com (2001:db8::1) by ${host} (2001:db8::2) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.6178.26; Tue, 14 Mar 2023 09:${minute}:00 +0000`
  const GUID = '0f1e2d3c-4b5a-4978-a1b2-08db246e3f4b'
  const headers = [
    `X-MS-Office365-Filtering-Correlation-Id: ${GUID}`,
    `X-MS-Exchange-CrossTenant-Network-Message-Id: ${GUID}`,
    'X-MS-Exchange-AntiSpam-Relay: 0',
  ]
  const two = [hop('B.eurprd01.prod.outlook.com', '28'), hop('C.eurprd01.prod.outlook.com', '27')]

  test('its headers belong to the lowest of its lines', async () => {
    const { message } = await readMail(mail([...two, ...headers]))
    expect(writer(message, 'email.exchange.correlation-id')).toBe('email.received C.eurprd01.prod.outlook.com')
    expect(values(message, 'email.exchange.network-message-id')).toEqual([GUID])
    expect(values(message, 'email.received.exchange-online-build')).toEqual(['15.20.6178.26', '15.20.6178.26'])
    expect(values(message, 'email.header-value')).toContain('X-MS-Exchange-AntiSpam-Relay: 0')
    expect(values(message, 'email.received.exchange-syntax')[0]).toBe(
      'Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id _',
    )
    expect(eventsOf(message, 'email.gateway-id.time').map(time)).toEqual(['2023-03-14T09:26:52', '2023-03-14T09:26:52'])
  })

  test('they have no owner if the mail left Exchange Online and came back', async () => {
    const [last = '', first = ''] = two
    const away = 'Received: from x by mx.example.net; Tue, 14 Mar 2023 09:27:30 +0000'
    const { message } = await readMail(mail([last, away, first, ...headers]))
    expect(writer(message, 'email.exchange.correlation-id')).toBeUndefined()
  })
})

describe('other servers and scanners', () => {
  test.each(['4.96-58-g4e9ed49f8', '4.97-RC1'])('Exim %s stands between two forms of ids', async (version) => {
    const line = `Received: from x by mx.example.net with esmtps (Exim ${version}) id 1pc0vl-00000000Abc-0DeF; Tue, 14 Mar 2023 09:27:30 +0000`
    const { message } = await readMail(mail([line]))
    expect(message.traits.map(({ key }) => key)).not.toContain('email.received.exim-version-form')
  })

  test.each([
    ['email.received.exim-version', '(Exim 4.97.1)', '4.97.1'],
    ['email.received.exim-id-form', 'with esmtps (Exim 4.97.1) id 1pc0vl-00000000Abc-0DeF', '11-4'],
    ['email.received.exim-version-form', 'with esmtps (Exim 4.96) id 1pc0vl-000Abc-0D', '6-2'],
    ['email.received.exim-version-form', 'with esmtps (Exim 4.90_1) id 1pc0vl-000Abc-0D', '6-2'],
    [
      'email.received.exim-tls-token',
      'with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96)',
      'TLS_AES_256_GCM_SHA384',
    ],
    [
      'email.received.postfix.tls-cipher',
      '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature x) (Postfix)',
      'TLS_AES_256_GCM_SHA384 256/256 bits',
    ],
    [
      'email.received.postfix.tls-key-exchange',
      '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange x25519 server-signature x) (Postfix)',
      'x25519',
    ],
    ['email.received.sendmail-version', '(8.18.1/8.18.1/Submit) with ESMTP', '8.18.1/8.18.1/Submit'],
    ['email.received.ironport-tls', 'with ESMTP/TLS/AES256-GCM-SHA384', 'AES256-GCM-SHA384'],
    ['email.received.with', 'with UTF8SMTPSA id x', 'UTF8SMTPSA'],
  ])('%s of %s', async (key, clauses, value) => {
    const line = `Received: from a.example.com by mx.example.net ${clauses}; Tue, 14 Mar 2023 09:27:00 +0000`
    const { message } = await readMail(mail([line]))
    expect(values(message, key)).toEqual([value])
    expect(writer(message, key)).toBe('email.received mx.example.net')
  })

  const SCANNER = 'X-IronPort-AV: E=Sophos;i="5.70,568,1574150400"; \n   d="scan\'208";a="1"'
  const HOP = 'Received: from a.example.com by border.example.net with ESMTP; Tue, 14 Mar 2023 09:27:00 +0000'

  test('a scanner belongs to the Received line below it', async () => {
    const { message } = await readMail(mail([SCANNER, HOP]))
    expect(values(message, 'email.x-ironport-av.sophos-seq')).toEqual(['5.70,568,1574150400'])
    expect(values(message, 'email.x-ironport-av.sophos-engine')).toEqual(['5.70'])
    expect(writer(message, 'email.x-ironport-av.sophos-seq')).toBe('email.received border.example.net')
  })

  test('below all Received lines it has no owner', async () => {
    const { message } = await readMail(mail([HOP, SCANNER]))
    expect(writer(message, 'email.x-ironport-av.sophos-seq')).toBeUndefined()
  })

  test("Proofpoint's sendmail ids are hours old and give no time", async () => {
    const line = (version: string): string =>
      `Received: from a by b (${version}) with ESMTP id 32E9Qr0a012345; Tue, 14 Mar 2023 09:27:00 +0000`
    const plain = await readMail(mail([line('8.15.2/8.15.2')]))
    const proofpoint = await readMail(mail([line('8.16.0.42/8.16.0.42')]))
    expect(eventsOf(plain.message, 'email.received.id-time').map(time)).toEqual(['2023-03-14T09:26:53'])
    expect(eventsOf(proofpoint.message, 'email.received.id-time')).toEqual([])
  })
})

describe('the sender', () => {
  test('sixteen characters are a time of mutt only if the mail names no other program', async () => {
    const id = 'Message-ID: <ZBA93REiM0RVZneI@example.com>'
    const mutt = await readMail(mail([id, 'User-Agent: Mutt/2.2.9']))
    const other = await readMail(mail([id, 'User-Agent: Example Mailer 1.0']))
    expect(eventsOf(mutt.message, 'email.message-id.time').map(time)).toEqual(['2023-03-14T09:26:53'])
    expect(values(mutt.message, 'email.message-id.family')).toEqual(['mid.mutt-b64'])
    expect(eventsOf(other.message, 'email.message-id.time')).toEqual([])
  })

  test('what stands above a Resent block was written when the mail was resent', async () => {
    const { message } = await readMail(
      mail([
        'X-Mailer: Example Mailer 9.0',
        'Resent-Date: Thu, 16 Mar 2023 10:00:00 +0000',
        'Resent-From: carl@example.org',
        'User-Agent: Example Mailer 1.0',
      ]),
    )
    const owners = message.traits
      .filter(({ key }) => key === 'email.mailer')
      .map(({ value, by }) => `${value}: ${by?.kind ?? ''}`)
    expect(owners).toEqual(['Example Mailer 9.0: email.resent-date', 'Example Mailer 1.0: email.date'])
  })

  test('an id that In-Reply-To and References both name counts once', async () => {
    const { message } = await readMail(
      mail(['In-Reply-To: <20230310000000.1-1-bob@example.net>', 'References: <20230310000000.1-1-bob@example.net>']),
    )
    expect(eventsOf(message, 'email.reference.time').map(time)).toEqual(['2023-03-10T00:00:00'])
    expect(values(message, 'email.references')).toEqual(['20230310000000.1-1-bob@example.net'])
  })

  test('a Thread-Index gives the start of the thread and of the last reply', async () => {
    const { message } = await readMail(mail(['Thread-Index: AQHZVlccAAECAwQFBgcICQoLDA0OD677k+CA']))
    expect(eventsOf(message, 'email.thread-index.start').map(time)).toEqual(['2023-03-14T09:26:51'])
    expect(eventsOf(message, 'email.thread-index.reply').map(time)).toEqual(['2023-03-15T09:26:52'])
  })

  test.each([
    ['a short difference from a root that is no time names none', [0x00, 0x00, 0x00, 0x10, 0x80]],
    ['nor does a long one', [0x80, 0x00, 0x10, 0x00, 0x80]],
  ])('a Thread-Index of an older form: %s', async (_, reply) => {
    const bytes = Buffer.from([1, 0, 0, 0, 0, 1, ...Array.from({ length: 16 }, () => 7), ...reply])
    const { message } = await readMail(mail([`Thread-Index: ${bytes.toString('base64')}`]))
    expect(message.events.filter(({ kind }) => kind.startsWith('email.thread-index'))).toEqual([])
  })

  test('local ids float and share one clock', async () => {
    const bytes = mail(
      [
        'Message-ID: <20230314102653.0a1b2c3d@example.com>',
        'Content-Type: multipart/mixed; boundary="----=_NextPart_000_0012_01D9565F.7E995480"',
      ],
      '------=_NextPart_000_0012_01D9565F.7E995480--\n',
    )
    const { message } = await readMail(bytes)
    const [id] = eventsOf(message, 'email.message-id.local')
    const [boundary] = eventsOf(message, 'email.boundary.local')
    expect(id?.reading.zone.type).toBe('floating')
    expect(boundary?.clock).toBe(id?.clock)
    expect([time(id), time(boundary)]).toEqual(['2023-03-14T10:26:53', '2023-03-14T10:26:53'])
  })

  test('a second Date is named, and the first is the claim', async () => {
    const { message } = await readMail(mail(['Date: Mon, 13 Mar 2023 09:00:00 +0000']))
    expect(time(message.claim)).toBe('2023-03-13T09:00:00')
    expect(message.problems).toEqual(['the header has 2 fields Date; the first is taken as the claim'])
  })

  test('the label is the Message-ID or the place, never the subject', async () => {
    const named = await readMail(mail(['Subject: secret', 'Message-ID: <a1@example.com>']))
    const nameless = await readMail(mail(['Subject: secret']))
    expect(named.message.label).toBe('<a1@example.com>')
    expect(nameless.message.label).toBe('message at byte 0')
  })

  test('bytes that are no text are shown as such, UTF-8 as text', async () => {
    const { message } = await readMail(mail(['X-Mailer: caf\xe9 caf\xc3\xa9 \x1b[2J']))
    expect(values(message, 'email.mailer')).toEqual(['caf\\xE9 café \\x1B[2J'])
  })

  test('the offset of a header is its place in the bytes', async () => {
    const bytes = mail(['X-First: one', ' two', ID])
    const { message } = await readMail(bytes)
    const locator = message.traits.find(({ key }) => key === 'email.message-id')?.locator
    expect(locator).toEqual({ type: 'header', name: 'Message-ID', index: 0, offset: bytes.indexOf('Message-ID') })
  })
})
