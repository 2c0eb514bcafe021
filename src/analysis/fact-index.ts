/**
 * Finds the facts that speak about a trait's value: equal values in a hash map, prefixes and the literal beginnings of
 * patterns in one trie for each trait, so that a value meets only the patterns it can match.
 */
import { parseDuration } from '../time/duration.ts'
import { DAY, ZERO, parseIso, shift, type Instant, type Micros } from '../time/instant.ts'
import { checkedPattern } from './safe-pattern.ts'
import type { Fact, FactFamily } from './rule-language.ts'

/** Facts of one trait with what decides how they are held: a family, or what a profile gives. */
export type FactSource = Pick<
  FactFamily,
  'id' | 'trait' | 'writtenBy' | 'compare' | 'margin' | 'dates' | 'collection' | 'facts'
>

export interface CompiledFact {
  readonly fact: Fact
  readonly family: FactSource
  /** The family as a rule; absent for facts that give no findings of their own. */
  readonly rule: FactFamily | undefined
  /** First moment of the window and the last, margins not yet granted; absent where the fact claims no such end. */
  readonly from: Instant | undefined
  readonly to: Instant | undefined
  readonly unlikely: Micros
  readonly cannot: Micros
}

/** A fact that speaks about a value; a counter's window depends on the value. */
export interface FactMatch {
  readonly fact: CompiledFact
  readonly from: Instant | undefined
  readonly to: Instant | undefined
}

const dayStart = (day: string | null | undefined): Instant | undefined =>
  day === null || day === undefined ? undefined : parseIso(day)
const dayEnd = (day: string | null | undefined): Instant | undefined => {
  const start = dayStart(day)
  return start === undefined ? undefined : shift(start, DAY - 1)
}
const claimed = (edge: string | undefined): boolean => edge === 'hard' || edge === 'soft'
const widest = (pick: (...all: number[]) => number, ends: readonly (Instant | undefined)[]): Instant | undefined => {
  const known = ends.filter((end) => end !== undefined)
  const [first] = known
  return first === undefined ? undefined : shift(first, pick(...known) - first)
}

/**
 * A fact with its window as numbers. A lower end holds for every writer; an upper end only where a server writes the
 * trait, because old programs go on working. Ends that the collection's own span set, or that nobody claims, are open.
 */
export function compileFact(fact: Fact, family: FactSource, rule?: FactFamily): CompiledFact {
  const { seen, documented } = fact
  const server = family.writtenBy === 'receiver' || family.writtenBy === 'provider'
  const margin = fact.margin ?? family.margin
  return {
    fact,
    family,
    rule,
    from: widest(Math.min, [
      dayStart(documented?.from),
      claimed(seen?.edge.first) ? dayStart(seen?.anywhere[0]) : undefined,
    ]),
    to: server
      ? widest(Math.max, [dayEnd(documented?.to), claimed(seen?.edge.last) ? dayEnd(seen?.anywhere[1]) : undefined])
      : undefined,
    unlikely: parseDuration(margin.unlikely) ?? ZERO,
    cannot: parseDuration(margin.cannot) ?? ZERO,
  }
}

type Test = (value: string) => FactMatch | undefined
interface Node {
  readonly next: Map<string, Node>
  readonly tests: Test[]
}
const node = (): Node => ({ next: new Map(), tests: [] })

interface KeyIndex {
  readonly equals: Map<string, FactMatch[]>
  readonly trie: Node
  /** Answers for values met before; bounded, because ids are unique and their answers are not needed twice. */
  readonly known: Map<string, readonly FactMatch[]>
}
/** Answers kept a trait. */
const KNOWN = 5_000
const NOTHING: readonly FactMatch[] = []

/** The literal text with which everything that an anchored pattern matches must begin. */
export function literalPrefix(pattern: string): string {
  if (!pattern.startsWith('^') || pattern.includes('|')) return ''
  const literal = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[^A-Za-z0-9])*)/.exec(pattern)?.[1] ?? ''
  const rest = pattern.slice(1 + literal.length)
  const plain = literal.replace(/\\(.)/g, '$1')
  return /^[*?{]/.test(rest) ? plain.slice(0, -1) : plain
}

