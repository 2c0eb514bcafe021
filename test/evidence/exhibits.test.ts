// The exhibit list: what it says becomes events, and what is unclear is refused with its line.
import { describe, expect, test } from 'vitest'
import { loadExhibits, parseExhibits } from '../../src/evidence/exhibit-list.ts'
import { assertionEvents, exhibitsFor } from '../../src/evidence/exhibits.ts'
import type { LogicalPath } from '../../src/model.ts'
import { parseIso } from '../../src/time/instant.ts'
import { range } from '../../src/time/reading.ts'

const LIST = `
exhibits:
  - exhibit: C1
    path: disclosure.eml
    producer: the claimant
    received: {date: 2021-05-04, manner: by mail}
    sha256: ${'AB'.repeat(32)}
    medium: working-copy
    independentlyAcquired: {by: the registry, how: image of the mail server}
    asserts:
      - claim: the books of 2009 to 2011
        by: the claimant
        where: letter of 2021-05-04, paragraph 3
        from: 2009
        to: 2011-12
        kind: made
        for: row
      - {claim: not touched, by: the claimant, where: statement 2, from: 2011-12-31T18:00:00Z, kind: untouched-since}
  - exhibit: 7
    path: ./images/
`

describe('a list that is right', () => {
  const list = parseExhibits(LIST, 'exhibits.yaml')

  test('is read, hashes in lower case, paths without a leading ./ and a trailing /', () => {
    expect(list).toMatchObject([
      { exhibit: 'C1', sha256: 'ab'.repeat(32), medium: 'working-copy' },
      { exhibit: '7', path: 'images' },
    ])
  })

  test('gives each assertion as a span in UTC, and the receipt', () => {
    const [first] = list
    const events = first === undefined ? [] : assertionEvents(first)
    expect(events.map(({ event }) => [event.kind, event.clock.kind, event.clock.writer])).toEqual([
      ['assertion.made', 'assertion', 'the claimant, letter of 2021-05-04, paragraph 3'],
      ['assertion.untouched-since', 'assertion', 'the claimant, statement 2'],
      ['exhibit.received', 'custody', 'by mail'],
    ])
    expect(events.map((one) => one.for)).toEqual(['row', undefined, undefined])
    expect(events.map(({ event }) => range(event.reading))).toEqual([
      { earliest: parseIso('2009-01-01'), latest: parseIso('2011-12-31T23:59:59.999999Z') },
      { earliest: parseIso('2011-12-31T18:00:00Z'), latest: parseIso('2011-12-31T18:00:00.999999Z') },
      { earliest: parseIso('2021-05-04'), latest: parseIso('2021-05-04T23:59:59.999999Z') },
    ])
    expect(events.every(({ event }) => event.reading.zone.type === 'utc')).toBe(true)
  })
})

test('an exhibit covers its path and what lies below, the nearest first', () => {
  const list = parseExhibits(
    'exhibits: [{exhibit: A, path: .}, {exhibit: B, path: a.eml}, {exhibit: C, path: a.eml/books.zip}]',
    'x',
  )
  const of = (path: string) => exhibitsFor(list, path as LogicalPath).map(({ exhibit }) => exhibit)
  expect(of('a.eml/books.zip/company.db')).toEqual(['C', 'B', 'A'])
  expect(of('a.eml')).toEqual(['B', 'A'])
  expect(of('a.emlx')).toEqual(['A'])
})

describe('a list that is wrong is refused in one line with the place', () => {
  const one = (rest: string) => `exhibits:\n  - exhibit: A\n    path: a\n${rest}`
  test.each([
    ['a misspelt key', one('    producr: x\n'), 'exhibits.yaml:4: unknown key "producr"; did you mean "producer"?'],
    ['a key of nothing known', one('    zebra: x\n'), 'exhibits.yaml:4: unknown key "zebra"'],
    [
      'a misspelt key that is then missing',
      'exhibits:\n  - exhibit: A\n    pth: a\n',
      'exhibits.yaml:3: unknown key "pth"; did you mean "path"?',
    ],
    [
      'a misspelt key inside',
      one('    received: {dat: 2020-01-01}\n'),
      'exhibits.yaml:4: unknown key "dat"; did you mean "date"?',
    ],
    ['a misspelt list', 'exhibit: []', 'exhibits.yaml:1: unknown key "exhibit"; did you mean "exhibits"?'],
    ['a missing path', 'exhibits:\n  - exhibit: A\n', 'exhibits.yaml:2: "path" is missing'],
    [
      'a day that does not exist',
      one('    received: {date: 2020-02-31}\n'),
      'exhibits.yaml:4: "date" must be a date such as 2011-06-30, 2011-06, 2011 or 2011-06-30T14:00:00Z',
    ],
    ['a short hash', one('    sha256: abc\n'), 'exhibits.yaml:4: "sha256" must be 64 hexadecimal digits'],
    [
      'a span that runs backwards',
      one('    asserts:\n      - {claim: c, by: b, where: w, kind: made, from: 2012,\n         to: 2011}\n'),
      'exhibits.yaml:6: "to" must not lie before "from"',
    ],
    ['a path twice', one('  - exhibit: B\n    path: ./a\n'), 'exhibits.yaml:5: path "a" is listed twice'],
    ['broken YAML', 'exhibits: [', 'exhibits.yaml:1: '],
    ['an empty file', '', 'exhibits.yaml:1: '],
  ])('%s', (_, text, message) => {
    let said = ''
    try {
      parseExhibits(text, 'exhibits.yaml')
    } catch (error) {
      said = String(error)
    }
    expect(said).toContain(message)
    expect(said).not.toContain('\n')
  })

  test('aliases that multiply are stopped', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i}: &l${i} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*l${i - 1}`)).join(', ')}]`,
    )
    expect(() => parseExhibits(levels.join('\n'), 'exhibits.yaml')).toThrow('exhibits.yaml')
  })

  test('a file that cannot be read is named', () => {
    expect(() => loadExhibits('/nowhere/exhibits.yaml')).toThrow(
      '/nowhere/exhibits.yaml: the exhibit list cannot be read: there is no such file or folder',
    )
  })
})
