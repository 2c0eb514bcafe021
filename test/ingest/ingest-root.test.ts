/** One file under examination and everything packed in it. */
import Database from 'better-sqlite3'
import { zipSync } from 'fflate'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseExhibits } from '../../src/evidence/exhibit-list.ts'
import { DEFAULT_LIMITS, type Limits } from '../../src/evidence/limits.ts'
import { walk } from '../../src/evidence/walk.ts'
import { ingestRoot, type IngestTools } from '../../src/ingest/ingest-root.ts'
import { ingesters as real } from '../../src/ingest/index.generated.ts'
import { PART_TABLES, type Part, type PartTable } from '../../src/ingest/part.ts'
import { attach, fake, ingesters } from './fake.ts'
import { folder } from './folder.ts'
import { unpack } from './unpack.ts'

type Row = Readonly<Record<string, unknown>>

interface Settings extends Partial<Omit<IngestTools, 'limits'>> {
  readonly limits?: Partial<Limits>
}

/** Reads one file and gives its rows, all parts together. */
async function read(
  content: string | Uint8Array,
  settings: Settings = {},
): Promise<Record<PartTable, Row[]> & { parts: Part[] }> {
  const path = folder({ 'a.fake': content })
  const file = walk([join(path, 'a.fake')]).files[0]
  if (file === undefined) throw new Error('the file is not listed')
  const tools = {
    ingesters,
    profiles: [],
    wanted: 'all' as const,
    exhibits: [],
    ...settings,
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
  }
  const parts: Part[] = []
  for await (const part of ingestRoot({ root: 0, file }, tools)) parts.push(part)
  const rows = (table: PartTable): Row[] => {
    const columns: readonly string[] = PART_TABLES[table]
    return parts.flatMap((part) => {
      const values = unpack(part.rows)[table]
      return Array.from({ length: values.length / columns.length }, (_, row) =>
        Object.fromEntries(columns.map((column, i) => [column, values[row * columns.length + i]])),
      )
    })
  }
  return {
    parts,
    evidence: rows('evidence').sort((a, b) => Number(a['id']) - Number(b['id'])),
    artifact: rows('artifact'),
    clock: rows('clock'),
    event: rows('event'),
    sequence: rows('sequence'),
    place: rows('place'),
    trait: rows('trait'),
    problem: rows('problem'),
  }
}
const paths = (rows: readonly Row[]) => rows.map((row) => row['path'])
const errors = (rows: readonly Row[]) => rows.map((row) => [row['status'], row['error']])

describe('nesting', () => {
  it('members are read depth first, named by their path, and know the artifact that carries them', async () => {
    const inner = fake('message <i@example.com> 2020-01-01', attach('x.bin', 'nothing known'))
    const got = await read(
      fake(
        'message <o@example.com> 2020-01-02',
        attach('in/ner.fake', inner),
        attach('in/ner.fake', 'second of the name'),
        'rows 1',
      ),
    )
    expect(paths(got.evidence)).toEqual([
      'a.fake',
      'a.fake/in%2Fner.fake',
      'a.fake/in%2Fner.fake/x.bin',
      'a.fake/in%2Fner.fake~2',
    ])
    expect(got.evidence.map((row) => [row['status'], row['type'], row['parent'], row['parent_artifact']])).toEqual([
      ['examined', 'fake', null, null],
      ['examined', 'fake', 0, 1],
      ['unknown', 'unknown', 1, 3],
      ['unknown', 'unknown', 0, 4],
    ])
    expect(got.artifact.map((row) => [row['evidence'], row['type'], row['parent']])).toEqual([
      [0, 'message', null],
      [0, 'attachment', 0],
      [1, 'message', null],
      [1, 'attachment', 2],
      [0, 'attachment', 0],
      [0, 'row', null],
      [0, 'file', null],
    ])
  })

  it('an ingester that works asynchronously gives the same rows', async () => {
    const content = fake('message <o@example.com> 2020-01-02', attach('b.fake', fake('rows 3')), 'problem odd')
    const [a, b] = [await read(content), await read(content.replace('FAKE', 'ASYNC'))]
    expect(
      b.event.filter((row) => !String(row['kind']).startsWith('fs.')).map((row) => ({ ...row, locator: '' })),
    ).toEqual(a.event.filter((row) => !String(row['kind']).startsWith('fs.')).map((row) => ({ ...row, locator: '' })))
    expect(errors(b.evidence)).toEqual(errors(a.evidence))
  })

  it('a thousand levels end at the limit on depth, without overflowing the stack', async () => {
    // Base64 grows by a third a level, so this reader reads its own depth instead of packed bytes.
    const nest = { ...ingesters[0], id: 'nest', accepts: () => true, title: '', source: '', confidence: 1 }
    const level = {
      type: 'attachment' as const,
      locator: { type: 'bytes' as const, offset: 0, length: 1 },
      label: '',
      events: [],
      traits: [],
    }
    const deep = {
      ...nest,
      emits: { artifacts: [], events: {}, traits: {} },
      ingest: () => [{ ...level, contains: [{ name: 'n', open: () => new Uint8Array(1) }] }],
    }
    const shallow = await read('x', { ingesters: [deep] })
    expect(shallow.evidence).toHaveLength(33)
    expect(errors(shallow.evidence).at(-1)).toEqual([
      'not-examined',
      expect.stringContaining('limit depth; --limit depth=N raises it'),
    ])
    const all = await read('x', { ingesters: [deep], limits: { depth: 1_000 } })
    expect(all.evidence).toHaveLength(1_001)
  })
})

