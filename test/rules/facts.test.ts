// Set tests over rules/facts: windows the right way round and never narrower than what was seen, and the known traps.
import { describe, expect, test } from 'vitest'
import { patternFault } from '../../src/analysis/safe-pattern.ts'
import { parseDuration } from '../../src/time/duration.ts'
import { DAY, parseIso } from '../../src/time/instant.ts'
import type { Fact } from '../../src/analysis/rule-language.ts'
import { families, parseRule, ruleDocuments } from './rule-files.ts'

const facts = families.flatMap(({ file, family }) => family.facts.map((fact) => ({ file, family, fact })))
const at = (text: string): number => parseIso(text) ?? Number.NaN
const length = (text: string): number => parseDuration(text) ?? Number.NaN
const factsOf = (id: string): readonly Fact[] => families.find(({ family }) => family.id === id)?.family.facts ?? []

/** The facts whose pattern says something about a value. */
function about(trait: string, value: string): readonly string[] {
  return facts
    .filter(({ family }) => family.trait === trait)
    .filter(
      ({ fact }) =>
        fact.equals === value ||
        (fact.prefix !== undefined && value.startsWith(fact.prefix)) ||
        [fact.match, fact.counter?.match].some((pattern) => pattern !== undefined && new RegExp(pattern).test(value)),
    )
    .map(({ fact }) => fact.id)
}

test('there are five thousand facts, and no two have one id', () => {
  expect(facts.length).toBeGreaterThan(5000)
  const ids = facts.map(({ fact }) => fact.id)
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([])
})

test('a fact has exactly one of match, equals, prefix and counter, and its pattern is one that may be run', () => {
  const faults = facts.flatMap(({ fact }) => {
    const named = [fact.match, fact.equals, fact.prefix, fact.counter].filter((one) => one !== undefined)
    const pattern = fact.match ?? fact.counter?.match
    const fault = pattern === undefined ? undefined : patternFault(pattern)
    return [
      ...(named.length === 1 ? [] : [`${fact.id}: ${named.length} patterns`]),
      ...(fault === undefined ? [] : [`${fact.id}: ${fault}`]),
    ]
  })
  expect(faults).toEqual([])
})

test('a fact is seen, documented, or never true', () => {
  expect(
    facts.filter(
      ({ fact: { seen, documented, never } }) => seen === undefined && documented === undefined && never !== true,
    ),
  ).toEqual([])
})

