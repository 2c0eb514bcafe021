/**
 * The patterns of rules and facts: compiled once, with a bound on the steps that hostile evidence can make them take. A pattern
 * is shown no value on which its bound would exceed `STEPS`; one whose bound leaves less than `SHORTEST` characters is refused.
 * (Why not an automaton: of the shipped patterns re2js 2.10 refuses 319 of 460, which end in a negative lookahead so that
 * "60.7.0" is not found in "60.7.0.1", and takes the others at three to ten times the time of the engine's own.)
 */
import { RegExpParser } from '@eslint-community/regexpp'
import { knownBound } from './parsed-copy.ts'
import { costOf, Unbounded } from './pattern-cost.ts'

/** About a hundredth of a second of a backtracking matcher. */
const STEPS = 2 ** 20
/** No pattern is shown a longer value. */
const LONGEST = 4096
/** Values that marks have in genuine evidence are shorter: a pattern must be able to read so much. */
const SHORTEST = 128

export interface Pattern {
  readonly source: string
  /** Values longer than this match nothing: no alarm rests on a text that was not read to its end. */
  readonly longest: number
  readonly exec: (value: string) => RegExpExecArray | null
  readonly test: (value: string) => boolean
}

const parser = new RegExpParser()
const known = new Map<string, Pattern | string>()

/** A pattern ready for use, or in one line why it is refused. */
export function pattern(source: string): Pattern | string {
  const before = known.get(source)
  if (before !== undefined) return before
  const made = compile(source)
  if (known.size > 20_000) known.clear()
  known.set(source, made)
  return made
}

/** Why a pattern is refused, in one line; undefined if it may be used. */
export function patternFault(source: string): string | undefined {
  const made = pattern(source)
  return typeof made === 'string' ? made : undefined
}

/** A pattern that was checked when its rule was loaded. Throws if it is refused. */
export function checkedPattern(source: string): Pattern {
  const made = pattern(source)
  if (typeof made === 'string') throw new Error(`the pattern ${source} is refused: ${made}`)
  return made
}

function compile(source: string): Pattern | string {
  const longest = knownBound(source) ?? boundOf(source)
  if (typeof longest === 'string') return longest
  const expression = new RegExp(source)
  return {
    source,
    longest,
    exec: (value) => (value.length > longest ? null : expression.exec(value)),
    test: (value) => value.length <= longest && expression.test(value),
  }
}

/** The longest value on which the pattern keeps within `STEPS`, or why it is refused. */
function boundOf(source: string): number | string {
  try {
    new RegExp(source)
    const { ways, degree } = costOf(parser.parsePattern(source))
    const longest = Math.min(LONGEST, Math.floor((STEPS / ways) ** (1 / degree)))
    if (longest >= SHORTEST) return longest
    return `this can take ${ways > 1 ? `${ways} times ` : ''}the ${POWERS[degree] ?? `${degree}th power`} of a text's length in steps: repetitions that follow one another must not share characters`
  } catch (error) {
    if (error instanceof Unbounded || error instanceof SyntaxError) return error.message
    return 'not a regular expression'
  }
}

const POWERS: Readonly<Record<number, string>> = { 1: 'first power', 2: 'square', 3: 'cube' }
