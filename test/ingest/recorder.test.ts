/** Rows of the case from what ingesters yield. */
import { describe, expect, it } from 'vitest'
import { PART_TABLES, type Part, type PartTable } from '../../src/ingest/part.ts'
import { isWanted, oneLine, Recorder, type Wanted } from '../../src/ingest/recorder.ts'
import type { Artifact, Clock, Event, Locator } from '../../src/model.ts'
import { micros, parseIso } from '../../src/time/instant.ts'
import { FLOATING, UTC, withOffset, type Reading } from '../../src/time/reading.ts'
import { unpack } from './unpack.ts'

const LOCATOR: Locator = { type: 'bytes', offset: 3, length: 4 }
const CLOCK: Clock = { kind: 'sender', writer: 'Date' }

const event = (reading: Partial<Reading>, more: Partial<Event> = {}): Event => ({
  kind: 'email.date',
  clock: CLOCK,
  reading: { nominal: parseIso('2020-01-01'), precision: micros(1), zone: UTC, ...reading },
  raw: 'raw',
  locator: LOCATOR,
  ...more,
})
const artifact = (more: Partial<Artifact> = {}): Artifact => ({
  type: 'message',
  locator: LOCATOR,
  label: 'a message',
  events: [],
  traits: [],
  ...more,
})

const valuesOf = (part: Part, table: PartTable) => unpack(part.rows)[table]

/** Rows of a table as records. */
function rows(part: Part, table: PartTable): Record<string, unknown>[] {
  const columns: readonly string[] = PART_TABLES[table]
  const values = valuesOf(part, table)
  return Array.from({ length: values.length / columns.length }, (_, row) =>
    Object.fromEntries(columns.map((column, i) => [column, values[row * columns.length + i]])),
  )
}

function recorded(wanted: Wanted, ...artifacts: readonly Artifact[]): Part {
  const recorder = new Recorder(0, wanted)
  const scope = recorder.begin()
  for (const one of artifacts) recorder.artifact(scope, one)
  return recorder.take({ changed: false })
}

describe('an event becomes a row', () => {
  const day = 86_400_000_000
  const utc = parseIso('2020-01-01') ?? 0
  it.each([
    ['utc, one second', event({ precision: micros(1e6) }), ['utc', null, utc, 1e6, utc, utc + 1e6 - 1]],
    [
      'an offset, kept beside the time',
      event(withOffset(parseIso('2020-01-01T02:00:00') ?? (0 as never), 120, micros(1))),
      ['offset', 120, utc, 1, utc, utc],
    ],
    [
      'floating: 14 hours ahead to 12 behind',
      event({ zone: FLOATING, precision: micros(day) }),
      ['floating', null, utc, day, utc - 14 * 3.6e9, utc + day - 1 + 12 * 3.6e9],
    ],
  ])('%s', (_, one, expected) => {
    const [row] = rows(recorded('all', artifact({ events: [one], claim: one })), 'event')
    expect([
      row?.['zone'],
      row?.['zone_offset'],
      row?.['nominal'],
      row?.['width'],
      row?.['earliest'],
      row?.['latest'],
    ]).toEqual(expected)
    expect(row).toMatchObject({ id: 0, evidence: 0, artifact: 0, clock: 0, kind: 'email.date', raw: 'raw' })
  })

  it.each(['out-of-range', 'sentinel', 'unreadable'] as const)(
    'a time that is %s has no instants and bears a trait by itself',
    (problem) => {
      const part = recorded(
        { keys: new Set(), prefixes: [] },
        artifact({ events: [event({}), event({ nominal: undefined, problem })] }),
      )
      expect(rows(part, 'event')[1]).toMatchObject({ nominal: null, earliest: null, latest: null, raw: 'raw' })
      expect(rows(part, 'trait')).toMatchObject([
        { key: `time.${problem}`, value: 'email.date', artifact: 0, event: 1 },
      ])
    },
  )
})

