/** Traits of one thing that belong together: equal, or a pair of a list in order of time (neighbours on days of change). */
import type { Draft } from './draft.ts'
import type { Bundle, TraitRow } from './rows.ts'
import type { AgreeRule } from './rule-language.ts'
import { writerOf } from './writers.ts'

export interface CompiledAgree {
  readonly rule: AgreeRule
  /** Places of a value among the pairs' left and right members. */
  readonly left: ReadonlyMap<string, readonly number[]>
  readonly right: ReadonlyMap<string, readonly number[]>
}

export function compileAgree(rule: AgreeRule): CompiledAgree {
  const side = (member: 0 | 1) => {
    const places = new Map<string, number[]>()
    for (const [i, pair] of (rule.agree.pairs ?? []).entries()) {
      const known = places.get(pair[member])
      if (known === undefined) places.set(pair[member], [i])
      else known.push(i)
    }
    return places
  }
  return { rule, left: side(0), right: side(1) }
}

export type AgreeResult =
  | { readonly state: 'absent' | 'holds' }
  | { readonly state: 'not applicable'; readonly why: string }
  | { readonly state: 'broken'; readonly draft: Draft }

/** One artifact; joined by event, each event of it apart. */
export function agreeOn(compiled: CompiledAgree, bundle: Bundle): AgreeResult {
  const { left, right, join } = compiled.rule.agree
  const bearing = bundle.traits.filter((trait) => trait.key === left || trait.key === right)
  if (bearing.length === 0) return { state: 'absent' }
  const groups = new Map<number | null, TraitRow[]>()
  for (const trait of bearing) {
    const key = join === 'artifact' ? null : trait.event
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [trait])
    else group.push(trait)
  }
  let result: AgreeResult = { state: 'not applicable', why: `not both ${left} and ${right}` }
  let others = -1
  for (const group of groups.values()) {
    const odd = disagreement(compiled, group)
    if (odd === undefined) continue
    if (odd === 'agree') {
      if (result.state !== 'broken') result = { state: 'holds' }
      continue
    }
    others++
    if (result.state !== 'broken') result = { state: 'broken', draft: draft(compiled.rule, bundle, odd) }
  }
  return result.state === 'broken' ? { state: 'broken', draft: { ...result.draft, others } } : result
}

/**
 * The first left and right value that have no partner; `agree` if all do; undefined if the group does not carry both
 * sides, or a value is on no list. A value left over on one side alone accuses nobody: forwarding adds second headers.
 */
function disagreement(
  compiled: CompiledAgree,
  group: readonly TraitRow[],
): readonly [TraitRow, TraitRow] | 'agree' | undefined {
  const { left, right, pairs, neighbours } = compiled.rule.agree
  if (left === right) {
    const [first, ...rest] = group
    const other = rest.find((trait) => trait.value !== first?.value)
    if (first === undefined || rest.length === 0) return undefined
    return other === undefined ? 'agree' : [first, other]
  }
  const lefts = group.filter((trait) => trait.key === left)
  const rights = group.filter((trait) => trait.key === right)
  if (lefts.length === 0 || rights.length === 0) return undefined
  if (pairs === undefined)
    return unmatched(
      lefts,
      rights,
      (trait) => [trait.value],
      (trait) => [trait.value],
    )
  const places = (map: ReadonlyMap<string, readonly number[]>) => (trait: TraitRow) => map.get(trait.value) ?? []
  if (
    lefts.some((trait) => !compiled.left.has(trait.value)) ||
    rights.some((trait) => !compiled.right.has(trait.value))
  )
    return undefined
  const near = (trait: TraitRow) =>
    places(compiled.right)(trait).flatMap((at) =>
      Array.from({ length: 2 * neighbours + 1 }, (_, i) => at - neighbours + i),
    )
  return unmatched(lefts, rights, places(compiled.left), near)
}

function unmatched<T>(
  lefts: readonly TraitRow[],
  rights: readonly TraitRow[],
  leftKeys: (trait: TraitRow) => readonly T[],
  rightKeys: (trait: TraitRow) => readonly T[],
): readonly [TraitRow, TraitRow] | 'agree' {
  const ofLeft = new Set(lefts.flatMap(leftKeys))
  const ofRight = new Set(rights.flatMap(rightKeys))
  const lonelyLeft = lefts.find((trait) => !leftKeys(trait).some((key) => ofRight.has(key)))
  const lonelyRight = rights.find((trait) => !rightKeys(trait).some((key) => ofLeft.has(key)))
  return lonelyLeft === undefined || lonelyRight === undefined ? 'agree' : [lonelyLeft, lonelyRight]
}

function draft(rule: AgreeRule, bundle: Bundle, [left, right]: readonly [TraitRow, TraitRow]): Draft {
  const { root, id } = bundle.artifact
  const bearers = [left, right].flatMap((trait, i) => {
    const event = bundle.events.find((candidate) => candidate.id === trait.event)
    return event === undefined ? [] : [{ role: i === 0 ? 'left' : 'right', event }]
  })
  return {
    rule,
    at: { root, artifact: id },
    events: bearers.map(({ role, event }) => ({ role, root, event: event.id })),
    facts: [],
    tier: 'extreme',
    others: 0,
    values: { left: left.value, right: right.value },
    writers:
      bearers.length === 0 ? [`copy of ${root}.${id}`] : [...new Set(bearers.map(({ event }) => writerOf(event)))],
    onlyCopyTimes: false,
  }
}
