/** The HTML report: one file, readable without network or script, that shows hostile text as text and says what it must say. */
import { expect, test } from 'vitest'
import html from '../../src/report/html.report.ts'
import { ABSENCE, BASE_RATE_MEANS, LEVEL_MEANS, NO_EXHIBIT_LIST, until } from '../../src/report/words.ts'
import type { Report } from '../../src/report/contract.ts'
import type { ReportInput } from '../../src/report/reporter.ts'
import { HOSTILE, input, report, timeline } from './fixture.ts'

const pageOf = (given: ReportInput): string => [...html.write(given)].join('')
const page = pageOf(input)
const write = (changed: Partial<Report>): string =>
  pageOf({ report: { ...report, ...changed }, timeline: () => timeline })

test('the page is the one that was looked at and found good', async () => {
  await expect(page).toMatchFileSnapshot('./golden/report.html.golden')
})

test('nothing in the page is fetched or run', () => {
  expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:;')
  expect(page).not.toMatch(/<script|<link|<img|<iframe|<object|@import|\son[a-z]+=|javascript:/i)
  expect(page.match(/url\([^)]*\)/g)).toEqual(['url(#hatch)'])
  expect(page.match(/(?:href|src)="(?!#)[^"]*"/g)).toBeNull()
})

test('hostile text stands there as text', () => {
  expect(page).not.toContain(HOSTILE)
  expect(page).toContain(
    '&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; ‹U+001B›[2J ‹U+202E›gpj.exe‹U+202C› &quot;&amp;',
  )
  expect(page).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u)
})

