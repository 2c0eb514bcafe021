/**
 * From facts to Sigma rules on timeline events: one rule a fact, which names the values and the times outside its window.
 * What Sigma cannot say is named: counters, patterns beyond its metacharacters, and a comparison with another event's time.
 */
import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { shift } from '../../time/instant.ts'
import { compileFact } from '../fact-index.ts'
import type { Fact, FactFamily } from '../rule-language.ts'

export interface Exported {
  /** YAML documents. */
  readonly text: string
  readonly rules: number
  /** What is not carried over, one line each. */
  readonly left: readonly string[]
}

/** Namespace of URLs, RFC 9562, section 6.6. */
const URLS = '6ba7b811-9dad-11d1-80b4-00c04fd430c8'

/** Sigma asks for a UUID; one made of the fact's name (RFC 9562, version 5) is the same whenever it is exported. */
export function uuidOf(name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(URLS.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

export function exportSigma(families: readonly FactFamily[]): Exported {
  const left: string[] = []
  const documents: string[] = []
  for (const family of families) {
    if (family.compare === 'claim') {
      left.push(`${family.id}: its facts are held against the claim of an artifact, which is another event`)
      continue
    }
    for (const fact of family.facts) {
      const rule = ruleOf(fact, family)
      if (typeof rule === 'string') left.push(`${fact.id}: ${rule}`)
      else documents.push(stringify(rule, { lineWidth: 0 }))
    }
  }
  return { text: documents.join('---\n'), rules: documents.length, left }
}

/** The rule, or why there is none. */
function ruleOf(fact: Fact, family: FactFamily): object | string {
  const value = valueOf(fact, family.trait)
  if (typeof value === 'string') return value
  const { from, to, cannot } = compileFact(fact, family, family)
  // Beyond the margin called "cannot" only: what lies nearer is no finding above low.
  const before = from === undefined ? undefined : shift(from, 0 - cannot)
  const after = to === undefined ? undefined : shift(shift(to, cannot), 1)
  if (fact.never !== true && before === undefined && after === undefined) return 'it has no end that bounds'
  const bounds = {
    ...(before === undefined ? {} : { outside_before: { 'timestamp|lt': before } }),
    ...(after === undefined ? {} : { outside_after: { 'timestamp|gte': after } }),
  }
  const never = fact.never === true
  return {
    title: `${fact.title}: ${family.title}`.slice(0, 256),
    id: uuidOf(`anachron:fact:${fact.id}`),
    status: family.status,
    description: family.description.trim(),
    references: family.references,
    ...(family.author === undefined ? {} : { author: family.author }),
    date: family.date,
    tags: family.tags.filter((tag) => tag.startsWith('attack.')),
    logsource: {
      product: 'anachron',
      category: 'timeline',
      definition:
        'Events of anachron timeline, timestamp in microseconds since 1970 UTC, with the traits that each event bears as fields',
    },
    detection: {
      value: value.is,
      ...(value.but === undefined ? {} : { but: value.but }),
      ...(never ? {} : bounds),
      condition: ['value', ...(value.but === undefined ? [] : ['not but']), ...(never ? [] : ['1 of outside_*'])].join(
        ' and ',
      ),
    },
    falsepositives: family.falsepositives.map(({ text }) => text),
    level: family.level,
  }
}

interface Values {
  readonly is: Readonly<Record<string, string>>
  /** Values that are not meant although `is` fits them. */
  readonly but?: Readonly<Record<string, string>>
}

/** The values of a fact as Sigma says them, or why it cannot. */
function valueOf({ equals, prefix, match }: Fact, trait: string): Values | string {
  if (equals !== undefined) return { is: { [`${trait}|cased`]: escaped(equals) } }
  if (prefix !== undefined) return { is: { [`${trait}|startswith|cased`]: escaped(prefix) } }
  if (match === undefined) return 'a counter has no counterpart'
  const { whole, forbidden } = withoutLastLook(match)
  const is = plainPattern(whole)
  const but = forbidden === undefined ? undefined : plainPattern(`${whole}(?:${forbidden})`)
  if (is === undefined || (forbidden !== undefined && but === undefined))
    return 'its pattern needs what Sigma patterns do not have'
  return { is: { [`${trait}|re`]: is }, ...(but === undefined ? {} : { but: { [`${trait}|re`]: but } }) }
}

/**
 * A pattern that ends in `(?!…)`, and what stands in it: "this, but not this followed by that". Where the first part fits twice the
 * pair says less than the pattern, never more.
 */
function withoutLastLook(source: string): { readonly whole: string; readonly forbidden?: string } {
  const at = source.lastIndexOf('(?!')
  if (at < 0 || !source.endsWith(')')) return { whole: source }
  const forbidden = source.slice(at + 3, -1)
  let depth = 0
  for (const [piece] of forbidden.matchAll(/\\.|\[(?:\\.|[^\]])*\]|[()]/gu)) {
    if (piece === '(') depth++
    else if (piece === ')' && --depth < 0) return { whole: source }
  }
  return { whole: source.slice(0, at), forbidden }
}

/** Wildcards, and backslashes before one, are escaped. */
const escaped = (text: string): string => text.replace(/\\(?=[\\*?]|$)|[*?]/g, '\\$&')

const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_' }

/**
 * The pattern in the metacharacters of the Sigma appendix: `. ^ $ * + ? {n,m} [] () |`. Shorthands are written out, signs stand
 * in brackets; undefined where it looks around, or needs a class that is another's opposite inside brackets.
 */
function plainPattern(source: string): string | undefined {
  let text = ''
  let inside = false
  for (const [piece] of source.matchAll(/\\.|\(\?[:=!<]?|[\s\S]/gu)) {
    if (piece === '(?:') text += '('
    else if (piece.startsWith('(?')) return undefined
    else if (piece.startsWith('\\')) {
      const letter = piece.slice(1)
      const members = CLASSES[letter]
      if (members !== undefined) text += inside ? members : `[${members}]`
      else if (/[A-Za-z0-9\\^\]-]/.test(letter)) return undefined
      else text += inside ? letter : `[${letter}]`
    } else {
      if (piece === '[' && !inside) inside = true
      else if (piece === ']') inside = false
      text += piece
    }
  }
  return text
}
