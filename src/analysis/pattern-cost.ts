/**
 * Bounds the steps that a backtracking matcher takes on a text of n characters by `ways * n ** degree`, from the pattern's syntax
 * alone. Nested repetitions have no bound. After J. Kirrage, A. Rathnayake, H. Thielecke, "Static analysis for regular expression
 * denial-of-service attacks" (2013); it errs on the safe side, since a refused pattern can always be written otherwise.
 */
import type { AST } from '@eslint-community/regexpp'
import { CharSet } from './char-set.ts'

export interface Cost {
  readonly ways: number
  readonly degree: number
}

/** A pattern for which no bound can be given, with the reason. */
export class Unbounded extends Error {}

/** A repetition with a larger bound than this counts as one without. */
const UNBOUNDED_FROM = 32

/** What one element costs: `scans`: the degree of one entry; `exits`: the degree of positions from which the rest is entered. */
interface Part {
  readonly scans: number
  readonly exits: number
  readonly ways: number
}
/** Elements that read one character in one way. */
const SINGLE: ReadonlySet<string> = new Set(['Character', 'CharacterSet', 'CharacterClass', 'ExpressionCharacterClass'])
const ONE: Part = { scans: 0, exits: 0, ways: 1 }

/** The bound of a whole pattern. Throws `Unbounded`. */
export function costOf(pattern: AST.Pattern): Cost {
  const whole = choice(pattern.alternatives, CharSet.END)
  const starts = pattern.alternatives.every(isAnchored) || pattern.alternatives.every(startsApart) ? 0 : 1
  return { ways: whole.ways, degree: Math.max(1, starts + whole.scans) }
}

function sequence(elements: readonly AST.Element[], follow: CharSet): Part {
  let [scans, exits, ways] = [0, 0, 1]
  for (const [i, element] of elements.entries()) {
    if (SINGLE.has(element.type)) continue
    const part = one(element, firstOf(elements.slice(i + 1), follow))
    scans = Math.max(scans, exits + part.scans)
    exits += part.exits
    ways *= part.ways
  }
  return { scans, exits, ways }
}

function choice(alternatives: readonly AST.Alternative[], follow: CharSet): Part {
  const parts = alternatives.map(({ elements }) => sequence(elements, follow))
  const ways = parts.map((part) => part.ways)
  const firsts = alternatives.length === 1 ? [] : alternatives.map(({ elements }) => firstOf(elements, follow))
  const apart = firsts.every((first, i) => firsts.slice(i + 1).every((other) => first.disjoint(other)))
  return {
    scans: Math.max(...parts.map((part) => part.scans)),
    exits: Math.max(...parts.map((part) => part.exits)),
    ways: apart ? Math.max(...ways) : ways.reduce((a, b) => a + b),
  }
}

function one(element: AST.Element, follow: CharSet): Part {
  switch (element.type) {
    case 'Group':
    case 'CapturingGroup':
      return choice(element.alternatives, follow)
    case 'Quantifier':
      return repetition(element, follow)
    case 'Assertion':
      if (element.kind === 'lookahead' || element.kind === 'lookbehind')
        return { ...choice(element.alternatives, CharSet.END), exits: 0 }
      return ONE
    case 'Backreference':
      throw new Unbounded('back references are not allowed')
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return ONE
  }
}

function repetition({ element, min, max }: AST.Quantifier, follow: CharSet): Part {
  const own = charsOf([element])
  // Where what follows cannot begin inside the repeated text, only one end of it leads on.
  const oneEnd = own.disjoint(follow)
  const inner = one(element, own.or(follow))
  if (max > UNBOUNDED_FROM) {
    if (inner.scans > 0) throw new Unbounded('a repeated group contains a repetition: this can take exponential time')
    if (inner.ways > 1)
      throw new Unbounded(
        'a repeated group contains alternatives that begin alike, or something optional: this can take exponential time',
      )
    if (isNullable([element])) throw new Unbounded('a repeated group may be empty: this can take exponential time')
    return { scans: 1, exits: oneEnd ? 0 : 1, ways: 1 }
  }
  let ways = 0
  for (let n = min; n <= max; n++) ways = oneEnd && inner.ways === 1 ? 1 : ways + inner.ways ** n
  return { scans: inner.scans + inner.exits * Math.max(0, max - 1), exits: inner.exits * max, ways: Math.max(1, ways) }
}

