// Two marks of unrelated writers that are later than every server's line: which of them count, and from when. No analysis runs here.
import { describe, expect, test } from 'vitest'
import type { DetectorGroup } from '../../src/analysis/detector.ts'
import type { ExampleEvent } from '../../src/analysis/rule-language.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { DAY, HOUR, SECOND, parseIso, shift, type Instant } from '../../src/time/instant.ts'
import marks from '../../rules/email/unrelated-marks-agree-after-arrival.detector.ts'
import { groupOf, run } from './detector-group.ts'
import { families } from './rule-files.ts'

const FAMILY = 'email.message-id.family'
const FORMS = marks.select.traits.filter((trait) => trait !== FAMILY)
const instant = (iso: string): Instant => parseIso(iso) ?? shift(0 as Instant, 0)

const line = (writer: string, time: string): ExampleEvent => ({
  artifact: 'm',
  kind: 'email.received',
  time,
  clock: 'relay',
  writer,
})
const date = (time: string): ExampleEvent => ({
  artifact: 'm',
  kind: 'email.date',
  time,
  clock: 'sender',
  writer: 'Date',
})
const id = (raw: string, time: string, kind = 'email.message-id.time'): ExampleEvent => ({
  artifact: 'm',
  kind,
  time,
  clock: 'sender',
  writer: 'Message-ID',
  raw,
})
const answered = (raw: string, time: string): ExampleEvent => id(raw, time, 'email.reference.time')

const OLD = [
  date('2019-08-27T13:12:44Z'),
  line('mail.example.com', '2019-08-27T13:12:49Z'),
  line('mx.example.org', '2019-08-27T13:12:52Z'),
]
/** With what the line of a relay may be wrong by, the latest that is stated: the sender's day is longer. */
const STATED = instant('2019-08-28T13:12:44.999999Z')
const OWN = id('7.1@ann.example.com', '2024-04-03T09:11:05Z')

const found = (items: readonly ExampleEvent[], facts?: (group: DetectorGroup) => DetectorGroup['facts']) => {
  const group = groupOf(items, marks)
  return run(marks, facts === undefined ? group : { ...group, facts: facts(group) })
}
const form =
  (key: string, from: Instant, to?: Instant) =>
  (group: DetectorGroup): DetectorGroup['facts'] =>
    Array.from(group.artifacts, (artifact) => ({
      fact: 'some-form',
      trait: { key, value: 'some value', locator: { type: 'bytes', offset: 0, length: 0 } },
      artifact,
      from,
      to,
      broken: true,
    }))

describe.each(FORMS)('%s', (trait) => {
  const known = families.filter(({ family }) => family.trait === trait)

  test('is written by servers, and all that is known of it is of grade A', () => {
    expect(known).not.toEqual([])
    for (const { family } of known) {
      expect(family.writtenBy).toBe('provider')
      expect(family.facts.filter(({ seen }) => seen?.grade !== 'A').map(({ id: fact }) => fact)).toEqual([])
    }
  })

  test('counts from the day on which it was first seen, less what its facts call `cannot`', () => {
    for (const { family } of known) {
      const cannot = parseDuration(family.margin.cannot) ?? 0
      const early = shift(STATED, cannot)
      expect(found([...OLD, OWN], form(trait, early))).toEqual([])
      expect(found([...OLD, OWN], form(trait, shift(early, SECOND)))).toHaveLength(1)
    }
  })
})

describe('marks agree', () => {
  const scanned = (from: string, to?: string) =>
    form('email.x-ironport-av.sophos-seq', instant(from), to === undefined ? undefined : instant(to))

  test('an id that was made while the form was in use, and both are named', () => {
    const [breach] = found([...OLD, OWN], scanned('2024-03-20', '2024-05-20')) ?? []
    expect(breach?.values['early']).toBe(
      'it bears data of a virus scanner (some value), first seen on 2024-03-20, 3 days granted',
    )
    expect(breach?.alternatives).toMatchObject({ 'two-clocks-ahead': { state: 'excluded' } })
    expect(breach?.values['late']).toBe('its own id 7.1@ann.example.com holds 2024-04-03 09:11:05 UTC')
    expect(breach?.events.map(({ role }) => role)).toEqual(['claimed', 'to', 'late'])
  })

  test.each([
    ['an id that was made after the form had gone out of use', OWN, '2023-01-20', '2023-05-20'],
    ['an id that was made before the form came into use', OWN, '2025-01-20', undefined],
    [
      'an original that was answered after more than a month',
      answered('7.1@example.net', '2024-04-03T09:11:05Z'),
      '2024-05-20',
      undefined,
    ],
  ] as const)('not %s', (_, mark, from, to) => {
    expect(found([...OLD, mark], scanned(from, to))).toEqual([])
  })

  test('an original that was answered within the month', () => {
    expect(found([...OLD, answered('7.1@example.net', '2024-04-03T09:11:05Z')], scanned('2024-04-20'))).toHaveLength(1)
  })

  test('the pair whose earlier mark is the latest is named', () => {
    const [breach] =
      found([
        ...OLD,
        OWN,
        answered('1@example.net', '2024-03-10T10:00:00Z'),
        answered('2@example.net', '2024-04-02T10:00:00Z'),
        answered('3@example.org', '2024-03-20T10:00:00Z'),
      ]) ?? []
    expect(breach?.values['early']).toContain('2@example.net')
    expect(breach?.alternatives).toMatchObject({ 'form-used-earlier': { state: 'excluded' } })
    expect(breach?.excess).toBe(instant('2024-04-01T10:00:00Z') - STATED)
  })
})

describe('whose marks count', () => {
  const late = answered('2@example.net', '2024-04-02T10:00:00Z')

  test.each([
    ['both ids of one owner', [id('7.1@ann.example.net', '2024-04-03T09:11:05Z')]],
    ['an id of a host without a domain: it may be that of the other', [id('7.1@laptop', '2024-04-03T09:11:05Z')]],
    ['an id of a network without a name of its own', [id('7.1@laptop.local', '2024-04-03T09:11:05Z')]],
    ['two answered ids: one wrong clock may have written both', [answered('3@example.org', '2024-04-02T11:00:00Z')]],
    ...['mutt-b64', 'javamail-message-id', 'javamail-three-message-id'].map((family): [string, ExampleEvent[]] => [
      `an id of the family ${family}`,
      [OWN, { artifact: 'm', traits: { [FAMILY]: `mid.${family}` } }],
    ]),
  ] as const)('not %s', (_, own) => {
    expect(found([...OLD, late, ...own])).toBeUndefined()
  })

  test('a sender’s day of tolerance beyond Date and beyond a list’s copy of the sender’s Date', () => {
    const near = (hours: number) => {
      const time = (by: number) => new Date(shift(STATED, DAY + by * HOUR) / 1_000).toISOString()
      return [...OLD, id('7.1@example.com', time(hours)), answered('1@example.net', time(hours))]
    }
    expect(found(near(-1))).toEqual([])
    expect(found(near(1))).toHaveLength(1)
    expect(found([...near(1), { ...date('2019-09-27T13:12:44Z'), kind: 'email.original-date' }])).toEqual([])
  })

  test('a thousand ids of either side end at once', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => answered(`${String(n)}@example.com`, '2024-04-02T10:00:00Z'))
    const start = performance.now()
    expect(found([...OLD, OWN, ...many])).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(1_000)
  })
})
