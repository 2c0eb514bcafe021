/** The events of a case as lines of four formats. */
import { expect, test } from 'vitest'
import { events, type EventEntry } from '../../src/case/readers.ts'
import type { LogicalPath } from '../../src/model.ts'
import { TIMELINE_FORMATS } from '../../src/report/timeline.ts'
import { EARLIEST, LATEST } from '../../src/time/instant.ts'
import { smallCase } from './case.ts'
import { HOSTILE, at } from './fixture.ts'

function lines(id: string, rows: Iterable<EventEntry> = events(smallCase(), { order: 'time' })): readonly string[] {
  const format = TIMELINE_FORMATS.find((one) => one.id === id)
  if (format === undefined) throw new Error(`no format ${id}`)
  return [...format.write(rows)]
}

const hostile: EventEntry = {
  nominal: at('2019-03-14T09:26:53Z'),
  earliest: EARLIEST,
  latest: LATEST,
  width: 1,
  zone: 'floating',
  zoneOffset: null,
  kind: 'exif.original',
  clockKind: 'camera',
  clockWriter: '=w',
  raw: HOSTILE,
  locator: JSON.stringify({ type: 'tag', group: 'EXIF', name: 'DateTimeOriginal' }),
  evidence: 'a|b.jpg' as LogicalPath,
  artifactType: 'image',
  artifactLabel: '=x\n',
  isClaim: 0,
}

test('the table is in order of time, with what names no moment last', () => {
  expect(lines('table').map((line) => line.slice(0, 62).trimEnd())).toEqual([
    '1969-12-31 23:59:59Z  filesystem  fs.created',
    '2019-03-14 09:26:53Z  sender      email.date',
    '2024-05-06 07:08:09Z  filesystem  fs.modified',
    'names no moment       filesystem  fs.accessed',
  ])
})

test('CSV keeps every event, six decimals, and defuses formulas', () => {
  const [head, first] = lines('csv')
  expect(head).toBe('time,zone,earliest,latest,kind,clock,writer,evidence,artifact,locator,raw\r\n')
  expect(first).toBe(
    '1969-12-31T23:59:59.000000Z,UTC,1969-12-31T23:59:59.000000Z,1969-12-31T23:59:59.000000Z,fs.created,filesystem,disk,z.db,Subject: =ledger,bytes 1 to 2,raw 1\r\n',
  )
  expect(lines('csv')).toHaveLength(5)
  expect(lines('csv', [hostile])[1]).toMatch(/,camera,'=w,a\|b\.jpg,'=x‹U\+000A›,EXIF DateTimeOriginal,"'=HYPERLINK/)
})

test('a time that is not bounded stays empty', () => {
  expect(lines('csv', [hostile])[1]).toContain('2019-03-14T09:26:53.000000Z,zone unknown,,,exif.original')
})

test('JSONL has the fields that Timesketch asks for', () => {
  const read = lines('jsonl').map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(read).toHaveLength(3)
  expect(read[1]).toMatchObject({
    message: 'email.date: Subject: =ledger in a.eml: raw 1',
    datetime: '2019-03-14T09:26:53.000000Z',
    timestamp: 1552555613000000,
    timestamp_desc: 'email.date (sender clock, UTC)',
  })
})

test('the bodyfile has eleven columns and whole seconds, whatever a name holds', () => {
  for (const line of [...lines('bodyfile'), ...lines('bodyfile', [hostile])]) expect(line.split('|')).toHaveLength(11)
  expect(lines('bodyfile').map((line) => line.trimEnd().split('|').slice(7))).toEqual([
    ['0', '0', '0', '-1'],
    ['0', '1552555613', '0', '0'],
    ['0', '1714979289', '0', '0'],
  ])
})

test('no format lets a hidden character through, and each event is one line', () => {
  for (const { id } of TIMELINE_FORMATS)
    for (const piece of lines(id, [hostile])) {
      expect(piece.trimEnd()).not.toMatch(/\p{Cc}|\p{Cf}/u)
      expect(piece).toMatch(/\n$/)
    }
})

test('rows are read one at a time', () => {
  let read = 0
  function* endless(): Generator<EventEntry> {
    for (;;) {
      read++
      yield hostile
    }
  }
  for (const { write } of TIMELINE_FORMATS) {
    const [first] = write(endless())
    expect(first).toBeDefined()
  }
  expect(read).toBeLessThanOrEqual(TIMELINE_FORMATS.length)
})
