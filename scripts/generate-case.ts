// A case of any size for benches, written by SQL alone: evidence of mails, a database and pictures with fictitious names, events of
// several clocks over twenty years, traits, findings. Nothing in it was examined; it is only as large and as shaped as a real one.
import { createHash } from 'node:crypto'
import { prepareBrowsing } from '../src/case/browse/prepare.ts'
import { append } from '../src/case/log.ts'
import { openCase } from '../src/case/open.ts'
import { INDEXES } from '../src/case/schema.ts'
import { set } from '../src/case/settings.ts'
import { LEVELS } from '../src/model.ts'

/** Microseconds of 2000-01-01 and of a span of twenty years. */
const FROM = 946_684_800_000_000
const SPAN = 20 * 365 * 86_400_000_000
const MOST_MAILS = 20_000

/** Writes the case; `events` are spread over 20,000 mails (a tenth), a database and pictures. */
export function generateCase(file: string, events: number, findings: number): void {
  const mails = Math.min(MOST_MAILS, Math.ceil(events / 50))
  const { db, close } = openCase(file, 'create')
  const run = (sql: string, ...values: readonly (string | number)[]): void => void db.prepare(sql).run(...values)
  db.exec('BEGIN')
  set(db, 'paths', ['/nowhere/generated'])
  const count = (n: number, from = 0): string =>
    `WITH RECURSIVE s(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM s WHERE n + 1 < ${n})`
  run(
    `${count(mails)} INSERT INTO root SELECT n, printf('mail-%05d.eml', n), printf('/nowhere/generated/mail-%05d.eml', n), 4096, 0, printf('%064x', n), 'done' FROM s`,
  )
  run(
    `INSERT INTO root VALUES (${mails}, 'zz-company.db', '/nowhere/generated/zz-company.db', 900000000, 0, printf('%064x', 7), 'done')`,
  )
  run(
    `INSERT INTO evidence SELECT root, 0, path, sha256, size, CASE WHEN root = ${mails} THEN 'sqlite' ELSE 'eml' END, 'examined', NULL, NULL, NULL, NULL FROM root`,
  )
  const perMail = Math.max(2, Math.floor(events / 10 / mails))
  const rows = events - mails * perMail
  // Mails: one artifact, Date and its Received lines.
  run(
    `INSERT INTO artifact SELECT root, 0, 0, 'message', '{"type":"bytes","offset":0,"length":4096}', 'bytes:000000000000:4096', printf('<%d@mail.example.com>', root * 7919), NULL, 0 FROM root WHERE root < ${mails}`,
  )
  run(`INSERT INTO clock SELECT root, 0, 0, 'sender', 'Date' FROM root WHERE root < ${mails}`)
  run(
    `${count(8)} INSERT INTO clock SELECT root, n + 1, 0, 'relay', printf('relay-%d.example.net', n) FROM root, s WHERE root < ${mails}`,
  )
  run(
    `${count(perMail)} INSERT INTO event SELECT root, n, 0, 0, CASE WHEN n = 0 THEN 0 ELSE n % 8 + 1 END, CASE WHEN n = 0 THEN 'email.date' ELSE 'email.received' END, 'utc', NULL,
     ${FROM} + (root * ${Math.floor(SPAN / mails)}) + n * 1000000, 1000000, ${FROM} + (root * ${Math.floor(SPAN / mails)}) + n * 1000000, ${FROM} + (root * ${Math.floor(SPAN / mails)}) + n * 1000000 + 999999,
     printf('by relay-%d.example.net with ESMTP id %d; message %d', n % 8, root * 31 + n, root), printf('{"type":"header","name":"Received","index":%d,"offset":%d}', n, n * 90) FROM root, s WHERE root < ${mails}`,
  )
  run(
    `INSERT INTO trait_value (id, key, value) VALUES (1, 'email.mailer', 'Example Mail 3.1'), (2, 'email.mailer', 'Post 7')`,
  )
  run(
    `INSERT INTO trait SELECT root, 0, 0, NULL, CASE WHEN root % 50 = 0 THEN 2 ELSE 1 END, '{"type":"header","name":"X-Mailer","index":0,"offset":700}' FROM root WHERE root < ${mails}`,
  )
  // The database: a row an artifact, an event each.
  run(
    `INSERT INTO clock VALUES (${mails}, 0, 0, 'database', 'audit.recorded_at'), (${mails}, 1, 0, 'user-entry', 'invoice.date'), (${mails}, 2, 0, 'camera', 'Example Camera')`,
  )
  run(
    `INSERT INTO artifact VALUES (${mails}, 0, 0, 'database', '{"type":"bytes","offset":0,"length":100}', 'bytes:000000000000:100', 'company.db', NULL, NULL)`,
  )
  run(
    `${count(rows + 1, 1)} INSERT INTO artifact SELECT ${mails}, n, 0, 'row', printf('{"type":"row","table":"audit","row":"%d"}', n), printf('row:audit:%020d:', n), printf('audit %d', n), 0, n FROM s`,
  )
  run(
    `${count(rows + 1, 1)} INSERT INTO event SELECT ${mails}, n, 0, n, CASE WHEN n % 1000 = 0 THEN 2 WHEN n % 9 = 0 THEN 1 ELSE 0 END,
     CASE WHEN n % 1000 = 0 THEN 'exif.original' WHEN n % 9 = 0 THEN 'db.cell.time' ELSE 'db.row.recorded' END, CASE WHEN n % 1000 = 0 THEN 'floating' ELSE 'utc' END, NULL,
     ${FROM} + n * ${Math.floor(SPAN / rows)} + (n * 7919 % 86400) * 1000000, 1000000, ${FROM} + n * ${Math.floor(SPAN / rows)}, ${FROM} + n * ${Math.floor(SPAN / rows)} + 86400000000,
     printf('entry of invoice %d', n), printf('{"type":"row","table":"audit","row":"%d","column":"recorded_at"}', n) FROM s`,
  )
  addFindings(db, mails, rows, findings)
  const coverage = db.prepare('INSERT INTO coverage VALUES (?, ?)')
  for (let n = 0; n < 120; n++) {
    const rule = n === 0 ? 'rows-out-of-order' : n === 1 ? 'received-before-sent' : `rule-${n}`
    const broken = n < 2 ? Math.floor(findings / 2) : 0
    const body = {
      rule,
      title: `What rule ${n} holds`,
      says: 'inconsistent',
      level: 'medium',
      applied: 1000 * n,
      broken,
      notApplied: [{ n, why: 'no zone' }],
    }
    coverage.run(rule, JSON.stringify(body))
  }
  append(db, 'bench', { action: 'analyze' }, new Date(0))
  db.exec('COMMIT')
  db.exec(INDEXES)
  prepareBrowsing(db)
  db.pragma('wal_checkpoint(TRUNCATE)')
  close()
}

