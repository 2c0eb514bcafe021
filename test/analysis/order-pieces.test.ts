// Pieces of a trail: what is grouped and solved piece by piece is what the whole trail would give, row by row.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallestRemoval } from '../../src/analysis/order.ts'
import { cutsOf, solved } from '../../src/analysis/order-pieces.ts'
import { OrderTrail } from '../../src/analysis/order-trail.ts'
import { instant } from '../../src/time/instant.ts'

function trailOf(points: readonly (readonly [nominal: number, tail: number])[]): OrderTrail {
  const trail = new OrderTrail(0, () => [])
  points.forEach(([nominal, tail], id) => {
    const moment = instant(nominal)
    if (moment !== undefined) trail.add(moment, tail, id, id)
  })
  return trail
}

/** Verdicts by row, `kept` where no piece is. */
function verdicts(trail: OrderTrail, size: number, slack: number): { removed: number; rows: string[] } {
  const rows = Array.from({ length: size }, () => 'kept')
  let removed = 0
  for (const piece of solved(trail, cutsOf(trail, slack), slack)) {
    removed += piece.removed
    expect(piece.worst.excess).toBeGreaterThan(0)
    expect(piece.jumped).toBeGreaterThan(0)
    for (const { verdict, rows: some } of piece.nodes) for (const { id } of some) rows[id] = verdict
  }
  return { removed, rows }
}

test('give the rows that every smallest set of the whole trail contains', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3 }))
  fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), fc.integer({ min: 0, max: 3 }), (points, slack) => {
      const whole = smallestRemoval(points.map(([t, tail]) => ({ earliest: t, latest: t + tail + slack })))
      expect(verdicts(trailOf(points), points.length, slack)).toEqual({ removed: whole.removed, rows: whole.verdicts })
    }),
    { numRuns: 2_000 },
  )
})

test('give the same where a few rows of a long rising trail lie far back or ahead', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(299), fc.integer({ min: -900, max: 900 })), { maxLength: 12 }), (moved) => {
      const by = new Map(moved)
      const points = Array.from({ length: 300 }, (_, i) => [10 * i + 2_000 + (by.get(i) ?? 0), 12] as const)
      const whole = smallestRemoval(points.map(([t, tail]) => ({ earliest: t, latest: t + tail })))
      expect(verdicts(trailOf(points), points.length, 0)).toEqual({ removed: whole.removed, rows: whole.verdicts })
    }),
    { numRuns: 200 },
  )
})

test('a thousand strays in a trail of 300,000 rows take no longer than the trail is long', () => {
  const points = Array.from(
    { length: 300_000 },
    (_, i) => [i * 37 - (i > 60_000 && i % 300 === 0 ? 1_000_000 : 0), 0] as const,
  )
  const trail = trailOf(points)
  const begun = performance.now()
  const { removed, rows } = verdicts(trail, points.length, 0)
  expect(removed).toBe(799)
  expect(rows.filter((verdict) => verdict === 'removed')).toHaveLength(799)
  expect(performance.now() - begun).toBeLessThan(10_000)
})