describe('a database packed with its -wal', () => {
  it('is read with it, though it is packed before it', async () => {
    const path = folder()
    const db = new Database(join(path, 'w.db'))
    db.pragma('journal_mode = WAL')
    db.exec(`CREATE TABLE t (id INTEGER PRIMARY KEY, created_at TEXT)`)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.exec(`INSERT INTO t VALUES (1, '2020-01-01 10:00:00')`)
    const member = (name: string) => readFileSync(join(path, name))
    const packed = zipSync({ 'w.db': member('w.db'), 'w.db-wal': member('w.db-wal') })
    db.close()
    const got = await read(packed, { ingesters: real })
    expect(got.evidence.map((row) => [row['path'], row['type']])).toEqual([
      ['a.fake', 'zip'],
      ['a.fake/w.db', 'sqlite'],
      ['a.fake/w.db-wal', 'sqlite-wal'],
    ])
    expect(got.artifact.filter((row) => row['type'] === 'row')).toHaveLength(1)
    expect(got.artifact.slice(0, 3).map((row) => row['type'])).toEqual(['archive', 'archive-member', 'archive-member'])
  })
})

describe('limits', () => {
  it('members beyond the limit are not opened, and what was read before stays', async () => {
    const got = await read(fake(...Array.from({ length: 5 }, (_, n) => attach(`m${n}`, 'x'))), {
      limits: { members: 3 },
    })
    expect(paths(got.evidence)).toEqual(['a.fake', 'a.fake/m0', 'a.fake/m1', 'a.fake/m2'])
    expect(errors(got.evidence)[0]).toEqual(['partly', expect.stringMatching(/more than 3 members.*limit members/)])
  })

  it('bytes unpacked from one file are counted over all levels', async () => {
    const got = await read(fake(attach('m0', 'x'.repeat(60)), attach('m1', 'x'.repeat(60)), attach('m2', 'x')), {
      limits: { 'total-bytes': 100 },
    })
    expect(errors(got.evidence)).toEqual([
      ['examined', null],
      ['unknown', null],
      ['not-examined', expect.stringContaining('limit total-bytes')],
      ['not-examined', expect.stringContaining('limit total-bytes')],
    ])
  })

  it('an evidence that takes too long is left where it is', async () => {
    const got = await read(fake('rows 1', 'slow 30', 'rows 1', 'slow 30', 'rows 1', 'rows 1'), {
      limits: { seconds: 0.02 },
    })
    expect(errors(got.evidence)).toEqual([['partly', expect.stringContaining('limit seconds')]])
  })
})

