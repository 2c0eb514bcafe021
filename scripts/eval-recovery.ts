/**
 * `npm run eval:recovery`: deleted rows that our reader finds in the SQLite forensic corpus (Nemetz, Schmitt, Freiling, DFRWS EU
 * 2018; Schmitt, IMF 2018), folder by folder against its answer keys. Writes its section of docs/evaluation-databases.md.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRaw } from '../src/ingest/database/sqlite/open-raw.ts'
import { recover } from '../src/ingest/database/sqlite/recover.ts'
import { rowsOf } from '../src/ingest/database/sqlite/rows.ts'
import type { Cell } from '../src/ingest/database/time-cell.ts'

const CORPUS = join(import.meta.dirname, '../../shared/corpus/sqlite/forensic-corpus')
const PAGE = join(import.meta.dirname, '../docs/evaluation-databases.md')
const [BEGIN, END] = ['<!-- recovery: begin -->', '<!-- recovery: end -->']

interface Truth {
  /** Rows that were deleted, and those of dropped tables, as `value|value|…`. */
  readonly deleted: readonly string[]
  readonly live: ReadonlySet<string>
}

interface Score {
  readonly databases: number
  readonly deleted: number
  readonly found: number
  readonly invented: number
  readonly live: number
  /** Deleted rows whose texts all stand in the file still. */
  readonly present: number
  readonly unreached: number
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (xml: string): string =>
  xml.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (_, n?: string, x?: string, name?: string) =>
    n !== undefined
      ? String.fromCodePoint(Number(n))
      : x !== undefined
        ? String.fromCodePoint(parseInt(x, 16))
        : (ENTITIES[name ?? ''] ?? ''),
  )

/** One form for a value however it is printed. */
function form(text: string): string {
  return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text).toPrecision(12) : text
}
const formOf = (cell: Cell): string =>
  cell === null ? 'NULL' : form(typeof cell === 'object' ? Buffer.from(cell).toString('utf8') : String(cell))

/** The answer key. The keys are well formed and flat; no library is needed for them. */
function truthOf(xml: string): Truth {
  const deleted: string[] = []
  const live = new Set<string>()
  for (const [, element = ''] of xml.matchAll(/<element>([\s\S]*?)<\/element>/g)) {
    const isDropped = /<deleted>True<\/deleted>/.test(/<meta>([\s\S]*?)<\/meta>/.exec(element)?.[1] ?? '')
    for (const [, attributes = '', row = ''] of element.matchAll(/<row\b([^>]*)>([\s\S]*?)<\/row>/g)) {
      const cells = Array.from(row.matchAll(/<content\s*(?:\/>|>([\s\S]*?)<\/content>)/g), ([, text = '']) =>
        form(plain(text)),
      )
      const values = cells.join('|')
      if (isDropped || attributes.includes('deleted="1"')) deleted.push(values)
      else live.add(values)
    }
  }
  return { deleted, live }
}

function score(file: string, { deleted, live }: Truth): Score {
  const bytes = readFileSync(file)
  const raw = openRaw({ size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) })
  const open = deleted.slice()
  let [found, invented, asLive] = [0, 0, 0]
  const all = 'reason' in raw ? [] : [...recover(raw)].filter(({ shape }) => shape.name !== 'sqlite_master')
  const rows = all.filter(({ is }) => is !== 'unreached')
  const alive = new Set(live)
  if (!('reason' in raw))
    for (const shape of raw.schema.tables.values())
      for (const row of rowsOf(raw.pager, shape, raw.problems)) alive.add(row.values.map(formOf).join('|'))
  for (const { values } of rows) {
    const row = values.map(formOf).join('|')
    const at = open.indexOf(row)
    if (at >= 0) {
      open.splice(at, 1)
      found++
    } else if (alive.has(row)) asLive++
    else invented++
    if (at < 0 && process.argv.includes('--verbose')) console.log(`${file}: not in the key: ${row}`)
  }
  if (process.argv.includes('--verbose')) for (const row of open) console.log(`${file}: not found: ${row}`)
  const present = deleted.filter((row) =>
    row.split('|').every((text) => !/^\p{L}{4,}/u.test(text) || stands(bytes, text)),
  ).length
  return {
    databases: 1,
    deleted: deleted.length,
    present,
    found,
    invented,
    live: asLive,
    unreached: all.length - rows.length,
  }
}

const stands = (bytes: Buffer, text: string): boolean =>
  bytes.includes(text) ||
  bytes.includes(Buffer.from(text, 'utf16le')) ||
  bytes.includes(Buffer.from(text, 'utf16le').swap16())

