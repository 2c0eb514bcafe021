// A dump in custom format that pg_dump 15 wrote: its header by ourselves, its rows through pg_restore where there is one.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import archive from '../../../src/ingest/database/postgresql-archive.ingester.ts'
import { archiveHead } from '../../../src/ingest/database/sql-dump/archive-head.ts'
import plain from '../../../src/ingest/database/sql-dump.ingester.ts'
import type { Artifact } from '../../../src/model.ts'
import { toIso } from '../../../src/time/instant.ts'
import { CLEAR_LINE, ingest } from '../../evidence/helpers.ts'

const dump = readFileSync(join(import.meta.dirname, 'dumps/postgresql.dump'))
const hasPgRestore = spawnSync('pg_restore', ['--version']).status === 0
if (!hasPgRestore) console.log('skipped: no pg_restore on this machine')
const path = process.env['PATH']
afterEach(() => {
  process.env['PATH'] = path
})

const rowsOf = (all: readonly Artifact[]) =>
  all
    .filter((a) => a.type === 'row')
    .map((a) => `${a.label}: ${a.events.map((e) => `${e.kind} ${e.raw}`).join()}`)
    .sort()

/** The head of a later archive (format 1.15 and on), whose compression is one byte. */
function later(): Buffer {
  const bytes = Buffer.from(dump)
  bytes[6] = 16
  return Buffer.concat([bytes.subarray(0, 11), Buffer.from([1]), bytes.subarray(16)])
}

describe('the header', () => {
  it('says when the dump was made, of which server and by which program', () => {
    const head = archiveHead(dump)
    expect(head).toMatchObject({
      version: '1.14',
      serverVersion: '15.18 (Debian 15.18-0+deb12u1)',
      program: '15.18 (Debian 15.18-0+deb12u1)',
    })
    expect(head?.created?.nominal === undefined ? '' : toIso(head.created.nominal)).toBe('2026-11-21T15:31:47.000000Z')
  })

  it('of a later format is read as that format has it', () => {
    expect(archiveHead(later())).toMatchObject({ version: '1.16', created: { raw: '2026-11-21 15:31:47' } })
  })

  it('of any bytes ends without an error', () => {
    for (let length = 0; length < 200; length++) archiveHead(dump.subarray(0, length))
    for (let at = 5; at < 120; at++) {
      const bytes = Buffer.from(dump)
      bytes[at] = 255
      archiveHead(bytes)
    }
    expect(archiveHead(Buffer.from('PGDMX'))).toBeUndefined()
  })
})

describe('the tables', () => {
  it.runIf(hasPgRestore)('are those of the plain dump of the same database', async () => {
    const { artifacts, problem } = await ingest(archive, dump)
    expect(problem).toBeUndefined()
    const same = await ingest(plain, readFileSync(join(import.meta.dirname, 'dumps/postgresql.sql')))
    expect(rowsOf(artifacts)).toEqual(rowsOf(same.artifacts))
    expect(rowsOf(artifacts)).toHaveLength(70)
    expect(artifacts[0]?.claim?.kind).toBe('db.dump.made')
  })

  it('without pg_restore are named as not read, with what to do; the header stands', async () => {
    process.env['PATH'] = '/nonexistent'
    const { artifacts, problem } = await ingest(archive, dump)
    expect(artifacts.map((a) => a.type)).toEqual(['database'])
    expect(problem).toMatch(CLEAR_LINE)
    expect(problem).toMatch(/install the PostgreSQL client programs/)
  })

  it.runIf(hasPgRestore)('of a damaged or too large dump end in one clear line', async () => {
    const damaged = Buffer.from(dump)
    damaged.fill(0xff, 200, 400)
    const refused = await ingest(archive, damaged)
    expect(refused.problem).toMatch(/^pg_restore cannot read it whole \(/)
    expect(refused.problem).not.toContain(tmpdir())
    expect((await ingest(archive, dump, { 'member-bytes': 1_000 })).problem).toMatch(/limit member-bytes/)
    expect((await ingest(archive, dump.subarray(0, 3_000))).problem).toMatch(CLEAR_LINE)
  })
})
