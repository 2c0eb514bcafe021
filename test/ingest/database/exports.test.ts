// Audit exports line by line: CSV and JSON lines, told from other text, read by a profile's names, and hostile ones.
import fc from 'fast-check'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { DEFAULT_LIMITS, type Limits } from '../../../src/evidence/limits.ts'
import { openBytes } from '../../../src/evidence/source.ts'
import csv from '../../../src/ingest/database/csv.ingester.ts'
import jsonl from '../../../src/ingest/database/jsonl.ingester.ts'
import { parseProfile } from '../../../src/ingest/database/load-profiles.ts'
import type { Profile } from '../../../src/ingest/database/profile.ts'
import type { Ingester } from '../../../src/ingest/ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { corpus } from '../../evidence/helpers.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function read(ingester: Ingester, text: string, profiles: readonly Profile[] = [], limits: Partial<Limits> = {}) {
  const artifacts: Artifact[] = []
  const { source } = openBytes(bytes(text), 'export')
  for await (const one of ingester.ingest(source, { limits: { ...DEFAULT_LIMITS, ...limits }, profiles }))
    artifacts.push(one)
  return artifacts
}
const rowsOf = (all: readonly Artifact[]) => all.filter((a) => a.type === 'row')
const eventsOf = (all: readonly Artifact[]) =>
  rowsOf(all).map((a) => a.events.map((e) => `${e.kind} ${e.raw}`).join(', '))
const problems = (all: readonly Artifact[]) => all.flatMap((a) => a.problems ?? [])

const TILL = parseProfile(
  `id: till
title: Till export
references: [a test]
identify: { export: [Date entered, User] }
tables:
  - { table: export, is: audit, key: rowid, times: [{ column: Date entered, kind: db.row.recorded, encoding: iso, zone: floating, clock: database, claim: true }, { column: Doc date, kind: db.row.booked, encoding: yyyymmdd, zone: floating, clock: user-entry }] }
`,
  'till.yaml',
)
const CSV =
  '\uFEFFDate entered;User;Doc date;Text\r\n2010-01-01 08:00:00;anna;20091231;"a; ""b""\nc"\r\n2010-01-01 09:00:00;bert;;\r\n'
const LINES = `{"time": "2010-01-01T08:00:00Z", "actor": {"name": "anna", "at": 129067776000000017}, "n": 1.5}
{"time": "2010-01-01T09:00:00Z", "actor": {"name": "bert"}, "ok": true}
`

describe('an export that a profile knows', () => {
  it('in CSV has its times as stated, each in its place', async () => {
    const all = await read(csv, CSV, [TILL])
    expect(all[0]?.traits).toMatchObject([{ key: 'db.profile', value: 'till' }])
    expect(eventsOf(all)).toEqual([
      'db.row.recorded 2010-01-01 08:00:00, db.row.booked 20091231',
      'db.row.recorded 2010-01-01 09:00:00',
    ])
    expect(rowsOf(all).map((row) => row.claim?.places)).toEqual([
      [{ sequence: 'export.rowid', position: 1 }],
      [{ sequence: 'export.rowid', position: 2 }],
    ])
    expect(rowsOf(all)[1]?.locator).toEqual({ type: 'row', table: 'export', row: '#2' })
    expect(problems(all)).toEqual([])
  })

  it('in JSON lines is the same, with inner members by their path', async () => {
    const profile = parseProfile(
      `id: cloud
title: Cloud audit
references: [a test]
identify: { export: [time, actor.name] }
tables:
  - { table: export, is: audit, times: [{ column: time, kind: db.row.recorded, encoding: iso, zone: utc, clock: provider, claim: true }, { column: actor.at, kind: db.row.event, encoding: filetime, zone: utc, clock: software }] }
`,
      'cloud.yaml',
    )
    expect(eventsOf(await read(jsonl, LINES, [profile]))).toEqual([
      'db.row.recorded 2010-01-01T08:00:00Z, db.row.event 129067776000000017',
      'db.row.recorded 2010-01-01T09:00:00Z',
    ])
  })
})

describe('an export that no profile knows', () => {
  it.each([
    [csv, CSV],
    [jsonl, LINES],
  ])('has its times shown, and no more', async (ingester, text) => {
    const all = await read(ingester, text)
    const events = all.flatMap((a) => a.events)
    expect(events.length).toBeGreaterThan(1)
    for (const event of events) {
      expect(event.kind).toBe('db.cell.time')
      expect(event.clock.kind).toBe('database-guessed')
      expect(event.places).toBeUndefined()
    }
    for (const { key } of all.flatMap((a) => a.traits)) expect(Object.keys(ingester.emits.traits)).toContain(key)
  })
})

