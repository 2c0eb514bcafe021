/**
 * Core Data's persistent history (developer.apple.com, Core Data, "Persistent history"): ACHANGE says for each row of an entity which
 * transaction inserted (0), changed (1) or deleted (2) it. In the two genuine stores measured (knowledgeC, Notes; 1,413 changes) every
 * row was inserted by a transaction, none was missing, and no creation date was later than its transaction.
 */
import { hasColumns, quote, rows, type Opened } from '../sqlite-open.ts'
import { cellText, type Cell } from '../time-cell.ts'
import { MOST_TESTIMONIES, type Testimony } from './testimony.ts'
import type { Plan } from '../profile-rows.ts'

interface Entity {
  readonly id: bigint
  /** Table of the entity at the top of its line of parents. */
  readonly table: string
}

/** A creation date may be this much later than its transaction before it is told, in seconds: rules grant the rest. */
const SLACK = 60

/** What the changes and the tables of a store do not agree on. Nothing where the database has no such history. */
export function* coreDataTestimonies(
  { db, tables }: Opened,
  plans: ReadonlyMap<string, Pick<Plan, 'times'>>,
): Generator<Testimony> {
  const has = (table: string, ...columns: readonly string[]) => hasColumns(tables, table, columns)
  if (!has('ACHANGE', 'ZENTITY', 'ZENTITYPK', 'ZCHANGETYPE', 'ZTRANSACTIONID')) return
  if (!has('ATRANSACTION', 'Z_PK', 'ZTIMESTAMP') || !has('Z_PRIMARYKEY', 'Z_ENT', 'Z_NAME', 'Z_SUPER')) return
  const ask = (sql: string, id: bigint): readonly Cell[][] => rows(db, `${sql} LIMIT ${MOST_TESTIMONIES}`).all({ id })

  for (const { id, table } of entities()) {
    const name = quote(table)
    const testimony = (row: Cell | undefined, what: (row: bigint) => string): Testimony[] =>
      typeof row === 'bigint'
        ? [{ witness: 'core-data', place: 'ACHANGE', table, row, what: `row ${row} of ${table} ${what(row)}` }]
        : []
    const missing = ask(
      `SELECT ZENTITYPK FROM ACHANGE WHERE ZENTITY = @id AND ZCHANGETYPE = 0
       EXCEPT SELECT ZENTITYPK FROM ACHANGE WHERE ZENTITY = @id AND ZCHANGETYPE = 2
       EXCEPT SELECT Z_PK FROM ${name} WHERE Z_ENT = @id`,
      id,
    )
    for (const [row] of missing)
      yield* testimony(row, () => 'was inserted by a transaction and deleted by none; the table does not have it')
    const unknown = ask(
      `SELECT Z_PK FROM ${name} WHERE Z_ENT = @id
         AND Z_PK > (SELECT min(ZENTITYPK) FROM ACHANGE WHERE ZENTITY = @id AND ZCHANGETYPE = 0)
         AND Z_PK < (SELECT max(ZENTITYPK) FROM ACHANGE WHERE ZENTITY = @id AND ZCHANGETYPE = 0)
       EXCEPT SELECT ZENTITYPK FROM ACHANGE WHERE ZENTITY = @id`,
      id,
    )
    for (const [row] of unknown)
      yield* testimony(row, () => 'was inserted by no transaction, though rows with lower and with higher numbers were')
    const revived = ask(
      `SELECT Z_PK FROM ${name} WHERE Z_ENT = @id INTERSECT SELECT ZENTITYPK FROM ACHANGE WHERE ZENTITY = @id AND ZCHANGETYPE = 2`,
      id,
    )
    for (const [row] of revived) yield* testimony(row, () => 'was deleted by a transaction; the table has it')
    for (const { column, encoding, zone } of plans.get(table.toLowerCase())?.times ?? []) {
      if (encoding !== 'cocoa' || !/CREAT/i.test(column)) continue
      const later = ask(
        `SELECT t.Z_PK, x.ZTIMESTAMP, t.${quote(column)} FROM ACHANGE c
           JOIN ATRANSACTION x ON x.Z_PK = c.ZTRANSACTIONID JOIN ${name} t ON t.Z_PK = c.ZENTITYPK
         WHERE c.ZENTITY = @id AND c.ZCHANGETYPE = 0 AND t.Z_ENT = @id AND t.${quote(column)} > x.ZTIMESTAMP + ${SLACK}
           AND c.ZENTITYPK NOT IN (SELECT ZENTITYPK FROM ACHANGE WHERE ZENTITY = @id AND ZCHANGETYPE = 1)`,
        id,
      )
      for (const [row, said = null, says = null] of later)
        for (const one of testimony(row, () => `was inserted by a transaction that is earlier than its ${column}`))
          yield { ...one, times: { column, encoding, zone, said, says } }
    }
  }

  function entities(): readonly Entity[] {
    const known = new Map<bigint, { readonly name: string; readonly parent: bigint }>()
    for (const [id, name, parent] of rows(db, 'SELECT Z_ENT, Z_NAME, Z_SUPER FROM Z_PRIMARYKEY LIMIT 10000').iterate())
      if (typeof id === 'bigint') known.set(id, { name: cellText(name ?? null), parent: whole(parent) })
    return rows(db, 'SELECT DISTINCT ZENTITY FROM ACHANGE LIMIT 10000')
      .all()
      .flatMap(([id]): Entity[] => {
        if (typeof id !== 'bigint') return []
        let top = known.get(id)
        for (let steps = 0; top !== undefined && top.parent > 0n && steps < 100; steps++) top = known.get(top.parent)
        const table = top === undefined ? '' : `Z${top.name.toUpperCase()}`
        const found = tables.get(table.toLowerCase())
        return found !== undefined && has(table, 'Z_PK', 'Z_ENT') ? [{ id, table: found.name }] : []
      })
  }
}

const whole = (cell: Cell | undefined): bigint => (typeof cell === 'bigint' ? cell : 0n)
