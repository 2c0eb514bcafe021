// The examiner is handed bad input: each file gets its one clear line and exit code 3, everything else is examined, nothing is touched.
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { atLeast } from '../../src/model.ts'
import type { Report } from '../../src/report/contract.ts'
import { BAD, LIMITED, LIMITS, NAMES } from './bad-input.ts'
import { mail, text, TOO_EARLY, zip } from './evidence.ts'
import { anachron, emptyFolder, lay, linesOf, reportOf, type Ran } from './program.ts'
import { snapshot } from './snapshot.ts'

const folder = emptyFolder()
const contents = (files: Readonly<Record<string, { readonly content: string | Uint8Array }>>) =>
  Object.fromEntries(Object.entries(files).map(([name, { content }]) => [name, content]))
const evidence = lay(join(folder, 'evidence'), {
  ...contents(BAD),
  ...Object.fromEntries(Object.entries(contents(LIMITED)).map(([name, content]) => [`limited/${name}`, content])),
  'names.zip': zip(Object.fromEntries(Object.keys(NAMES).map((name, i) => [name, text(mail(`name-${i}`))]))),
  'sound.eml': mail('sound', [TOO_EARLY]),
})
const names = Object.entries(BAD)

let ran: Ran
let limited: Ran
let report: Report
const before = snapshot(evidence)
beforeAll(async () => {
  const limits = LIMITS.flatMap((limit) => ['--limit', limit])
  ;[ran, limited] = await Promise.all([
    anachron(['scan', evidence, '--json', '--report', join(folder, 'report')]),
    anachron(['scan', join(evidence, 'limited'), '--json', '--report', join(folder, 'limited'), ...limits]),
  ])
  report = reportOf(ran)
})

describe('a folder of bad input', () => {
  const rowOf = (path: string) => report.evidence.find((row) => row.path === path)

  test('ends with exit code 3', () => expect(ran.exit).toBe(3))

  test.each(names)('%s has its status and its one line, or none', (name, { status, says, member }) => {
    const path = member === undefined ? name : `${name}/${member}`
    expect(rowOf(path)?.status).toBe(status)
    const lines = linesOf(ran.stderr).filter((line) => line.startsWith(`anachron: ${name}`))
    expect(lines).toHaveLength(says === undefined ? 0 : 1)
    if (says !== undefined) {
      expect(lines[0]).toMatch(says)
      expect(lines[0]?.startsWith(`anachron: ${path}: ${status}: `)).toBe(true)
    }
  })

  test('nothing else is said on standard error, and no stack trace', () => {
    expect(linesOf(ran.stderr)).toHaveLength(names.filter(([, { says }]) => says !== undefined).length)
    expect(ran.stderr).not.toMatch(/^\s+at |Error:/m)
  })

  test('the report gives each reason once', () => {
    for (const { reasons } of report.coverage.evidence.incomplete) expect(reasons).toEqual([...new Set(reasons)])
  })

  test('what lies beside bad members is examined', () => {
    expect(rowOf('bomb.zip/sound.eml')).toMatchObject({ type: 'eml', status: 'examined' })
    expect(rowOf('sound.eml')).toMatchObject({ type: 'eml', status: 'examined' })
    expect(report.findings.filter((one) => one.evidence === 'sound.eml').map(({ rule }) => rule)).toContain(
      'received-before-sent',
    )
  })

  test('nothing of level medium or above is found in input that is only broken', () =>
    expect(
      report.findings.filter(({ level, evidence: path }) => atLeast(level, 'medium') && path !== 'sound.eml'),
    ).toEqual([]))

  test('members whose names lead elsewhere, end early or read backwards are examined under harmless names', () => {
    for (const path of Object.values(NAMES))
      expect(rowOf(`names.zip/${path}`)).toMatchObject({ type: 'eml', status: 'examined' })
  })

  test.each(Object.keys(LIMITED))('limited/%s is within the limits that hold where none is given', (name) =>
    expect(rowOf(`limited/${name}`)?.status).toBe('examined'),
  )

  test('hash, size, times and listing of the evidence are as they were', () =>
    expect(snapshot(evidence)).toEqual(before))
})

describe('limits set by --limit', () => {
  test.each(Object.entries(LIMITED))('%s is stopped by its limit, which is named with its value', (name, { limit }) => {
    const lines = linesOf(limited.stderr).filter((line) => line.startsWith(`anachron: ${name}`))
    const value = LIMITS.find((one) => one.startsWith(`${limit}=`))?.split('=')[1] ?? ''
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) {
      expect(line).toContain(`(limit ${limit}; --limit ${limit}=N raises it)`)
      expect(line).toContain(`more than ${value} `)
    }
  })

  test('the exit code is 3', () => expect(limited.exit).toBe(3))
})

const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []

describe('files that may not be read', () => {
  test('one is named with the reason and the others are examined', async () => {
    const locked = lay(join(folder, 'locked'), { 'closed.eml': mail('closed'), 'open.eml': mail('open') })
    chmodSync(join(locked, 'closed.eml'), 0)
    chmodSync(folder, 0o777)
    const ran = await anachron(['scan', locked, '--json', '--report', join(folder, 'unreadable')], { before: asNobody })
    expect(ran.stderr).toBe('anachron: closed.eml: unreadable: cannot be read: permission denied\n')
    expect(ran.exit).toBe(3)
    expect(reportOf(ran).evidence.map(({ path, status }) => [path, status])).toEqual([
      ['closed.eml', 'unreadable'],
      ['open.eml', 'examined'],
    ])
  })

  test('a folder in which nothing may be written is examined and left as it was', async () => {
    const sealed = lay(join(folder, 'sealed'), { 'one.eml': mail('one', [TOO_EARLY]) })
    chmodSync(join(sealed, 'one.eml'), 0o444)
    chmodSync(sealed, 0o555)
    chmodSync(folder, 0o777)
    const before = snapshot(sealed)
    const ran = await anachron(['scan', sealed, '--report', join(folder, 'of-sealed')], { before: asNobody })
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
    expect(ran.stdout).toContain('Received before it was sent')
    expect(snapshot(sealed)).toEqual(before)
    chmodSync(sealed, 0o755)
  })
})
