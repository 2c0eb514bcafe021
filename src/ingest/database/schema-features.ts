/**
 * Features in the SQL text of a schema that need a certain SQLite version (sqlite.org changes.html). Only what the text
 * shows beyond doubt is named: string literals, quoted names and comments are taken out before keywords are looked for.
 */

/** One entry of sqlite_master. */
export interface SchemaEntry {
  readonly rowid: number
  readonly type: string
  readonly name: string
  readonly table: string
  readonly rootPage: number
  readonly sql: string
}

/** Longer SQL texts are looked at up to here only. */
const LONGEST = 200_000

/** Literals, quoted names and comments. What is not closed runs to the end, so that no text is looked at twice. */
const NOT_KEYWORDS =
  /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g

/** What is left between the quotes keeps its place as one mark, so that `"a" INTEGER` stays two words. */
const bare = (sql: string): string => sql.slice(0, LONGEST).replace(NOT_KEYWORDS, ' " ')

/** The options behind the last bracket of a CREATE TABLE. */
const option = (text: string, name: string): boolean =>
  text
    .slice(text.lastIndexOf(')') + 1)
    .split(/[,;]/)
    .some((part) => part.trim().split(/\s+/).join(' ').toUpperCase() === name)

interface Feature {
  readonly value: string
  readonly in: 'table' | 'index' | 'view' | 'trigger' | 'virtual' | 'any'
  readonly shape: RegExp | ((text: string) => boolean)
}

/** Values are the marks of the research's table of dated features. */
const FEATURES: readonly Feature[] = [
  { value: 'WITHOUT ROWID', in: 'table', shape: (text) => option(text, 'WITHOUT ROWID') },
  { value: 'STRICT', in: 'table', shape: (text) => option(text, 'STRICT') },
  { value: 'GENERATED ALWAYS AS', in: 'table', shape: /\bGENERATED\s+ALWAYS\s+AS\s*\(/i },
  { value: 'DEFAULT TRUE/FALSE', in: 'table', shape: /\bDEFAULT\s+(?:TRUE|FALSE)\b/i },
  { value: 'CREATE INDEX ... WHERE', in: 'index', shape: /\)\s*WHERE\b/i },
  { value: 'WITH in view/trigger', in: 'view', shape: /\bAS\s+WITH\b/i },
  { value: 'OVER (', in: 'view', shape: /\)\s*OVER\s*\(/i },
  // FILTER on a window function is older than on a plain aggregate.
  {
    value: 'FILTER (WHERE) on aggregates',
    in: 'view',
    shape: (text) => /\)\s*FILTER\s*\(\s*WHERE\b/i.test(text) && !/\bOVER\b/i.test(text),
  },
  { value: 'NULLS FIRST/LAST', in: 'view', shape: /\bNULLS\s+(?:FIRST|LAST)\b/i },
  { value: 'RIGHT/FULL JOIN', in: 'view', shape: /\b(?:RIGHT|FULL)\s+(?:OUTER\s+)?JOIN\b/i },
  { value: 'IS [NOT] DISTINCT FROM', in: 'any', shape: /\bIS\s+(?:NOT\s+)?DISTINCT\s+FROM\b/i },
  { value: 'ON CONFLICT DO', in: 'trigger', shape: /\bON\s+CONFLICT\b[^;]{0,2000}?\bDO\s+(?:UPDATE|NOTHING)\b/i },
  { value: '-> and ->> operators', in: 'any', shape: /->/ },
  { value: 'iif()', in: 'any', shape: /\biif\s*\(/i },
  { value: 'unixepoch()', in: 'any', shape: /\bunixepoch\s*\(/i },
  { value: 'json_*() in schema', in: 'any', shape: /\bjson_(?:extract|each|array|object|valid|type|set)\s*\(/i },
  { value: 'jsonb_*', in: 'any', shape: /\bjsonb_(?:extract|array|object|set|insert|replace|remove|patch)\s*\(/i },
  { value: 'unhex()', in: 'any', shape: /\bunhex\s*\(/i },
  { value: 'timediff()', in: 'any', shape: /\btimediff\s*\(/i },
  { value: 'octet_length()', in: 'any', shape: /\boctet_length\s*\(/i },
  { value: 'sqlite_schema', in: 'view', shape: /\bsqlite_schema\b/i },
  { value: 'fts1', in: 'virtual', shape: /\bUSING\s+fts1\b/i },
  { value: 'fts2', in: 'virtual', shape: /\bUSING\s+fts2\b/i },
  { value: 'fts3', in: 'virtual', shape: /\bUSING\s+fts3\b/i },
  { value: 'fts4', in: 'virtual', shape: /\bUSING\s+fts4\b/i },
  { value: 'fts5', in: 'virtual', shape: /\bUSING\s+fts5\b/i },
  { value: 'rtree', in: 'virtual', shape: /\bUSING\s+rtree\b/i },
  { value: 'geopoly', in: 'virtual', shape: /\bUSING\s+geopoly\b/i },
  { value: 'CREATE VIRTUAL TABLE', in: 'virtual', shape: /^/ },
]

/** Tables SQLite itself makes, by name. */
const OWN_TABLES: Readonly<Record<string, string>> = {
  sqlite_sequence: 'AUTOINCREMENT / sqlite_sequence',
  sqlite_stat1: 'sqlite_stat1',
  sqlite_stat2: 'sqlite_stat2',
  sqlite_stat3: 'sqlite_stat3',
  sqlite_stat4: 'sqlite_stat4',
}

/** The features of one entry of sqlite_master, each once. */
export function features(entry: SchemaEntry): readonly string[] {
  const own = OWN_TABLES[entry.name.toLowerCase()]
  if (own !== undefined) return [own]
  const text = bare(entry.sql)
  const kind = /^\s*CREATE\s+VIRTUAL\b/i.test(text) ? 'virtual' : entry.type
  return FEATURES.filter(
    (f) => (f.in === 'any' || f.in === kind) && (f.shape instanceof RegExp ? f.shape.test(text) : f.shape(text)),
  ).map((f) => f.value)
}
