import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../src/time/decoder.ts'
import { decoders } from '../../src/time/decoders/index.generated.ts'
import { LATEST, parseIso, toIso } from '../../src/time/instant.ts'

const folder = join(import.meta.dirname, '../../src/time/decoders')
const LONG = 1_000_000

/** Long texts that would make a backtracking pattern or a quadratic loop slow. */
const HOSTILE: readonly string[] = [
  '',
  ' ',
  '\0',
  '\0'.repeat(LONG),
  ...[
    'a',
    'A',
    'f',
    '0',
    '1',
    '9',
    '.',
    '-',
    '=',
    '@',
    '_',
    ' ',
    't',
    'Q',
    '<',
    ';',
    '!',
    ':',
    '\n',
    'é',
    '\u{1f552}',
  ].map((c) => c.repeat(LONG)),
  'alpine.' + 'a.1111111111111.'.repeat(LONG / 16),
  '20230314-' + 'aaaaaaaaaaaa@'.repeat(LONG / 13) + ' ',
  'x@'.repeat(LONG / 2) + '01D9565F.7E995480 ',
  '.1678786013000'.repeat(LONG / 14),
  't1678786013'.repeat(LONG / 11) + 'x',
  ';t=1678786013 '.repeat(LONG / 14),
  '1'.repeat(LONG) + '@yandex',
  'AQHZ' + 'A'.repeat(LONG),
  `eyJ${'a'.repeat(LONG)}.eyJ${'a'.repeat(LONG)}.`,
  'H4sI b=H4sI'.repeat(LONG / 11),
  'cover.1678786013.git.' + ' '.repeat(LONG),
  '\ud800'.repeat(1000),
]

it('every decoder file stands in the index once, under its file name', () => {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.decoder.ts'))
    .map((name) => name.slice(0, -'.decoder.ts'.length))
  expect(decoders.map(({ id }) => id).sort()).toEqual(files.sort())
})

describe.each(decoders.map((decoder) => [decoder.id, decoder] as const))('%s', (_, decoder) => {
  const since = parseIso(decoder.since)
  const until = decoder.until === undefined ? LATEST : parseIso(decoder.until)

  it('declares a source, a place, a plausible specificity and real days', () => {
    expect(decoder.source.length).toBeGreaterThan(5)
    expect(decoder.title).not.toBe('')
    expect(decoder.places.length).toBeGreaterThan(0)
    expect(decoder.places.includes('header-value')).toBe(decoder.headers !== undefined)
    expect(decoder.headers ?? []).toEqual((decoder.headers ?? []).map((name) => name.toLowerCase()))
    expect(decoder.specificity).toBeGreaterThan(0)
    expect(decoder.specificity).toBeLessThanOrEqual(1)
    expect(decoder.precision).toBeGreaterThan(0)
    expect(since).toBeDefined()
    expect(until).toBeDefined()
    expect(decoder.shape.flags).not.toMatch(/[gy]/)
  })

  it.each(decoder.vectors.map(({ text, time }) => [text, time] as const))('reads %s as %s', (text, time) => {
    const want = parseIso(time)
    const parts = decoder.decode(text)
    expect(decoder.shape.test(text)).toBe(true)
    expect(parts).toBeDefined()
    const found = times(parts ?? [])
    if (decoder.alternatives === true) expect(found.map(toIso)).toContain(want === undefined ? '' : toIso(want))
    else expect(found.map(toIso).at(-1)).toBe(want === undefined ? '' : toIso(want))
    expect(want).toBeGreaterThan(since ?? LATEST)
    expect(want).toBeLessThanOrEqual(until ?? 0)
  })

  it('has a vector', () => expect(decoder.vectors.length).toBeGreaterThan(0))

  it('answers hostile texts in linear time and without an error', () => {
    const started = performance.now()
    for (const text of HOSTILE) decoder.decode(text)
    expect(performance.now() - started).toBeLessThan(3000)
  })

  it('never throws, whatever the text, nor reads one that has not its shape', () => {
    const [vector] = decoder.vectors
    const near = fc
      .tuple(fc.nat(Math.max(0, (vector?.text.length ?? 1) - 1)), fc.string({ maxLength: 3 }))
      .map(([at, put]) => `${vector?.text.slice(0, at) ?? ''}${put}${vector?.text.slice(at + put.length) ?? ''}`)
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), near, fc.bigInt().map(String)), (text) => {
        const parts = decoder.decode(text)
        if (parts === undefined) return
        expect(decoder.shape.test(text)).toBe(true)
        for (const time of times(parts)) expect(Number.isSafeInteger(time)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
