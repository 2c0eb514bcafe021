// The rule author at work: she writes a rule, tries it on a case that must not change, reads its plan, and edits while the program watches.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { mail } from './evidence.ts'
import { anachron, emptyFolder, lay, linesOf, MAIN } from './program.ts'

const folder = emptyFolder()
const evidence = lay(join(folder, 'evidence'), { 'mailer.eml': mail('mailer', ['X-Mailer: LedgerMail 9.9']) })
const own = join(folder, 'own')
const file = join(folder, 'a.case')
const hash = (): string => createHash('sha256').update(readFileSync(file)).digest('hex')
const MADE = ['--trait', 'email.mailer', '--value', 'LedgerMail 9.9', '--since', '2023-05-01']

beforeAll(async () => {
  await anachron(['ingest', file, evidence])
  await anachron(['rules', 'new', 'fact', 'ledger-mail', '--into', own, ...MADE])
})

describe('rules new', () => {
  test('makes a fact whose examples come out at once when trait, value and day are given', async () => {
    const ran = await anachron(['rules', 'test', 'ledger-mail', '--rules', own])
    expect(ran).toEqual({ exit: 0, stdout: '2 examples of 1 rule: 2 as expected, 0 not\n', stderr: '' })
    expect(readFileSync(join(own, 'facts/ledger-mail.yaml'), 'utf8')).toContain('standing: recalled')
  })

  // Rows alone have an order, so that one is put where the rules about databases are.
  test.each([
    ['interval', 'email'],
    ['order', 'database'],
    ['agree', 'email'],
  ])('makes an %s that is checked and whose breaking example is to be filled in', async (kind, room) => {
    const into = join(folder, kind)
    const made = await anachron(['rules', 'new', kind, `my-${kind}`, '--into', into])
    expect(made).toEqual({
      exit: 0,
      stdout: `made ${into}/${room}/my-${kind}.yaml\nnext: anachron rules test my-${kind} --rules ${into}\n`,
      stderr: '',
    })
    const ran = await anachron(['rules', 'test', `my-${kind}`, '--rules', into])
    expect({ exit: ran.exit, lines: linesOf(ran.stdout) }).toEqual({
      exit: 1,
      lines: [expect.stringContaining('"what breaks it" (breaks)'), '2 examples of 1 rule: 1 as expected, 1 not'],
    })
  })

  test.each([
    [
      ['fact', 'received-before-sent'],
      'the id received-before-sent is already that of rules/email/received-before-sent.yaml; choose another name',
    ],
    [['fact', 'ledger-mail'], `${own}/facts/ledger-mail.yaml is there already; choose another name`],
    [
      ['rule', 'a'],
      'rules new makes one of interval, order, agree, fact, detector: anachron rules new fact ID --into DIR',
    ],
    [['fact', '../up'], '../up is no id: write lower-case words joined by hyphens'],
    [['fact', 'a', '--since', 'soon'], 'soon is no day: write YYYY-MM-DD'],
  ])('%j is refused', async (args, says) => {
    const ran = await anachron(['rules', 'new', ...args, '--into', own])
    expect(ran).toEqual({ exit: 2, stdout: '', stderr: `anachron: ${says}\n` })
  })
})

describe('rules try', () => {
  test('says what the rule would find, and changes nothing in the case or beside it', async () => {
    const before = [hash(), readdirSync(folder).sort()]
    const ran = await anachron(['rules', 'try', 'ledger-mail', file, '--rules', own])
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
    expect(linesOf(ran.stdout)).toEqual([
      expect.stringMatching(/^low {2}mailer\.eml/),
      expect.stringContaining('LedgerMail 9.9'),
      '1 finding; applied to 1, broken by 1',
    ])
    expect([hash(), readdirSync(folder).sort()]).toEqual(before)
  })

  test('says which traits the case does not hold', async () => {
    const into = join(folder, 'unseen')
    const trait = ['--trait', 'time.sentinel', '--since', '2020-01-01']
    await anachron(['rules', 'new', 'fact', 'list-name', '--into', into, ...trait])
    const ran = await anachron(['rules', 'try', 'list-name', file, '--rules', into])
    expect(linesOf(ran.stdout)).toContainEqual(expect.stringMatching(/^the case holds no trait .*--all-traits$/))
  })

  test('needs a case that is one', async () => {
    const ran = await anachron(['rules', 'try', 'ledger-mail', join(folder, 'none.case'), '--rules', own])
    expect({ exit: ran.exit, stderr: linesOf(ran.stderr) }).toEqual({
      exit: 2,
      stderr: [expect.stringContaining('there is no such case')],
    })
  })
})

describe('rules explain', () => {
  test('prints the pass, the statements and the cost on a case', async () => {
    const before = hash()
    const ran = await anachron(['rules', 'explain', 'received-before-sent', file])
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^joins {4}the pass over all artifacts.*\ndoes {5}from: email\.date\n/)
    expect(ran.stdout).toMatch(/\nsql {6}SELECT /)
    expect(linesOf(ran.stdout).at(-1)).toMatch(
      /^costs {4}\d+ ms beside \d+ ms of reading \d+ events; applied to 0, broken by 0$/,
    )
    expect(hash()).toBe(before)
  })

  test('says how the facts of a family are looked up', async () => {
    const ran = await anachron(['rules', 'explain', 'gmail-submission-id'])
    expect(ran.stdout).toMatch(
      /each distinct value of email\.received\.gmail-submission-id, once\n.*patterns, in \d+ buckets/,
    )
  })
})

test('--watch runs again when a rule is edited, and goes on after one that is broken', async () => {
  const watched = join(folder, 'watched')
  await anachron(['rules', 'new', 'fact', 'house-mail', '--into', watched, ...MADE])
  const rule = join(watched, 'facts/house-mail.yaml')
  const text = readFileSync(rule, 'utf8')
  const child = spawn(process.execPath, [MAIN, 'rules', 'test', 'house-mail', '--rules', watched, '--watch'])
  let said = ''
  let all = ''
  const until = async (what: RegExp): Promise<void> => {
    while (!what.test(said)) await new Promise((resolve) => setTimeout(resolve, 30))
    all += said
    said = ''
  }
  // As many editors save: another file takes the place of the old one.
  const replace = (content: string): void => {
    writeFileSync(join(watched, 'facts/.house-mail.swp'), content)
    renameSync(join(watched, 'facts/.house-mail.swp'), rule)
  }
  try {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await until(/2 as expected, 0 not[^]*waiting for a change/)
    writeFileSync(rule, text.replace('2018-01-01', '2024-01-01'))
    await until(/house-mail\.yaml\n[^]*1 as expected, 1 not[^]*waiting/)
    writeFileSync(rule, text.replace('level: medium', 'lvel: medium'))
    await until(/did you mean "level"\?[^]*waiting/)
    replace(text)
    await until(/2 as expected, 0 not[^]*waiting/)
    replace(text.replace('level: medium', 'lvel: medium'))
    await until(/did you mean "level"\?[^]*waiting/)
    replace(text)
    await until(/2 as expected, 0 not[^]*waiting/)
    expect(all).not.toMatch(/^anachron: *$/m)
  } finally {
    child.kill()
  }
}, 30_000)
