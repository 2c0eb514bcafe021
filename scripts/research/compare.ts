// Holds a fact of `rules/facts` against the research: the same day and the same kind of edge, another one, or nothing about it.
import type { Fact, FactFamily } from '../../src/analysis/rule-language.ts'
import type { Documented, Measured } from './research.ts'

export interface Verdict {
  readonly family: string
  readonly id: string
  /** earlier: our window begins before the research's, which accuses less; differs: any other difference; absent: the research has no such fact. */
  readonly verdict: 'agrees' | 'earlier' | 'differs' | 'absent'
  readonly what: string
}

const verdict = (family: FactFamily, { id }: Fact, verdict: Verdict['verdict'], what = ''): Verdict => ({
  family: family.id,
  id,
  verdict,
  what,
})

/** The measured facts with a hard edge. */
export function againstMeasured(family: FactFamily, research: readonly Measured[]): readonly Verdict[] {
  const same = research.filter(({ trait }) => trait === family.trait)
  return family.facts.flatMap((fact) => {
    const { seen } = fact
    if (seen?.edge.first !== 'hard' && seen?.edge.last !== 'hard') return []
    const found = measuredAs(fact, same)
    if (found === undefined) return [verdict(family, fact, 'absent')]
    const what = (['first', 'last'] as const)
      .filter((side) => seen.edge[side] === 'hard' || found.edge[side] === 'hard')
      .filter((side) => seen.edge[side] !== found.edge[side] || seen[side] !== found[side])
      .map(
        (side) =>
          `${side} ${seen[side] ?? 'open'} (${seen.edge[side]}), research ${found[side] ?? 'open'} (${found.edge[side]})`,
      )
    const [from, to] = found.seen_anywhere ?? [seen.anywhere[0], null]
    if (seen.anywhere[0] > from) what.push(`begins at ${seen.anywhere[0]}, but was seen on ${from}`)
    if (seen.anywhere[1] !== null && to !== null && seen.anywhere[1] < to)
      what.push(`ends at ${seen.anywhere[1]}, but was seen on ${to}`)
    return [verdict(family, fact, what.length === 0 ? 'agrees' : 'differs', what.join('; '))]
  })
}

/** Facts of the research with a hard edge that no fact of ours is about. */
export function missingFrom(families: readonly FactFamily[], research: readonly Measured[]): readonly Measured[] {
  const taken = new Set(
    families.flatMap((family) => {
      const same = research.filter(({ trait }) => trait === family.trait)
      return family.facts.map((fact) => measuredAs(fact, same))
    }),
  )
  return research.filter((one) => (one.edge.first === 'hard' || one.edge.last === 'hard') && !taken.has(one))
}

/** The research's fact about the same value: by its title, its pattern, or because the pattern matches the value. */
const measuredAs = (fact: Fact, research: readonly Measured[]): Measured | undefined =>
  research.find(({ title }) => title === fact.title) ??
  research.find(({ pattern }) => pattern === (fact.match ?? fact.counter?.match)) ??
  research.find(({ pattern }) => new RegExp(pattern).test(fact.equals ?? fact.prefix ?? '\0'))

/** Where the research keeps what a trait of ours is about: its traits there, and our value in the form that its patterns are for. */
const ABOUT: Readonly<
  Record<
    string,
    { readonly traits: readonly string[]; readonly as?: (value: string) => string; readonly flags?: string }
  >
> = {
  'xmp.toolkit': { traits: ['xmp.toolkit'] },
  'xmp.creator-tool': { traits: ['image.software', 'pdf.creator'] },
  'image.model': { traits: ['image.model'] },
  'image.software': { traits: ['image.software'] },
  'image.apple-system': { traits: ['image.software', 'apple.ios.version'] },
  'image.exif-tag': { traits: ['image.exif-tag'] },
  'image.exif-version': { traits: ['image.exif-version'] },
  'archive.zip.extra': { traits: ['archive.zip.extra'] },
  'archive.zip.method': { traits: ['archive.zip.method'] },
  'archive.zip.version-needed': { traits: ['archive.zip.version-needed'] },
  'email.tld': { traits: ['text.tld'], as: (value) => `https://host.${value}` },
  'email.html.font': { traits: ['document.font'], flags: 'i' },
  'email.link.host': { traits: ['text.url'], as: (value) => `https://${value}/` },
  'email.text.character': {
    traits: ['text.character', 'text.unicode'],
    as: (value) => String.fromCodePoint(Number.parseInt(value.slice('U+'.length), 16)),
    flags: 'u',
  },
  'email.mailer.gecko': { traits: ['firefox.version'] },
  'email.mailer.chrome': { traits: ['chrome.version'] },
  'sqlite.version-number': { traits: ['sqlite.version-number'] },
  'sqlite.schema': { traits: ['sqlite.schema'] },
}

/** The facts read in a document, or recalled. */
export function againstDocuments(family: FactFamily, research: readonly Documented[]): readonly Verdict[] {
  const about = ABOUT[family.trait]
  const same = research.filter(({ trait }) => about?.traits.includes(trait) === true)
  return family.facts.flatMap((fact) => {
    const from = fact.documented?.from
    if (from === undefined) return []
    const all = same.filter((one) => isAbout(one, fact, about))
    // "iOS 18.1" says more of 18.1 than "iOS 18".
    const version = fact.title.slice(fact.title.lastIndexOf(' '))
    const nearest = all.filter(({ title }) => title.endsWith(version))
    const days = (nearest.length > 0 ? nearest : all).flatMap(({ notBefore }) => notBefore ?? [])
    if (days.length === 0) return [verdict(family, fact, 'absent')]
    if (days.includes(from)) return [verdict(family, fact, 'agrees')]
    const what = `from ${from}, research ${[...new Set(days)].sort().join(', ')}`
    return [verdict(family, fact, days.every((day) => from < day) ? 'earlier' : 'differs', what)]
  })
}

/** The database facts name their values as they are, the file facts by patterns. */
function isAbout({ trait, match, title }: Documented, fact: Fact, about: (typeof ABOUT)[string] | undefined): boolean {
  if (title === fact.title || match === fact.match) return true
  const value = fact.equals ?? fact.prefix
  if (value === undefined) return false
  if (VALUES.has(trait)) return match === value
  return new RegExp(match, about?.flags).test(about?.as?.(value) ?? value)
}
const VALUES = new Set([
  'firefox.version',
  'chrome.version',
  'apple.ios.version',
  'sqlite.version-number',
  'sqlite.schema',
])
