/** Sets of characters in a pattern: exact up to U+00FF, one bit for all beyond, so that two sets called disjoint are. */
import type { AST } from '@eslint-community/regexpp'

const LATIN = 256n
const span = (low: number, high: number): bigint => {
  if (low >= 256) return 1n << LATIN
  const within = (1n << BigInt(Math.min(high, 255) - low + 1)) - 1n
  return (within << BigInt(low)) | (high > 255 ? 1n << LATIN : 0n)
}
const ALL = span(0, 256)
const CLASSES = {
  digit: span(0x30, 0x39),
  word: span(0x30, 0x39) | span(0x41, 0x5a) | span(0x61, 0x7a) | span(0x5f, 0x5f),
  space: span(9, 13) | span(0x20, 0x20) | span(0xa0, 0xa0) | span(256, 256),
} as const

export class CharSet {
  readonly #bits: bigint

  private constructor(bits: bigint) {
    this.#bits = bits
  }

  static readonly NONE = new CharSet(0n)
  /** The end of the text: disjoint from every character. */
  static readonly END = new CharSet(1n << (LATIN + 1n))

  /** Of an element that consumes exactly one character. */
  static of(element: AST.Element): CharSet {
    return new CharSet(bitsOf(element))
  }

  or(other: CharSet): CharSet {
    return new CharSet(this.#bits | other.#bits)
  }

  disjoint(other: CharSet): boolean {
    return (this.#bits & other.#bits) === 0n
  }
}

function bitsOf(element: AST.Element | AST.CharacterClass['elements'][number]): bigint {
  switch (element.type) {
    case 'Character':
      return span(element.value, element.value)
    case 'CharacterClassRange':
      return span(element.min.value, element.max.value)
    case 'CharacterSet':
      if (element.kind === 'any' || element.kind === 'property') return ALL
      return negated(CLASSES[element.kind], element.negate)
    case 'CharacterClass':
      return negated(
        element.elements.reduce((all, inner) => all | bitsOf(inner), 0n),
        element.negate,
      )
    default:
      return ALL
  }
}

/** Of what lies beyond Latin-1 a set may hold some and lack some: its negation may, too. */
const negated = (bits: bigint, negate: boolean): bigint => (negate ? (ALL & ~bits) | (1n << LATIN) : bits)
