/** Small databases of every layout, made by SQLite itself from a seed: page sizes, encodings, auto-vacuum, reserved bytes, keys, upgrades. */
import Database from 'better-sqlite3'

/** A seeded generator (mulberry32): the same numbers on every machine. */
export function random(seed: number) {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(next() * n)
  function one<T>(all: readonly [T, ...T[]]): T {
    return all[below(all.length)] ?? all[0]
  }
  return { below, one, chance: (share: number) => next() < share }
}
type Random = ReturnType<typeof random>

const TYPES = [
  'INTEGER',
  'INT',
  'TEXT',
  'VARCHAR(20)',
  'REAL',
  'FLOAT',
  'BLOB',
  '',
  'NUMERIC',
  'DATETIME',
  'DOUBLE PRECISION',
] as const
const DEFAULTS = ['7', "'seven'", '-1.5', 'NULL', '0', 'TRUE', "'12'", '1e3', '0x10', '+3', '"two"'] as const
const WORDS = ['', 'a', 'ledger', 'Grüße', '日本語', '🙂', '2020-03-05', '12', '1.5', "it's", 'x\u0000y'] as const

function value(r: Random, longest: number): null | number | bigint | string | Buffer {
  switch (r.below(9)) {
    case 0:
      return null
    case 1:
      return BigInt(r.below(3) - 1)
    case 2:
      return BigInt(r.below(300) - 150)
    case 3:
      return BigInt.asIntN(r.one([16, 24, 32, 48, 64]), BigInt(r.below(2 ** 31)) * BigInt(r.below(2 ** 31)) * 3n)
    case 4:
      return r.below(1_000_000) / 64
    case 5:
      return Buffer.alloc(r.below(30), r.below(256))
    case 6:
      return r.one(WORDS).repeat(1 + r.below(r.chance(0.05) ? longest : 4))
    default:
      return `${r.one(WORDS)}${r.below(1000)}`
  }
}

/** A database that SQLite made with so many reserved bytes: the header of an empty one is changed, as the file control would. */
function withReserved(pageSize: number, reserved: number): Buffer {
  const empty = new Database(':memory:')
  empty.pragma(`page_size = ${pageSize}`)
  empty.exec('PRAGMA user_version = 1')
  const bytes = empty.serialize()
  empty.close()
  bytes.writeUInt8(reserved, 20)
  bytes.writeUInt16BE((pageSize - reserved) & 0xffff, 105)
  return bytes
}

export function generated(seed: number): Database.Database {
  const r = random(seed)
  const pageSize = r.one([512, 512, 1024, 1024, 2048, 4096, 8192, 65_536])
  const db = r.chance(0.15)
    ? new Database(withReserved(Math.min(pageSize, 8192), r.one([1, 8, 12, 32])))
    : new Database(':memory:')
  db.pragma(`page_size = ${pageSize}`)
  db.pragma(`encoding = '${r.one(['UTF-8', 'UTF-8', 'UTF-16le', 'UTF-16be'])}'`)
  db.pragma(`auto_vacuum = ${r.one(['NONE', 'NONE', 'FULL', 'INCREMENTAL'])}`)
  db.pragma(`secure_delete = ${r.one(['OFF', 'ON', 'FAST'])}`)
  db.transaction(() => {
    for (let t = 0; t <= r.below(3); t++) table(db, r, `${r.one(['log', 'Order', 'ta"ble', 'таблица'])}${t}`, pageSize)
  })()
  if (r.chance(0.1)) db.exec('VACUUM')
  return db
}

function table(db: Database.Database, r: Random, name: string, pageSize: number): void {
  const quoted = `"${name.replaceAll('"', '""')}"`
  const withoutRowid = r.chance(0.2)
  const columns = Array.from({ length: 1 + r.below(6) }, (_, i) => `c${i}`)
  const key = r.below(columns.length)
  const inline = r.chance(0.5)
  const keyType = r.one(['INTEGER', 'INTEGER', 'INT', 'TEXT'])
  const defs = columns.map((column, i) => {
    const extra = r.chance(0.15) ? ` DEFAULT ${r.one(DEFAULTS)}` : r.chance(0.1) ? ' COLLATE NOCASE' : ''
    if (i !== key) return `${column} ${r.one(TYPES)}${extra}`
    return `[${column}] ${keyType}${inline ? ` PRIMARY KEY${r.chance(0.1) ? ' DESC' : ''}` : ''}`
  })
  const generated = r.chance(0.1)
    ? [`g AS (c0) ${r.one(['VIRTUAL', 'STORED'])}`, `g2 INT GENERATED ALWAYS AS (1) VIRTUAL`]
    : []
  const constraints = inline
    ? []
    : [`PRIMARY KEY (c${key}${columns.length > 1 ? `, c${(key + 1) % columns.length} DESC` : ''})`]
  db.exec(
    `CREATE TABLE ${quoted} (${[...defs, ...generated, ...constraints].join(', -- a, note\n')}) ${withoutRowid ? 'WITHOUT ROWID' : ''}`,
  )
  if (r.chance(0.4)) db.exec(`CREATE INDEX "i ${name.replaceAll('"', '')}" ON ${quoted} (c0)`)
  insert(r.below(r.chance(0.1) ? 300 : 40), columns)
  if (r.chance(0.35)) {
    const added = r.one(DEFAULTS)
    db.exec(`ALTER TABLE ${quoted} ADD COLUMN later ${r.one(TYPES)} ${r.chance(0.6) ? `DEFAULT ${added}` : ''}`)
    insert(r.below(10), [...columns, 'later'])
  }
  if (r.chance(0.4)) db.exec(`DELETE FROM ${quoted} WHERE length(c0) % 3 = 0`)
  if (r.chance(0.3)) db.exec(`UPDATE OR IGNORE ${quoted} SET c0 = c0 || 'longer' WHERE typeof(c0) = 'text'`)
  if (r.chance(0.05)) db.exec(`DROP TABLE ${quoted}`)

  function insert(count: number, names: readonly string[]): void {
    const statement = db.prepare(
      `INSERT OR IGNORE INTO ${quoted} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    )
    for (let i = 0; i < count; i++)
      statement.run(
        names.map((_, c) => (c === key && (keyType === 'INTEGER' || r.chance(0.9)) ? keyOf(i) : value(r, pageSize))),
      )
  }

  function keyOf(i: number): bigint | string {
    if (keyType === 'TEXT') return `k${i}`
    return r.chance(0.02) ? BigInt.asIntN(64, 0x7fff_ffff_ffff_0000n + BigInt(i)) : BigInt(i * (1 + r.below(3)))
  }
}
