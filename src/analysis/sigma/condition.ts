/** The condition of a Sigma rule (rules specification 2.0.0, "Condition"): and, or, not, brackets, `1 of NAME*`, `all of them`. */
import { NotCarried } from './sigma-rule.ts'

export type Condition =
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'and' | 'or'; readonly of: readonly Condition[] }

const DEEPEST = 40

/** Parses a condition over the names that a detection has. Throws `NotCarried` with what it cannot read. */
export function conditionOf(text: string, names: readonly string[]): Condition {
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const next = (): string => words[at]?.toLowerCase() ?? ''
  const either = (depth: number): Condition => joined('or', depth, both)
  const both = (depth: number): Condition => joined('and', depth, single)

  function joined(word: 'and' | 'or', depth: number, part: (depth: number) => Condition): Condition {
    if (depth > DEEPEST) throw new NotCarried('the condition is nested too deeply')
    const of = [part(depth)]
    while (next() === word) {
      at++
      of.push(part(depth))
    }
    const [only] = of
    return of.length === 1 && only !== undefined ? only : { is: word, of }
  }

  function single(depth: number): Condition {
    if (depth > DEEPEST) throw new NotCarried('the condition is nested too deeply')
    const word = words[at++] ?? ''
    if (word.toLowerCase() === 'not') return { is: 'not', of: single(depth + 1) }
    if (word === '(') {
      const inner = either(depth + 1)
      if (words[at++] !== ')') throw new NotCarried('a bracket of the condition is not closed')
      return inner
    }
    if (next() === 'of' && ['1', 'any', 'all'].includes(word.toLowerCase())) {
      at++
      const which = words[at++] ?? ''
      const of = matching(which).map((name) => ({ is: 'name' as const, name }))
      if (of.length === 0) throw new NotCarried(`the condition names ${which}, which the detection does not have`)
      return { is: word.toLowerCase() === 'all' ? 'and' : 'or', of }
    }
    if (!names.includes(word)) throw new NotCarried(`the condition has "${word}", which the detection does not have`)
    return { is: 'name', name: word }
  }

  function matching(which: string): readonly string[] {
    if (which.toLowerCase() === 'them') return names.filter((name) => !name.startsWith('_'))
    const parts = which.split('*')
    return names.filter((name) => (parts.length === 1 ? name === which : fits(name, parts)))
  }

  const whole = either(0)
  if (at < words.length) throw new NotCarried(`the condition goes on with "${words[at] ?? ''}" where it should end`)
  return whole
}

/** Whether a name is made of these parts in order, anything between them: without a pattern of somebody else's. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0 || found + part.length > name.length - last.length) return false
    at = found + part.length
  }
  return true
}

/** The names that a condition needs, without those that it forbids. */
export function wanted(condition: Condition): readonly string[] {
  if (condition.is === 'name') return [condition.name]
  return condition.is === 'not' ? [] : condition.of.flatMap(wanted)
}
