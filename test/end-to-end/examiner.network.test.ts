// Without --dns no command touches a network: proved with a program in which every way to one says so and throws.
import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { describe, expect, it } from 'vitest'
import { MAIN, emptyFolder, lay, node, reportOf } from './program.ts'
import { NO_NETWORK } from './no-network.ts'
import { mail } from './evidence.ts'

const folder = emptyFolder()
const SIGNATURE = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=mail.example.com; s=a; t=1566900000; h=from:to:date; bh=${'A'.repeat(43)}=; b=${'A'.repeat(170)}==`
const mails = Array.from({ length: 40 }, (_, i) => [`in/${i}.eml`, mail(`m${i}`, [SIGNATURE])] as const)
lay(folder, { ...Object.fromEntries(mails), 'no-network.mjs': NO_NETWORK })
const run = (...args: string[]) => node(['--import', join(folder, 'no-network.mjs'), MAIN, ...args], { cwd: folder })

describe('a scan of signed mails', () => {
  it('touches no network, nor does an analysis', async () => {
    const scanned = await run('scan', 'in', '--case', 'a.case')
    expect(scanned.stderr).not.toContain('NETWORK')
    expect(scanned.exit).toBe(0)
    const analysed = await run('analyze', 'a.case')
    expect(analysed.stderr).not.toContain('NETWORK')
    expect(analysed.exit).toBe(0)
  })

  it('with --dns asks for each selector once, and goes on where there is no network', async () => {
    const { exit, stderr } = await run('scan', 'in', '--case', 'b.case', '--report', 'b', '--dns')
    expect(stderr.match(/NETWORK .*/g)).toEqual(['NETWORK promises.Resolver.resolveTxt'])
    expect(stderr).toContain('anachron: --dns: 1 selector looked up: 1 without an answer (error)')
    expect(exit).toBe(0)
  })
})

/** Answers every look-up with one key. */
const ONE_ANSWER = (key: string) => `
import dns from 'node:dns'
dns.promises.Resolver.prototype.resolveTxt = async () => [['v=DKIM1; p=', '${key}']]
`

describe('a key that was found live', () => {
  it('stays in the case: a later analysis and verify say the same, without a network', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const signer = {
      signingDomain: 'mail.example.com',
      selector: 'a',
      privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    }
    const plain = mail('signed', [], 'The price is 100.\r\n')
    const { signatures } = await dkimSign(Buffer.from(plain), {
      canonicalization: 'relaxed/relaxed',
      algorithm: 'rsa-sha256',
      signTime: new Date('2019-08-27T10:00:00Z'),
      ...signer,
      signatureData: [signer],
    })
    lay(folder, {
      'one/a.eml': signatures + plain.replace('100', '900'),
      'answer.mjs': ONE_ANSWER(publicKey.export({ type: 'spki', format: 'der' }).toString('base64')),
    })
    const args = ['scan', 'one', '--case', 'c.case', '--report', 'c', '--dns', '--json']
    const scanned = await node(['--import', join(folder, 'answer.mjs'), MAIN, ...args], { cwd: folder })
    const found = reportOf(scanned).findings.filter(({ rule }) => rule === 'body-differs-from-signed-hash')
    expect(found.map(({ observed }) => /a key found on \d{4}-\d\d-\d\d/.test(observed))).toEqual([true])
    await run('analyze', 'c.case')
    const again = await run('scan', 'one', '--case', 'c.case', '--report', 'e', '--json')
    expect(again.stderr).not.toContain('NETWORK')
    expect(reportOf(again).findings).toEqual(reportOf(scanned).findings)
    const verified = await run('verify', 'c.case')
    expect(verified.stderr).not.toContain('NETWORK')
    expect(verified.exit).toBe(0)
  })
})
