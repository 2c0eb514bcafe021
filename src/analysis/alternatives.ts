/** The innocent causes of a finding, each with what the evidence itself says about it: open ones first. */
import type { Alternative, Locator } from '../model.ts'
import type { Draft } from './draft.ts'
import { isTimed, type Bundle } from './rows.ts'
import type { Quoter } from './quoter.ts'
import type { FalsePositive } from './rule-language.ts'
import { compileSelector, traitTest } from './selector.ts'

type Test = FalsePositive['tests'][number]

const ORDER = { open: 0, 'not tested': 1, excluded: 2 } as const

/**
 * What stands beside every finding, named by its rule or not: no finding says that a clock was set back or a text edited, and
 * none may leave it out.
 */
const CLOCK: FalsePositive = {
  id: 'clock-wrong-or-set-back',
  text: 'a clock that wrote one of the times quoted was wrong, or set back',
  tests: [],
}
const EDITED: FalsePositive = {
  id: 'text-edited',
  text: 'one of the texts quoted was edited after it was written',
  tests: [],
}

function complete(named: readonly FalsePositive[], quotesTimes: boolean): readonly FalsePositive[] {
  return [
    ...named,
    ...(!quotesTimes || named.some(({ id }) => id.includes('clock')) ? [] : [CLOCK]),
    ...(named.some(({ id }) => id === EDITED.id) ? [] : [EDITED]),
  ]
}

/** States from the rule's tests on the artifact, and on the other one; a detector's own answers go first. */
export function alternativesOf(
  draft: Draft,
  falsePositives: readonly FalsePositive[],
  bundles: readonly Bundle[],
  quoter: Quoter,
): readonly Alternative[] {
  return complete(falsePositives, draft.events.length > 0)
    .map(({ id, text, tests }): Alternative => {
      const said = draft.alternatives?.[id]
      if (said !== undefined) return { id, text, ...said }
      return { id, text, ...stateOf(tests, bundles, quoter) }
    })
    .sort((a, b) => ORDER[a.state] - ORDER[b.state])
}

function stateOf(tests: readonly Test[], bundles: readonly Bundle[], quoter: Quoter): Omit<Alternative, 'id' | 'text'> {
  let unreadable = false
  for (const test of tests) {
    for (const bundle of bundles) {
      const hit = met(test, bundle, quoter)
      if (hit === 'unreadable') unreadable = true
      else if (hit !== undefined)
        return {
          state: test.state,
          because: test.because,
          ...(hit.locator === undefined ? {} : { locator: hit.locator }),
        }
    }
  }
  if (unreadable) return { state: 'not tested', because: 'the time that would speak to it cannot be read' }
  if (tests.length === 0) return { state: 'open', because: 'nothing in the evidence can speak to it' }
  return { state: 'open', because: 'nothing in the evidence excludes it' }
}

function met(
  test: Test,
  bundle: Bundle,
  quoter: Quoter,
): { readonly locator: Locator | undefined } | 'unreadable' | undefined {
  if ('trait' in test.when) {
    const { trait: key, value } = test.when
    const matches = value === undefined ? traitTest(key, 'exists', true) : traitTest(key, undefined, value)
    if (!matches(bundle, undefined)) return undefined
    const trait = bundle.traits.find((one) => one.key === key && (value === undefined || one.value === String(value)))
    return { locator: trait === undefined ? undefined : quoter.traitLocator(bundle.artifact.root, trait.id) }
  }
  const selector = compileSelector(test.when)
  const hits = bundle.events.filter(
    (event) =>
      (selector.kinds.has(event.kind) || (selector.kinds.has('claim') && event.id === bundle.artifact.claim)) &&
      selector.accepts(bundle, event),
  )
  const timed = hits.find(isTimed)
  if (timed !== undefined) return { locator: quoter.eventLocator(timed.root, timed.id) }
  return hits.length > 0 ? 'unreadable' : undefined
}