describe('identity is that of objects', () => {
  it('events that share a clock object share its row, others of the same writer do not', () => {
    const part = recorded('all', artifact({ events: [event({}), event({}), event({}, { clock: { ...CLOCK } })] }))
    expect(rows(part, 'event').map((row) => row['clock'])).toEqual([0, 0, 1])
    expect(rows(part, 'clock')).toHaveLength(2)
  })

  it('a clock object used in two evidences is two clocks: a clock is one writer in one evidence', () => {
    const recorder = new Recorder(0, 'all')
    recorder.artifact(recorder.begin(), artifact({ events: [event({})] }))
    recorder.artifact(recorder.begin(), artifact({ events: [event({})] }))
    expect(rows(recorder.take(), 'clock').map((row) => row['evidence'])).toEqual([0, 1])
  })

  it('a part names its parent, and a trait the event of its artifact or of its parent that wrote it', () => {
    const sent = event({})
    const parent = artifact({ events: [event({}), sent] })
    const trait = { key: 'x', value: 'y', locator: LOCATOR }
    const part = recorded(
      'all',
      parent,
      artifact({ type: 'attachment', parent, traits: [{ ...trait, by: sent }, trait] }),
    )
    expect(rows(part, 'artifact').map((row) => row['parent'])).toEqual([null, 0])
    expect(rows(part, 'trait').map((row) => row['event'])).toEqual([1, null])
  })

  it('hops are a sequence of each message, rowids one of the evidence', () => {
    const placed = (sequence: string, position: number) => event({}, { places: [{ sequence, position }] })
    const part = recorded(
      'all',
      artifact({ events: [placed('hops', 0), placed('hops', 1), placed('t.rowid', 7)] }),
      artifact({ events: [placed('hops', 0), placed('t.rowid', 8)] }),
    )
    expect(rows(part, 'sequence').map((row) => [row['name'], row['artifact']])).toEqual([
      ['hops', 0],
      ['t.rowid', null],
      ['hops', 1],
    ])
    expect(valuesOf(part, 'place')).toEqual([0, 0, 0, 0, 1, 1, 1, 7, 2, 2, 0, 3, 1, 8, 4])
  })
})

describe('claims', () => {
  const asserted = event({}, { kind: 'assertion.made', clock: { kind: 'assertion', writer: 'a party' } })
  it.each([
    ['its own claim stays', artifact({ events: [event({})] }), true, 0],
    ['without one the assertion is it', artifact({ events: [event({})] }), false, 1],
  ])('%s', (_, one, claims, expected) => {
    const recorder = new Recorder(0, 'all')
    const [claim] = one.events
    recorder.artifact(recorder.begin(), claims && claim ? { ...one, claim } : one, [asserted])
    const part = recorder.take()
    expect(rows(part, 'artifact')[0]?.['claim']).toBe(expected)
    expect(rows(part, 'event').map((row) => row['kind'])).toEqual(['email.date', 'assertion.made'])
  })
})

describe('traits that are stored', () => {
  const wanted: Wanted = { keys: new Set(['email.mailer']), prefixes: ['sqlite.'] }
  it.each([
    ['email.mailer', true],
    ['email.mailer2', false],
    ['sqlite.header', true],
    ['email.message-id', true],
    ['email.in-reply-to', true],
    ['email.references', true],
    ['db.session', true],
    ['db.row.session', true],
    ['email.header-name', false],
  ])('%s: %s', (key, expected) => {
    expect(isWanted(wanted, key)).toBe(expected)
    const part = recorded(wanted, artifact({ traits: [{ key, value: 'v', locator: LOCATOR }] }))
    expect(rows(part, 'trait')).toHaveLength(expected ? 1 : 0)
  })
})

describe('parts', () => {
  const cuts = (artifacts: Iterable<Artifact>) => {
    const recorder = new Recorder(4, 'all')
    const scope = recorder.begin()
    const parts: Part[] = []
    for (const one of artifacts) {
      recorder.artifact(scope, one)
      if (recorder.full()) parts.push(recorder.take())
    }
    return [...parts, recorder.take({ changed: false })]
  }
  it('are cut after 256 messages and numbered from 0, ids going on', () => {
    const parts = cuts(Array.from({ length: 600 }, () => artifact()))
    expect(parts.map((part) => [part.number, valuesOf(part, 'artifact').length / 8, part.last !== undefined])).toEqual([
      [0, 256, false],
      [1, 256, false],
      [2, 88, true],
    ])
    expect(parts[1] && valuesOf(parts[1], 'artifact')[0]).toBe(256)
  })

  it('are cut after 8,000 rows of all tables together', () => {
    const parts = cuts(Array.from({ length: 30_000 }, () => artifact({ type: 'row', events: [event({})] })))
    // A clock, and two rows an artifact.
    expect(parts.map((part) => valuesOf(part, 'artifact').length / 8)).toEqual([
      ...new Array<number>(7).fill(4_000),
      2_000,
    ])
  })

  it('are cut by bytes, too: a few large texts fill one', () => {
    const parts = cuts(Array.from({ length: 10 }, () => artifact({ label: 'x'.repeat(6_000_000) })))
    expect(parts.map((part) => valuesOf(part, 'artifact').length / 8)).toEqual([3, 3, 3, 1])
    expect(parts[0]?.bytes).toBeGreaterThan(18_000_000)
  })
})

describe('problems', () => {
  it('are one line each, without control characters, and no more than can be read', () => {
    expect(oneLine('a\n\tb\u0000c\u001b[31m')).toBe('a b c [31m')
    const part = recorded('all', artifact({ problems: Array.from({ length: 5_000 }, (_, n) => `problem ${n}`) }))
    const lines = rows(part, 'problem').map((row) => row['text'])
    expect(lines).toHaveLength(1_001)
    expect(lines.at(-1)).toBe('more than 1000 problems; the rest is not listed')
  })
})
