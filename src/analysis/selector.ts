/** Event selectors, compiled: kinds, the artifact's type, the clock's kind and Sigma's modifiers on traits. */
import type { Bundle, EventRow, TraitRow } from './rows.ts'
import type { Selector } from './rule-language.ts'
import { checkedPattern } from './safe-pattern.ts'

export type Scalar = string | number | boolean
type TraitTest = (bundle: Bundle, event: EventRow | undefined) => boolean

export interface CompiledSelector {
  /** Kinds of event; `claim` stands for the artifact's claim. */
  readonly kinds: ReadonlySet<string>
  /** Whether an event of one of the kinds is selected. */
  readonly accepts: (bundle: Bundle, event: EventRow) => boolean
  /** Whether more than the event itself has to be known: the artifact's type, its claim or its traits. */
  readonly needsArtifact: boolean
  /** Keys of the traits that are looked at. */
  readonly traitKeys: readonly string[]
}

export const MODIFIERS = ['contains', 'startswith', 'endswith', 're', 'gte', 'lt', 'exists'] as const
type Modifier = (typeof MODIFIERS)[number]

/** Splits `TRAIT|modifier`; undefined if the modifier is unknown. */
export function splitField(field: string): { readonly key: string; readonly modifier?: Modifier } | undefined {
  const [key = '', name, ...more] = field.split('|')
  if (name === undefined) return { key }
  const modifier = MODIFIERS.find((known) => known === name)
  return modifier === undefined || more.length > 0 ? undefined : { key, modifier }
}

/** Compiles a selector whose fields and patterns were checked when the rule was loaded. */
export function compileSelector(selector: Selector): CompiledSelector {
  const tests: TraitTest[] = []
  const traitKeys: string[] = []
  for (const [field, wanted] of Object.entries(selector.with ?? {})) {
    const split = splitField(field)
    if (split === undefined) continue
    traitKeys.push(split.key)
    tests.push(traitTest(split.key, split.modifier, wanted))
  }
  const clocks = selector.clock === undefined ? undefined : new Set([selector.clock].flat())
  return {
    kinds: new Set([selector.kind].flat()),
    traitKeys,
    needsArtifact: selector.artifact !== undefined || traitKeys.length > 0 || [selector.kind].flat().includes('claim'),
    accepts: (bundle, event) =>
      (selector.artifact === undefined || bundle.artifact.type === selector.artifact) &&
      (clocks === undefined || clocks.has(event.clockKind)) &&
      tests.every((test) => test(bundle, event)),
  }
}

/**
 * A trait speaks for an event if that event's writer wrote it, if it belongs to the artifact as a whole, or if it was
 * written by an event of another kind; traits of sibling events (another hop's line) do not.
 */
function speaksFor(bundle: Bundle, trait: TraitRow, event: EventRow | undefined): boolean {
  if (event === undefined || trait.event === null || trait.event === event.id) return true
  return bundle.events.some((other) => other.id === trait.event && other.kind !== event.kind)
}

export function traitTest(key: string, modifier: Modifier | undefined, wanted: Scalar): TraitTest {
  const matches = valueTest(modifier, wanted)
  const found: TraitTest = (bundle, event) =>
    bundle.traits.some((trait) => trait.key === key && speaksFor(bundle, trait, event) && matches(trait.value))
  return modifier === 'exists' && wanted === false ? (bundle, event) => !found(bundle, event) : found
}

function valueTest(modifier: Modifier | undefined, wanted: Scalar): (value: string) => boolean {
  const text = String(wanted)
  switch (modifier) {
    case undefined:
      return (value) => value === text
    case 'contains':
      return (value) => value.includes(text)
    case 'startswith':
      return (value) => value.startsWith(text)
    case 'endswith':
      return (value) => value.endsWith(text)
    case 're': {
      const pattern = checkedPattern(text)
      return (value) => pattern.test(value)
    }
    case 'gte':
      return (value) => Number(value) >= Number(text)
    case 'lt':
      return (value) => Number(value) < Number(text)
    case 'exists':
      return () => true
  }
}
