import { describe, expect, it } from 'vitest'
import { headerTraits, isSqlite, readHeader } from '../../../src/ingest/database/sqlite-header.ts'

function header(fields: Readonly<Record<number, number>> = {}): Buffer {
  const bytes = Buffer.alloc(100)
  bytes.write('SQLite format 3\0', 'latin1')
  bytes.writeUInt16BE(4096, 16)
  bytes.set([1, 1, 0, 64, 32, 32], 18)
  for (const [offset, value] of Object.entries(fields)) bytes.writeUInt32BE(value, Number(offset))
  return bytes
}
const values = (bytes: Buffer, key: string) =>
  headerTraits(readHeader(bytes)).flatMap((trait) => (trait.key === key ? [trait.value] : []))

describe('the header of an SQLite file', () => {
  it('is known by its magic and 100 bytes', () => {
    expect(isSqlite(header())).toBe(true)
    expect(isSqlite(header().subarray(0, 99))).toBe(false)
    expect(isSqlite(Buffer.alloc(100))).toBe(false)
  })

  // 3040001 is 3.40.1; 300700567 stands in a real file of a private build.
  it.each([
    [3040001, ['3040001'], []],
    [3007000, ['3007000'], []],
    [300700567, [], ['300700567']],
    [3008999, [], ['3008999']],
    [0, [], []],
  ])('tells the last writer from %i', (number, known, odd) => {
    const bytes = header({ 24: 5, 92: 5, 96: number })
    expect(values(bytes, 'sqlite.version-number')).toEqual(known)
    expect(values(bytes, 'sqlite.version-odd')).toEqual(odd)
  })

  it('names where each field stands', () => {
    const trait = headerTraits(readHeader(header({ 96: 3040001 }))).find((t) => t.key === 'sqlite.version-number')
    expect(trait?.locator).toEqual({ type: 'bytes', offset: 96, length: 4 })
  })

  it('marks a counter that the last writer did not keep, and fields that need a later library', () => {
    const marks = values(header({ 24: 7, 52: 3, 68: 1, 92: 5 }), 'sqlite.header')
    expect(marks).toEqual(
      expect.arrayContaining([
        'change-counter=7',
        'version-valid-for!=change-counter',
        'largest-root!=0',
        'application-id!=0',
      ]),
    )
    expect(values(header({ 24: 5, 92: 5 }), 'sqlite.header')).not.toContain('version-valid-for!=change-counter')
  })

  it('reads 1 as a page of 65,536 bytes', () => {
    const bytes = header()
    bytes.writeUInt16BE(1, 16)
    expect(values(bytes, 'sqlite.page-size')).toEqual(['65536'])
    expect(values(bytes, 'sqlite.header')).toContain('page-size=1')
  })
})
