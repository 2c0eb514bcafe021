// A rule author's own folder: a fact about a mail program of her house, and a rule about mails resent; and what is wrong in broken ones.

export const FACT = `title: Marks of LedgerMail
id: ledger-mail
status: experimental
description: The accounting program of the house signs its mails with its version.
references:
  - the release notes of LedgerMail, https://example.com/ledger-mail
date: 2026-01-02
says: inconsistent
level: medium
trait: email.mailer
writtenBy: sender
compare: writer
margin: {unlikely: 30d, cannot: 120d}
observed: 'The mail bears {value}: {fact}. It states {stated.raw}. This version was in use {window}.'
falsepositives:
  - {id: clock-wrong, text: the clock of the sending computer was wrong}
examples:
  - name: a version before its first day
    breaks: [{artifact: m, kind: email.date, time: 2019-08-27T10:00:00Z, clock: sender, writer: Date, claim: true, traits: {email.mailer: LedgerMail 9.9}}]
  - name: a version after its first day
    holds: [{artifact: m, kind: email.date, time: 2024-08-27T10:00:00Z, clock: sender, writer: Date, claim: true, traits: {email.mailer: LedgerMail 9.9}}]
facts:
  - {id: ledger-mail-9-9, title: LedgerMail 9.9, equals: LedgerMail 9.9, documented: {from: 2023-05-01, source: its release notes, standing: sourced}}
`

/** An interval with a bound above: the shipped rules hold no mail to a month. */
export const INTERVAL = `title: Received more than a month after it was sent
id: month-under-way
status: experimental
description: Our own server queues nothing for longer than five days.
references:
  - the configuration of mx.example.net
date: 2026-01-02
says: unusual
level: low
interval: {from: {kind: email.date}, to: {kind: email.received}, join: artifact, min: 0s, max: 30d}
observed: 'Date states {from.raw}; the line bearing {to.clock} states {to.raw}, {gap} apart.'
falsepositives:
  - {id: fetched-later, text: a program fetched the mail by POP much later}
examples:
  - name: two months
    breaks: [{artifact: m, kind: email.date, time: 2019-01-02T00:00:00Z, clock: sender, writer: Date, claim: true}, {artifact: m, kind: email.received, time: 2019-03-02T00:00:00Z, clock: receiver, writer: mx.example.net}]
  - name: a day
    holds: [{artifact: m, kind: email.date, time: 2019-01-02T00:00:00Z, clock: sender, writer: Date, claim: true}, {artifact: m, kind: email.received, time: 2019-01-03T00:00:00Z, clock: receiver, writer: mx.example.net}]
`

const named = (id: string): string => INTERVAL.replace('id: month-under-way', `id: ${id}`)

/** File, what stands in it, and the one line that must be said of it. */
export const BROKEN: readonly (readonly [name: string, file: string, content: string, says: RegExp])[] = [
  [
    'a misspelt key',
    'email/misspelt.yaml',
    named('misspelt').replace('interval:', 'intervall:'),
    /email\/misspelt\.yaml:\d+:\d+: .*did you mean "interval"\?/,
  ],
  [
    'a misspelt key below',
    'email/below.yaml',
    named('below').replace('falsepositives:', 'falsepositive:'),
    /email\/below\.yaml:12:1: .*falsepositive.*did you mean "falsepositives"\?/,
  ],
  [
    'an event kind that no ingester makes',
    'email/no-kind.yaml',
    named('no-kind').replace('from: {kind: email.date}', 'from: {kind: email.dtae}'),
    /email\/no-kind\.yaml:10:\d+: .*email\.dtae.*email\.date/,
  ],
  [
    'an id that is not its file name',
    'email/other-name.yaml',
    named('another'),
    /email\/other-name\.yaml:2:\d+: .*file name/,
  ],
  ['broken YAML', 'email/broken.yaml', 'title: [unclosed\nid: x\n', /email\/broken\.yaml:\d+:\d+: /],
  [
    'a YAML bomb',
    'email/bomb.yaml',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
      .split('')
      .map((letter, i) => `${letter}: &${letter} [${`*${'abcdefgh'[i] ?? ''}, `.repeat(9).slice(0, -2)}]\n`)
      .join('')}`,
    /email\/bomb\.yaml:\d+:\d+: .*alias/i,
  ],
  [
    'a pattern that may take exponential time',
    'facts/catastrophic.yaml',
    FACT.replaceAll('ledger-mail', 'catastrophic').replace('equals: LedgerMail 9.9', () => "match: '^(a+)+$'"),
    /facts\/catastrophic\.yaml:\d+:\d+: .*repeat/,
  ],
  [
    'an id that is taken',
    'email/received-before-sent.yaml',
    named('received-before-sent'),
    /email\/received-before-sent\.yaml:2:\d+: the id received-before-sent is already/,
  ],
]
