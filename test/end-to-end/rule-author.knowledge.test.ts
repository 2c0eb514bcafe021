// Knowledge that came later: a rule added after the evidence was read is marked so in JSON, HTML and terminal; what changed between two sets is told.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { reportSchema } from '../../src/report/contract.ts'
import { mail } from './evidence.ts'
import { anachron, emptyFolder, lay, linesOf } from './program.ts'

const folder = emptyFolder()
const evidence = lay(join(folder, 'evidence'), { 'mailer.eml': mail('mailer', ['X-Mailer: LedgerMail 9.9']) })
const own = join(folder, 'own')
const wider = join(folder, 'wider')
const file = join(folder, 'a.case')
const made = (into: string, since: string) =>
  anachron([
    ...['rules', 'new', 'fact', 'ledger-mail', '--into', into, '--trait', 'email.mailer', '--value', 'LedgerMail 9.9'],
    ...['--since', since, '--source', 'release notes of LedgerMail'],
  ])

beforeAll(async () => {
  await anachron(['ingest', file, evidence])
  await anachron(['analyze', file])
  await made(own, '2023-05-01')
  await made(wider, '2010-01-01')
}, 120_000)

describe('a rule that came after the evidence was read', () => {
  test('--since prints what it adds to the findings of the set before', async () => {
    const { stdout } = await anachron(['rules', 'list', '--tag', 'email'])
    const before = /rule set ([0-9a-f]{8})/.exec(stdout)?.[1] ?? ''
    const ran = await anachron(['analyze', file, '--rules', own, '--since', before])
    expect({ exit: ran.exit, lines: linesOf(ran.stdout) }).toEqual({
      exit: 0,
      lines: ['+ medium ledger-mail mailer.eml', '1 change in findings'],
    })
    const again = await anachron(['analyze', file, '--rules', own, '--since', before])
    expect(again.exit).toBe(2)
    expect(again.stderr).toMatch(/the findings in this case are those of rule set [0-9a-f]{16}, not of/)
  })

  const SENTENCES = [
    'The rule ledger-mail was first loaded after this evidence had been read into the case.',
    'The fact ledger-mail-1 was first loaded after this evidence had been read into the case.',
  ] as const

  test('is marked in each of its findings, and in no other: JSON, HTML and terminal', async () => {
    const terminal = await anachron(['analyze', file, '--rules', own])
    expect(terminal.stdout.replace(/\s+/g, ' ')).toContain(`${SENTENCES[0]} The report names 1 more.`)
    await anachron(['report', file, '--format', 'html,json', '--report', join(folder, 'report')])
    const { findings } = reportSchema.parse(JSON.parse(readFileSync(join(folder, 'report/report.json'), 'utf8')))
    expect(findings.filter(({ later }) => later !== undefined).map(({ rule, later }) => ({ rule, later }))).toEqual([
      { rule: 'ledger-mail', later: SENTENCES },
    ])
    expect(findings.find(({ rule }) => rule === 'ledger-mail')?.inferred).toContain(SENTENCES.join(' '))
    const html = readFileSync(join(folder, 'report/report.html'), 'utf8')
    for (const sentence of SENTENCES) expect(html).toContain(sentence)
  })

  test('is not marked where it was there from the start; one that was changed since is', async () => {
    const second = join(folder, 'b.case')
    await anachron(['ingest', second, evidence, '--rules', own])
    expect((await anachron(['analyze', second, '--rules', own])).stdout).not.toMatch(/had been read into the case/)
    const path = join(own, 'facts/ledger-mail.yaml')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replace('from: 2023-05-01', 'from: 2023-06-01'))
    const { stdout } = await anachron(['analyze', second, '--rules', own])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'The fact ledger-mail-1 was changed after this evidence had been read',
    )
    writeFileSync(path, text)
  })
})

test('rules diff says what changed in meaning, and on a case in findings', async () => {
  const ran = await anachron(['rules', 'diff', own, wider, file])
  expect({ exit: ran.exit, stderr: ran.stderr, lines: linesOf(ran.stdout) }).toEqual({
    exit: 0,
    stderr: '',
    lines: [
      '~ fact ledger-mail-1: documented.from "2023-05-01" → "2010-01-01"',
      expect.stringMatching(/^1 change in meaning; [0-9a-f]{16} → [0-9a-f]{16}$/),
      '- medium ledger-mail mailer.eml',
      '1 change in findings',
    ],
  })
  expect(linesOf((await anachron(['rules', 'diff', own, own])).stdout)[0]).toMatch(/^0 changes in meaning/)
})

test('Sigma rules come in and go out: what was left out is said, and what came in is checked', async () => {
  const sigma = join(folder, 'house.yml')
  writeFileSync(
    sigma,
    `title: Mails of the program of our house
logsource: {product: anachron, category: timeline}
detection:
  selection: {'email.mailer|startswith': LedgerMail}
  condition: selection
level: high
---
title: A program was started
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image|endswith: whoami.exe}
  condition: selection
`,
  )
  const into = join(folder, 'from-sigma')
  const ran = await anachron(['rules', 'import-sigma', sigma, '--into', into])
  expect({ exit: ran.exit, stderr: ran.stderr, lines: linesOf(ran.stdout) }).toEqual({
    exit: 1,
    stderr: '',
    lines: [
      `made ${into}/facts/mails-of-the-program-of-our-house.yaml`,
      '  left out: level high: what is only rare says unusual, at most low',
      'not imported: A program was started: no event of a timeline has the field Image: it is no trait (docs/formats.md lists them)',
      `1 rule of 2 written to ${into}`,
      `next: anachron rules check --rules ${into}, and an example of each kind in each rule`,
    ],
  })
  expect((await anachron(['rules', 'check', '--rules', into])).stdout).toMatch(/, 0 problems\n$/)
  expect((await anachron(['rules', 'test', 'mails-of-the-program-of-our-house', '--rules', into])).exit).toBe(0)
  const out = await anachron(['rules', 'export-sigma', 'gmail-submission-id'])
  expect(out.stdout).toContain('email.received.gmail-submission-id|re:')
  expect(out.stderr).toMatch(/3 Sigma rules, 0 facts or families left out\n$/)
})
