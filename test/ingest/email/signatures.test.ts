// DKIM and ARC: what the reader keeps of a signature, held against keys. Reference program: mailauth, with a resolver of our own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, generateKeyPairSync, privateEncrypt } from 'node:crypto'
import fc from 'fast-check'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { parse } from 'yaml'
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { SignatureCheck } from '../../../src/analysis/signature-check.ts'
import type { DkimKey } from '../../../src/analysis/dkim-keys.ts'
import { canonicalBody, hashesOfBeginnings, hashOf } from '../../../src/ingest/email/canonical.ts'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { corpus, ingest } from '../../evidence/helpers.ts'
import { readMail, values } from './helpers.ts'

const key = (domain: string, selector: string, p: string, type: DkimKey['type'] = 'rsa'): DkimKey => ({
  domain,
  selector,
  key: p,
  type,
  source: 'test',
})

/** Bodies and, held against the keys, signed parts of all signatures of a family, from the top. */
function states(message: Artifact, keys: readonly DkimKey[], family: 'dkim' | 'arc' = 'dkim') {
  const check = new SignatureCheck(keys)
  return {
    body: values(message, `email.${family}.body`),
    fields: values(message, `email.${family}.signed-part`).map((part) => check.state(part)),
  }
}

/** RFC 8463, appendix A: message and keys. */
const RFC_8463 = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
`
const RFC_KEYS = [
  key('football.example.com', 'brisbane', '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=', 'ed25519'),
  key(
    'football.example.com',
    'test',
    'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
  ),
]

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const OWN_KEY = key('example.com', 'own', publicKey.export({ type: 'spki', format: 'der' }).toString('base64'))

async function signed(message: string, canonicalization: string): Promise<Buffer> {
  const bytes = Buffer.from(message.replace(/\r?\n/g, '\r\n'), 'latin1')
  const signer = {
    signingDomain: 'example.com',
    selector: 'own',
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  }
  const { signatures } = await dkimSign(bytes, {
    canonicalization,
    algorithm: 'rsa-sha256',
    signTime: new Date('2023-03-14T09:26:53Z'),
    ...signer,
    signatureData: [signer],
  })
  return Buffer.concat([Buffer.from(signatures, 'latin1'), bytes])
}

const PLAIN = `From: Ann Example <ann@example.com>\nTo: Bob Example <bob@example.net>\nSubject:  The\n  books\nDate: Tue, 14 Mar 2023 09:26:53 +0000\n\nFirst line  with\ttabs \n\nFrom here on.\n\n\n`

describe('a signature', () => {
  it('of RFC 8463 verifies, by Ed25519 and by RSA', async () => {
    const { message } = await readMail(Buffer.from(RFC_8463))
    expect(states(message, RFC_KEYS)).toEqual({ body: ['agrees', 'agrees'], fields: ['verifies', 'verifies'] })
  })

  it.each([
    ['a word of the body', 'lost', 'won', ['differs', 'differs'], ['verifies', 'verifies']],
    ['Date', '11 Jul 2003', '11 Jul 2002', ['agrees', 'agrees'], ['does not verify', 'does not verify']],
    ['an unsigned field', 'From: Joe', 'X-Note: new\nFrom: Joe', ['agrees', 'agrees'], ['verifies', 'verifies']],
    ['white space of the body', 'game.  Are', 'game. \t Are', ['agrees', 'agrees'], ['verifies', 'verifies']],
    [
      'the end, to which a list added its lines',
      'Joe.\n',
      'Joe.\n\n_______\nlist@example.org\n',
      ['begins as signed', 'begins as signed'],
      ['verifies', 'verifies'],
    ],
    [
      'a word, with lines added at the end',
      'lost the game.  Are you hungry yet?\n\nJoe.\n',
      'won the game.  Are you hungry yet?\n\nJoe.\n-- \nlist@example.org\n',
      ['differs', 'differs'],
      ['verifies', 'verifies'],
    ],
    ['empty lines at the end', 'Joe.\n', 'Joe.\n\n\n', ['agrees', 'agrees'], ['verifies', 'verifies']],
    [
      'the time of one signature',
      's=test; t=1528637909',
      's=test; t=1528637908',
      ['agrees', 'agrees'],
      ['verifies', 'does not verify'],
    ],
  ])('says what a change of %s breaks', async (_, from, to, body, fields) => {
    const { message } = await readMail(Buffer.from(RFC_8463.replace(from, to)))
    expect(states(message, RFC_KEYS)).toEqual({ body, fields })
  })

  it('says that a key is not archived, and that a key of another kind says nothing', async () => {
    const { message } = await readMail(Buffer.from(RFC_8463))
    const [ed25519, rsa] = RFC_KEYS
    if (ed25519 === undefined || rsa === undefined) throw new Error('two keys')
    expect(states(message, []).fields).toEqual(['no archived key', 'no archived key'])
    expect(states(message, [{ ...ed25519, selector: 'test' }]).fields).toEqual(['no archived key', 'not checked'])
    expect(states(message, [{ ...rsa, key: OWN_KEY.key }, rsa]).fields[1]).toBe('verifies')
  })

  it.each(['relaxed/relaxed', 'simple/simple', 'relaxed/simple', 'simple/relaxed'])(
    'made by another program verifies: %s, with CRLF and with bare newlines',
    async (form) => {
      const bytes = await signed(PLAIN, form)
      for (const stored of [bytes, Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')]) {
        const { message } = await readMail(stored)
        expect(states(message, [OWN_KEY])).toEqual({ body: ['agrees'], fields: ['verifies'] })
      }
    },
  )

  it.each([
    ['bob.ledger.example.com', 'verifies'],
    ['ledger.example.com', 'no archived key'],
    ['deep.bob.ledger.example.com', 'no archived key'],
  ] as const)('of %s, held against a key for every domain right below ledger.example.com: %s', (d, state) => {
    const hash = '00'.repeat(32)
    const block = Buffer.from(`3031300d060960864801650304020105000420${hash}`, 'hex')
    const b = privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, block).toString('base64')
    const check = new SignatureCheck([{ ...OWN_KEY, domain: '*.ledger.example.com' }])
    expect(check.state(JSON.stringify({ d, s: 'own', a: 'rsa-sha256', hash, b }))).toBe(state)
  })

  it.each([
    ['the Sender that a list writes', 'h=from:sender:to', 'To: Bob <bob@example.net>', ['sender']],
    ['the fields of a list', 'h=from:list-id', 'To: Bob <bob@example.net>', ['list-id']],
    ['a To that was missing', 'h=from:to:subject', 'To: unlisted-recipients:; (no To-header on input)', ['to']],
    ['a name that a list made an address of', 'h=from:to', 'To: Recipients <Ann@lists.example.org>', ['to']],
    ['an address at the list itself', 'h=from:to', 'To: Ledger <ledger@lists.example.org>', []],
    ['a comment among the addresses', 'h=from:cc', 'Cc: ledger@example.org (open list:BOOKS)', ['cc']],
    ['a group', 'h=from:cc', 'Cc: the books: ledger@example.org, ;', ['cc']],
    ['two Cc of which one stands there', 'h=from:cc:cc:cc', 'Cc: ledger@example.org', ['cc']],
    ['a Cc and no further one', 'h=from:cc:cc', 'Cc: "Ledger, The" <ledger@example.org>', []],
    ['an odd To that it does not cover', 'h=from:subject', 'To: unlisted-recipients:; (no To-header on input)', []],
  ])('over %s: a server writes these anew', async (_, names, line, fields) => {
    const signature = `DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=own; ${names}; bh=AAAA; b=AAAAAAAAAAAAAAAAAAAAAAAA`
    const list = 'List-Id: <ledger.lists.example.org>'
    const header = [signature, list, line, 'From: Ann <ann@example.com>', 'Date: Tue, 14 Mar 2023 09:26:53 +0000']
    const { message } = await readMail(Buffer.from(`${header.join('\n')}\n\nHello.\n`))
    expect(values(message, 'email.dkim.rewritten-field')).toEqual(fields)
  })

  it('over a body that a mailbox quoted still agrees', async () => {
    const text = (await signed(PLAIN, 'relaxed/relaxed')).toString('latin1').replaceAll('\r\n', '\n')
    const box = `From ann@example.com Tue Mar 14 09:26:53 2023\n${text.replace('\nFrom here', '\n>From here')}\n`
    const { artifacts } = await ingest(mbox, Buffer.from(box, 'latin1'))
    const message = artifacts.find(({ type }) => type === 'message')
    if (message === undefined) throw new Error('one message')
    expect(states(message, [OWN_KEY])).toEqual({ body: ['agrees'], fields: ['verifies'] })
  })

  it.each([
    ['l=5', 'agrees in part'],
    ['l=99999999', 'agrees'],
    ['l=x', 'not checked: tag l is no length'],
    ['c=odd/odd', 'not checked: unknown canonical form'],
    ['a=rsa-md5', 'not checked: no body hash of a known kind'],
  ])('with %s: %s', async (tag, expected) => {
    const body = 'Hello\r\n'
    const bh = hashOf(Buffer.from(tag === 'l=5' ? 'Hello' : body, 'latin1'), 'sha256', 'base64')
    const field = `DKIM-Signature: ${tag}; a=rsa-sha256; c=simple/simple; d=example.com; s=own; bh=${bh}; b=${'A'.repeat(40)}`
    const { message } = await readMail(Buffer.from(`${field}\r\nFrom: ann@example.com\r\n\r\n${body}`))
    expect(values(message, 'email.dkim.body')).toEqual([expected])
  })

  it('is looked at twenty times a message, in six ways of hashing, whatever the header holds', async () => {
    const field = (i: number) =>
      `DKIM-Signature: a=rsa-sha256; c=simple/simple; d=example.com; s=own; l=${i}; bh=AAAA; b=${'A'.repeat(40)}\r\n`
    const header = Array.from({ length: 500 }, (_, i) => field(i)).join('')
    const { message } = await readMail(Buffer.from(`${header}From: ann@example.com\r\n\r\n${'a  b\r\n'.repeat(100)}`))
    const bodies = values(message, 'email.dkim.body')
    expect(bodies).toHaveLength(20)
    expect(bodies.filter((one) => one === 'differs')).toHaveLength(6)
  })
})

describe('canonical bodies', () => {
  const piece = fc.constantFrom('a', ' ', '\t', '  ', '\n', '\r\n', '\n\n', 'Ü', 'x y', '\r')
  it('are those of mailauth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.constantFrom('simple', 'relaxed'),
        async (pieces, form) => {
          const body = Buffer.from(pieces.join(''), 'latin1')
          const hash = hashOf(canonicalBody(body, form === 'simple' ? 'simple' : 'relaxed'), 'sha256', 'base64')
          const field = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/${form}; d=example.com; s=own; h=from; bh=${hash}; b=AAAA\r\n`
          const { results } = await dkimVerify(
            Buffer.concat([Buffer.from(`${field}From: ann@example.com\r\n\r\n`), body]),
            { resolver: () => Promise.resolve([[`v=DKIM1; k=rsa; p=${OWN_KEY.key}`]]) },
          )
          expect(results[0]).toMatchObject({ bodyHash: hash })
        },
      ),
      { numRuns: 150 },
    )
  })

  it('have among the hashes of their beginnings that of every body to which lines were added', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom('simple' as const, 'relaxed' as const),
        (signed, added, form) => {
          const whole = canonicalBody(Buffer.from(`${signed.join('')}\n`, 'latin1'), form)
          if (whole.toString('latin1').trim() === '') return
          const sum = hashOf(whole, 'sha256', 'base64')
          const longer = canonicalBody(Buffer.from(`${signed.join('')}\n${added.join('')}`, 'latin1'), form)
          expect(hashesOfBeginnings(longer, 'sha256')).toContain(sum)
        },
      ),
    )
  })

  it('have no more than a hundred beginnings, and none where there is no line', () => {
    expect(hashesOfBeginnings(Buffer.from('x\r\n'.repeat(10_000)), 'sha256').size).toBeLessThanOrEqual(101)
    expect(hashesOfBeginnings(Buffer.alloc(0), 'sha256').size).toBe(0)
    expect(hashesOfBeginnings(Buffer.from('\r\n'), 'sha256').size).toBe(0)
  })

  it('of a megabyte of spaces take no time to speak of', () => {
    const started = performance.now()
    canonicalBody(Buffer.from(`${' '.repeat(1_000_000)}x${'\t '.repeat(500_000)}`), 'relaxed')
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

const FOLDER = corpus('mail-auth/arc_test_suite')
const suite = z.array(
  z.object({
    tests: z.record(z.string(), z.object({ message: z.string().nullish(), cv: z.string().nullish() })),
    'txt-records': z.record(z.string(), z.string()).nullish(),
  }),
)

describe.runIf(FOLDER !== undefined)('the ARC validation suite', () => {
  it('every chain that passes has seals and newest signature that verify, and a body that agrees', async () => {
    const text = readFileSync(join(FOLDER ?? '', 'arc-draft-validation-tests.yml'), 'utf8')
    const parts = text.split(/^---\s*$/m).flatMap((one) => {
      const read = suite.safeParse([parse(one, { uniqueKeys: false })])
      return read.success ? read.data : []
    })
    let passing = 0
    for (const { tests, 'txt-records': records } of parts) {
      const keys = Object.entries(records ?? {}).flatMap(([name, record]) => {
        const [selector = '', domain = ''] = name.split('._domainkey.')
        const p = /\bp=([A-Za-z0-9+/=\s]+)/.exec(record)?.[1]?.replace(/\s/g, '')
        return p === undefined || p === '' ? [] : [key(domain, selector, p)]
      })
      const check = new SignatureCheck(keys)
      for (const [name, { message: bytes, cv }] of Object.entries(tests)) {
        if (cv !== 'Pass' || bytes === undefined || bytes === null) continue
        passing++
        const { message } = await readMail(Buffer.from(bytes, 'latin1'))
        const seals = values(message, 'email.arc.sealed-part').map((part) => check.state(part))
        expect({ name, seals: new Set(seals) }).toEqual({ name, seals: new Set(['verifies']) })
        const newest = states(message, keys, 'arc')
        expect({ name, newest: [newest.body, newest.fields].some((all) => all.length === 0) }).toEqual({
          name,
          newest: false,
        })
        expect(newest.fields, name).toContain('verifies')
        expect(
          newest.body.some((one) => one.startsWith('agrees')),
          name,
        ).toBe(true)
      }
    }
    expect(passing).toBeGreaterThan(20)
  })
})