test('every element that is opened is closed', () => {
  const open: string[] = []
  const empty = new Set(['meta', 'br', 'rect', 'line', '!doctype'])
  for (const [, close, name = '', self] of page
    .replace(/<style>[^]*<\/style>/, '')
    .matchAll(/<(\/?)([a-z!][a-z0-9]*)(?:\s(?:[^"<>]|"[^"]*")*?)?(\/?)>/gi)) {
    if (close === '/') expect(open.pop()).toBe(name)
    else if (self !== '/' && !empty.has(name)) open.push(name)
  }
  expect(open).toEqual([])
})

test('the first screen says what was examined, what was not, what was found and what that does not mean', () => {
  const first = page.slice(page.indexOf('<main>'), page.indexOf('<nav'))
  for (const text of [
    ABSENCE,
    'examined whole',
    'disclosure/scan.pdf',
    'the file ends before its first byte',
    'quotes no body text',
    'critical',
    'impossible',
    'B-1',
  ])
    expect(first).toContain(text)
})

test('an exhibit that is not the file received is the first line', () => {
  const [first] = page
    .slice(page.indexOf('<main>') + 6)
    .replace(/<[^>]*>/g, '')
    .trim()
    .split('\n')
  expect(first).toBe(
    'Exhibit B-2 (disclosure/books.zip): the examined file does not have the SHA-256 that the exhibit list states. What follows about it is about another file than the one received.',
  )
})

test('without an exhibit list the first screen says so', () => {
  const run = { ...report.run }
  delete run.exhibits
  const without = write({ run })
  expect(without.slice(0, without.indexOf('<nav'))).toContain(NO_EXHIBIT_LIST)
  expect(page).not.toContain(NO_EXHIBIT_LIST)
})

test('a report that quotes content says so', () => {
  expect(write({ run: { ...report.run, quotesContent: true } })).toContain('This report quotes content')
})

test('what a base rate is stands there once', () => {
  expect(page.split(BASE_RATE_MEANS)).toHaveLength(2)
  expect(page).toContain(
    'Seen in 3 of 188,412 genuine cases to which it applied (list-mail-2019-2026, 2019 to 2026; upper 95 % limit 0.0046 %)',
  )
  expect(page).toContain('Not measured: only 112 genuine cases')
})

test('the strongest evidence comes first, open alternatives before excluded ones', () => {
  const order = [
    'Exhibit B-1 · ',
    'Exhibit B-2 · <code class="raw">disclosure/books.zip/ledger.db',
    'screen-2009.png</code></h3>',
  ].map((text) => page.indexOf(text))
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  const states = [...page.matchAll(/<span class="state">([^<]*)</g)].map(([, state]) => state)
  expect(states.slice(0, 3)).toEqual(['open', 'not tested', 'excluded'])
})

test('a wall clock whose zone is unknown is not given as UTC', () => {
  expect(page).toContain(
    'Read as 2011-05-03 08:12:00, zone unknown; can mean 2011-05-02 18:12:00 UTC to 2011-05-03 20:12:00 UTC',
  )
})

test('with nothing found the page still says what that does not mean', () => {
  const empty = pageOf({
    timeline: () => undefined,
    report: {
      ...report,
      findings: [],
      datings: [],
      totals: { ...report.totals, findings: { critical: 0, high: 0, medium: 0, low: 0, informational: 0 } },
    },
  })
  expect(empty).toContain(ABSENCE)
  expect(empty).toContain('No constraint was found broken.')
  expect(empty).toContain('No event names a moment.')
})

test('20,000 findings give a page that a browser can hold, and it says what it leaves out', () => {
  const [one] = report.findings
  if (one === undefined) throw new Error('no finding')
  const many = write({
    findings: Array.from({ length: 20_000 }, (_, i) => ({ ...one, id: i.toString(16).padStart(16, '0') })),
  })
  expect(many.length).toBeLessThan(8_000_000)
  expect(many).toContain('19,600 further findings')
  expect(many).toContain('19,300 further lines stand in the JSON report.')
})

test('the page says nothing about guilt and gives no percentage of certainty', () => {
  expect(page).not.toMatch(/forged|fake|fraud|tamper|authentic|% (certain|sure|likely|probab)/i)
})

test('each finding says that its rule came after the evidence had been read, in its proof or in its line', () => {
  const known = report.findings.map((finding) => ({ ...finding, later: [`The rule ${finding.rule} came later.`] }))
  const text = write({ findings: known })
  for (const { later } of known) expect(text).toContain(later[0])
  expect(text).toContain('<dt>When known</dt>')
  expect(page).not.toContain('<dt>When known</dt>')
})

test('a rule that nothing in the case gave occasion to says so', () => {
  const [rule] = report.coverage.rules
  if (rule === undefined) throw new Error('the fixture covers no rule')
  const idle = { ...rule, applied: 0, broken: 0, notApplied: [] }
  const coverage = { ...report.coverage, rules: [idle] }
  const text = write({ coverage })
  expect(text).toContain('Nothing in this case to apply to: 1 rule')
  const said = text.slice(text.indexOf('class="idle"'), text.indexOf('</ul>', text.indexOf('class="idle"')))
  for (const part of [rule.title, rule.rule, rule.says]) expect(said).toContain(part)
})

test('what the levels mean stands beside their counts', () => {
  expect(page).toContain(LEVEL_MEANS)
  expect(write({ findings: [] })).not.toContain(LEVEL_MEANS)
})

test.each([
  ['2020-12-10T23:59:59.999999Z', 'the end of 2020-12-10 UTC'],
  ['2020-12-10T10:31:16.999999Z', '2020-12-10 10:31:16 UTC'],
  ['2020-12-10T10:31:16.000000Z', '2020-12-10 10:31:16 UTC'],
  ['2020-12-10T10:31:16.250000Z', '2020-12-10 10:31:16.25 UTC'],
])('not after %s is said as %s', (time, words) => expect(until(time)).toBe(words))

test('one further pair breaks the constraint, two break it', () => {
  const others = (n: number): string => write({ findings: report.findings.map((f) => ({ ...f, others: n })) })
  expect(others(1)).toMatch(/1 further pair or value of the same group\s+breaks the constraint/)
  expect(others(2)).toMatch(/2 further pairs or values of the same group\s+break the constraint/)
})

test('a finding whose times are one second has no picture', () => {
  const [first] = report.findings.filter(({ events }) => events.length > 0)
  if (first === undefined) throw new Error('no finding of the fixture quotes an event')
  const rest = { ...first }
  delete rest.notBefore
  delete rest.notAfter
  delete rest.claimed
  const events = rest.events.map((event) => ({
    ...event,
    time: '2009-01-05T09:50:15.000000Z',
    earliest: '2009-01-05T09:50:15.000000Z',
    latest: '2009-01-05T09:50:15.999999Z',
  }))
  expect(write({ findings: [{ ...rest, events }] })).not.toContain('class="picture"')
})
