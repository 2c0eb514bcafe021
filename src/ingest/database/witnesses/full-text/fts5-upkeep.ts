/**
 * Whether the schema itself keeps an index of external content (sqlite.org/fts5.html, section 4.4.4, "External Content Tables"): triggers that
 * take the words of the earlier text out and put those of the new one in. An index that only its program keeps is no witness.
 */
import type { SchemaEntry } from '../../schema-features.ts'
import { tokens, type Token } from '../../sqlite/sql-tokens.ts'
import { listOf } from './fts5-declaration.ts'

export interface Upkeep {
  /** Every change of the text reaches the index. */
  readonly isOnUpdate: boolean
  /** Every deletion does, and every change of the row id. */
  readonly isOnDelete: boolean
}

interface Kept {
  readonly index: string
  readonly table: string
  /** Column names that are indexed. */
  readonly columns: readonly string[]
  /** Name of the row id. */
  readonly rowid: string
}

interface Trigger {
  readonly event: string
  /** Columns whose change sets it off; undefined for all. */
  readonly of: readonly string[] | undefined
  readonly isBefore: boolean
  readonly statements: readonly (readonly Token[])[]
}

/** Longer triggers are not read. */
const LONGEST = 50_000

export function upkeepOf(entries: readonly SchemaEntry[], kept: Kept): Upkeep {
  const columns = kept.columns.map((column) => column.toLowerCase())
  const triggers = entries.flatMap(({ type, table, sql }): Trigger[] => {
    if (type !== 'trigger' || table.toLowerCase() !== kept.table.toLowerCase() || sql.length > LONGEST) return []
    const trigger = triggerOf(tokens(sql))
    return trigger === undefined ? [] : [trigger]
  })
  const does = (event: string, step: 'forgets' | 'learns', isWide: boolean) =>
    triggers.some(
      ({ event: own, of, isBefore, statements }) =>
        own === event &&
        (of === undefined || (!isWide && columns.every((column) => of.includes(column)))) &&
        statements.some((one) => (step === 'learns' ? learns(one, kept) : forgets(one, kept, isBefore))),
    )
  return {
    isOnUpdate: does('update', 'forgets', false) && does('update', 'learns', false),
    isOnDelete: does('delete', 'forgets', false) && does('update', 'forgets', true),
  }
}

/** Undefined for a trigger with a condition: what it leaves out is its own affair. */
function triggerOf(words: readonly Token[]): Trigger | undefined {
  const at = (name: string, from = 0) =>
    words.findIndex(({ text, kind }, i) => i >= from && kind === 'word' && text.toLowerCase() === name)
  const begin = at('begin')
  const event = words.findIndex(({ text, kind }) => kind === 'word' && /^(?:insert|update|delete)$/i.test(text))
  const when = at('when')
  const on = at('on', event)
  if (begin < 0 || event < 0 || on < event || event > begin || (when >= 0 && when < begin)) return undefined
  const before = at('before')
  const statements: Token[][] = [[]]
  for (const word of words.slice(begin + 1))
    if (word.text === ';' && word.kind === 'mark') statements.push([])
    else statements.at(-1)?.push(word)
  return {
    event: words[event]?.text.toLowerCase() ?? '',
    of: on === event + 1 ? undefined : words.slice(event + 2, on).map(({ text }) => text.toLowerCase()),
    isBefore: before >= 0 && before < event,
    statements,
  }
}

/** `INSERT INTO index (index, rowid, …) VALUES ('delete', old.id, old.…)`; before the change also `DELETE FROM index WHERE rowid = old.id`. */
function forgets(statement: readonly Token[], kept: Kept, isBefore: boolean): boolean {
  const put = putIn(statement, kept.index)
  const index = kept.index.toLowerCase()
  if (put !== undefined) return put.get(index) === 'delete' && isWhole(put, kept, 'old')
  const text = statement.map((word) => word.text.toLowerCase()).join(' ')
  return isBefore && rowIds(kept, 'old').some((id) => text === `delete from ${index} where rowid = ${id}`)
}

/** `INSERT INTO index (rowid, …) VALUES (new.id, new.…)`. */
function learns(statement: readonly Token[], kept: Kept): boolean {
  const put = putIn(statement, kept.index)
  return put !== undefined && !put.has(kept.index.toLowerCase()) && isWhole(put, kept, 'new')
}

const rowIds = ({ rowid }: Kept, version: 'old' | 'new'): readonly string[] =>
  [rowid.toLowerCase(), 'rowid', '_rowid_', 'oid'].map((name) => `${version} . ${name}`)

const isWhole = (put: ReadonlyMap<string, string>, kept: Kept, version: 'old' | 'new'): boolean =>
  rowIds(kept, version).includes(put.get('rowid') ?? '') &&
  kept.columns.every((column) => put.get(column.toLowerCase()) === `${version} . ${column.toLowerCase()}`)

/** What an INSERT puts into which column of the index, in lower-case words. */
function putIn(statement: readonly Token[], index: string): ReadonlyMap<string, string> | undefined {
  const [insert, into, name, open, ...rest] = statement.map(({ text }) => text.toLowerCase())
  if (insert !== 'insert' || into !== 'into' || name !== index.toLowerCase() || open !== '(') return undefined
  const close = rest.indexOf(')')
  if (close < 0 || rest[close + 1] !== 'values' || rest[close + 2] !== '(' || rest.at(-1) !== ')') return undefined
  const lists = (from: number, to: number) =>
    listOf(statement.slice(from + 4, to + 4)).map((item) => item.map(({ text }) => text.toLowerCase()).join(' '))
  const columns = lists(0, close)
  const values = lists(close + 3, rest.length - 1)
  if (columns.length !== values.length) return undefined
  return new Map(columns.map((column, i) => [column, values[i] ?? '']))
}
