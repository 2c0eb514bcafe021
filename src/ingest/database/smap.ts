/**
 * Maps of SQLECmd (`.smap`, github.com/EricZimmerman/SQLECmd) as profiles. A map says how a database is recognised and, by what
 * its queries convert, which column is a time in which count. It does not say who wrote the time or when: such times are shown,
 * not judged.
 */
import { parse } from 'yaml'
import { z } from 'zod'
import { zoneOf, type Profile, type TimeEncoding } from './profile.ts'
import { convertedColumns, type ConvertedColumn } from './sql-time.ts'

/** A map that cannot be used, with the reason. */
export class SmapProblem extends Error {}

const text = z.union([z.string(), z.number()]).transform(String)
const smapSchema = z.object({
  Description: text,
  Id: text,
  Version: text,
  FileName: text,
  IdentifyQuery: z.string(),
  IdentifyValue: text,
  Queries: z.array(z.object({ Name: text, Query: z.string() })).min(1),
})

export interface Smap {
  readonly profile: Profile
  /** Columns that the map converts and that were left out, one line each with the reason. */
  readonly left: readonly string[]
}

/** Reads one map; `name` is its file's name. Throws `SmapProblem` with one clear line. */
export function parseSmap(source: string, name: string): Smap {
  const parsed = smapSchema.safeParse(yamlOf(source))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new SmapProblem(`this is no map of SQLECmd: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}`)
  }
  const { Description, Id, Version, IdentifyQuery, IdentifyValue, Queries } = parsed.data
  const query = IdentifyQuery.trim().replace(/;\s*$/, '')
  if (!asksSchemaOnly(query))
    throw new SmapProblem('its IdentifyQuery asks more than sqlite_master and pragma_table_info, so it is not run')
  const tables = new Map<string, Map<string, TimeEncoding | undefined>>()
  const left: string[] = []
  for (const { Query } of Queries) {
    const sources = sourcesOf(Query)
    for (const column of convertedColumns(Query)) place(column, sources)
  }
  return {
    profile: {
      id: `smap-${name
        .replace(/\.smap$/i, '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')}`,
      title: Description,
      references: [`SQLECmd map ${Id}, version ${Version}`],
      identify: {},
      identifyBy: { query, value: IdentifyValue },
      releases: [],
      tables: [...tables].map(([table, columns]) => ({
        table,
        is: 'other',
        times: [...columns].flatMap(([column, encoding]) => (encoding === undefined ? [] : [timeOf(column, encoding)])),
        columns: [],
        copies: [],
        names: [],
      })),
    },
    left,
  }

  function place({ qualifier, column, encoding, text: expression }: ConvertedColumn, sources: Sources): void {
    if (encoding === undefined) {
      left.push(`${column}: the expression ${expression} names no known count`)
      return
    }
    const named = qualifier === undefined ? undefined : sources.byAlias.get(qualifier.toLowerCase())
    const owners = qualifier === undefined ? sources.tables : named === undefined ? [] : [named]
    if (owners.length === 0) left.push(`${column}: its table is not named in the query`)
    // Without a qualifier the query runs only where one of its tables has such a column.
    for (const owner of owners) {
      const columns = tables.get(owner) ?? new Map<string, TimeEncoding | undefined>()
      tables.set(owner, columns)
      if (columns.has(column) && columns.get(column) !== encoding) {
        left.push(`${owner}.${column}: the map reads it in two ways`)
        columns.set(column, undefined)
      } else columns.set(column, encoding)
    }
  }
}

const timeOf = (column: string, encoding: TimeEncoding): Profile['tables'][number]['times'][number] => ({
  column,
  kind: 'db.cell.time',
  encoding,
  zone: zoneOf(encoding),
  clock: 'database',
  claim: false,
  sentinels: [],
})

function yamlOf(source: string): unknown {
  try {
    return parse(source, { maxAliasCount: 0 })
  } catch (error) {
    throw new SmapProblem(`it is no YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`)
  }
}

/** Whether every source of a query is the schema: nothing of the evidence's own views or tables may run. */
function asksSchemaOnly(query: string): boolean {
  const bare = query.replace(/'(?:[^']|'')*'/g, "''")
  if (bare.includes(';') || !/^\s*SELECT\b/i.test(bare)) return false
  const all = bare.match(/\bFROM\b/gi)?.length ?? 0
  const good = bare.match(
    /\bFROM\s+(?:sqlite_master|sqlite_schema|pragma_table_info\s*\(\s*''\s*\))\s*(?:WHERE\b|\)|$)/gi,
  )
  return all > 0 && good?.length === all && !/\bJOIN\b/i.test(bare)
}

/** The tables of a query: all, and by the alias under which columns name them. */
interface Sources {
  readonly tables: readonly string[]
  readonly byAlias: ReadonlyMap<string, string>
}

const SOURCE = /\b(?:FROM|JOIN)\s+(?:"([^"]+)"|\[([^\]]+)\]|(\w+))(?:\s+(?:AS\s+)?(?:"([^"]+)"|(\w+)))?/gi
const KEYWORD = /^(?:left|right|inner|outer|cross|join|on|using|where|order|group|limit|union|natural|having|as)$/i

function sourcesOf(query: string): Sources {
  const byAlias = new Map<string, string>()
  const bare = query
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/--[^\n]*/g, ' ')
    .replace(/'[^']*'/g, ' ')
  for (const m of bare.matchAll(SOURCE)) {
    const table = m[1] ?? m[2] ?? m[3] ?? ''
    const alias = m[4] ?? m[5]
    byAlias.set(table.toLowerCase(), table)
    if (alias !== undefined && !KEYWORD.test(alias)) byAlias.set(alias.toLowerCase(), table)
  }
  return { tables: [...new Set(byAlias.values())], byAlias }
}
