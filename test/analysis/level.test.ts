// Every cap on a finding's level, one line each.
import { expect, it } from 'vitest'
import { levelOf, type Weight } from '../../src/analysis/level.ts'

const rule: Weight = {
  says: 'impossible',
  level: 'critical',
  tier: 'extreme',
  documented: true,
  measured: true,
  independent: 0,
  onlyCopyTimes: false,
}
const fact: NonNullable<Weight['facts']> = {
  grade: 'A',
  recalled: false,
  hardEdge: true,
  beyondCannot: true,
  never: false,
  writers: 1,
}

it.each<[string, Partial<Weight>, string]>([
  ['documented and impossible', {}, 'critical'],
  ['documented and impossible, never measured', { measured: false }, 'critical'],
  ['impossible but documented nowhere', { documented: false }, 'high'],
  ['impossible, neither documented nor measured', { documented: false, measured: false }, 'medium'],
  ['inconsistent', { says: 'inconsistent' }, 'high'],
  ['inconsistent, never measured', { says: 'inconsistent', measured: false }, 'medium'],
  ['inconsistent, of a rule of level medium', { says: 'inconsistent', level: 'medium' }, 'medium'],
  ['unusual', { says: 'unusual' }, 'low'],
  ['unusual beside an independent finding', { says: 'unusual', independent: 1 }, 'medium'],
  ['beyond the usual tolerances only', { tier: 'usual' }, 'low'],
  ['resting on copy times alone', { onlyCopyTimes: true }, 'informational'],
  [
    'resting on copy times beside an independent finding',
    { onlyCopyTimes: true, independent: 1, says: 'inconsistent' },
    'high',
  ],
  ['weakened by its detector', { cap: 'low' }, 'low'],
  ['one fact of grade A, hard edge, beyond cannot', { says: 'inconsistent', level: 'high', facts: fact }, 'high'],
  ['one such fact, impossible', { facts: fact }, 'critical'],
  ['one fact with a soft edge', { says: 'inconsistent', level: 'high', facts: { ...fact, hardEdge: false } }, 'medium'],
  [
    'two facts with soft edges, of different writers',
    { says: 'inconsistent', level: 'high', facts: { ...fact, hardEdge: false, writers: 2 } },
    'high',
  ],
  ['a fact between unlikely and cannot', { facts: { ...fact, beyondCannot: false } }, 'low'],
  ['a fact of grade B', { facts: { ...fact, grade: 'B' } }, 'informational'],
  ['a fact of grade C alone', { facts: { ...fact, grade: 'C' } }, 'dropped'],
  ['a fact of grade C beside another finding', { independent: 1, facts: { ...fact, grade: 'C' } }, 'informational'],
  ['a recalled fact', { facts: { ...fact, grade: undefined, recalled: true } }, 'low'],
  ['a documented fact alone', { facts: { ...fact, grade: undefined, hardEdge: false } }, 'medium'],
  [
    'a value that no honest writer makes',
    { facts: { ...fact, never: true, beyondCannot: false, hardEdge: false } },
    'critical',
  ],
])('%s', (_, change, level) => {
  expect(levelOf({ ...rule, ...change })).toBe(level)
})