test.each<[Ingester, string, string, boolean]>([
  [csv, 'a table with commas', 'id,created_at\n1,2010-01-01\n', true],
  [csv, 'one with tabs, without a last line end', 'id\tcreated_at\n1\t2010-01-01', true],
  [csv, 'one whose times show in the cells alone', 'Nr;Zeitpunkt\n1;31.12.2010 10:00\n', true],
  [csv, 'one without times', 'id,name\n1,a\n', false],
  [csv, 'one without a head', '1,2010-01-01\n2,2010-01-02\n', false],
  [csv, 'a head alone', 'id,created_at\n', false],
  [csv, 'rows of other lengths', 'id,created_at\n1,2010-01-01,3\n', false],
  [csv, 'a mail', 'From: a@example.com\nDate: Mon, 4 Jan 2010 08:00:00 +0000\n\nHello, you\n', false],
  [csv, 'a log', '2010-01-01 08:00:00, start\n2010-01-01 08:00:01, stop\n', false],
  [csv, 'bytes', 'id,created_at\n\u0000,2010-01-01\n', false],
  [csv, 'nothing', '', false],
  [jsonl, 'two objects', '{"a":1}\n{"b":2}', true],
  [jsonl, 'one object', '{"a":1}\n', false],
  [jsonl, 'one over many lines', '{\n"a":1\n}\n', false],
  [jsonl, 'arrays', '[1]\n[2]\n', false],
])('%# %s: %s is read: %s', (ingester, _, text, expected) => {
  expect(ingester.accepts(bytes(text), bytes(text).length)).toBe(expected)
})

describe('a hostile export', () => {
  it('with a record that never ends, or lines that are none, is read as far as it goes', async () => {
    const open = await read(csv, `id,created_at\n1,2010-01-01\n2,2010-01-02\n3,"${'x'.repeat(3_000_000)}`)
    expect(rowsOf(open)).toHaveLength(2)
    expect(problems(open)[0]).toMatch(/^not read on after record 2: /)
    const lines = await read(
      jsonl,
      `${LINES}nonsense\n{"time": "2010-01-03T08:00:00Z"}\n{"a": ${'['.repeat(2_000_000)}\n`,
    )
    expect(rowsOf(lines)).toHaveLength(3)
    expect(problems(lines)).toEqual(['2 lines are no JSON objects of at most 1048576 characters, the first is line 3'])
  })

  it('of any text ends in artifacts', async () => {
    const piece = fc.constantFrom(
      'a',
      '"',
      ',',
      ';',
      '\n',
      '\r\n',
      '2010-01-01',
      'created_at',
      '{"a":1}\n',
      '\u2028',
      '__proto__',
      '{"__proto__":{"at":1}}\n',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        for (const [ingester, head] of [
          [csv, 'id,created_at\n1,2010-01-01\n'],
          [jsonl, LINES],
        ] as const)
          for (const artifact of await read(ingester, head + pieces.join('')))
            expect(artifact.label.length).toBeLessThan(400)
      }),
      { numRuns: 80 },
    )
  })

  it('of many lines stops when its time is over', async () => {
    const all = await read(csv, `id,created_at\n${'1,2010-01-01\n'.repeat(20_000)}`, [], { seconds: 0 })
    expect(problems(all)[0]).toMatch(/limit seconds/)
    expect(rowsOf(all).length).toBeLessThan(20_000)
  })
})

const root = corpus('')
describe.runIf(root !== undefined)('the corpus', () => {
  it('has tables and JSON lines only among timelines and logs, and what a program printed', () => {
    const found = readdirSync(root ?? '', { recursive: true, encoding: 'utf8' }).filter((name) => {
      const file = join(root ?? '', name)
      if (!statSync(file).isFile()) return false
      const head = readFileSync(file)
      return [csv, jsonl].some((one) => one.accepts(head.subarray(0, 65_536), head.length))
    })
    expect(found.length).toBeGreaterThan(40)
    expect(found.filter((name) => !/^(?:timeline|eventlog)\/|exiftool-expected\/.*\.out$/.test(name))).toEqual([])
  })
})
