import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeOf, mirrored } from '../../../src/analysis/learn/edge.ts'
import { learntFamily } from '../../../src/analysis/learn/learnt-family.ts'
import { heldOutSources, mine } from '../../../src/analysis/learn/mine.ts'
import { productsIn, shapeOf } from '../../../src/analysis/learn/shape.ts'
import type { Sighting } from '../../../src/analysis/learn/sightings.ts'
import { factFamilySchema } from '../../../src/analysis/rule-language.ts'
import { seeded } from '../../../samples/make/random.ts'

const DAY = 86_400e6
const START = Date.UTC(2020, 0, 1) * 1000
const at = (day: number): number => START + day * DAY

describe('an edge', () => {
  const everyDay = Array.from({ length: 1_000 }, (_, day) => at(day))

  it('is hard where a value that every carrier bore begins in the middle of the collection', () => {
    const edge = edgeOf(everyDay.slice(400), everyDay)
    expect(edge).toMatchObject({ kind: 'hard', at: at(400), expected: 400 })
    expect(edge?.chance).toBeLessThan(-100)
  })

  it('is the collection’s where the value begins with it', () => {
    expect(edgeOf(everyDay, everyDay)).toMatchObject({ kind: 'censored', expected: 0 })
  })

  it('is soft where a rare value could have been missed', () => {
    const rare = everyDay.filter((_, day) => day >= 300 && day % 30 === 0)
    expect(edgeOf(rare, everyDay)).toMatchObject({ kind: 'soft' })
  })

  it('at the end is that at the beginning of the mirrored times', () => {
    const edge = edgeOf(mirrored(everyDay.slice(0, 600)), mirrored(everyDay))
    expect(edge).toMatchObject({ kind: 'hard', at: 0 - at(599) })
  })

  it('that chance made is called hard in less than one of a hundred runs', () => {
    let hard = 0
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed)
      const some = everyDay.filter(() => random.next() < 0.1)
      if (edgeOf(some, everyDay)?.kind === 'hard') hard++
    }
    expect(hard).toBeLessThan(3)
  })
})

describe('the shape of a value', () => {
  it.each([
    ['b14sm1234567abc.5', true, '^[0-9a-z]{12,15}\\.[0-9]{1,3}'],
    ['b14sm1234567abc.5', false, '^[0-9a-z]+\\.[0-9]+'],
    ['5b1f17b1804b1-42d0e1f2a3bsm1.4', true, '^[0-9a-f]{12,15}\\-[0-9a-z]{12,15}\\.[0-9]{1,3}'],
    ['', true, '^'],
  ])('%s', (value, fine, expected) => {
    expect(shapeOf(value, fine)).toBe(expected)
  })

  it('matches the value it was made from, and is a regular expression', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.boolean(), (value, fine) => {
        expect(new RegExp(shapeOf(value, fine)).test(value)).toBe(true)
      }),
    )
  })

  it('products are named with their versions', () => {
    expect(productsIn('Mozilla/5.0 (X11; Linux) Gecko/20100101 Thunderbird/78.14.0')).toEqual([
      'Mozilla/5.0',
      'Thunderbird/78.14.0',
    ])
    expect(productsIn('git-send-email 2.26.2')).toEqual(['git-send-email 2.26.2'])
  })
})

describe('mining', () => {
  const SOURCES = ['a.zip', 'b.zip', 'c.zip', 'd.zip', 'e.zip', 'f.zip']
  const sighting = (day: number, source: string, value: string): Sighting => ({
    at: at(day) + 3_600e6,
    source,
    value,
    kind: 'email.received',
    clock: 'receiver',
    name: `<${day}@example.com>`,
  })
  /** Six sources, a mail a day each for a thousand days; what `of` says they bear. */
  const grown = (of: (day: number, source: string) => string) => {
    const values = new Map<string, Sighting[]>()
    for (let day = 0; day < 1_000; day++)
      for (const source of SOURCES) {
        const value = of(day, source)
        values.set(value, [...(values.get(value) ?? []), sighting(day, source, value)])
      }
    return { key: 'email.x-gm-message-state.prefix', values }
  }
  const held = heldOutSources(SOURCES)

  it('sets every second source aside', () => {
    expect([...held]).toEqual(['b.zip', 'd.zip', 'f.zip'])
  })

  it('finds the day of a change without being told, from both sides', () => {
    const learnt = mine(
      grown((day) => (day < 500 ? 'AAAA' : 'BBBB')),
      held,
      false,
    )
    expect(learnt.map(({ candidate, first, last }) => [candidate.text, first.kind, last.kind])).toEqual([
      ['AAAA', 'censored', 'hard'],
      ['BBBB', 'hard', 'censored'],
    ])
    expect(learnt.map(({ last }) => Math.floor((last.at - START) / DAY))[0]).toBe(499)
    expect(learnt[1]?.heldOut).toMatchObject({ outside: 0, contradicted: 0 })
  })

  it('claims no end of what a sender chooses', () => {
    expect(
      mine(
        grown((day) => (day < 500 ? 'AAAA' : 'BBBB')),
        held,
        true,
      ).map(({ candidate }) => candidate.text),
    ).toEqual(['BBBB'])
  })

  it('learns nothing from one source alone', () => {
    expect(
      mine(
        grown((day, source) => (source === 'a.zip' && day > 500 ? 'BBBB' : 'AAAA')),
        held,
        false,
      ),
    ).toEqual([])
  })

  it('counts what the sources set aside say against it', () => {
    const learnt = mine(
      grown((day, source) => (day < (held.has(source) ? 300 : 500) ? 'AAAA' : 'BBBB')),
      held,
      false,
    )
    expect(learnt.find(({ candidate }) => candidate.text === 'BBBB')?.heldOut).toMatchObject({ contradicted: 579 })
  })

  it('makes a family that the rule language takes, with what anybody can look up', () => {
    const family = learntFamily(
      'email.x-gm-message-state.prefix',
      mine(
        grown((day) => (day < 500 ? 'AAAA' : 'BBBB')),
        held,
        false,
      ),
      {
        collection: 'six made-up sources',
        today: '2026-11-21',
      },
    )
    const parsed = factFamilySchema.parse(family)
    expect(parsed.status).toBe('experimental')
    expect(parsed.facts[1]?.seen).toMatchObject({
      first: '2021-05-15',
      last: null,
      edge: { first: 'hard', last: 'not-claimed' },
      grade: 'A',
      silence: { before: { expected: 1429 } },
    })
    expect(parsed.facts[1]?.seen?.sightings?.earliest).toHaveLength(3)
  })

  it('writes down nothing that the other half does not carry', () => {
    const learnt = mine(
      grown((day, source) => (held.has(source) || day < 500 ? 'AAAA' : 'BBBB')),
      held,
      true,
    )
    expect(
      learntFamily('email.x-gm-message-state.prefix', learnt, { collection: 'c', today: '2026-11-21' }),
    ).toBeUndefined()
  })
})
