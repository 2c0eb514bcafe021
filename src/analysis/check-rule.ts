/** What the schemas cannot say of a rule: known kinds and traits, safe patterns, known placeholders, no verdicts in words. */
import { familyFaults, intervalFaults } from './check-windows.ts'
import { compileSelector, splitField, MODIFIERS } from './selector.ts'
import { metadataOf, type Rule } from './rule-set.ts'
import { patternFault } from './safe-pattern.ts'
import type { Selector } from './rule-language.ts'
import type { Vocabulary } from './vocabulary.ts'
import { FORBIDDEN, PLACEHOLDERS, placeholdersIn } from './wording.ts'
import { nearest } from '../nearest.ts'

export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** "a paper" names nothing that the other side could open. */
const SHORTEST_REFERENCE = 9

/** All faults of a rule; none: it may run. */
export function checkRule(rule: Rule, vocabulary: Vocabulary): readonly Fault[] {
  return [...words(rule), ...tests(rule, vocabulary), ...body(rule, vocabulary)]
}

function words(rule: Rule): readonly Fault[] {
  const metadata = metadataOf(rule)
  const faults: Fault[] = []
  for (const field of ['title', 'observed', 'inferred', 'notShown'] as const) {
    const text = metadata[field]
    if (text === undefined) continue
    const verdict = FORBIDDEN.exec(text)
    if (verdict !== null)
      faults.push({ path: [field], message: `${field} says "${verdict[0]}": a rule names no verdict` })
    if (rule.type === 'detector') continue
    const known = PLACEHOLDERS[rule.type]
    for (const name of placeholdersIn(text))
      if (!known.has(name)) {
        const near = nearest(name, known)
        faults.push({
          path: [field],
          message: `unknown placeholder {${name}}${near === undefined ? '' : `; did you mean {${near}}?`}`,
        })
      }
  }
  for (const [i, reference] of metadata.references.entries())
    if (reference.trim().length < SHORTEST_REFERENCE)
      faults.push({
        path: ['references', i],
        message: 'a reference names a document and its section, or a measured corpus',
      })
  for (const [i, { text }] of metadata.falsepositives.entries()) {
    const verdict = FORBIDDEN.exec(text)
    if (verdict !== null)
      faults.push({ path: ['falsepositives', i, 'text'], message: `says "${verdict[0]}": a rule names no verdict` })
  }
  return faults
}

function tests(rule: Rule, vocabulary: Vocabulary): readonly Fault[] {
  return metadataOf(rule).falsepositives.flatMap(({ tests: all = [] }, i) =>
    all.flatMap(({ when }, j) => {
      const path = ['falsepositives', i, 'tests', j, 'when']
      return 'trait' in when
        ? traitFaults(when.trait, [...path, 'trait'], vocabulary)
        : selectorFaults(when, path, vocabulary)
    }),
  )
}

function body(rule: Rule, vocabulary: Vocabulary): readonly Fault[] {
  switch (rule.type) {
    case 'interval':
      return [
        ...selectorFaults(rule.interval.from, ['interval', 'from'], vocabulary),
        ...selectorFaults(rule.interval.to, ['interval', 'to'], vocabulary),
        ...intervalFaults(rule),
      ]
    case 'order':
      return selectorFaults(rule.order.of, ['order', 'of'], vocabulary)
    case 'agree':
      return (['left', 'right'] as const).flatMap((side) => traitFaults(rule.agree[side], ['agree', side], vocabulary))
    case 'fact':
      return [
        ...traitFaults(rule.trait, ['trait'], vocabulary),
        ...familyFaults(rule),
        ...rule.facts.flatMap((fact, i): readonly Fault[] => {
          const named = [fact.match, fact.equals, fact.prefix, fact.counter].filter((one) => one !== undefined)
          const pattern = fact.match ?? fact.counter?.match
          const fault = pattern === undefined ? undefined : patternFault(pattern)
          return [
            ...(named.length === 1
              ? []
              : [{ path: ['facts', i], message: 'a fact has exactly one of match, equals, prefix and counter' }]),
            ...(fault === undefined
              ? []
              : [{ path: ['facts', i, fact.match === undefined ? 'counter' : 'match'], message: fault }]),
            ...(fact.never === true ||
            fact.seen !== undefined ||
            fact.documented !== undefined ||
            fact.counter !== undefined
              ? []
              : [{ path: ['facts', i], message: 'a fact is seen, documented or never true' }]),
          ]
        }),
      ]
    case 'detector':
      return [
        ...rule.detector.select.events.flatMap((kind) => kindFaults(kind, ['select', 'events'], vocabulary)),
        ...rule.detector.select.traits.flatMap((key) => traitFaults(key, ['select', 'traits'], vocabulary)),
      ]
  }
}

function selectorFaults(selector: Selector, path: readonly PropertyKey[], vocabulary: Vocabulary): readonly Fault[] {
  const faults: Fault[] = [...compileSelector({ kind: selector.kind }).kinds].flatMap((kind) =>
    kindFaults(kind, [...path, 'kind'], vocabulary),
  )
  for (const [field, value] of Object.entries(selector.with ?? {})) {
    const at = [...path, 'with', field]
    const split = splitField(field)
    if (split === undefined) {
      faults.push({ path: at, message: `unknown modifier in ${field}; known are ${MODIFIERS.join(', ')}` })
      continue
    }
    faults.push(...traitFaults(split.key, at, vocabulary))
    const fault = split.modifier === 're' ? patternFault(String(value)) : undefined
    if (fault !== undefined) faults.push({ path: at, message: fault })
  }
  return faults
}

function kindFaults(kind: string, path: readonly PropertyKey[], vocabulary: Vocabulary): readonly Fault[] {
  if (kind === 'claim' || vocabulary.kinds.has(kind)) return []
  return [{ path, message: unknown('event kind', kind, vocabulary.kinds.keys()) }]
}

function traitFaults(key: string, path: readonly PropertyKey[], vocabulary: Vocabulary): readonly Fault[] {
  return vocabulary.hasTrait(key) ? [] : [{ path, message: unknown('trait', key, vocabulary.traits) }]
}

function unknown(what: string, name: string, known: Iterable<string>): string {
  const near = nearest(name, known)
  return `no ingester emits the ${what} ${name}${near === undefined ? '' : `; did you mean ${near}?`}`
}
