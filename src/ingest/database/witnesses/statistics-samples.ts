/**
 * Samples that ANALYZE keeps of each index (sqlite.org/fileformat2.html, 2.6.6, sqlite_stat4): values of the indexed columns and the row
 * id, as they were when it ran. In a table that is only appended to, a sampled row keeps its values.
 */
import type { ChangeColumn } from '../row-changes.ts'
import { plainIndexes } from '../sqlite/indexes.ts'
import type { RawDatabase } from '../sqlite/open-raw.ts'
import { RecordReader } from '../sqlite/record.ts'
import { rowsOf } from '../sqlite/rows.ts'
import type { TableShape } from '../sqlite/table-shape.ts'
import type { Cell } from '../time-cell.ts'
import type { Testimony } from './testimony.ts'

interface Sample {
  readonly columns: readonly number[]
  readonly values: readonly Cell[]
}

/** Samples that are looked at; ANALYZE keeps 24 an index. */
const MOST_SAMPLES = 10_000

/** Sampled values of a table with an INTEGER PRIMARY KEY (VACUUM renumbers others) that its rows no longer have, and sampled rows that are gone. */
export function* sampleTestimonies(
  raw: RawDatabase,
  shape: TableShape,
  times: readonly ChangeColumn[],
  stop: () => boolean,
): Generator<Testimony> {
  const kept = raw.schema.tables.get('sqlite_stat4')
  if (kept === undefined || shape.alias < 0 || shape.withoutRowid) return
  const samples = samplesOf(raw, kept, shape)
  if (samples.size === 0) return
  const testimony = (row: bigint, what: string): Testimony => {
    const text = `when ANALYZE ran, row ${row} of ${shape.name} ${what}`
    return { witness: 'statistics', place: 'sqlite_stat4', table: shape.name, row, what: text }
  }
  let first: bigint | undefined
  for (const { rowid, values } of rowsOf(raw.pager, shape, raw.problems)) {
    if (stop()) return
    if (rowid === undefined) continue
    first ??= rowid
    const sample = samples.get(rowid)
    if (sample === undefined) continue
    samples.delete(rowid)
    const at = sample.columns.findIndex((column, n) => !same(sample.values[n] ?? null, values[column] ?? null))
    const column = at < 0 ? undefined : shape.columns[sample.columns[at] ?? 0]?.name
    if (column === undefined) continue
    const one = testimony(rowid, `had another ${column} than it has`)
    const time = times.find((known) => known.column === column)
    const [said, says] = [sample.values[at] ?? null, values[sample.columns[at] ?? 0] ?? null]
    yield time === undefined ? one : { ...one, times: { ...time, said, says } }
  }
  // What was purged from the front is gone in honest tables too.
  if (raw.problems.lines().length > 0) return
  for (const rowid of samples.keys())
    if (first !== undefined && rowid > first) yield testimony(rowid, 'was there; it is not, though rows before it are')
}

/** The first sample of each row. A sample is a record: the indexed columns, then the row id. */
function samplesOf(raw: RawDatabase, kept: TableShape, shape: TableShape): Map<bigint, Sample> {
  const indexes = new Map(plainIndexes(raw, shape).map((index) => [index.name.toLowerCase(), index]))
  const record = new RecordReader(raw.pager.geometry.encoding)
  const samples = new Map<bigint, Sample>()
  for (const { values } of rowsOf(raw.pager, kept, raw.problems)) {
    const [table, name, sample] = [values[0], values[1], values[5]]
    if (typeof table !== 'string' || typeof name !== 'string' || !(sample instanceof Uint8Array)) continue
    const index = indexes.get(name.toLowerCase())
    if (table.toLowerCase() !== shape.name.toLowerCase() || index === undefined) continue
    const bytes = Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength)
    if (record.open(bytes, 0, bytes.length) !== undefined || record.stored !== index.columns.length + 1) continue
    const rowid = record.value(index.columns.length)
    if (typeof rowid !== 'bigint' || samples.has(rowid) || samples.size >= MOST_SAMPLES) continue
    samples.set(rowid, { columns: index.columns, values: index.columns.map((_, n) => record.value(n)) })
  }
  return samples
}

/** Whole reals are stored as integers in an index and in a sample. */
const same = (a: Cell, b: Cell): boolean =>
  a instanceof Uint8Array || b instanceof Uint8Array
    ? a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0
    : a === b || (typeof a !== typeof b && a !== null && b !== null && typeof a !== 'string' && Number(a) === Number(b))
