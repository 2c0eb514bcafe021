/**
 * `npm run bench:database [ROWS]`: all rows of a generated database (5 million unless said) read raw, values included, against
 * `sqlite3 FILE .dump` in the same run, then read into a case; each with the peak memory of our process, which must not grow with the
 * database. The database is made in a temporary folder.
 */
import Database from 'better-sqlite3'
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCase } from '../src/case/open.ts'
import { fill } from '../src/case/fill.ts'
import { DEFAULT_LIMITS } from '../src/evidence/limits.ts'
import { openRaw } from '../src/ingest/database/sqlite/open-raw.ts'
import type { Bytes } from '../src/ingest/database/sqlite/pager.ts'
import { rowsOf } from '../src/ingest/database/sqlite/rows.ts'

/** The young generation of a thread that reads evidence (src/ingest/threads.ts): three spaces of this size. */
const YOUNG = '--max-semi-space-size=8'
const WINDOW = 1024 * 1024
const WINDOWS = 16

/** The file in windows of 1 MB, sixteen of which are kept: what an evidence source does with a large file. */
function windows(fd: number): Bytes {
  const kept = new Map<number, Buffer>()
  const window = (n: number): Buffer => {
    const known = kept.get(n)
    if (known !== undefined) return known
    const bytes = Buffer.alloc(WINDOW)
    const read = bytes.subarray(0, readSync(fd, bytes, 0, WINDOW, n * WINDOW))
    kept.set(n, read)
    const oldest = kept.keys().next()
    if (kept.size > WINDOWS && oldest.done !== true) kept.delete(oldest.value)
    return read
  }
  return {
    size: fstatSync(fd).size,
    read: (offset, length) => window(Math.floor(offset / WINDOW)).subarray(offset % WINDOW, (offset % WINDOW) + length),
  }
}

function make(path: string, rows: number): void {
  const db = new Database(path)
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.exec('CREATE TABLE log (id INTEGER PRIMARY KEY, ts INTEGER, who TEXT, amount REAL, code INTEGER, msg TEXT)')
  const insert = db.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)')
  db.transaction(() => {
    for (let i = 1; i <= rows; i++)
      insert.run(i, 1_250_000_000 + i * 7, `user${i % 40}`, i / 8, i % 9000, `entry ${i} booked on account ${i % 977}`)
  })()
  db.close()
}

const seconds = (work: () => void): number => {
  const from = performance.now()
  work()
  return (performance.now() - from) / 1000
}

function readAll(path: string): number {
  const fd = openSync(path, 'r')
  try {
    const raw = openRaw(windows(fd))
    if ('reason' in raw) throw new Error(raw.reason)
    let values = 0
    for (const shape of raw.schema.tables.values())
      for (const row of rowsOf(raw.pager, shape, raw.problems)) values += row.values.length
    if (raw.problems.lines().length > 0) throw new Error(raw.problems.lines().join('; '))
    return values
  } finally {
    closeSync(fd)
  }
}

const [mode = '', file = ''] = process.argv.slice(2)
if (mode === 'read') {
  const time = seconds(() => void readAll(file))
  console.log(JSON.stringify({ time, peak: process.resourceUsage().maxRSS / 1024 }))
} else if (mode === 'ingest') {
  const { db, close } = openCase(`${file}.anachron`, 'create')
  const from = performance.now()
  const { events } = await fill({
    db,
    paths: [file],
    exhibits: [],
    limits: { ...DEFAULT_LIMITS, seconds: 36_000 },
    wanted: 'all',
    workers: 1,
  })
  close()
  console.log(
    JSON.stringify({ time: (performance.now() - from) / 1000, peak: process.resourceUsage().maxRSS / 1024, events }),
  )
} else {
  const rows = mode === '' ? 5_000_000 : Number(mode)
  const folder = mkdtempSync(join(tmpdir(), 'anachron-bench-'))
  try {
    const path = join(folder, 'log.db')
    make(path, rows)
    console.log(`${rows} rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`)
    // A process of its own, so that the memory is that of reading alone.
    const own = JSON.parse(
      execFileSync(process.execPath, [YOUNG, import.meta.filename, 'read', path], { encoding: 'utf8' }),
    ) as {
      time: number
      peak: number
    }
    console.log(
      `raw: ${own.time.toFixed(2)} s, ${(rows / own.time / 1e6).toFixed(2)} million rows a second, peak ${own.peak.toFixed(0)} MB`,
    )
    const from = performance.now()
    const ran = spawnSync('sqlite3', [path, '.dump'], { stdio: ['ignore', 'ignore', 'inherit'] })
    const peer = (performance.now() - from) / 1000
    if (ran.error !== undefined || ran.status !== 0)
      console.log('bench:database: sqlite3 is not here; the comparison is left out')
    else
      console.log(
        `sqlite3 .dump: ${peer.toFixed(2)} s; raw reading is ${(peer / own.time).toFixed(2)} times as fast (goal: 0.33)`,
      )
    const filled = JSON.parse(
      execFileSync(process.execPath, [import.meta.filename, 'ingest', path], { encoding: 'utf8' }),
    ) as { time: number; peak: number; events: number }
    console.log(
      `ingest: ${filled.time.toFixed(2)} s, ${filled.events} events, peak ${filled.peak.toFixed(0)} MB (goal: 300, whatever the size)`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
