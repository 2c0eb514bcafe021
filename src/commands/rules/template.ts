/** The texts with which a new rule begins: every field is there, and examples of both kinds to fill in. */
import type { Vocabulary } from '../../analysis/vocabulary.ts'

export const NEW_KINDS = ['interval', 'order', 'agree', 'fact', 'detector'] as const
export type NewKind = (typeof NEW_KINDS)[number]

export interface NewRule {
  readonly kind: NewKind
  readonly id: string
  readonly title: string | undefined
  /** YYYY-MM-DD. */
  readonly today: string
  /** An interval's event kinds. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** What a fact is about, and the first day on which it can honestly stand. */
  readonly trait: string | undefined
  readonly value: string | undefined
  readonly since: string | undefined
  readonly source: string | undefined
  /** Where a detector finds its types. */
  readonly types: string
  /** Where an editor finds the schema of rules, from the new file. */
  readonly schema: string
}

/** The folder and the suffix of a kind. */
export const placeOf = (kind: NewKind, folder: string): readonly [folder: string, suffix: string] =>
  kind === 'fact' ? ['facts', '.yaml'] : [folder, kind === 'detector' ? '.detector.ts' : '.yaml']

/** The text of a new file. */
export const templateOf = (rule: NewRule, vocabulary: Vocabulary): string => TEMPLATES[rule.kind](rule, vocabulary)

/** A text in YAML, whatever stands in it. */
const quoted = (text: string): string =>
  /\p{Cc}/u.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`

const head = ({ id, title, today, schema }: NewRule, says: string, level: string): string => `\
# yaml-language-server: $schema=${schema}
title: ${title === undefined ? 'State what the evidence shows, in one line' : quoted(title)}
id: ${id}
status: experimental
description: What the rule holds honest evidence to, and why.
references:
  - the document, or the measured corpus, that says so
date: ${today}
says: ${says}
level: ${level}
`

const CAUSES = `\
falsepositives:
  - {id: name-it, text: an innocent cause that gives the same picture}
`

const TEMPLATES: Readonly<Record<NewKind, (rule: NewRule, vocabulary: Vocabulary) => string>> = {
  interval: (rule) => {
    const { from = 'email.date', to = 'email.received' } = rule
    return `${head(rule, 'unusual', 'low')}\
interval: {from: {kind: ${from}}, to: {kind: ${to}}, join: artifact, min: 0s}
observed: 'One line states {from.raw}; another states {to.raw}, {gap} apart.'
${CAUSES}\
examples:
  - name: what breaks it
    breaks: [{kind: ${from}, time: 2020-01-02T00:00:00Z}, {kind: ${to}, time: 2020-01-02T00:00:00Z}]
  - name: what looks like it and is honest
    holds: [{kind: ${from}, time: 2020-01-01T00:00:00Z}, {kind: ${to}, time: 2020-01-02T00:00:00Z}]
`
  },

  order: (rule) => {
    const { from = 'db.row.recorded' } = rule
    const row = (n: number, day: string) =>
      `{artifact: r${n}, kind: ${from}, time: ${day}T00:00:00Z, place: {rowid: ${n}}}`
    const before = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'].map((day, i) =>
      row(i + 1, `2020-01-${day}`),
    )
    return `${head(rule, 'inconsistent', 'medium')}\
order: {of: {kind: ${from}}, along: rowid}
observed: '{rows} of {total} rows along {sequence} state times that do not follow the order of their neighbours.'
${CAUSES}\
examples:
  - name: what breaks it
    breaks: [${[...before, row(12, '2020-01-12')].join(', ')}]
  - name: what looks like it and is honest
    holds: [${[...before, row(12, '2020-01-12')].join(', ')}]
`
  },

  agree: (rule) => {
    const { from = 'email.x-gm-message-state.prefix', to = 'email.x-google-smtp-source.prefix' } = rule
    return `${head(rule, 'inconsistent', 'medium')}\
agree: {left: ${from}, right: ${to}, join: artifact}
observed: 'One mark reads {left}; the other reads {right}.'
${CAUSES}\
examples:
  - name: what breaks it
    breaks: [{traits: {${from}: a, ${to}: a}}]
  - name: what looks like it and is honest
    holds: [{traits: {${from}: a, ${to}: a}}]
`
  },

  fact: (rule) => {
    const { id, trait = 'email.mailer', value = `${id} 9.9`, since, source } = rule
    const first = since ?? '2010-01-01'
    const year = Number(first.slice(0, 4))
    const bears = `traits: {${trait}: ${quoted(since === undefined ? `${id} 1.0` : value)}}`
    const kind = eventOf(trait)
    return `${head(rule, 'inconsistent', 'medium')}\
trait: ${trait}
writtenBy: sender          # receiver | provider | sender | tool
compare: writer            # held against the time of the line that bears it, or: claim
margin: {unlikely: 30d, cannot: 120d}
observed: 'The evidence bears {value}: {fact}. The time stated by its writer ({stated.clock}) is {stated.raw}. This form was in use {window}.'
falsepositives:
  - {id: clock-wrong, text: the clock that wrote the time was wrong or set back}
examples:
  - name: a mark older than its first day
    breaks: [{kind: ${kind}, time: ${year - 5}-01-01T00:00:00Z, ${bears}}]
  - name: a mark within its time
    holds: [{kind: ${kind}, time: ${year + 2}-01-01T00:00:00Z, ${bears}}]
facts:
  - id: ${id}-1
    title: ${quoted(value)}
    equals: ${quoted(value)}       # or: prefix, match (a pattern), counter
    documented: {from: ${first}, source: ${quoted(source ?? 'name the document')}, standing: ${source === undefined ? 'recalled' : 'sourced'}}
`
  },

  detector: (rule) => `\
/** ${rule.id}: what the four kinds of rule cannot say, and which document or corpus it rests on. */
import type { Detector } from '${rule.types}'

export default {
  title: ${JSON.stringify(rule.title ?? 'State what the evidence shows, in one line')},
  id: '${rule.id}',
  status: 'experimental',
  description: 'What the detector holds honest evidence to, and why.',
  references: ['the document, or the measured corpus, that says so'],
  date: '${rule.today}',
  says: 'unusual',
  level: 'low',
  observed: 'The message states {raw}.',
  falsepositives: [{ id: 'name-it', text: 'an innocent cause that gives the same picture', tests: [] }],
  tags: [],
  examples: [
    { name: 'what breaks it', breaks: [{ kind: 'email.date', time: '2020-01-01T00:00:00Z' }] },
    { name: 'what looks like it and is honest', holds: [{ kind: 'email.date', time: '2020-01-02T00:00:00Z' }] },
  ],
  select: { join: 'artifact', events: ['email.date'], traits: [] },
  *detect() {
    // Yield a breach for each constraint that this group breaks.
  },
} satisfies Detector
`,
}

/** An event that bears a trait in an example, by the trait's first word. */
function eventOf(trait: string): string {
  const [first = ''] = trait.split('.')
  const kinds: Readonly<Record<string, string>> = {
    email: 'email.date',
    db: 'db.row.recorded',
    exif: 'exif.original',
    image: 'exif.original',
    archive: 'archive.modified',
    zip: 'archive.modified',
  }
  return kinds[first] ?? 'email.date'
}