describe('windows', () => {
  const seen = facts.flatMap(({ fact }) => (fact.seen === undefined ? [] : [{ id: fact.id, ...fact.seen }]))

  test('stand the right way round', () => {
    expect(seen.filter(({ first, last }) => last !== null && at(first) > at(last)).map(({ id }) => id)).toEqual([])
    const documented = facts.filter(
      ({ fact: { documented: d } }) => d?.from !== undefined && d.to !== undefined && at(d.from) > at(d.to),
    )
    expect(documented).toEqual([])
  })

  test('seen anywhere is never narrower than seen: the window of production, anywhere plus margin, holds every sighting', () => {
    const narrow = seen.filter(
      ({ first, last, anywhere: [from, to] }) =>
        at(from) > at(first) ||
        (last === null) !== (to === null) ||
        (last !== null && to !== null && at(to) < at(last)),
    )
    expect(narrow.map(({ id }) => id)).toEqual([])
  })

  test('what is still in use claims no last day', () => {
    expect(
      seen
        .filter(({ last, edge }) => last === null && (edge.last === 'hard' || edge.last === 'soft'))
        .map(({ id }) => id),
    ).toEqual([])
  })

  test('measured facts are of grade A or B, from at least one list and sender', () => {
    expect(seen.filter(({ grade }) => grade === 'C')).toEqual([])
    expect(seen.filter(({ n }) => n < 1)).toEqual([])
  })

  test('grade A means what the research says: at least 20 held out, none beyond 30 days, at most one mail, or one in 200, outside', () => {
    const weak = seen.filter(
      ({ grade, heldOut: { n, outside, beyond30Days } }) =>
        grade === 'A' && (n < 20 || beyond30Days > 0 || outside > Math.max(1, n / 200)),
    )
    // Counters are graded by two days, not by windows; edges that the collection's span set cannot be violated.
    expect(
      weak
        .filter(({ id }) => !/^(?:sophos-sequence|mcafee-data)-/.test(id))
        .map(({ id, heldOut }) => `${id} ${JSON.stringify(heldOut)}`),
    ).toEqual([])
  })

  test('margins are durations, and cannot is never less than unlikely', () => {
    const margins = [...families.map(({ family }) => family.margin), ...facts.flatMap(({ fact }) => fact.margin ?? [])]
    expect(
      margins.filter(({ unlikely, cannot }) => !(length(unlikely) >= 0 && length(cannot) >= length(unlikely))),
    ).toEqual([])
  })

  test.each([
    ['gmail.yaml', 1, 7],
    ['google-dkim.yaml', 1, 7],
    ['exchange-online.yaml', 14, 30],
    ['header-names.yaml', 30, 60],
    ['mailers.yaml', 30, 120],
  ] as const)('%s keeps the margins of the research (%d and %d days) or wider ones', (file, unlikely, cannot) => {
    for (const { family } of families.filter((one) => one.file === `facts/${file}`))
      for (const margin of [family.margin, ...family.facts.flatMap((fact) => fact.margin ?? [])]) {
        expect(length(margin.unlikely)).toBeGreaterThanOrEqual(unlikely * DAY)
        expect(length(margin.cannot)).toBeGreaterThanOrEqual(cannot * DAY)
      }
  })

  test.each([
    ['gmail-submission-id', 'gmail-submission-id-3'],
    ['gmail-outgoing-id', 'gmail-outgoing-id-3'],
    ['gmail-mailbox-id', 'gmail-mailbox-id-3'],
    ['gmail-forwarding-id', 'gmail-forwarding-id-3'],
  ])('%s: nothing is certain about the third generation from 2021-12-01 on, when a canary ran', (family, id) => {
    const fact = factsOf(family).find((one) => one.id === id)
    const margin = fact?.margin ?? { cannot: '0d' }
    expect(at(fact?.seen?.anywhere[0] ?? '') - length(margin.cannot)).toBeLessThanOrEqual(at('2021-12-01'))
  })

  test('installed software has no last day', () => {
    const upper = facts.filter(
      ({ file, fact }) =>
        /(?:mailers|mta-versions|exchange-server|spamassassin|sqlite)\.yaml$/.test(file) &&
        (fact.seen?.edge.last === 'hard' || fact.seen?.edge.last === 'soft' || fact.documented?.to !== undefined),
    )
    expect(upper.map(({ fact }) => fact.id)).toEqual([])
  })

  test('what is only recalled stands in families of level low at most', () => {
    const high = facts.filter(
      ({ family, fact }) =>
        fact.documented?.standing === 'recalled' && !['informational', 'low'].includes(family.level),
    )
    expect(high.map(({ fact }) => fact.id)).toEqual([])
  })
})

test('the points of a counter rise in number and never fall in time', () => {
  const falling = facts.flatMap(({ fact }) =>
    (fact.counter?.points ?? []).flatMap(([n, time], i, all) => {
      const before = all[i - 1]
      return before !== undefined && (before[0] >= n || at(before[1]) > at(time)) ? [`${fact.id}: ${n}`] : []
    }),
  )
  expect(falling).toEqual([])
})

describe('values from genuine mail', () => {
  test.each([
    [
      'email.received.gmail-submission-id',
      'b14-20020aa7d6ce000000b004fd1ee3f723sm1234567edr.5.2023.03.14.02.26.53',
      ['gmail-submission-id-2'],
    ],
    [
      'email.received.gmail-submission-id',
      '5b1f17b1804b1-42d0e1f2a3bsm12345678f8f.40.2024.06.10.01.26.53',
      ['gmail-submission-id-3'],
    ],
    ['email.received.gmail-submission-id', 'q18sm1234567wmj.7.2019.08.27.06.12.44', ['gmail-submission-id-1']],
    ['email.x-gm-message-state.prefix', 'AOJu', ['gm-message-state-aoju']],
    ['email.dkim-signature.selector', '20230601@gmail.com', ['google-domain-selector-20230601-gmail']],
    [
      'email.received.exchange-online-build',
      '15.20.2073.14',
      ['exchange-online-15-20-2073', 'exchange-online-15-20-any'],
    ],
    [
      'email.mailer',
      'Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Thunderbird/60.8.0',
      ['mailer-thunderbird-60-8-0'],
    ],
    ['email.mailer', 'Mozilla Thunderbird', ['mailer-mozilla-thunderbird']],
    ['sqlite.version-number', '3040001', ['sqlite-3-40-1']],
    ['image.model', 'iPhone 11', ['model-iphone-11']],
    ['image.exif-tag', '0x9010', ['exif-tag-0x9010']],
    ['email.received.exchange-online-build-full', '15.20.1856.012', ['exchange-online-full-15-20-1856-012']],
    ['xmp.toolkit', 'Image::ExifTool 12.40', ['exiftool-any', 'exiftool-12-40']],
    ['email.text.character', 'U+1F9E0', ['character-u-1f9e0']],
    ['email.tld', 'shop', ['tld-shop']],
    ['email.html.font', 'nirmala ui', ['html-font-nirmala-ui']],
    ['email.mailer.gecko', '102', ['mailer-gecko-102']],
    ['image.apple-system', '15.4.1', ['apple-system-15-4-1']],
  ])('%s %s is what the facts %j are about', (trait, value, ids) => {
    expect(about(trait, value)).toEqual(ids)
  })

  // Counter-examples: windows in the collection that the world does not keep.
  test.each([
    ['email.mailer', 'Mozilla Thunderbird 1.0 (Windows/20041206)'],
    ['email.mailer', 'Gnus/5.13 (Gnus v5.13) Emacs/23.1 (gnu/linux)'],
    ['email.mailer', 'b4 0.14.3-dev-94c79'],
    ['email.header-name', 'Dkim-Signature'],
    ['email.header-name', 'X-Envelope-To'],
    ['email.header-name', 'X-OriginalArrivalTime'],
    ['image.software', '13.7'],
    ['email.tld', 'com'],
    ['email.tld', 'local'],
    ['email.text.character', 'U+1F9E'],
    ['email.html.font', 'sans-serif'],
    ['email.html.font', 'arial'],
    ['email.link.host', 'example.com'],
    ['sqlite.version-number', '300700567'],
  ])('nothing is said about %s %s', (trait, value) => {
    expect(about(trait, value)).toEqual([])
  })
})