/** Findings as an analysis stores them, of real size. */
function addFindings(db: ReturnType<typeof openCase>['db'], mails: number, rows: number, findings: number): void {
  const add = db.prepare('INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)')
  const addEvent = db.prepare('INSERT INTO finding_event VALUES (?, 0, ?, ?, ?)')
  for (let n = 0; n < findings; n++) {
    const isMail = n % 2 === 0
    const root = isMail ? (n / 2) % mails : mails
    const artifact = isMail ? 0 : 1 + ((n * 131) % rows)
    const path = isMail ? `mail-${String(root).padStart(5, '0')}.eml` : 'zz-company.db'
    const label = isMail ? `<${root * 7919}@mail.example.com>` : `audit ${artifact}`
    const rule = isMail ? 'received-before-sent' : 'rows-out-of-order'
    const level = LEVELS[n % 4] ?? 'low'
    const id = createHash('sha256').update(String(n)).digest('hex').slice(0, 16)
    const locator = isMail
      ? { type: 'bytes', offset: 0, length: 4096 }
      : { type: 'row', table: 'audit', row: String(artifact) }
    const at = FROM + n * 1e9
    const event = {
      role: 'from',
      kind: isMail ? 'email.date' : 'db.row.recorded',
      time: at,
      earliest: at,
      latest: at + 999_999,
      clock: { kind: isMail ? 'sender' : 'database', writer: 'Date', zone: 'utc' },
      raw: 'Wed, 4 Dec 2019 10:00:00 +0000',
      locator,
      evidence: path,
    }
    const body = {
      id,
      rule,
      says: 'inconsistent',
      level,
      title: isMail ? 'Received before it was sent' : 'Rows stand in an order that their times contradict',
      observed: `The line bearing relay-3.example.net of ${label} states Wed, 4 Dec 2019 10:00:00 +0000; Date states a time ${n} minutes later.`,
      inferred:
        'Both cannot be right under ordinary operation. Granting 24 hours to the clock of the sender and 5 minutes to that of the relay, the constraint is missed.',
      notShown: 'Who caused it, and why; that the content is untrue.',
      artifact: {
        root: path,
        evidence: path,
        sha256: 'a'.repeat(64),
        type: isMail ? 'message' : 'row',
        label,
        locator,
      },
      claimed: { from: at, to: at + 999_999, by: 'Date' },
      notBefore: at + 86_400_000_000,
      events: [event, { ...event, role: 'to' }],
      tolerances: [{ clock: 'sender', usual: 3_600_000_000, extreme: 86_400_000_000 }],
      excess: 60_000_000 * (n + 1),
      others: 0,
      facts: [],
      alternatives: [{ id: 'clock', text: "the sender's clock was wrong or set back", state: 'open' }],
      references: ['RFC 5321, 4.4'],
      baseline: [],
    }
    add.run(id, root, artifact, rule, level, JSON.stringify(body))
    addEvent.run(id, root, isMail ? 0 : artifact, 'from')
  }
}
