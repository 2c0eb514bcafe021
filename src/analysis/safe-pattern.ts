/**
 * Refuses patterns that can take exponential time on hostile evidence: a repeated group that itself repeats, or whose
 * branches can begin alike (star height above one; J. Kirrage, A. Rathnayake, H. Thielecke, "Static analysis for regular
 * expression denial-of-service attacks", 2013). Stricter than need be: a refused pattern can always be written otherwise.
 */

/** Why a pattern is refused, in one line; undefined if it may be used. */
export function patternFault(pattern: string): string | undefined {
  try {
    new RegExp(pattern)
  } catch (error) {
    return error instanceof Error ? error.message : 'not a regular expression'
  }
  if (/\\[1-9]|\\k</.test(pattern)) return 'back references are not allowed'
  return repetitionFault(pattern)
}

interface Group {
  repeats: boolean
  branches: number
}

/** A repetition with no small bound; `{2,8}` of single characters is harmless, and so is an optional `?`. */
const REPEAT = /^(?:[*+]|\{(\d+)(,(\d*))?\})/
const UNBOUNDED_FROM = 32

function repetitionFault(pattern: string): string | undefined {
  const stack: Group[] = [{ repeats: false, branches: 1 }]
  let unbounded = 0
  for (let i = 0; i < pattern.length;) {
    let closed: Group | undefined
    const letter = pattern[i]
    if (letter === '\\') i += 2
    else if (letter === '[') i = endOfClass(pattern, i)
    else if (letter === '(') {
      stack.push({ repeats: false, branches: 1 })
      i++
      continue
    } else if (letter === '|') {
      const top = stack.at(-1)
      if (top !== undefined) top.branches++
      i++
      continue
    } else {
      if (letter === ')') closed = stack.pop()
      i++
    }
    const repeat = REPEAT.exec(pattern.slice(i, i + 24))
    const outer = stack.at(-1)
    if (outer === undefined) return 'unbalanced brackets'
    if (repeat === null) {
      if (closed?.repeats === true) outer.repeats = true
      continue
    }
    i += repeat[0].length
    const [, low, comma, high] = repeat
    const most =
      low === undefined ? Infinity : comma === undefined ? Number(low) : high === '' ? Infinity : Number(high)
    if (closed?.repeats === true && most > 1)
      return 'a repeated group contains a repetition: this can take exponential time'
    if (closed !== undefined && closed.branches > 1 && most > UNBOUNDED_FROM)
      return 'a repeated group contains alternatives: this can take exponential time'
    if (most > 1) outer.repeats = true
    if (most > UNBOUNDED_FROM && ++unbounded > 12) return 'more than 12 unbounded repetitions'
  }
  return undefined
}

function endOfClass(pattern: string, from: number): number {
  let i = from + 1
  while (i < pattern.length && pattern[i] !== ']') i += pattern[i] === '\\' ? 2 : 1
  return i + 1
}
