// Our raw reader against SQLite itself: the same live rows, from 2,000 generated databases and from every readable one of the corpus.
import { unzipSync } from 'fflate'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { against, openedAgainst } from './compare.ts'
import { generated } from './generated.ts'

const CORPUS = join(import.meta.dirname, '../../../../../shared/corpus/sqlite')
const hasCorpus = existsSync(CORPUS)
if (!hasCorpus) console.log('differential: the corpus is not here; generated databases only')

describe('the live rows are those that SQLite reads', () => {
  test.each(Array.from({ length: 20 }, (_, i) => i * 100))('of 100 generated databases from seed %i', (first) => {
    let rows = 0
    for (let seed = first; seed < first + 100; seed++) {
      const db = generated(seed)
      const { differences, rows: count } = openedAgainst(db, db.serialize())
      db.close()
      rows += count
      expect(differences, `seed ${seed}`).toEqual([])
    }
    expect(rows).toBeGreaterThan(1000)
  })

  test.runIf(hasCorpus)('of every database of the corpus that SQLite can read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'anachron-differential-'))
    const differing: string[] = []
    let rows = 0
    let databases = 0
    try {
      const copy = join(folder, 'copy.db')
      for (const [path, bytes] of databasesOf(CORPUS)) {
        writeFileSync(copy, bytes)
        const compared = against(copy, bytes)
        if (compared === undefined) continue
        databases++
        rows += compared.rows
        if (compared.differences.length > 0) differing.push(`${path}: ${compared.differences[0] ?? ''}`)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
    expect(differing).toEqual([])
    expect(databases).toBeGreaterThan(130)
    expect(rows).toBeGreaterThan(35_000)
  })
})

const isSqlite = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 15)).toString('latin1') === 'SQLite format 3'

/** Databases under a folder, those inside zips too. */
function* databasesOf(folder: string): Generator<readonly [path: string, bytes: Uint8Array]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    const path = relative(folder, file)
    if (isSqlite(bytes)) yield [path, bytes]
    if (!entry.name.endsWith('.zip')) continue
    for (const [name, member] of Object.entries(unzipSync(bytes)))
      if (isSqlite(member)) yield [`${path}/${name}`, member]
  }
}
