// Measures the analysis with the shipped rules on a made-up case of N events, half of mails and half of audit rows:
//   node test/analysis/measure.ts 1000000
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { analyze } from '../../src/analysis/analyze.ts'
import { loadRules } from '../../src/analysis/load-rules.ts'
import { vocabularyOf } from '../../src/analysis/vocabulary.ts'
import { DDL, INDEXES } from '../../src/case/schema.ts'
import { ingesters } from '../../src/ingest/index.generated.ts'
import { RULES } from './helpers.ts'

const wanted = Number(process.argv[2] ?? 100_000)
const file = join(tmpdir(), `anachron-measure-${process.pid}.anachron`)
const db = new Database(file)
db.pragma('journal_mode = WAL')
db.pragma('cache_size = -65536')
db.exec(DDL)
fill(wanted)
db.exec(INDEXES)
const rules = await loadRules([RULES], vocabularyOf(ingesters))
const events = db.prepare<[], { n: number }>('SELECT count(*) AS n FROM event').get()?.n ?? 0
const begun = performance.now()
const before = process.memoryUsage.rss()
const cpu = process.cpuUsage()
let peak = 0
const result = analyze(db, rules, { progress: () => (peak = Math.max(peak, process.memoryUsage.rss())) })
const seconds = (performance.now() - begun) / 1000
const { user, system } = process.cpuUsage(cpu)
console.log(
  `${events} events, ${seconds.toFixed(1)} s, ${Math.round(events / seconds)} events/s, ${((user + system) / 1e6).toFixed(1)} s of processor, ${Math.round(before / 1e6)} MB before, ${Math.round(peak / 1e6)} MB at most,`,
  JSON.stringify(result.findings),
  result.diagnostics.join('; '),
)
db.close()
for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })

/** Genuine-looking material: one mail has 7 events, one row 1; one row in 50,000 stands out of order. */
function fill(n: number): void {
  const start = Date.UTC(2022, 5, 1) * 1000
  const insert = (table: string, columns: number) => {
    const statement = db.prepare(
      `INSERT INTO ${table} VALUES (${Array.from({ length: columns }, () => '?').join(', ')})`,
    )
    return (...row: (string | number | null)[]) => statement.run(...row)
  }
  const [root, evidence, artifact, clock, event, sequence, place, value, trait] = [
    insert('root', 7),
    insert('evidence', 11),
    insert('artifact', 9),
    insert('clock', 5),
    insert('event', 14),
    insert('sequence', 5),
    insert('place', 4),
    insert('trait_value', 3),
    insert('trait', 6),
  ]
  const ids = { artifact: 0, clock: 0, event: 0, trait: 0, value: 0 }
  const add = (e: number, a: number, c: number, kind: string, at: number, width = 1e6) => {
    event(
      e,
      ids.event,
      0,
      a,
      c,
      kind,
      'utc',
      null,
      at,
      width,
      at,
      at + width - 1,
      new Date(at / 1000).toISOString(),
      '{"type":"bytes","offset":0,"length":9}',
    )
    return ids.event++
  }
  db.transaction(() => {
    const mails = Math.floor(n / 14)
    root(0, 'mails.mbox', 'mails.mbox', 1, 1, 'a'.repeat(64), 'done')
    evidence(0, 0, 'mails.mbox', 'a'.repeat(64), 1, 'mbox', 'examined', null, null, null, null)
    for (let i = 0; i < mails; i++) {
      const at = start + i * 3e7
      const [sender, hop] = [ids.clock++, ids.clock++]
      clock(0, sender, 0, 'sender', 'Date')
      clock(0, hop, 0, 'provider', 'smtp.example.com')
      const a = ids.artifact++
      const first = ids.event
      artifact(
        0,
        a,
        0,
        'message',
        '{"type":"bytes","offset":0,"length":9}',
        `bytes:${String(a).padStart(12, '0')}`,
        'message',
        null,
        first,
      )
      add(0, a, sender, 'email.date', at)
      add(0, a, sender, 'email.message-id.time', at)
      sequence(0, i, 0, a, 'hops')
      for (let h = 0; h < 4; h++) place(0, i, h, add(0, a, hop, 'email.received', at + (h + 1) * 2e6))
      add(0, a, hop, 'email.received.id-time', at + 1e6)
      const own: [string, string][] = [
        ['email.received.gmail-submission-id', `b14-${String(i).padStart(32, '0')}sm${i}abc.5.2022`],
        ['email.message-id', `<${i}@example.com>`],
        ['email.mailer', 'Mozilla Thunderbird 91.0'],
        ['email.header-name', 'X-Gm-Gg'],
      ]
      for (const [key, text] of own) {
        if (text.includes(String(i)) || i === 0) value(ids.value++, key, `${text}${i}`)
        trait(
          0,
          ids.trait++,
          a,
          key.startsWith('email.received') ? first + 2 : null,
          ids.value - 1,
          '{"type":"bytes","offset":0,"length":9}',
        )
      }
    }
    root(1, 'company.db', 'company.db', 1, 1, 'b'.repeat(64), 'done')
    evidence(1, 0, 'company.db', 'b'.repeat(64), 1, 'sqlite', 'examined', null, null, null, null)
    const base = { artifact: 0, event: 0 }
    artifact(
      1,
      base.artifact++,
      0,
      'database',
      '{"type":"bytes","offset":0,"length":9}',
      'bytes:0',
      'company.db',
      null,
      null,
    )
    clock(1, 0, 0, 'database', 'audit.recorded_at')
    sequence(1, 0, 0, null, 'audit.rowid')
    for (let i = 0; i < n / 2; i++) {
      const at = start + i * 6e7 - (i % 50_000 === 49_999 ? 4e12 : 0)
      const locator = `{"type":"row","table":"audit","row":"${i}"}`
      const a = base.artifact++
      artifact(1, a, 0, 'row', locator, `row:audit:${String(i).padStart(20, '0')}:`, `audit ${i}`, 0, base.event)
      event(
        1,
        base.event,
        0,
        a,
        0,
        'db.row.recorded',
        'utc',
        null,
        at,
        1e6,
        at,
        at + 999_999,
        new Date(at / 1000).toISOString(),
        locator,
      )
      place(1, 0, i, base.event++)
    }
  })()
}
