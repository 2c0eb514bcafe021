// `npm run bench`: mails, rows, pictures and events a second with peak memory, each beside a limit measured in the same run on the same files.
// Real evidence is read from a corpus where there is one (../shared/corpus or the folder given); otherwise mails are generated.
import Database from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gmailHops, outlook, outlookMessage, postfix } from '../samples/make/mail.ts'
import { iso, Quillbooks } from '../samples/make/quillbooks.ts'
import { seeded } from '../samples/make/random.ts'

const root = join(import.meta.dirname, '..')
const corpus = process.argv[2] ?? join(root, '..', 'shared', 'corpus')
const folder = mkdtempSync(join(tmpdir(), 'anachron-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const MAILS = 1_500

interface Run {
  readonly seconds: number
  readonly peak: string
}

/** One run of the program as a user starts it: cold, as a process of its own. */
function anachron(...args: readonly string[]): Run {
  const start = performance.now()
  const run = spawnSync(
    process.execPath,
    ['--import', join(root, 'scripts/peak-memory.ts'), join(root, 'dist/src/main.js'), ...args],
    { encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  if (run.status !== 0 && run.status !== 3) throw new Error(run.stderr)
  return { seconds: (performance.now() - start) / 1000, peak: /peak (\d+ MB)/.exec(run.stderr)?.[1] ?? '?' }
}

/** What holds a process on one core; without it V8 compiles and collects on the others. */
const ON_ONE_CORE = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : []

/** The same work done by a peer, in a process of its own, on one core. */
function peer(script: string, ...args: readonly string[]): Run {
  const start = performance.now()
  const [program = '', ...rest] = [
    ...ON_ONE_CORE,
    process.execPath,
    ...['--import', join(root, 'scripts/peak-memory.ts'), '--input-type=module', '-e', script, '--', ...args],
  ]
  const run = spawnSync(program, rest, { encoding: 'utf8', cwd: root })
  if (run.status !== 0) throw new Error(run.stderr)
  return { seconds: (performance.now() - start) / 1000, peak: /peak (\d+ MB)/.exec(run.stderr)?.[1] ?? '?' }
}

function say(what: string, n: number, unit: string, { seconds, peak }: Run, beside = ''): void {
  const rate = n / seconds
  console.log(
    `${what.padEnd(44)} ${seconds.toFixed(2).padStart(7)} s ${Math.round(rate).toLocaleString('en').padStart(10)} ${unit}/s  peak ${peak.padStart(7)}  ${beside}`,
  )
}

/** Three runs of each in turn, so that a drifting machine meets all of them; the middle one of each counts. */
function middles<T extends readonly (() => Run)[]>(...each: T): { [K in keyof T]: Run } {
  const rounds = [0, 1, 2].map(() => each.map((run) => run()))
  const middle = (i: number) => rounds.flatMap((round) => round[i] ?? []).sort((a, b) => a.seconds - b.seconds)[1]
  return each.map((_, i) => middle(i)) as { [K in keyof T]: Run }
}

function mails(): void {
  const from = join(corpus, 'mail/lists')
  const files = existsSync(from) ? list(from, /\.(eml|txt)$|^[^.]+$/).slice(0, MAILS) : []
  const into = join(folder, 'mails')
  mkdirSync(into)
  if (files.length === MAILS) files.forEach((file, n) => writeFileSync(join(into, `${n}.eml`), readFileSync(file)))
  else for (let n = 0; n < MAILS; n++) writeFileSync(join(into, `${n}.eml`), aMail(n))
  console.log(
    `\n${MAILS} mails, ${files.length === MAILS ? 'real' : 'generated'}, ${(bytes(into) / 1e6).toFixed(1)} MB`,
  )
  let n = 0
  const [scan, parser, hash] = middles(
    () => anachron('scan', into, '--report', join(folder, `mail-report-${n++}`), '--format', 'json'),
    () =>
      peer(
        `import { simpleParser } from 'mailparser'; import { readdirSync, readFileSync } from 'node:fs'; import { join } from 'node:path'
    const folder = process.argv[1]; for (const file of readdirSync(folder)) await simpleParser(readFileSync(join(folder, file)))`,
        into,
      ),
    () => peer(HASH, into),
  )
  say(
    'anachron scan, whole run with report',
    MAILS,
    'mails',
    scan,
    `${(scan.seconds / parser.seconds).toFixed(2)} of simpleParser alone`,
  )
  say("mailparser's simpleParser alone, one core", MAILS, 'mails', parser)
  say('SHA-256 of the same bytes', MAILS, 'mails', hash)
}

function pictures(): void {
  const from = join(corpus, 'images')
  if (!existsSync(from)) {
    console.log('\npictures: no corpus here, left out')
    return
  }
  const files = list(from, /\.(jpe?g|tiff?|png|heic)$/i)
  const into = join(folder, 'pictures')
  mkdirSync(into)
  files.forEach((file, n) => writeFileSync(join(into, `${n}${/\.\w+$/.exec(file)?.[0] ?? ''}`), readFileSync(file)))
  console.log(`\n${files.length} pictures, ${(bytes(into) / 1e6).toFixed(1)} MB`)
  let n = 0
  const [scan, hash] = middles(
    () => anachron('scan', into, '--report', join(folder, `picture-report-${n++}`), '--format', 'json'),
    () => peer(HASH, into),
  )
  say('anachron scan, whole run with report', files.length, 'pictures', scan)
  say('SHA-256 of the same bytes', files.length, 'pictures', hash)
}

const HASH = `import { createHash } from 'node:crypto'; import { readdirSync, readFileSync } from 'node:fs'; import { join } from 'node:path'
  const folder = process.argv[1]; for (const file of readdirSync(folder)) createHash('sha256').update(readFileSync(join(folder, file))).digest()`

/** Audit trails of 100,000, 300,000 and 1,000,000 rows: ingest beside plain inserts of the same rows, then the analysis alone. */
function analysis(): void {
  for (const rows of [100_000, 300_000, 1_000_000]) {
    const into = join(folder, `trail-${rows}`)
    mkdirSync(into)
    const file = join(into, 'company.db')
    writeFileSync(file, trail(rows))
    const kept = join(folder, `${rows}.anachron`)
    console.log(`\n${rows.toLocaleString('en')} audit rows, ${(statSync(file).size / 1e6).toFixed(0)} MB`)
    const ingest = anachron('ingest', kept, into)
    const db = new Database(kept, { readonly: true })
    const events = db.prepare<[], number>('SELECT count(*) FROM event').pluck().get() ?? 0
    db.close()
    const plain = peer(
      `import Database from 'better-sqlite3'
      const from = new Database(process.argv[1], { readonly: true }); const to = new Database(process.argv[2])
      to.pragma('journal_mode = WAL'); to.pragma('synchronous = NORMAL'); to.exec('CREATE TABLE a (id INTEGER PRIMARY KEY, at TEXT, who INTEGER, session INTEGER, action TEXT, entry INTEGER)')
      const insert = to.prepare('INSERT INTO a VALUES (?, ?, ?, ?, ?, ?)'); to.exec('BEGIN')
      for (const row of from.prepare('SELECT id, recorded_at, user_id, session_id, action, entry_id FROM audit').raw().iterate()) insert.run(row)
      to.exec('COMMIT')`,
      file,
      join(folder, `plain-${rows}.db`),
    )
    say(
      'anachron ingest',
      rows,
      'rows',
      ingest,
      `${(ingest.seconds / plain.seconds).toFixed(1)} times the plain inserts`,
    )
    say('better-sqlite3, the same rows copied', rows, 'rows', plain)
    say('anachron analyze', events, 'events', anachron('analyze', kept))
  }
}

function trail(rows: number): Uint8Array {
  const books = new Quillbooks('5.1', '2011-02-20T08:00:00Z')
  // One statement makes the rows; the product's own way would take minutes.
  books.edit(`WITH RECURSIVE series(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM series WHERE value < ${rows})
    INSERT INTO audit (recorded_at, user_id, session_id, action, entry_id)
    SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 1298880000 + value * 37, 'unixepoch'), 1 + value % 5, value / 40, 'add', value FROM series`)
  books.session({ id: 1, user: 1, in: iso(1298880000000), out: iso(1298890000000) })
  return books.bytes()
}

function aMail(n: number): string {
  const random = seeded(n)
  const at = Date.parse('2019-09-02T08:00:00Z') + n * 61_000
  const message = outlookMessage({
    at,
    offset: 60,
    from: 'a@example.com',
    to: 'b@example.org',
    subject: `Number ${n}`,
    text: 'text '.repeat(400),
    messageId: outlook.messageId(at - 1000, random, 'example.com'),
    threadIndex: outlook.threadIndex(at, random),
    boundary: outlook.boundary(at, 60),
  })
  return [
    postfix('mail.example.com', 'mx.example.org', at + 4000, 0, random, 'b@example.org'),
    ...gmailHops('2019', at, -420, random, 'b@example.org'),
    message,
  ].join('\r\n')
}

const list = (path: string, name: RegExp): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file.split('/').at(-1) ?? ''))
    .map((file) => join(path, file))
    .filter((file) => statSync(file).isFile())
    .sort()
const bytes = (path: string): number =>
  readdirSync(path).reduce((sum, file) => sum + statSync(join(path, file)).size, 0)

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`)
mails()
pictures()
analysis()
