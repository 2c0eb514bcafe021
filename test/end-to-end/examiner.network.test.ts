// Without --dns no command touches a network: proved with a program in which every way to one says so and throws.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MAIN, emptyFolder, lay, node } from './program.ts'
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
    expect(stderr).toContain('anachron: --dns: 1 selectors looked up: 1 without an answer (error)')
    expect(exit).toBe(0)
  })
})