test('the prefixes of X-Gm-Message-State follow one another without a gap', () => {
  const windows = factsOf('gm-message-state')
    .flatMap(({ seen }) => (seen === undefined ? [] : [seen]))
    .sort((a, b) => at(a.first) - at(b.first))
  const gaps = windows.flatMap(({ last }, i) => {
    const next = windows[i + 1]
    return next !== undefined && (last === null || at(next.first) - at(last) > DAY) ? [next.first] : []
  })
  expect(windows.length).toBe(14)
  expect(gaps).toEqual([])
})

test('each pair of google-prefix-pair is dated on both sides', () => {
  const document = ruleDocuments.find(({ file }) => file === 'email/google-prefix-pair.yaml')
  const rule = parseRule(document?.value)
  const pairs = 'agree' in rule ? (rule.agree.pairs ?? []) : []
  expect(pairs.length).toBe(14)
  const undated = pairs.filter(
    ([left, right]) =>
      about('email.x-gm-message-state.prefix', left).length !== 1 ||
      about('email.x-google-smtp-source.prefix', right).length !== 1,
  )
  expect(undated).toEqual([])
})

describe('lists', () => {
  test('every character that a list dates is assigned in the Unicode of this Node, and stands in the blocks that mails are searched for', () => {
    const codes = factsOf('text-character').map(({ equals = '' }) => Number.parseInt(equals.slice(2), 16))
    expect(codes.length).toBeGreaterThan(2000)
    const unassigned = codes.filter((code) => /\p{Unassigned}/u.test(String.fromCodePoint(code)))
    const outside = codes.filter((code) => !(code >= 0x20a0 && code <= 0x20cf) && !(code >= 0x1f000 && code <= 0x1faff))
    expect([unassigned, outside]).toEqual([[], []])
  })

  test.each([
    ['mailer-chrome', /^mailer-chrome-(\d+)$/],
    ['mailer-gecko', /^mailer-gecko-(\d+)$/],
  ] as const)('the numbers of %s rise, and their days with them', (family, number) => {
    const dated = factsOf(family).map(({ id, documented }) => [
      Number(number.exec(id)?.[1]),
      at(documented?.from ?? ''),
    ])
    expect(dated.length).toBeGreaterThan(100)
    expect(
      dated.filter(([n = 0, day = 0], i) => i > 0 && (n <= (dated[i - 1]?.[0] ?? 0) || day < (dated[i - 1]?.[1] ?? 0))),
    ).toEqual([])
  })

  test('a version of ExifTool never lies before the one that it follows', () => {
    const exiftool = factsOf('exiftool-version').flatMap(({ equals, documented }) =>
      equals === undefined ? [] : [[Number(equals.split(' ')[1]), at(documented?.from ?? '')] as const],
    )
    const sorted = exiftool.toSorted(([a], [b]) => a - b)
    expect(sorted.filter(([, day], i) => day < (sorted[i - 1]?.[1] ?? 0))).toEqual([])
  })

  test('what nobody checked stands apart, as experimental', () => {
    const mixed = families.filter(
      ({ family }) =>
        family.id.endsWith('-recalled') !==
          family.facts.every(({ documented }) => documented?.standing === 'recalled') &&
        family.status === 'experimental',
    )
    expect(mixed.map(({ family }) => family.id)).toEqual(['link-host'])
  })
})
