// Mutated databases, logs and journals: no crash, no hang, memory bounded. `ANACHRON_FUZZ=100000` runs that many.
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openHistories } from '../../../../src/ingest/database/sqlite/row-history.ts'
import { RecordReader } from '../../../../src/ingest/database/sqlite/record.ts'
import { disagreements, plainIndexes } from '../../../../src/ingest/database/sqlite/indexes.ts'
import { inMemory } from './compare.ts'
import { generated, random } from './generated.ts'

const RUNS = Number(process.env['ANACHRON_FUZZ'] ?? 500)
/** Databases that are mutated; each many times. */
const SEEDS = 60
/** Longest that one small database may take of a processor, in milliseconds: what else the machine does is not counted. */
const SLOWEST = 10_000
const spent = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

interface Mutated {
  readonly main: Buffer
  readonly wal?: Buffer
  readonly journal?: Buffer
}

/** Bytes of a log or journal whose pages are those of the database, so that they are taken up. */
function companion(r: ReturnType<typeof random>, main: Buffer): Buffer {
  const pageSize = main.readUInt16BE(16) === 1 ? 65_536 : main.readUInt16BE(16)
  const head = Buffer.alloc(r.chance(0.5) ? 32 : 512)
  if (head.length === 32) Buffer.from('377f0682002de218', 'hex').copy(head)
  if (head.length === 32) head.writeUInt32BE(pageSize, 8)
  const frames = Array.from({ length: 1 + r.below(4) }, () => {
    const number = 1 + r.below(Math.max(1, main.length / pageSize))
    const frame = Buffer.alloc((head.length === 32 ? 24 : 8) + pageSize)
    frame.writeUInt32BE(number, 0)
    main.copy(frame, head.length === 32 ? 24 : 4, (number - 1) * pageSize, number * pageSize)
    return frame
  })
  return Buffer.concat([head, ...frames])
}

function mutate(seed: number, original: Buffer): Mutated {
  const r = random(seed)
  let main = Buffer.from(original)
  const hits = 1 + r.below(20)
  for (let i = 0; i < hits; i++) {
    // Heads of pages and the file's own are hit more often than their share: that is where pointers stand.
    const page = r.below(Math.ceil(main.length / 512)) * 512
    const at = Math.min(
      main.length - 4,
      r.chance(0.4) ? page + r.below(16) : r.chance(0.2) ? r.below(100) : r.below(main.length),
    )
    if (r.chance(0.5)) main.writeUInt8(r.below(256), at)
    else if (r.chance(0.5)) main.writeUInt32BE(r.one([0, 1, 2, 0xffff_ffff, r.below(40)]), at)
    else main.copy(main, at, r.below(main.length), Math.min(main.length, r.below(main.length) + 64))
  }
  if (r.chance(0.1)) main = main.subarray(0, r.below(main.length))
  const beside = r.chance(0.3) ? companion(r, original) : undefined
  if (beside === undefined) return { main }
  return beside.readUInt32BE(0) === 0 ? { main, journal: beside } : { main, wal: beside }
}

function readAll({ main, wal, journal }: Mutated, stop: () => boolean): number {
  const histories = openHistories(
    inMemory(main),
    { ...(wal ? { wal: inMemory(wal) } : {}), ...(journal ? { journal: inMemory(journal) } : {}) },
    stop,
  )
  if ('reason' in histories) {
    expect(histories.reason).not.toContain('\n')
    return 0
  }
  let rows = 0
  for (const shape of histories.tables.values()) {
    for (const history of histories.of(shape.name, true)) rows += history.versions.length
    for (const index of plainIndexes(histories.last, shape))
      rows += [...disagreements(histories.last, shape, index, stop)].length
  }
  const lines = histories.main.problems.lines()
  expect(new Set(lines).size).toBe(lines.length)
  return rows
}

test('a child pointer that would begin in the last three bytes of a page is named, not followed', () => {
  const db = new Database(':memory:')
  db.pragma('page_size = 512')
  db.exec('CREATE TABLE t (a TEXT)')
  for (let i = 0; i < 40; i++) db.prepare('INSERT INTO t VALUES (?)').run(`a row of some length ${i}`)
  const main = db.serialize()
  db.close()
  const root = 512
  expect(main[root]).toBe(5)
  main.writeUInt16BE(509, root + 12)
  const histories = openHistories(inMemory(main), {})
  if ('reason' in histories) throw new Error(histories.reason)
  expect([...histories.of('t', true)].length).toBeGreaterThan(10)
  expect(histories.main.problems.lines()).toContain('page 2: a cell pointer leads out of the page')
})

test('a record shorter than the one before it has no values behind its last', () => {
  const record = new RecordReader('utf8')
  // Types 1 and 1 in a header of three bytes, then 7 and 9; and the same with one value.
  expect(record.open(Buffer.from([3, 1, 1, 7, 9]), 0, 5)).toBeUndefined()
  expect([record.value(0), record.value(1)]).toEqual([7n, 9n])
  expect(record.open(Buffer.from([2, 1, 5]), 0, 3)).toBeUndefined()
  expect([record.stored, record.value(0), record.value(1)]).toEqual([1, 5n, null])
})

test(`${RUNS} mutated databases end in rows and one line for each place, in time and in memory`, () => {
  const originals = Array.from({ length: SEEDS }, (_, seed) => {
    const db = generated(seed)
    const bytes = db.serialize()
    db.close()
    return bytes
  }).filter((bytes) => bytes.length > 512 && bytes.length < 1_000_000)
  let [rows, slowest, slowestSeed] = [0, 0, 0]
  for (let seed = 0; seed < RUNS; seed++) {
    const original = originals[seed % originals.length]
    if (original === undefined) throw new Error('nothing to mutate')
    const from = spent()
    try {
      rows += readAll(mutate(seed, original), () => spent() - from > SLOWEST)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
    const took = spent() - from
    if (took > slowest) [slowest, slowestSeed] = [took, seed]
  }
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(
    `fuzz: ${RUNS} databases, ${rows} versions of rows, slowest ${slowest.toFixed(0)} ms (seed ${slowestSeed}), peak ${peak.toFixed(0)} MB`,
  )
  expect(slowest).toBeLessThan(SLOWEST)
  expect(peak).toBeLessThan(1_000)
}, 3_600_000)
