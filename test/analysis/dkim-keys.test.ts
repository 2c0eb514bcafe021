// The key archive: every shipped key is a key, and what is none is named with its place.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { keyFileSchema, keyObject } from '../../src/analysis/dkim-keys.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'

const RULES = join(import.meta.dirname, '../../rules')
const ARCHIVE = join(RULES, 'facts/dkim-keys')
const folder = mkdtempSync(join(tmpdir(), 'anachron-keys-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const shipped = readdirSync(ARCHIVE).flatMap((file) =>
  keyFileSchema.parse(parse(readFileSync(join(ARCHIVE, file), 'utf8'))).keys.map((key) => ({ file, key })),
)

describe('the key archive', () => {
  test.each(shipped)('$file: $key.selector of $key.domain is a key of 1,024 bits or more', ({ key }) => {
    const bits = keyObject(key)?.asymmetricKeyDetails?.modulusLength ?? 0
    expect(bits).toBeGreaterThanOrEqual(1024)
    if (key.first !== undefined && key.last !== undefined) expect(key.first <= key.last).toBe(true)
  })

  test('names a key that is none, and loads the others', async () => {
    mkdirSync(join(folder, 'facts/dkim-keys'), { recursive: true })
    cpSync(join(RULES, 'clocks.yaml'), join(folder, 'clocks.yaml'))
    const [good] = shipped
    writeFileSync(
      join(folder, 'facts/dkim-keys/example.yaml'),
      `title: keys\nkeys:\n  - {domain: example.com, selector: a, key: AAAA, source: test}\n  - {domain: example.com, selector: b, key: ${good?.key.key ?? ''}, source: test}\n`,
    )
    const { keys, problems } = await loadRules([folder], vocabularyOf([]))
    expect(keys.map(({ selector }) => selector)).toEqual(['b'])
    expect(problems.map(({ line, message }) => ({ line, message }))).toEqual([
      { line: 3, message: 'this is no rsa public key' },
    ])
  })
})
