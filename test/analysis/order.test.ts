// The smallest removal: against brute force on small sequences, on textbook cases, and in time on a large one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallestRemoval, type Span } from '../../src/analysis/order.ts'

const at = (earliest: number, width = 0): Span => ({ earliest, latest: earliest + width })

/** By trying every subset. */
function bruteForce(events: readonly Span[]): { removed: number; verdicts: string[] } {
  let most = -1
  let best: number[] = []
  for (let set = 0; set < 2 ** events.length; set++) {
    const kept = events.filter((_, i) => (set >> i) & 1)
    if (kept.some((later, i) => kept.slice(0, i).some((earlier) => earlier.earliest > later.latest))) continue
    if (kept.length > most) [most, best] = [kept.length, []]
    if (kept.length === most) best.push(set)
  }
  const verdicts = events.map((_, i) => {
    const n = best.filter((set) => (set >> i) & 1).length
    return n === best.length ? 'kept' : n === 0 ? 'removed' : 'either'
  })
  return { removed: events.length - most, verdicts }
}

function bruteForceWeighted(events: readonly (Span & { readonly weight: number })[]): number {
  let most = 0
  for (let set = 0; set < 2 ** events.length; set++) {
    const kept = events.filter((_, i) => (set >> i) & 1)
    if (kept.some((later, i) => kept.slice(0, i).some((earlier) => earlier.earliest > later.latest))) continue
    most = Math.max(
      most,
      kept.reduce((sum, { weight }) => sum + weight, 0),
    )
  }
  return events.reduce((sum, { weight }) => sum + weight, 0) - most
}

describe('the smallest removal', () => {
  it.each([
    ['nothing from a sequence in order', [at(1), at(2), at(2), at(5)], 0, ['kept', 'kept', 'kept', 'kept']],
    [
      'one row that lies far before its neighbours',
      [at(10), at(11), at(3), at(12), at(13)],
      1,
      ['kept', 'kept', 'removed', 'kept', 'kept'],
    ],
    [
      'one of two rows that contradict each other alone',
      [at(10), at(20), at(15), at(30)],
      1,
      ['kept', 'either', 'either', 'kept'],
    ],
    ['nothing where precision reconciles the times', [at(10), at(8, 2), at(12)], 0, ['kept', 'kept', 'kept']],
    ['a row far ahead of all that follow', [at(99), at(1), at(2), at(3)], 1, ['removed', 'kept', 'kept', 'kept']],
    // Nominal times alone (10, 9, 11, 10) would have a non-decreasing subsequence of 3 and lose one; intervals keep all.
    [
      'nothing where a subsequence of nominal times would',
      [at(10, 5), at(9, 5), at(11, 5), at(10, 5)],
      0,
      ['kept', 'kept', 'kept', 'kept'],
    ],
  ])('takes %s', (_, events, removed, verdicts) => {
    expect(smallestRemoval(events)).toEqual({ removed, verdicts })
  })

  it('is that of brute force, and names the same rows', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 4 }))
      .map(([from, width]) => at(from, width))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 9 }), (events) => {
        expect(smallestRemoval(events)).toEqual(bruteForce(events))
      }),
      { numRuns: 2_000 },
    )
  })

  it('counts a weight as so many rows that stand or fall together', () => {
    const span = fc.tuple(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
    )
    fc.assert(
      fc.property(fc.array(span, { maxLength: 7 }), (spans) => {
        const weighted = spans.map(([from, width, weight]) => ({ earliest: from, latest: from + width, weight }))
        const best = smallestRemoval(weighted)
        const alone = spans.flatMap(([from, width, weight]) => Array.from({ length: weight }, () => at(from, width)))
        expect(best.removed).toBe(bruteForceWeighted(weighted))
        // Copies of one row contradict each other only where a row contradicts itself, and none does.
        expect(smallestRemoval(alone).removed).toBe(best.removed)
      }),
      { numRuns: 500 },
    )
  })

  it('is the same by arrays and by trees', () => {
    const events = Array.from({ length: 6_000 }, (_, i) => at(i * 3 - ((i * 7_919) % 101 === 0 ? 2_000 : 0), 3))
    const few = events.slice(0, 3_900)
    const padding = Array.from({ length: 2_000 }, (_, i) => at(1e9 + i, 3))
    const byTrees = smallestRemoval([...few, ...padding])
    const byArrays = smallestRemoval(few)
    expect(byTrees.removed).toBe(byArrays.removed)
    expect(byTrees.verdicts.slice(0, few.length)).toEqual(byArrays.verdicts)
  })

  it('takes a piece of 100,000 rows in seconds', () => {
    const events = Array.from({ length: 100_000 }, (_, i) => at((i * 7_919) % 100_003, 3))
    const begun = process.cpuUsage()
    expect(smallestRemoval(events).removed).toBeGreaterThan(90_000)
    const { user, system } = process.cpuUsage(begun)
    expect((user + system) / 1000).toBeLessThan(10_000)
  })
})
