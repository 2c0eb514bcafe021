// --dns: keys that were looked up live verify, never accuse, and are kept in the case. The name server is our own, on loopback.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { analyze } from '../../src/analysis/analyze.ts'
import { exampleCase } from '../../src/analysis/example-case.ts'
import type { Finding } from '../../src/analysis/finding.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { answersIn } from '../../src/analysis/live-keys.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import { entries, verifyLog } from '../../src/case/log.ts'
import type { CaseDatabase } from '../../src/case/open.ts'
import type { Io } from '../../src/commands/command.ts'
import { lookUpKeys, type LookUpLimits, type TxtResolver } from '../../src/commands/look-up-keys.ts'
import { RULES } from '../analysis/helpers.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { nameServer, type NameServer, type Table } from './name-server.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const OWN = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const OTHER = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64')
const WEAK = generateKeyPairSync('rsa', { modulusLength: 512 })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64')
const vocabulary = vocabularyOf(ingesters)
const rules = await loadRules([RULES], vocabulary)

/** A message whose signed fields are as `own` signed them, and whose body is not. */
function message(id: string, selector: string, domain = 'mail.example.com'): ExampleEvent {
  const text = 'from:ann@example.com'
  const part = {
    d: domain,
    s: selector,
    a: 'rsa-sha256',
    hash: createHash('sha256').update(text).digest('hex'),
    b: sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  }
  return {
    artifact: id,
    type: 'message',
    kind: 'email.dkim.signed',
    time: '2023-03-14T09:26:53Z',
    clock: 'provider',
    writer: domain,
    traits: { 'email.dkim.body': 'differs', 'email.dkim.signed-part': JSON.stringify(part) },
  }
}

