// The versions of rows as CSV and XLSX: what a spreadsheet would run stays text.
import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { csvRow, versionLines, workbook } from '../../src/commands/row-table.ts'
import type { RowHistory, RowVersion } from '../../src/ingest/database/sqlite/row-history.ts'
import { tableShape } from '../../src/ingest/database/sqlite/table-shape.ts'

const shape = tableShape('CREATE TABLE audit (id INTEGER PRIMARY KEY, ts TEXT, who TEXT)', 'audit', 2)
const version = (ts: string, who: string, byte: number): RowVersion => ({
  state: 'main',
  commit: 0,
  values: [812n, ts, who],
  stored: 3,
  file: 'main',
  page: 2,
  byte,
})
const history: RowHistory = {
  rowid: 812n,
  is: 'live',
  versions: [version('2020-03-05', '=1+1', 4196), version('2009-08-27', '@SUM(A1)', 4296)],
}

it('says which columns changed, which version is live, and where each stands', () => {
  if (shape === undefined) throw new Error('no shape')
  expect(versionLines(shape, history).map(({ is, changed, place }) => [is, changed, place])).toEqual([
    ['superseded', [], 'page 2, byte 4196'],
    ['live', ['ts', 'who'], 'page 2, byte 4296'],
  ])
})

it('makes formulas harmless in both', async () => {
  if (shape === undefined) throw new Error('no shape')
  const lines = versionLines(shape, history)
  expect(lines.map(csvRow).join('')).toContain(",2020-03-05,'=1+1")
  const files = unzipSync(await workbook(shape, lines))
  const xml = Object.values(files)
    .map((bytes) => strFromU8(bytes))
    .join('\n')
  expect(xml).not.toContain('<f>')
  expect(xml).toMatch(/(?:'|&apos;|&#39;)=1\+1/)
  expect(xml).toContain('2009-08-27')
})