/** The characters with which a text that the elements match can begin; with `follow` where they can be empty. */
function firstOf(elements: readonly AST.Element[], follow: CharSet): CharSet {
  let first = CharSet.NONE
  for (const element of elements) {
    if (element.type === 'Assertion') {
      // Nothing but the end can follow here.
      if (element.kind === 'end') return first.or(CharSet.END)
      continue
    }
    first = first.or(firstOfOne(element))
    if (!isNullable([element])) return first
  }
  return first.or(follow)
}

function firstOfOne(element: AST.Element): CharSet {
  if (element.type === 'Quantifier') return firstOfOne(element.element)
  if (element.type === 'Group' || element.type === 'CapturingGroup')
    return element.alternatives.reduce((all, { elements }) => all.or(firstOf(elements, CharSet.NONE)), CharSet.NONE)
  return CharSet.of(element)
}

function isNullable(elements: readonly AST.Element[]): boolean {
  return elements.every((element) => {
    if (element.type === 'Assertion') return true
    if (element.type === 'Quantifier') return element.min === 0 || isNullable([element.element])
    if (element.type === 'Group' || element.type === 'CapturingGroup')
      return element.alternatives.some((alternative) => isNullable(alternative.elements))
    return false
  })
}

/** Every character that the elements can consume. */
function charsOf(elements: readonly AST.Element[]): CharSet {
  return elements.reduce((all, element) => {
    if (element.type === 'Assertion') return all
    if (element.type === 'Quantifier') return all.or(charsOf([element.element]))
    if (element.type === 'Group' || element.type === 'CapturingGroup')
      return element.alternatives.reduce((more, { elements: inner }) => more.or(charsOf(inner)), all)
    return all.or(CharSet.of(element))
  }, CharSet.NONE)
}

const isAnchored = ({ elements: [first] }: AST.Alternative): boolean =>
  first?.type === 'Assertion'
    ? first.kind === 'start'
    : first?.type === 'Group' || first?.type === 'CapturingGroup'
      ? first.alternatives.every(isAnchored)
      : false

/**
 * Attempts begun inside a repeated run end before they reach a repetition of their own: something that must stand before the
 * first repetition cannot stand in any run. So attempts overlap by a bounded length only.
 */
function startsApart({ elements }: AST.Alternative): boolean {
  const runs = runsIn(elements)
  if (runs === CharSet.NONE) return false
  for (const element of elements) {
    if (runsIn([element]) !== CharSet.NONE) return false
    if ('element' in element ? element.min > 0 && charsOf([element]).disjoint(runs) : isBarrier(element, runs))
      return true
  }
  return false
}

const isBarrier = (element: AST.Element, runs: CharSet): boolean =>
  element.type !== 'Assertion' && !isNullable([element]) && charsOf([element]).disjoint(runs)

function runsIn(elements: readonly AST.Element[]): CharSet {
  return elements.reduce((all, element) => {
    if (element.type === 'Quantifier')
      return element.max > UNBOUNDED_FROM ? or(all, charsOf([element.element])) : or(all, runsIn([element.element]))
    if (element.type === 'Group' || element.type === 'CapturingGroup' || 'alternatives' in element)
      return element.alternatives.reduce((more, { elements: inner }) => or(more, runsIn(inner)), all)
    return all
  }, CharSet.NONE)
}

const or = (a: CharSet, b: CharSet): CharSet => (b === CharSet.NONE ? a : a.or(b))
