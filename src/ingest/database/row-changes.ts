/**
 * What a database says of a row in more than one version (sqlite/row-history.ts) as artifacts: for each pair of versions of one
 * row that differ in a time, an amount or a user, both times as events, and the change with both places as traits.
 */
import type { Artifact, Clock, Event, Trait } from '../../model.ts'
import type { TimeEncoding } from './profile.ts'
import { inColumn, type RowLocator } from './profile-rows.ts'
import type { RowHistory, RowVersion } from './sqlite/row-history.ts'
import type { TableShape } from './sqlite/table-shape.ts'
import { cellText, readCell } from './time-cell.ts'

/** A time column of the table, as its plan reads it. */
export interface ChangeColumn {
  readonly column: string
  /** The event kind of the column's times. */
  readonly kind: string
  readonly encoding: TimeEncoding
  readonly zone: 'utc' | 'floating'
}

/** Columns by what their names say; a profile's time columns are times whatever they are called. */
export const AMOUNT = /amount|betrag|total|price|preis|balance|saldo|debit|credit|^sum(?:me)?$|(?:^|_)value$/i
const USER = /user|author|operator|clerk|employee|login|account_?id|^who$|(?:created|changed|booked|entered)_?by/i

/** Versions of one row that are told; a hostile log can hold any number. */
const MOST_OF_A_ROW = 100

const WORDS = {
  residue: 'what is left of a freed record',
  'old log': 'the write-ahead log, from before it was last reset',
  journal: 'the rollback journal (before the last transaction)',
  main: 'the main file',
  log: 'the write-ahead log',
  uncommitted: 'the write-ahead log (never committed)',
} as const satisfies Record<RowVersion['state'], string>

const place = ({ state, commit, page, byte }: RowVersion): string =>
  `${WORDS[state]}${commit > 0 ? `, commit ${commit}` : ''}, page ${page}, byte ${byte}`

/** What a column holds, of what is told; `recorded` is when the row was put in. */
function contentOf(name: string, times: readonly ChangeColumn[]): 'recorded' | 'time' | 'amount' | 'user' | undefined {
  const time = times.find(({ column }) => column === name)
  if (time !== undefined) return time.kind === 'db.row.recorded' ? 'recorded' : 'time'
  return AMOUNT.test(name) ? 'amount' : USER.test(name) ? 'user' : undefined
}

/** One artifact for each change between neighbouring versions of a row. `kind`: what a profile says the table is, else `unknown`. */
export function* changesOf(
  shape: TableShape,
  history: RowHistory,
  times: readonly ChangeColumn[],
  kind: string,
  database: Artifact,
  clockOf: (column: string) => Clock,
): Generator<Artifact> {
  const { versions } = history
  // A guess is shown by `anachron rows`; nothing is inferred from it.
  const sound = versions.filter(({ found, state }) => found?.sure !== 'guessed' && state !== 'uncommitted')
  for (let i = 1; i < Math.min(sound.length, MOST_OF_A_ROW); i++) {
    const [before, after] = [sound[i - 1], sound[i]]
    if (before === undefined || after === undefined) continue
    const artifact = change(before, after, i)
    if (artifact !== undefined) yield artifact
  }

  function change(before: RowVersion, after: RowVersion, number: number): Artifact | undefined {
    const id = history.rowid === undefined ? keyText(shape, after) : String(history.rowid)
    const row = (n: number): RowLocator => ({ type: 'row', table: shape.name, row: `${id} version ${n}` })
    const traits: Trait[] = []
    const changed = new Set<string>()
    shape.columns.forEach(({ name }, i) => {
      const earlier = before.values[i] ?? null
      const [a, b] = [cellText(earlier), cellText(after.values[i] ?? null)]
      const what = contentOf(name, times)
      if (a === b || what === undefined) return
      changed.add(name)
      const locator = inColumn(row(number + 1), name)
      const key = `db.row.change.${earlier === null ? 'filled' : what}`
      traits.push({ key, value: `${name}: ${a} -> ${b}`, locator })
    })
    if (changed.size === 0) return undefined
    const events: Event[] = []
    for (const time of times) {
      if (changed.size > 0 && events.length > 0 && !changed.has(time.column)) continue
      const clock = clockOf(time.column)
      const at = shape.columns.findIndex(({ name }) => name === time.column)
      const add = (version: RowVersion, n: number, eventKind: string) => {
        const cell = version.values[at] ?? null
        const reading = readCell(cell, time.encoding, time.zone)
        if (reading === undefined) return
        const locator = inColumn(row(n), time.column)
        events.push({ kind: eventKind, clock, reading, raw: cellText(cell), locator })
      }
      add(before, number, 'db.row.said')
      add(after, number + 1, 'db.row.says')
    }
    traits.push({
      key: 'db.row.change.places',
      value: `${place(before)}; then ${place(after)}`,
      locator: row(number + 1),
    })
    traits.push({ key: 'db.row.change.from', value: before.state, locator: row(number) })
    traits.push({ key: 'db.row.change.table', value: kind, locator: row(number + 1) })
    // A number that was given to another row has little in common with its row before.
    const differ = shape.columns.flatMap((_, i) => {
      const [a, b] = [before.values[i] ?? null, after.values[i] ?? null]
      return i === shape.alias || (a === null && b === null) ? [] : [cellText(a) !== cellText(b)]
    })
    const changes = differ.filter(Boolean).length
    const gone = after.isAgain === true ? ', and the row was not there in between' : ''
    if (gone !== '' || 2 * changes > differ.length)
      traits.push({
        key: 'db.row.change.most',
        value: `${changes} of ${differ.length}${gone}`,
        locator: row(number + 1),
      })
    // Only where a version is shorter than the table: columns were added since it was written.
    if (before.stored !== shape.columns.length || after.stored !== shape.columns.length)
      traits.push({
        key: 'db.row.stored-columns',
        value: `${before.stored} then ${after.stored} of ${shape.columns.length}`,
        locator: row(number + 1),
      })
    const label = `${shape.name} ${id}, from version ${number} to ${number + 1}`
    return { type: 'row', locator: row(number + 1), label, parent: database, events, traits }
  }
}

const keyText = (shape: TableShape, { values }: RowVersion): string =>
  shape.key.length === 0 ? 'without id' : shape.key.map((i) => cellText(values[i] ?? null)).join(', ')
