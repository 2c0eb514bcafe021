/** The case log shows whether an entry was changed, taken out or put in. */
import { describe, expect, it } from 'vitest'
import { append, canonicalJson, entries, lastHash, verifyLog } from '../../src/case/log.ts'
import { memoryCase } from '../../src/case/open.ts'

function written() {
  const { db } = memoryCase()
  for (let n = 1; n <= 5; n++)
    append(db, 'an examiner', { action: 'scan', n, options: { b: 1, a: [2, { d: 1, c: 2 }] } }, new Date(n * 1000))
  return db
}

describe('the log', () => {
  it('is whole when nobody touched it, and numbers its entries from 1', () => {
    const db = written()
    expect(verifyLog(db)).toBeUndefined()
    expect([...entries(db)].map(({ number, at, who }) => [number, at, who])[1]).toEqual([
      2,
      '1970-01-01T00:00:02.000Z',
      'an examiner',
    ])
    expect(lastHash(db)).toBe([...entries(db)].at(-1)?.hash)
  })

  it('is whole when it is empty', () => {
    const { db } = memoryCase()
    expect([verifyLog(db), lastHash(db)]).toEqual([undefined, undefined])
  })

  it('has the hashes that anybody can compute: SHA-256 over the JSON array of the hash before, number, time, who and body', () => {
    const { db } = memoryCase()
    append(db, 'w', { a: 1 }, new Date(0))
    // echo -n '["000…","…"]' | sha256sum
    expect(lastHash(db)).toBe('6ff11d79dfb0b5c8dba129916ff235f26ec0a7a56f98adfed5f67f826a9bbbc4')
  })

  it.each([
    ['a body changed', `UPDATE log SET body = replace(body, '"n":3', '"n":4') WHERE number = 3`, 3],
    ['a person changed', `UPDATE log SET who = 'another' WHERE number = 1`, 1],
    ['a time changed', `UPDATE log SET at = '1970-01-01T00:00:09.000Z' WHERE number = 2`, 2],
    ['an entry taken out', 'DELETE FROM log WHERE number = 2', 2],
    ['the first taken out', 'DELETE FROM log WHERE number = 1', 1],
    [
      'two entries exchanged',
      'UPDATE log SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 END WHERE number IN (2, 3); UPDATE log SET number = -number WHERE number < 0',
      2,
    ],
    ['an entry put at the end', `INSERT INTO log VALUES (6, '', '', '{}', '${'0'.repeat(64)}')`, 6],
    [
      'a text moved from one field to the next',
      `UPDATE log SET who = 'an', at = at || ' examiner' WHERE number = 4`,
      4,
    ],
  ])('%s: it names the entry', (_, sql, broken) => {
    const db = written()
    db.exec(sql)
    expect(verifyLog(db)).toBe(broken)
  })

  it('an end cut off shows in the last hash alone', () => {
    const db = written()
    const before = lastHash(db)
    db.exec('DELETE FROM log WHERE number = 5')
    expect(verifyLog(db)).toBeUndefined()
    expect(lastHash(db)).not.toBe(before)
  })
})

describe('canonical JSON', () => {
  it.each([
    [{ b: 1, a: { d: [3, { z: 0, y: null }], c: 'x' } }, '{"a":{"c":"x","d":[3,{"y":null,"z":0}]},"b":1}'],
    [[1, 'a', true], '[1,"a",true]'],
    [{ gone: undefined, kept: 1 }, '{"kept":1}'],
  ])('%j', (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })
})