describe('what goes wrong is one clear line, and what was read stays', () => {
  it.each([
    ['a problem at the end', fake('rows 2', 'stop'), 'partly', 'stops after 12 bytes', 2],
    ['a problem at once', fake('stop'), 'unreadable', 'stops after 5 bytes', 0],
    ['a problem of one artifact', fake('rows 2', 'problem odd'), 'partly', null, 3],
    [
      'a defect of the reader',
      fake('rows 2', 'bug'),
      'partly',
      'an error inside the fake reader stopped it (TypeError: x is not a function at somewhere); please report it',
      2,
    ],
    ['an unknown format', 'no known format', 'unknown', null, 0],
    ['an empty file', '', 'unknown', null, 0],
  ])('%s', async (_, content, status, error, artifacts) => {
    const got = await read(content)
    expect(errors(got.evidence)).toEqual([[status, error]])
    // And the directory entry.
    expect(got.artifact).toHaveLength(artifacts + 1)
    expect(got.artifact.at(-1)?.['type']).toBe('file')
  })

  it('a member that cannot be unpacked is unreadable; its container is not', async () => {
    const got = await read(fake('attach m broken', 'rows 1'))
    expect(errors(got.evidence)).toEqual([
      ['examined', null],
      ['unreadable', 'its checksum is wrong'],
    ])
  })

  it('a reader that fails while it is asked whether it accepts', async () => {
    const bad = { ...ingesters[0], id: 'bad' }
    const got = await read('x', {
      ingesters: [
        {
          ...bad,
          title: '',
          source: '',
          confidence: 1,
          emits: { artifacts: [], events: {}, traits: {} },
          ingest: () => [],
          accepts: () => {
            throw new RangeError('out of bounds')
          },
        },
      ],
    })
    expect(errors(got.evidence)).toEqual([['unreadable', expect.stringContaining('RangeError: out of bounds')]])
  })

  it('a file that changes while it is read is named', async () => {
    const path = folder({ 'a.fake': fake('rows 1', 'rows 1') })
    const [file] = walk([path]).files
    if (file === undefined) throw new Error('the file is not listed')
    let steps = 0
    const tools: IngestTools = {
      ingesters,
      profiles: [],
      wanted: 'all',
      exhibits: [],
      limits: DEFAULT_LIMITS,
    }
    const changeIt = (): void => {
      if (++steps === 2) writeFileSync(join(path, 'a.fake'), 'other')
    }
    const parts: Part[] = []
    for await (const part of ingestRoot({ root: 0, file }, tools, changeIt)) parts.push(part)
    expect(parts.at(-1)?.last).toEqual({ changed: true })
    expect(parts.at(-1)?.rows.text).toContain('changed while it was read; run again when nothing writes to it any more')
  })
})

describe('the exhibit list', () => {
  const list = (yaml: string) => parseExhibits(`exhibits:\n${yaml}`, 'exhibits.yaml')
  const kinds = (got: Awaited<ReturnType<typeof read>>, artifact: number) =>
    got.event.filter((row) => row['artifact'] === artifact).map((row) => row['kind'])

  it('its statement is an event of the first artifact of the file, and the claim where the artifact makes none', async () => {
    const exhibits = list(`
  - {exhibit: A, path: a.fake, received: {date: 2021-01-01}, asserts: [{claim: of 2009, by: a party, where: list, from: 2009, kind: made}]}
  - {exhibit: B, path: a.fake/t, asserts: [{claim: of 2010, by: a party, where: list, from: 2010, kind: made}]}`)
    const got = await read(
      fake('problem none', 'rows 1', attach('t', fake('message <m@example.com> 2020-01-01')), attach('u', 'text')),
      { exhibits },
    )
    expect(got.evidence.map((row) => row['exhibit'])).toEqual(['A', 'B', 'A'])
    expect(kinds(got, 0)).toEqual(['assertion.made', 'exhibit.received'])
    expect(got.artifact[0]?.['claim']).toBe(0)
    expect(kinds(got, 1)).toEqual(['db.row.recorded'])
    expect(kinds(got, 3)).toEqual(['email.date', 'email.received', 'assertion.made', 'exhibit.received'])
    const message = got.artifact[3]
    expect(got.event.find((row) => row['id'] === message?.['claim'])?.['kind']).toBe('email.date')
    // Nothing was found in the second member: the receipt belongs to the file itself.
    expect(kinds(got, 5)).toEqual(['exhibit.received'])
  })

  it('a statement about one kind of artifact holds for all of them, also where they are packed in the exhibit', async () => {
    const exhibits = list(
      '  - {exhibit: A, path: a.fake, asserts: [{claim: of 2009, by: a party, where: list, from: 2009, kind: made, for: row}]}',
    )
    const got = await read(fake('rows 2', attach('t', fake('rows 1'))), { exhibits })
    const rows = got.artifact.filter((row) => row['type'] === 'row').map((row) => Number(row['id']))
    expect(rows.map((id) => kinds(got, id))).toEqual(
      Array.from({ length: 3 }, () => ['db.row.recorded', 'assertion.made']),
    )
  })

  it('a hash that is not the one received is an error of that evidence', async () => {
    const exhibits = list(`  - {exhibit: A, path: a.fake, sha256: '${'0'.repeat(64)}'}`)
    const got = await read(fake('rows 1', attach('t', 'x')), { exhibits })
    expect(errors(got.evidence)).toEqual([
      ['examined', 'its SHA-256 is not the one stated for exhibit A: these are not the bytes received'],
      ['unknown', null],
    ])
  })
})
