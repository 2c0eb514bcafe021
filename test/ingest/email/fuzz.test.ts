/**
 * 100,000 mutated mails through the readers of mail, spread over the formats: nothing but a clear line may stop one, none may take
 * a second. The suite reads a tenth of them; `npm run fuzz:email` reads all.
 */
import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../../src/evidence/limits.ts'
import { openBytes } from '../../../src/evidence/source.ts'
import eml from '../../../src/ingest/email/eml.ingester.ts'
import emlx from '../../../src/ingest/email/emlx.ingester.ts'
import msg from '../../../src/ingest/email/mapi/msg.ingester.ts'
import tnef from '../../../src/ingest/email/mapi/tnef.ingester.ts'
import mbox from '../../../src/ingest/email/mbox.ingester.ts'
import pst from '../../../src/ingest/email/pst/pst.ingester.ts'
import type { Ingester } from '../../../src/ingest/ingester.ts'
import { EvidenceProblem } from '../../../src/model.ts'
import { FORMATS, mutated, random, type Format } from './mutations.ts'

const SEED = 20_230_314
const COUNT = process.env['FUZZ_ALL'] === undefined ? 10_000 : 100_000
/** Of each hundred mails. */
const SHARES: readonly (readonly [Format, Ingester, number])[] = [
  ['eml', eml, 60],
  ['mbox', mbox, 12],
  ['emlx', emlx, 7],
  ['msg', msg, 7],
  ['tnef', tnef, 7],
  ['pst', pst, 7],
]
/** Formats of offsets: what shifts their bytes leaves little to read. */
const BY_OFFSET: ReadonlySet<Format> = new Set(['msg', 'pst', 'tnef'])
/** A machine that does other work may stall once; a reader that hangs does so again. */
const LONGEST = 1_000

test.each(SHARES)('mutated mails in %s', { timeout: 600_000 }, async (format, ingester, share) => {
  const below = random(SEED + share + format.length)
  const mails = FORMATS[format]
  let read = 0
  for (let n = 0; n < (COUNT * share) / 100; n++) {
    const bytes = mutated(mails[below(mails.length)] ?? Buffer.alloc(0), below, BY_OFFSET.has(format))
    const took = await readingTime(ingester, bytes, () => read++)
    if (took > LONGEST) expect(await readingTime(ingester, bytes, () => 0)).toBeLessThan(LONGEST)
  }
  expect(read).toBeGreaterThan((COUNT * share) / 400)
})

/** Milliseconds; anything thrown that is no clear line is thrown on. */
async function readingTime(ingester: Ingester, bytes: Buffer, onMessage: () => void): Promise<number> {
  const { source } = openBytes(bytes, 'evidence')
  const began = performance.now()
  try {
    ingester.accepts(bytes, bytes.length)
    for await (const { type, contains, problems, events, label } of ingester.ingest(source, {
      limits: DEFAULT_LIMITS,
      profiles: [],
    })) {
      if (type === 'message') onMessage()
      for (const line of problems ?? []) expectOneLine(line)
      if (/[\0\n]/.test(label) || events.some(({ raw }) => raw.includes('\0')))
        throw new Error(`not readable: ${label}`)
      for (const child of contains ?? [])
        try {
          await child.open()
        } catch (error) {
          asLine(error)
        }
    }
  } catch (error) {
    asLine(error)
  }
  return performance.now() - began
}

function asLine(error: unknown): void {
  if (!(error instanceof EvidenceProblem)) throw error
  expectOneLine(error.message)
}

function expectOneLine(line: string): void {
  if (!/^[^\n\r]{5,2000}$/.test(line)) throw new Error(`not one clear line: ${JSON.stringify(line)}`)
}
