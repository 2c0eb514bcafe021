// The laboratory runs batches and files reports: one result on every machine, JSON by its schema, exit codes, and cases that verify.
import { copyFileSync, cpSync, existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { database, mail, text, TOO_EARLY, zip } from './evidence.ts'
import {
  anachron,
  emptyFolder,
  lay,
  linesOf,
  node,
  reportOf,
  REPOSITORY,
  SAMPLES,
  type Around,
  type Ran,
} from './program.ts'
import { snapshot } from './snapshot.ts'

const folder = emptyFolder()
const LEDGER = join(SAMPLES, 'disputed-ledger')

/** Mails, a database and an archive, laid in the order given. */
const FILES: readonly (readonly [string, string | Uint8Array])[] = [
  ...Array.from(
    { length: 30 },
    (_, i) => [`mails/${i}.eml`, mail(`mail-${i}`, i % 3 === 0 ? [TOO_EARLY] : [])] as const,
  ),
  ['İstanbul/ıI.eml', mail('dotless', [TOO_EARLY])],
  ['ä.eml', mail('umlaut')],
  ['z.eml', mail('z')],
  ['notes.db', database(300)],
  ['packed.zip', zip({ 'a.eml': text(mail('packed', [TOO_EARLY])), 'notes.db': database(100) })],
]
function layAll(name: string, files: typeof FILES): string {
  const at = join(folder, name, 'evidence')
  for (const [path, content] of files) {
    lay(at, { [path]: content })
    utimesSync(join(at, path), 1_600_000_000, 1_600_000_000)
  }
  cpSync(LEDGER, join(at, 'ledger'), { recursive: true, preserveTimestamps: true })
  return at
}

describe('the same evidence', () => {
  const given = layAll('given', FILES)
  const reversed = layAll('reversed', FILES.toReversed())
  const before = snapshot(given)
  const list = join(
    lay(folder, {
      'exhibits.yaml': readFileSync(join(LEDGER, 'exhibits.yaml'), 'utf8').replaceAll('path: act', 'path: ledger/act'),
    }),
    'exhibits.yaml',
  )
  const scan = async (name: string, evidence: string, around: Around): Promise<Ran> => {
    const report = join(folder, name, 'report')
    return anachron(['scan', evidence, '--exhibits', list, '--json', '--reproducible', '--report', report], around)
  }
  let reference: Ran
  beforeAll(async () => {
    reference = await scan('reference', given, { env: { TZ: 'UTC', LC_ALL: 'C' } })
  })

  const oneProcessor = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : []
  if (oneProcessor.length === 0) console.log('not covered: taskset is missing, so one worker is not compared with all')

  test('holds findings of several levels', () => {
    expect({ exit: reference.exit, stderr: reference.stderr }).toEqual({ exit: 0, stderr: '' })
    expect(reportOf(reference).findings.length).toBeGreaterThan(30)
    expect(reportOf(reference).tool.node).toBeUndefined()
  })

  test.concurrent.each<[string, string, Around]>([
    [
      'one worker, in Lima, in German',
      given,
      { before: oneProcessor, env: { TZ: 'America/Lima', LC_ALL: 'de_DE.UTF-8' } },
    ],
    [
      'in Kathmandu, in Turkish, its files made in another order',
      reversed,
      { env: { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' } },
    ],
    ['on Kiritimati', given, { env: { TZ: 'Pacific/Kiritimati', LC_ALL: 'C' } }],
  ])('gives byte for byte the same report: %s', async (name, evidence, around) => {
    const ran = await scan(name, evidence, around)
    expect({ exit: ran.exit, stderr: ran.stderr }).toEqual({ exit: 0, stderr: '' })
    expect(ran.stdout).toBe(reference.stdout)
  })

  test('is as it was', () => expect(snapshot(given)).toEqual(before))
})

describe('a batch', () => {
  const evidence = lay(join(folder, 'batch'), { 'early.eml': mail('early', [TOO_EARLY]), 'sound.eml': mail('sound') })
  const report = join(folder, 'batch-report')
  const file = join(report, 'case.anachron')
  let ran: Ran
  beforeAll(async () => {
    ran = await anachron([
      'scan',
      evidence,
      '--json',
      '--report',
      report,
      '--format',
      'csv,json',
      '--fail-on',
      'medium',
    ])
  })

  test('prints nothing but JSON that the published schema describes', () => {
    const { findings, tool } = reportOf(ran)
    expect(ran.stderr).toBe('')
    expect(findings.map(({ rule, level }) => [rule, level])).toEqual([['received-before-sent', 'medium']])
    expect(tool).toMatchObject({ name: 'anachron', node: process.version })
    expect(ran.stdout).toBe(readFileSync(join(report, 'report.json'), 'utf8'))
  })

  test('the published schema is the one the program checks by', async () => {
    const checked = await node([join(REPOSITORY, 'scripts/schemas.ts'), '--check'])
    expect({ exit: checked.exit, stderr: checked.stderr }).toEqual({ exit: 0, stderr: '' })
    const schema = z
      .looseObject({ required: z.array(z.string()) })
      .parse(JSON.parse(readFileSync(join(REPOSITORY, 'src/report/report.schema.json'), 'utf8')))
    expect(Object.keys(reportOf(ran)).sort()).toEqual(expect.arrayContaining(schema.required))
  })

  test('the CSV report has a line for each finding', () => {
    const lines = readFileSync(join(report, 'report.csv'), 'utf8').trimEnd().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain('received-before-sent')
  })

  test('exit code 1 where a finding has the level of --fail-on', () => expect(ran.exit).toBe(1))

  test.each([
    ['continues with the same paths', 'high', {}, 0],
    [
      'takes in what came after, whose exit code 3 comes before 1',
      'medium',
      { 'cut.zip': zip({ a: text('a') }).subarray(0, -30) },
      3,
    ],
  ])('the case %s', async (_, level, more, exit) => {
    const own = join(folder, `continued-${exit}`)
    cpSync(report, own, { recursive: true })
    lay(evidence, more)
    const again = await anachron(['scan', evidence, '--json', '--report', own, '--fail-on', level])
    expect(again.exit).toBe(exit)
    expect(reportOf(again).findings).toEqual(reportOf(ran).findings)
    expect(reportOf(again).log.entries).toBe(4)
  })

  test('the case is refused with other paths', async () => {
    const other = lay(join(folder, 'other'), { 'other.eml': mail('other') })
    const again = await anachron(['scan', other, '--report', join(folder, 'other-report'), '--case', file])
    expect({ exit: again.exit, stdout: again.stdout }).toEqual({ exit: 2, stdout: '' })
    expect(linesOf(again.stderr)).toEqual([
      expect.stringMatching(/this case is about .*; give the same paths or another case file$/),
    ])
  })
})

describe('verify', () => {
  const evidence = lay(join(folder, 'filed'), { 'early.eml': mail('early', [TOO_EARLY]), 'sound.eml': mail('sound') })
  const file = join(folder, 'filed.anachron')
  const verify = (path: string): Promise<Ran> => anachron(['verify', path])
  /** A copy of the case in which somebody changed something. */
  const altered = (name: string, sql: string): string => {
    const copy = join(folder, `${name}.anachron`)
    copyFileSync(file, copy)
    const db = new Database(copy)
    expect(db.prepare(sql).run().changes).toBe(1)
    db.close()
    return copy
  }
  beforeAll(async () => {
    const ran = await anachron(['scan', evidence, '--case', file, '--report', join(folder, 'filed-report')])
    expect(ran.exit).toBe(0)
  })

  test('an untouched case is what it was', async () => {
    expect(await verify(file)).toEqual({
      exit: 0,
      stdout:
        'evidence  2 files have the hash the case holds\nlog       unbroken\nnotes     as the log says\nfindings  come out the same\n',
      stderr: '',
    })
  })

  test.concurrent.each([
    ['a changed log entry', `UPDATE log SET who = 'somebody else' WHERE number = 1`, 'log       broken at entry 1\n'],
    [
      'a changed finding',
      `UPDATE finding SET body = replace(body, '3 days', '4 days')`,
      'findings  come out differently',
    ],
    [
      'a changed time',
      `UPDATE event SET nominal = nominal + 1 WHERE kind = 'email.received'`,
      'findings  come out differently',
    ],
  ])('%s shows', async (name, sql, says) => {
    const ran = await verify(altered(name.replaceAll(' ', '-'), sql))
    expect(ran.exit).toBe(3)
    expect(ran.stdout).toContain(says)
  })

  test.concurrent.for([
    ['finding', `UPDATE finding SET body = '{}'`],
    ['dating', `INSERT INTO dating SELECT root, id, '{}' FROM artifact LIMIT 1`],
  ] as const)('a %s that is none keeps the report from being written, in one line', async ([what, sql]) => {
    const copy = altered(`no-${what}`, sql)
    const into = join(folder, `no-${what}`)
    const ran = await anachron(['report', copy, '--report', into, '--format', 'json'])
    expect({ exit: ran.exit, stdout: ran.stdout }).toEqual({ exit: 2, stdout: '' })
    expect(linesOf(ran.stderr)).toEqual([
      expect.stringContaining(`anachron: ${copy}: the case holds what anachron does not write`),
    ])
    expect(existsSync(join(into, 'report.json'))).toBe(false)
  })

  test('a changed byte of evidence shows, though size and time are the same', async () => {
    const path = join(evidence, 'sound.eml')
    const { atime, mtime } = statSync(path)
    writeFileSync(path, readFileSync(path, 'utf8').replace('text', 'test'))
    utimesSync(path, atime, mtime)
    const ran = await verify(file)
    expect(ran.exit).toBe(3)
    expect(ran.stdout).toContain(
      'evidence  1 file has the hash the case holds, 1 has not\n          sound.eml: has changed',
    )
    expect(ran.stdout).toContain('log       unbroken\nnotes     as the log says\nfindings  come out the same\n')
  })
})
