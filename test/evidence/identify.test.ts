// Identification: by content, the most confident first, and a label for what nothing reads.
import { describe, expect, test } from 'vitest'
import { identify } from '../../src/evidence/identify.ts'
import { defineIngester } from '../../src/ingest/ingester.ts'

const ingester = (id: string, confidence: number, magic: string) =>
  defineIngester({
    id,
    title: id,
    source: 'test',
    confidence,
    accepts: (head) => Buffer.from(head).toString('latin1').startsWith(magic),
    emits: { artifacts: [], events: {}, traits: {} },
    ingest: () => [],
  })
const ingesters = [
  ingester('text', 10, ''),
  ingester('zip', 90, 'PK'),
  ingester('document', 100, 'PK\x03\x04doc'),
  ingester('album', 90, 'PK'),
]

test.each([
  ['hello', 'text'],
  ['PK\x03\x04', 'album'],
  ['PK\x03\x04doc', 'document'],
])('%j is read by %s', (head, id) =>
  expect(identify(Buffer.from(head, 'latin1'), head.length, ingesters)).toMatchObject({ type: id, ingester: { id } }),
)

describe('what nothing reads is named', () => {
  test.each([
    ['%PDF-1.7', 'pdf'],
    ['\x1f\x8b\x08', 'gzip'],
    ['\x89PNG\r\n\x1a\n', 'png'],
    ['\0\0\0\x18ftypheic', 'isobmff'],
    [`${'\0'.repeat(257)}ustar`, 'tar'],
    ['', 'empty'],
    ['\x01\x02', 'unknown'],
  ])('%j as %s', (head, type) => {
    const found = identify(Buffer.from(head, 'latin1'), head.length, [])
    expect(found.type).toBe(type)
    expect(found.ingester).toBeUndefined()
  })
})
