// Binary property lists: another program writes and reads them as we do, and lists of any bytes end.
import fc from 'fast-check'
import { buildBinary, parseBinary, type PlistValue } from 'plist'
import { expect, it } from 'vitest'
import { openBinaryPlist, type BinaryPlist } from '../../../../src/ingest/database/plist/binary-plist.ts'
import { archivedObject } from '../../../../src/ingest/database/plist/archived-object.ts'
import { random } from '../sqlite/generated.ts'
import { mbFile, TIMES } from '../ios-backup/made.ts'

/** A list as JavaScript has it: what the library gives, for lists in which no object holds itself. */
function whole(list: BinaryPlist, number: number): unknown {
  const object = list.object(number)
  switch (object?.type) {
    case 'integer':
      return Number(object.value)
    case 'date':
      return new Date(object.value * 1000 + 978_307_200_000)
    case 'uid':
      return { UID: object.value }
    case 'array':
      return object.items.map((item) => whole(list, item))
    case 'dictionary':
      return Object.fromEntries([...object.entries].map(([key, value]) => [key, whole(list, value)]))
    case 'real':
    case 'text':
      return object.value
    default:
      return undefined
  }
}

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4_294_967_295 }),
  fc.integer({ min: -2_147_483_648, max: -1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? 0.5 : n)),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
  fc.integer({ min: 0, max: 255 }).map((UID) => ({ UID })),
)
const key = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }).filter((name) => name !== '__proto__')
const value = fc.letrec<{ all: unknown }>((tie) => ({
  all: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('all'), { maxLength: 20 }),
    fc.dictionary(key, tie('all'), { maxKeys: 20, noNullPrototype: true }),
  ),
})).all

it('what another program writes is read as that program reads it', () => {
  fc.assert(
    fc.property(value, (written) => {
      const bytes = buildBinary(written as PlistValue)
      const list = openBinaryPlist(bytes)
      expect(list && whole(list, list.root)).toEqual(parseBinary(bytes))
    }),
    { numRuns: 300 },
  )
})

it('an archived object gives its fields by their names', () => {
  const fields = archivedObject(mbFile('Library/SMS/sms.db', { ...TIMES, Birth: new Date('2020-03-03T05:06:07Z') }))
  expect(fields?.('LastModified')).toEqual({ type: 'integer', value: 1_583_298_367n })
  expect(fields?.('Birth')).toEqual({ type: 'date', value: 604_904_767 })
  expect(fields?.('RelativePath')).toEqual({ type: 'uid', value: 2 })
  expect(fields?.('Size')).toBeUndefined()
})

it.each([
  ['no list', Buffer.alloc(100, 7)],
  ['an XML list', Buffer.from('<plist version="1.0"><dict/></plist>'.padEnd(80))],
  ['nothing', new Uint8Array(0)],
  ['a list that is no archive', buildBinary({ LastModified: 1 })],
  ['an archive whose root is not there', buildBinary({ $top: { root: { UID: 9 } }, $objects: ['$null'] })],
  [
    'a trailer that states more objects than there are bytes',
    changed((bytes) => bytes.fill(0xff, bytes.length - 24, bytes.length - 16)),
  ],
  ['a table of offsets beyond the end', changed((bytes) => bytes.fill(0xff, bytes.length - 8))],
])('%s is no archived object', (_, bytes) => expect(archivedObject(bytes)).toBeUndefined())

function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(mbFile('a', TIMES))
  change(bytes)
  return bytes
}

it('objects that hold one another are read one at a time', () => {
  // 28 arrays, each holding the next one twice: written out they would be 2^28 objects; the last one holds itself.
  const objects = Array.from({ length: 28 }, (_, n) => [0xa2, Math.min(n + 1, 27), Math.min(n + 1, 27)])
  const bytes = Buffer.from('bplist00' + '\0'.repeat(28 * 3 + 28 + 32), 'latin1')
  objects.flat().forEach((byte, n) => bytes.writeUInt8(byte, 8 + n))
  objects.forEach((_, n) => bytes.writeUInt8(8 + 3 * n, 8 + 28 * 3 + n))
  const trailer = bytes.length - 32
  bytes.writeUInt8(1, trailer + 6)
  bytes.writeUInt8(1, trailer + 7)
  bytes.writeBigUInt64BE(28n, trailer + 8)
  bytes.writeBigUInt64BE(BigInt(8 + 28 * 3), trailer + 24)
  const list = openBinaryPlist(bytes)
  expect(list?.object(0)).toEqual({ type: 'array', items: [1, 1] })
  expect(list?.object(27)).toEqual({ type: 'array', items: [27, 27] })
  expect(list?.object(28)).toBeUndefined()
})

it('a list of any bytes ends, without an error', () => {
  const r = random(5)
  const good = mbFile('Library/SMS/sms.db', { ...TIMES, Birth: new Date(0), Name: 'ä'.repeat(20) })
  for (let n = 0; n < 3_000; n++) {
    const bytes = Buffer.from(r.chance(0.1) ? good.subarray(0, 1 + r.below(good.length)) : good)
    for (let hits = 1 + r.below(4); hits > 0; hits--) bytes.writeUInt8(r.below(256), r.below(bytes.length))
    const list = openBinaryPlist(bytes)
    for (let number = 0; list !== undefined && number < 40; number++) list.object(number)
    archivedObject(bytes)?.('LastModified')
  }
})
