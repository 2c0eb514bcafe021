/**
 * The record as Apple's server has it: Notes keeps in each row when CloudKit made the record and last changed it (`ZSERVERRECORDDATA`, the
 * archive of CKRecord's system fields, developer.apple.com, CloudKit, `encodeSystemFields(with:)`). Dates of the row are set on the
 * device before the server hears of them. In the one genuine store measured (Notes of iOS 15, 8 notes with a record) each creation was
 * 5 to 186 seconds before the server's and each last change 2 to 166.
 */
import { archivedObject } from '../plist/archived-object.ts'
import { hasColumns, quote, rows, type Opened } from '../sqlite-open.ts'
import { MOST_TESTIMONIES, type Testimony } from './testimony.ts'

const TABLE = 'ZICCLOUDSYNCINGOBJECT'
const STATE = 'ZICCLOUDSTATE'
const RECORD = 'ZSERVERRECORDDATA'
const NEEDED = {
  [TABLE]: ['Z_PK', 'ZCLOUDSTATE', RECORD],
  [STATE]: ['Z_PK', 'ZINCLOUD', 'ZCURRENTLOCALVERSION', 'ZLATESTVERSIONSYNCEDTOCLOUD'],
} as const
/** Bytes of a record; genuine ones have some hundred. */
const LARGEST_RECORD = 65_536
/** Columns of the row's own dates, whose numbers differ from release to release, and the server's date that comes after each. */
const DATES = [
  { of: /^ZCREATIONDATE\d*$/i, server: 'RecordCtime', what: 'made' },
  { of: /^ZMODIFICATIONDATE\d*$/i, server: 'RecordMtime', what: 'last changed' },
] as const
/** Seconds by which a date may be later than the server's before it is told: rules grant the rest. */
const SLACK = 60

/** Rows of which nothing waits to be sent, and whose dates are later than those at which the server took them. */
export function* cloudTestimonies({ db, tables }: Opened, stop: () => boolean): Generator<Testimony> {
  if (!Object.entries(NEEDED).every(([table, columns]) => hasColumns(tables, table, columns))) return
  const own = (tables.get(TABLE.toLowerCase())?.columns ?? []).flatMap(({ name }) => {
    const date = DATES.find(({ of }) => of.test(name))
    return date === undefined ? [] : [{ ...date, column: name }]
  })
  const sent = rows(
    db,
    `SELECT o.Z_PK, o.${RECORD}${own.map(({ column }) => `, o.${quote(column)}`).join('')}
     FROM ${TABLE} o JOIN ${STATE} s ON s.Z_PK = o.ZCLOUDSTATE
     WHERE s.ZINCLOUD = 1 AND s.ZCURRENTLOCALVERSION = s.ZLATESTVERSIONSYNCEDTOCLOUD
       AND typeof(o.${RECORD}) = 'blob' AND length(o.${RECORD}) <= ${LARGEST_RECORD}`,
  )
  let told = 0
  for (const [row, record, ...dates] of sent.iterate()) {
    if (stop() || told >= MOST_TESTIMONIES) return
    if (typeof row !== 'bigint' || !(record instanceof Uint8Array)) continue
    for (const [i, { column, server, what }] of own.entries()) {
      const says = dates[i] ?? null
      const said = archivedObject(record, server)?.('NS.time')
      if (said?.type !== 'real' || (typeof says !== 'number' && typeof says !== 'bigint')) continue
      if (says <= said.value + SLACK) continue
      told++
      yield {
        witness: 'cloud-record',
        place: RECORD,
        table: TABLE,
        row,
        what: `row ${row} of ${TABLE} has a ${column} later than the server ${what} the record, though nothing waits to be sent`,
        times: { column, encoding: 'cocoa', zone: 'utc', said: said.value, says, saidBy: SERVER },
      }
    }
  }
}

const SERVER = { kind: 'provider', writer: `${TABLE}.${RECORD}` } as const