const open: { close: () => void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function caseOf(items: readonly ExampleEvent[]): CaseDatabase {
  const made = exampleCase(items, vocabulary)
  open.push(made)
  return made.db
}
async function serverOf(table: Table): Promise<NameServer> {
  const server = await nameServer(table)
  open.push(server)
  return server
}

function io(day = '2026-11-21'): Io & { readonly told: string[] } {
  const told: string[] = []
  return {
    told,
    out: () => undefined,
    err: (text) => void told.push(text),
    columns: 80,
    colour: 'none',
    progress: false,
    interactive: false,
    now: () => new Date(`${day}T12:00:00Z`),
    who: 'a.brook',
  }
}

function found(db: CaseDatabase): readonly Finding[] {
  analyze(db, rules)
  const rows = db.prepare<[], { body: string }>(
    "SELECT body FROM finding WHERE rule IN ('body-differs-from-signed-hash', 'signed-fields-changed')",
  )
  return rows.all().map(({ body }) => JSON.parse(body) as Finding)
}

const LIMITS: LookUpLimits = { selectors: 500, atOnce: 8, eachMilliseconds: 1_000, allMilliseconds: 5_000 }

describe('a key that is looked up', () => {
  it('verifies a signature, and every sentence says on which day it was found, also in a later analysis', async () => {
    const db = caseOf([message('m', 'a')])
    const before = found(db)
    expect(before.map(({ level, observed }) => [level, observed.includes('No key for this signature')])).toEqual([
      ['low', true],
    ])
    const { resolver, asked } = await serverOf({ 'a._domainkey.mail.example.com': [`v=DKIM1; k=rsa; p=${OWN}`] })
    const { told, ...world } = { ...io() }
    await lookUpKeys(db, rules, world, resolver, LIMITS)
    expect(asked).toEqual(['a._domainkey.mail.example.com'])
    expect(told).toEqual(['anachron: --dns: 1 selector looked up: 1 with a key\n'])
    for (const again of [found(db), found(db)]) {
      expect(again).toHaveLength(1)
      expect(again[0]?.level).not.toBe('low')
      expect(again[0]?.observed).toContain('a key found on 2026-11-21')
      expect(again[0]?.observed).toContain('not known from the time of the mail')
      expect(again[0]?.observed).not.toContain('archived key of the signer')
    }
  })

  it('and does not verify says nothing against the mail', async () => {
    const db = caseOf([message('m', 'a')])
    const before = found(db)
    const { resolver } = await serverOf({ 'a._domainkey.mail.example.com': [`v=DKIM1; p=${OTHER}`] })
    await lookUpKeys(db, rules, io(), resolver, LIMITS)
    expect(answersIn(db)).toMatchObject([{ keys: [{ type: 'rsa', key: OTHER }] }])
    expect(found(db)).toEqual(before)
  })

  it('is asked for once a selector, however many mails it signed, and not again when the case holds it', async () => {
    const db = caseOf([message('m', 'a'), message('n', 'A'), message('o', 'b', 'MAIL.example.com'), message('p', 'b')])
    const { resolver, asked } = await serverOf({ 'a._domainkey.mail.example.com': [`p=${OWN}`] })
    await lookUpKeys(db, rules, io(), resolver, LIMITS)
    expect([...asked].sort()).toEqual(['a._domainkey.mail.example.com', 'b._domainkey.mail.example.com'])
    await lookUpKeys(db, rules, io('2027-01-02'), resolver, LIMITS)
    // The one that was found stays as it was; the other is tried again.
    expect(asked.slice(2)).toEqual(['b._domainkey.mail.example.com'])
    expect(answersIn(db).map(({ selector, on }) => [selector, on])).toEqual([
      ['a', '2026-11-21'],
      ['b', '2027-01-02'],
    ])
    const logged = [...entries(db)].map(({ body }) => JSON.parse(body) as { action: string; answers: unknown[] })
    expect(logged.map(({ action, answers }) => [action, answers.length])).toEqual([
      ['look-up-keys', 2],
      ['look-up-keys', 1],
    ])
    expect(verifyLog(db)).toBeUndefined()
  })

  it('of a selector that the archive holds is not asked for', async () => {
    const [archived] = rules.keys
    if (archived === undefined) throw new Error('an archive')
    const db = caseOf([message('m', archived.selector, archived.domain)])
    const { resolver, asked } = await serverOf({})
    const world = io()
    await lookUpKeys(db, rules, world, resolver, LIMITS)
    expect(asked).toEqual([])
    expect(world.told).toEqual(['anachron: --dns: there is no selector without a key; nothing was looked up\n'])
  })
})

describe('an answer that is no key is named', () => {
  it.each([
    ['no name', undefined, 'without a record'],
    ['no record of a key', ['hello'], 'malformed'],
    ['a revoked key', ['v=DKIM1; k=rsa; p='], 'revoked'],
    ['another version', [`v=DKIM2; p=${OWN}`], 'malformed'],
    ['a tag twice', [`p=${OWN}; p=${OTHER}`], 'malformed'],
    ['another kind of key', [`k=ecdsa; p=${OWN}`], 'of an unknown key type'],
    ['an RSA key that is called another', [`k=ed25519; p=${OWN}`], 'malformed'],
    ['no base64', ['p=%%%'], 'malformed'],
    ['base64 of nothing', ['p=AAAA'], 'malformed'],
    ['a key of 512 bits', [`p=${WEAK}`], 'weak'],
    ['a key for something else', [`s=voip; p=${OWN}`], 'not for mail'],
    ['a huge record', [`p=${'A'.repeat(5_000)}`], 'too large'],
    ['silence', 'silent' as const, 'without an answer in time'],
  ])('%s', async (_, texts, why) => {
    const db = caseOf([message('m', 'a')])
    const { resolver } = await serverOf(texts === undefined ? {} : { 'a._domainkey.mail.example.com': texts })
    await lookUpKeys(db, rules, io(), resolver, { ...LIMITS, eachMilliseconds: 300 })
    expect(answersIn(db)).toEqual([{ domain: 'mail.example.com', selector: 'a', on: '2026-11-21', keys: [], why }])
  })

  it('beside one that is, and the key is kept', async () => {
    const db = caseOf([message('m', 'a')])
    const { resolver } = await serverOf({ 'a._domainkey.mail.example.com': ['hello', `p=${OWN}`] })
    await lookUpKeys(db, rules, io(), resolver, LIMITS)
    expect(answersIn(db)[0]?.keys).toEqual([{ type: 'rsa', key: OWN }])
  })

  it.each(['localhost', 'server.local', '192.0.2.1', 'mail..example.com', `${'a'.repeat(64)}.example.com`])(
    'and %s is not asked for at all',
    async (domain) => {
      const db = caseOf([message('m', 'a', domain)])
      const { resolver, asked } = await serverOf({})
      await lookUpKeys(db, rules, io(), resolver, LIMITS)
      expect(asked).toEqual([])
      expect(answersIn(db)[0]?.why).toMatch(/^(?:not public|no DNS) names$/)
    },
  )
})

describe('look-ups are bounded', () => {
  const many = Array.from({ length: 30 }, (_, i) => message(`m${i}`, `s${i}`))

  it('in number, and a few at once', async () => {
    let [now, most, asked] = [0, 0, 0]
    const resolver: TxtResolver = {
      resolveTxt: async () => {
        asked++
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 2))
        now--
        return []
      },
      cancel: () => undefined,
    }
    const world = io()
    await lookUpKeys(caseOf(many), rules, world, resolver, { ...LIMITS, selectors: 20, atOnce: 3 })
    expect([asked, most]).toEqual([20, 3])
    expect(world.told[0]).toContain('not asked for, beyond the limits of number and time: 10')
  })

  it('in time, though nobody ever answers', async () => {
    let cancelled = 0
    const resolver: TxtResolver = {
      resolveTxt: () => new Promise(() => undefined),
      cancel: () => {
        cancelled++
      },
    }
    const begun = performance.now()
    const world = io()
    await lookUpKeys(caseOf(many), rules, world, resolver, {
      ...LIMITS,
      atOnce: 4,
      eachMilliseconds: 100,
      allMilliseconds: 250,
    })
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(cancelled).toBe(1)
    expect(world.told[0]).toMatch(/looked up: \d+ without an answer in time; not asked for, .*: \d+\n$/)
  })
})
