/**
 * The dates and tools in an XMP packet (ISO 16684-1: attributes or elements of rdf:Description; xmpMM:History). A single pass
 * over the text without building a tree: a packet may be broken, or made to exhaust a parser.
 */

/** A property with the place of its value in the text. */
export interface Property {
  readonly value: string
  readonly at: number
}

export interface Xmp {
  /** First occurrence of `prefix:Name`, outside of what the picture was made from. */
  readonly properties: ReadonlyMap<string, Property>
  /** `stEvt:when` of each step of the history, in its order. */
  readonly history: readonly Property[]
}

/** Steps of a history that are read; editors write a few hundred at most. */
const MAX_STEPS = 10_000
const MAX_DEPTH = 1_000
const WANTED: ReadonlySet<string> = new Set([
  'x:xmptk',
  'xmp:CreateDate',
  'xmp:ModifyDate',
  'xmp:MetadataDate',
  'xmp:CreatorTool',
])
/** Descriptions of other pictures, kept inside this one's. */
const OTHERS: ReadonlySet<string> = new Set(['xmpMM:Pantry', 'xmpMM:Ingredients', 'xmpMM:DerivedFrom'])
const ATTRIBUTE = /([A-Za-z][\w.-]*:[A-Za-z][\w.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const NAME = /^\/?[A-Za-z_][\w.:-]*/

/** Reads one packet. Never throws; what is no XML gives nothing. */
export function readXmp(text: string): Xmp {
  const properties = new Map<string, Property>()
  const history: Property[] = []
  const open: string[] = []
  const take = (name: string, value: string, at: number) => {
    const property = { value: unescaped(value), at }
    if (open.some((element) => OTHERS.has(element))) return
    if (name === 'stEvt:when' && open.includes('xmpMM:History') && history.length < MAX_STEPS) history.push(property)
    else if (WANTED.has(name) && !properties.has(name)) properties.set(name, property)
  }
  for (let at = text.indexOf('<'); at >= 0;) {
    const end = tagEnd(text, at)
    if (end < 0) break
    const inner = text.slice(at + 1, end)
    const next = text.indexOf('<', end)
    const name = modern(NAME.exec(inner.slice(0, 200))?.[0] ?? '')
    if (name.startsWith('/')) {
      const opened = open.lastIndexOf(name.slice(1))
      if (opened >= 0) open.length = opened
    } else if (name !== '') {
      if (!inner.endsWith('/') && open.length < MAX_DEPTH) open.push(name)
      for (const match of inner.matchAll(ATTRIBUTE)) {
        const value = match[2] ?? match[3] ?? ''
        take(modern(match[1] ?? ''), value, at + 1 + match.index + match[0].length - value.length - 1)
      }
      const content = text.slice(end + 1, next < 0 ? undefined : next)
      if (content.trim() !== '') take(name, content.trim(), end + 1 + content.length - content.trimStart().length)
    }
    at = next
  }
  return { properties, history }
}

/** Adobe called the namespace xap before it was xmp. */
const modern = (name: string): string => name.replace(/^(\/?)xap(MM)?:/, '$1xmp$2:')

/** The `>` of the tag at `at`, quoted ones passed over; -1 if there is none. */
function tagEnd(text: string, at: number): number {
  let quote = ''
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i]
    if (quote !== '') {
      if (c === quote) quote = ''
    } else if (c === '"' || c === "'") quote = c
    else if (c === '>') return i
  }
  return -1
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '')
