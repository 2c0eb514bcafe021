/** Hostile mail: nothing throws, nothing takes more than linear time, every limit that is reached is named. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import eml from '../../../src/ingest/email/eml.ingester.ts'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'
import { ingest } from '../../evidence/helpers.ts'
import { mail } from './helpers.ts'

const RECEIVED = 'Received: from a by b (Postfix) with ESMTP id 4PbSpP0sf8z2Bcd; Tue, 14 Mar 2023 09:26:53 +0000'
const BOUNDARY = 'Content-Type: multipart/mixed; boundary=b'
const nested = Array.from({ length: 1000 }, (_, i) => `--b${i}\nContent-Type: multipart/mixed; boundary=b${i + 1}\n\n`)

/** Quadratic steps would take minutes on these; the bound is generous because machines are shared. */
const SECONDS = 20

describe('large and crooked mail', () => {
  test.each([
    ['parts nested 1,000 deep', mail(['Content-Type: multipart/mixed; boundary=b0'], nested.join('')), 'limit depth'],
    ['100,000 Received lines', mail(Array.from({ length: 100_001 }, () => RECEIVED)), 'limit headers'],
    ['a header of 10 MB', mail([`X-Long: ${'a'.repeat(10_000_000)}`]), undefined],
    ['millions of folded lines', mail([`X-Long:${'\n a'.repeat(2_000_000)}`]), 'limit headers'],
    ['a line without end', mail([], 'a'.repeat(10_000_000)), undefined],
    ['a boundary inside itself', mail([BOUNDARY], `--b\n${BOUNDARY}\n\n`.repeat(30_000)), 'boundary of the part'],
    ['lines of dashes', mail([BOUNDARY], '--\n'.repeat(1_000_000)), 'last boundary'],
    ['150,000 parts', mail([BOUNDARY], '--b\nContent-Type: a/b; name="x"\n\n'.repeat(150_000)), 'limit members'],
    ['zero bytes', mail([], '\0'.repeat(1_000_000)), undefined],
    ['carriage returns', mail([`X: ${'\r'.repeat(5_000_000)}`]), undefined],
    [
      'open parentheses',
      mail([`Received: ${'('.repeat(5_000_000)};`, `Date: ${'('.repeat(5_000_000)}`]),
      'fields Date',
    ],
    [
      'versions',
      mail(Array.from({ length: 1000 }, () => `Received: by x ${'(1.1.1/1.1.1'.repeat(300)}; x`)),
      undefined,
    ],
    [
      'references',
      mail([`References: ${'<a@b> <20230314092653.4242-1-user@example.org>'.repeat(100_000)}`]),
      undefined,
    ],
    ['parameters', mail([`Content-Type: multipart/mixed${'; a="b'.repeat(100_000)}`]), 'no boundary'],
  ])('%s', async (_, bytes, problem) => {
    const began = process.cpuUsage()
    const { artifacts } = await ingest(eml, bytes)
    for (const child of artifacts.flatMap(({ contains }) => contains ?? [])) await child.open()
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(SECONDS)
    const problems = artifacts[0]?.problems?.join()
    if (problem === undefined) expect(problems).toBeUndefined()
    else expect(problems).toContain(problem)
  })

  test('an empty file is a clear problem', async () => {
    expect((await ingest(eml, Buffer.alloc(0))).problem).toContain('no message')
  })
})

test('no bytes make the ingesters throw, and every event and trait points into the evidence', async () => {
  const word = fc.constantFrom(
    'From ',
    'From: a@b',
    'Date: ',
    'Received: ',
    'by ',
    'with ',
    'id ',
    ';',
    '(',
    ')',
    '<',
    '>',
    '"',
    '\n',
    '\n ',
    '\r\n',
    '\n\n',
    '--b',
    '--b--',
    BOUNDARY,
    'Content-Disposition: attachment; filename*0*=',
    "utf-8''%",
    '=?utf-8?q?',
    '?=',
    '\0',
    '\xff',
    'Tue, 14 Mar 2023 09:26:53 +0000',
    'DKIM-Signature: ',
    's=',
    'd=gmail.com;',
    't=1678786013;',
    'X-Received: by 2002::',
    RECEIVED,
  )
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 60 }), async (words) => {
      const bytes = Buffer.from(words.join(''), 'latin1')
      for (const ingester of [eml, mbox]) {
        const { artifacts } = await ingest(ingester, bytes)
        for (const artifact of artifacts) {
          for (const { locator } of [...artifact.events, ...artifact.traits])
            expect('offset' in locator && locator.offset >= 0 && locator.offset < bytes.length).toBe(true)
          for (const { by } of artifact.traits) if (by) expect(artifact.events).toContain(by)
          for (const { kind } of artifact.events) expect(Object.keys(ingester.emits.events)).toContain(kind)
          for (const { key } of artifact.traits) expect(Object.keys(ingester.emits.traits)).toContain(key)
          for (const child of artifact.contains ?? []) expect(child.name).not.toMatch(/[/\0]/)
        }
      }
    }),
    { numRuns: 2_000 },
  )
})