const add = (a: Score, b: Score): Score => ({
  databases: a.databases + b.databases,
  deleted: a.deleted + b.deleted,
  found: a.found + b.found,
  invented: a.invented + b.invented,
  live: a.live + b.live,
  present: a.present + b.present,
  unreached: a.unreached + b.unreached,
})
const ratio = (n: number, of: number): string => (of === 0 ? '-' : (n / of).toFixed(3))

const NAMES: Readonly<Record<string, string>> = {
  '01': 'weird table names',
  '02': 'encapsulated column definitions',
  '03': 'separators and keywords',
  '04': 'encodings',
  '05': 'triggers, views, indexes',
  '06': 'virtual and temporary tables',
  '07': 'fragmented contents',
  '0A': 'dropped tables',
  '0C': 'deleted records',
  '11': 'root page pointers changed',
  '15': 'cell metadata changed',
  '16': 'zero-terminated contents',
  '17': 'freeblock structures changed',
}
/** Without the two databases of FLOAT columns, as the published figures count folder 0C. */
const FLOATS = /0C-0[67]\.db$/

/** Figures published for other tools, as the research took them from SecurityRonin docs/recovery-comparison.md. */
const PUBLISHED = [
  '| 0C, without two FLOAT databases | sqlite-forensic | 84 | 70 | 3 | 0.833 | 0.959 |',
  '| 0C, without two FLOAT databases | FQLite | 84 | 67 | 16 | 0.798 | 0.807 |',
  '| 0C, without two FLOAT databases | undark | 84 | 14 | 10, and 4 live | 0.167 | 0.583 |',
]

function section(): string {
  const folders = new Map<string, Score>()
  const none: Score = { databases: 0, deleted: 0, present: 0, found: 0, invented: 0, live: 0, unreached: 0 }
  let comparable = none
  for (const version of readdirSync(CORPUS)
    .filter((name) => name.startsWith('sqlite_'))
    .sort())
    for (const folder of readdirSync(join(CORPUS, version), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    )) {
      const at = join(CORPUS, version, folder.name)
      for (const name of readdirSync(at)
        .filter((one) => one.endsWith('.db'))
        .sort()) {
        const key = join(at, name.replace(/(?:_antifor)?\.db$/, '.xml'))
        if (!existsSync(key)) continue
        const one = score(join(at, name), truthOf(readFileSync(key, 'utf8')))
        folders.set(folder.name, add(folders.get(folder.name) ?? none, one))
        if (folder.name === '0C' && !FLOATS.test(name)) comparable = add(comparable, one)
      }
    }
  const line = (name: string, s: Score) =>
    `| ${name} | ${s.databases} | ${s.deleted} | ${s.present} | ${s.found} | ${s.invented} | ${s.live} | ${s.unreached} | ${ratio(s.found, s.deleted)} | ${ratio(s.found, s.present)} | ${ratio(s.found, s.found + s.invented + s.live)} |`
  const total = [...folders.values()].reduce(add, none)
  return [
    BEGIN,
    '## Deleted rows recovered',
    '',
    'Measured by `npm run eval:recovery` on the folders of the SQLite forensic corpus that are at hand, against its answer keys. A row counts as',
    'found only if every value is right. "Still there": all its texts stand somewhere in the file (in folder 17 they do not: the makers wiped them).',
    '"Invented" are rows that the key does not have, "live" rows that are not deleted at all. "Unreached" are rows on pages that no tree and no',
    'freelist names: they are shown as such, not as deleted.',
    '',
    '| folder | databases | deleted | still there | found | invented | live | unreached | recall | of those there | precision |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...[...folders].map(([folder, one]) => line(`${folder} ${NAMES[folder] ?? ''}`, one)),
    line('**all**', total),
    '',
    'Beside the figures published for other tools (SecurityRonin, sqlite-forensic, docs/recovery-comparison.md; folders 0D and 0E are not at hand):',
    '',
    '| folder | tool | deleted | found | false | recall | precision |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
    `| 0C, without two FLOAT databases | Anachron | ${comparable.deleted} | ${comparable.found} | ${comparable.invented + comparable.live} | ${ratio(comparable.found, comparable.deleted)} | ${ratio(comparable.found, comparable.found + comparable.invented + comparable.live)} |`,
    ...PUBLISHED,
    END,
  ].join('\n')
}

if (!existsSync(CORPUS)) console.log('eval:recovery: the corpus is not here; nothing was measured')
else {
  const text = section()
  const old = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '# Evaluation: databases\n'
  const [from, to] = [old.indexOf(BEGIN), old.indexOf(END)]
  const page =
    from >= 0 && to > from ? old.slice(0, from) + text + old.slice(to + END.length) : `${old.trimEnd()}\n\n${text}\n`
  writeFileSync(PAGE, page)
  console.log(text)
}
