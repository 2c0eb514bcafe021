/** Shared reads of a case: orders are those of paths, places and times. */
import { describe, expect, it } from 'vitest'
import { fill } from '../../src/case/fill.ts'
import { memoryCase, type CaseDatabase } from '../../src/case/open.ts'
import { events, evidence } from '../../src/case/readers.ts'
import { DEFAULT_LIMITS } from '../../src/evidence/limits.ts'
import { attach, fake, FAKE_INGESTERS } from '../ingest/fake.ts'
import { folder } from '../ingest/folder.ts'

async function made(): Promise<CaseDatabase> {
  const { db } = memoryCase()
  const inner = fake('message <i@example.com> 2018-01-01', attach('x', 'x'))
  const path = folder({
    b: fake('message <b@example.com> 2019-01-01'),
    a: fake('message <a@example.com> 2020-01-01', attach('m', inner), 'stop'),
  })
  await fill({
    db,
    paths: [path],
    exhibits: [],
    limits: DEFAULT_LIMITS,
    wanted: 'all',
    workers: 0,
    ingesters: FAKE_INGESTERS,
  })
  return db
}

describe('evidence', () => {
  it('is listed in the order of paths, each with its parent', async () => {
    expect(evidence(await made()).map((one) => [one.path, one.root, one.parent, one.status])).toEqual([
      ['a', 'a', null, 'partly'],
      ['a/m', 'a', 'a', 'examined'],
      ['a/m/x', 'a', 'a/m', 'unknown'],
      ['b', 'b', null, 'examined'],
    ])
  })
})

describe('events', () => {
  it.each([
    ['time', ['a/m', 'b', 'a']],
    ['place', ['a', 'a/m', 'b']],
  ] as const)('in the order of %s, of the kinds asked for', async (order, expected) => {
    const found = [...events(await made(), { kinds: ['email.date'], order })]
    expect(found.map((event) => event.evidence)).toEqual(expected)
    expect(found.map((event) => [event.kind, event.clockWriter, event.isClaim])[0]).toEqual(['email.date', 'Date', 1])
  })

  it('are all there when no kinds are named', async () => {
    const db = await made()
    expect([...events(db, { order: 'time' })]).toHaveLength(
      Number(db.prepare('SELECT count(*) FROM event').pluck().get()),
    )
  })
})