function counterTest(compiled: CompiledFact, counter: NonNullable<Fact['counter']>): Test {
  const pattern = checkedPattern(counter.match)
  const points = counter.points
    .flatMap(([n, time]) => {
      const at = parseIso(time)
      return at === undefined ? [] : [{ n, at }]
    })
    .sort((a, b) => a.n - b.n)
  return (value) => {
    const digits = pattern.exec(value)?.[1]
    if (digits === undefined) return undefined
    const reached = points.findLast((point) => point.n <= Number(digits))
    return { fact: compiled, from: reached?.at, to: undefined }
  }
}

/** All facts, ready to be asked. Those of a trait are compiled when a value of it is met: a case bears few of all traits. */
export class FactIndex {
  /** By trait: what speaks about it. */
  readonly #sources = new Map<string, { readonly source: FactSource; readonly rule: FactFamily | undefined }[]>()
  readonly #keys = new Map<string, KeyIndex>()

  /** `silent` facts are matched like all others and give no findings. */
  constructor(families: readonly FactFamily[], silent: readonly FactSource[] = []) {
    const put = (source: FactSource, rule: FactFamily | undefined): void => {
      const known = this.#sources.get(source.trait)
      if (known === undefined) this.#sources.set(source.trait, [{ source, rule }])
      else known.push({ source, rule })
    }
    for (const family of families) put(family, family)
    for (const source of silent) put(source, undefined)
  }

  #indexOf(trait: string): KeyIndex | undefined {
    const known = this.#keys.get(trait)
    if (known !== undefined) return known
    const sources = this.#sources.get(trait)
    if (sources === undefined) return undefined
    const index: KeyIndex = { equals: new Map(), trie: node(), known: new Map() }
    this.#keys.set(trait, index)
    for (const { source, rule } of sources)
      for (const fact of source.facts) this.#add(index, compileFact(fact, source, rule))
    return index
  }

  #add(index: KeyIndex, compiled: CompiledFact): void {
    const { fact } = compiled
    const whole: FactMatch = { fact: compiled, from: compiled.from, to: compiled.to }
    if (fact.equals !== undefined) {
      const same = index.equals.get(fact.equals)
      if (same === undefined) index.equals.set(fact.equals, [whole])
      else same.push(whole)
    } else if (fact.prefix !== undefined) {
      this.#plant(index.trie, fact.prefix, () => whole)
    } else if (fact.match !== undefined) {
      const pattern = checkedPattern(fact.match)
      this.#plant(index.trie, literalPrefix(fact.match), (value) => (pattern.test(value) ? whole : undefined))
    } else if (fact.counter !== undefined) {
      this.#plant(index.trie, literalPrefix(fact.counter.match), counterTest(compiled, fact.counter))
    }
  }

  #plant(root: Node, prefix: string, test: Test): void {
    let at = root
    for (const letter of prefix) {
      const next = at.next.get(letter) ?? node()
      at.next.set(letter, next)
      at = next
    }
    at.tests.push(test)
  }

  /** The facts about a value, in the order of their files. A pattern sees no value that is longer than its bound. */
  match(key: string, value: string): readonly FactMatch[] {
    const index = this.#indexOf(key)
    if (index === undefined) return NOTHING
    const known = index.known.get(value)
    if (known !== undefined) return known
    const found = this.#search(index, value)
    if (index.known.size >= KNOWN) index.known.clear()
    index.known.set(value, found.length === 0 ? NOTHING : found)
    return found
  }

  #search(index: KeyIndex, value: string): readonly FactMatch[] {
    const found = [...(index.equals.get(value) ?? [])]
    let at: Node | undefined = index.trie
    const letters = value[Symbol.iterator]()
    while (at !== undefined) {
      for (const test of at.tests) {
        const match = test(value)
        if (match !== undefined) found.push(match)
      }
      const letter = letters.next()
      at = letter.done === true ? undefined : at.next.get(letter.value)
    }
    return found
  }
}
