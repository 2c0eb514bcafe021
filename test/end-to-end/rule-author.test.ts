// The rule author teaches the program something new: her folder of rules works beside the shipped ones, and what is broken says where.
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { mail } from './evidence.ts'
import { BROKEN, FACT, INTERVAL } from './own-rules.ts'
import { anachron, emptyFolder, lay, linesOf, reportOf, type Ran } from './program.ts'

const folder = emptyFolder()
const evidence = lay(join(folder, 'evidence'), {
  'mailer.eml': mail('mailer', ['X-Mailer: LedgerMail 9.9']),
  'slow.eml': mail('slow', [
    'Received: from a.example.com by mx.example.net (Postfix) with ESMTP; Fri, 27 Dec 2019 10:00:00 +0000',
  ]),
})
const SOUND = { 'facts/ledger-mail.yaml': FACT, 'email/month-under-way.yaml': INTERVAL }

describe('a folder of own rules', () => {
  const rules = lay(join(folder, 'own'), SOUND)

  test.concurrent('is used beside the shipped rules, and finds what they do not', async () => {
    const report = join(folder, 'with')
    const ran = await anachron(['scan', evidence, '--rules', rules, '--json', '--report', report])
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
    const { findings, coverage } = reportOf(ran)
    expect(findings.map((finding) => [finding.evidence, finding.rule])).toEqual([
      ['mailer.eml', 'ledger-mail'],
      ['slow.eml', 'month-under-way'],
    ])
    expect(findings[0]?.observed).toContain('LedgerMail 9.9')
    expect(findings[0]?.facts[0]).toMatchObject({ id: 'ledger-mail-9-9' })
    expect(coverage.rules.map(({ rule }) => rule)).toContain('received-before-sent')
  })

  test.concurrent('has its examples run by rules test, by name or with all', async () => {
    const ran = await anachron(['rules', 'test', 'ledger-mail', 'month-under-way', '--rules', rules])
    expect(ran).toEqual({ exit: 0, stdout: '4 examples of 2 rules: 4 as expected, 0 not\n', stderr: '' })
  })

  test.concurrent('is shown by rules show as it is written', async () => {
    const ran = await anachron(['rules', 'show', 'month-under-way', '--rules', rules])
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
    expect(ran.stdout).toContain('Received more than a month after it was sent')
    expect(ran.stdout).toContain('  interval: {from: {kind: email.date}')
  })

  test.concurrent('whose example comes out otherwise is told so, with exit code 1', async () => {
    const wrong = lay(join(folder, 'wrong'), {
      'email/month-under-way.yaml': INTERVAL.replace('2019-03-02T', '2019-01-05T'),
    })
    const ran = await anachron(['rules', 'test', 'month-under-way', '--rules', wrong])
    expect(ran.exit).toBe(1)
    expect(linesOf(ran.stdout)[0]).toMatch(/email\/month-under-way\.yaml: month-under-way: "two months" \(breaks\): ./)
    expect(linesOf(ran.stdout)[1]).toBe('2 examples of 1 rule: 1 as expected, 1 not')
  })
})

describe('a folder of broken rules', () => {
  const rules = lay(join(folder, 'broken'), {
    ...SOUND,
    ...Object.fromEntries(BROKEN.map(([, file, content]) => [file, content])),
  })
  let check: Ran
  let scan: Ran
  beforeAll(async () => {
    const report = join(folder, 'with-broken')
    ;[check, scan] = await Promise.all([
      anachron(['rules', 'check', '--rules', rules]),
      anachron(['scan', evidence, '--rules', rules, '--json', '--report', report]),
    ])
  })

  test.each(BROKEN)('%s is one line with file, line and column', (_, file, __, says) => {
    expect(check.exit).not.toBe(0)
    const lines = linesOf(check.stdout + check.stderr).filter((line) => line.includes(file))
    expect(lines).toEqual([expect.stringMatching(says)])
  })

  test('one that is asked for by name is refused with what is wrong with it', async () => {
    const ran = await anachron(['rules', 'test', 'below', '--rules', rules])
    expect({ exit: ran.exit, stdout: ran.stdout }).toEqual({ exit: 2, stdout: '' })
    expect(ran.stderr).toMatch(/^anachron: the rule below cannot be used: \S*broken\/email\/below\.yaml:12:1: /)
  })

  test('the rules beside it work, and a scan names each that does not', () => {
    expect(reportOf(scan).findings.map(({ rule }) => rule)).toEqual(['ledger-mail', 'month-under-way'])
    expect(scan.exit).toBe(0)
    for (const [, file] of BROKEN) expect(scan.stderr).toContain(file)
    expect(linesOf(scan.stderr)).toHaveLength(BROKEN.length)
  })
})

test('a folder that is not there is a usage error', async () => {
  const ran = await anachron(['scan', evidence, '--rules', join(folder, 'nowhere'), '--report', join(folder, 'none')])
  expect({ exit: ran.exit, lines: linesOf(ran.stderr) }).toEqual({
    exit: 2,
    lines: [expect.stringContaining('there is no such folder of rules')],
  })
})
