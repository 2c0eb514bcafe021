/**
 * The digits of the amounts in a ledger or a trail, counted by SQLite in one statement a column: how many begin with 1 to 9, and
 * how many whole numbers end in 0 to 9. Counts only; rules judge.
 */
import type { Locator, Trait } from '../../model.ts'
import type { Profile } from './profile.ts'
import { AMOUNT } from './row-changes.ts'
import { quote, rows, type Opened } from './sqlite-open.ts'
import type { Cell } from './time-cell.ts'
import type { Watch } from './watch.ts'

/** Declared by the ingester. */
export const AMOUNT_TRAITS = {
  'db.table.amounts':
    'TABLE and column of amounts: how many, how many different, the lowest and highest, how many begin with 1 to 9, how many whole numbers end in 0 to 9',
} as const

const TABLES: ReadonlySet<string> = new Set(['audit', 'ledger'])
const count = (cell: Cell | undefined): number => (typeof cell === 'bigint' ? Number(cell) : 0)

/** One trait a column whose name says amount, of tables that a profile calls a ledger or a trail. */
export function amountTraits({ db, tables }: Opened, profiles: readonly Profile[], watch: Watch): Trait[] {
  const specs = profiles.flatMap((profile) => profile.tables.filter(({ is }) => TABLES.has(is)))
  return specs.flatMap(({ table: name }) => {
    const table = tables.get(name.toLowerCase())
    const columns = table?.columns.filter((column) => AMOUNT.test(column.name)) ?? []
    return columns.flatMap((column): Trait[] => {
      if (table === undefined || performance.now() > watch.until) return []
      const amount = `abs(${quote(column.name)})`
      const first = `substr(ltrim(CAST(${amount} AS TEXT), '0.'), 1, 1)`
      const digits = (from: number, sql: string, where = '') =>
        Array.from(
          { length: 10 - from },
          (_, i) => `sum(${sql} = ${where === '' ? `'${i + from}'` : i + from}${where})`,
        )
      const whole = ` AND typeof(${quote(column.name)}) = 'integer'`
      const sql = `SELECT count(*), count(DISTINCT ${amount}), min(${amount}), max(${amount}),
        ${[...digits(1, first), ...digits(0, `${amount} % 10`, whole)].join(', ')}
        FROM ${quote(table.name)} NOT INDEXED WHERE typeof(${quote(column.name)}) IN ('integer', 'real') AND ${quote(column.name)} <> 0`
      const [cells] = read(() => rows(db, sql).all())
      if (cells === undefined || count(cells[0]) === 0) return []
      const locator: Locator = { type: 'row', table: table.name, row: '*', column: column.name }
      const numbers = cells.slice(4).map(count)
      const value = `${JSON.stringify(`${table.name}.${column.name}`)} rows=${count(cells[0])} distinct=${count(cells[1])} low=${String(cells[2])} high=${String(cells[3])} first=${numbers.slice(0, 9).join(',')} last=${numbers.slice(9).join(',')}`
      return [{ key: 'db.table.amounts', value, locator }]
    })
  })
}

/** A damaged table is named when its rows are read; an amount beyond 64 bits has no absolute value. */
function read(ask: () => Cell[][]): Cell[][] {
  try {
    return ask()
  } catch {
    return []
  }
}
