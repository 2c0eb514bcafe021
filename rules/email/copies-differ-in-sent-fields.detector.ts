/**
 * Two copies of one message that differ in a field which the sender wrote once (RFC 5322, section 3.6). Which copy is the later
 * product is said as far as the copies themselves tell: by signatures that fit one and not the other, by lists passed, by marks of saving.
 */
import type {
  Breach,
  Detector,
  DetectorArtifact,
  DetectorEvent,
  DetectorGroup,
  DetectorTrait,
} from '../../src/analysis/detector.ts'

const FIELDS = 'email.sent-fields'
const LIST = 'email.passed-list'
const CONTEXT = 'email.context'
const BODY = 'email.dkim.body'
const HEADER = 'email.dkim.header-part'

interface Copy {
  readonly artifact: DetectorArtifact
  readonly fields: ReadonlyMap<string, string>
  readonly list: boolean
  readonly saved: boolean
  /** Whether a key says that signed fields and body are as they were signed; undefined where it says nothing. */
  readonly intact: boolean | undefined
  /** The day on which the key was looked up live; undefined for one of the archive. */
  readonly keyFoundOn: string | undefined
  readonly hops: number
}

function copyOf(artifact: DetectorArtifact): Copy {
  const traits: readonly DetectorTrait[] = [...artifact.traits, ...artifact.events.flatMap((event) => event.traits)]
  const of = (key: string) => traits.filter((trait) => trait.key === key).map(({ value }) => value)
  const headers = of(HEADER).filter((value) => value.startsWith('verifies') || value === 'does not verify')
  const fits = headers.some((value) => value.startsWith('verifies')) && of(BODY).some((value) => value === 'agrees')
  return {
    artifact,
    fields: new Map((of(FIELDS)[0] ?? '').split(',').map((one) => [one.slice(0, -9), one.slice(-8)])),
    list: of(LIST).length > 0,
    saved: of(CONTEXT).includes('saved-by-client'),
    intact: headers.length === 0 ? undefined : fits,
    keyFoundOn: headers.map((value) => /\d{4}-\d\d-\d\d$/.exec(value)?.[0]).find((day) => day !== undefined),
    hops: artifact.events.filter(({ kind }) => kind === 'email.received').length,
  }
}

/** In microseconds. */
const DAY = 86_400_000_000
/** From how many different Dates on, each borne out by its own servers, an id is that of a program and not of one message. */
const MANY = 3

const dateOf = ({ events }: DetectorArtifact): DetectorEvent | undefined =>
  events.find(({ kind }) => kind === 'email.date')

/**
 * Days on which copies were sent, as their Dates and the servers that took each copy state alike. A copy whose Date alone was changed is none.
 */
function sendings(artifacts: readonly DetectorArtifact[]): number {
  const days = artifacts.flatMap((artifact) => {
    const date = dateOf(artifact)
    const hops = artifact.events.filter(({ kind }) => kind === 'email.received')
    if (date === undefined || new Set(hops.map(({ clock }) => clock.writer)).size < 2) return []
    return hops.every((hop) => Math.abs(hop.nominal - date.nominal) <= DAY) ? [Math.floor(date.nominal / DAY)] : []
  })
  return new Set(days).size
}

/** Fields that both copies have, with different values. */
const differing = (a: Copy, b: Copy): readonly string[] =>
  [...a.fields].filter(([name, hash]) => (b.fields.get(name) ?? hash) !== hash).map(([name]) => name)

function laterProduct(a: Copy, b: Copy): { readonly later: Copy; readonly words: string } {
  const day = a.keyFoundOn ?? b.keyFoundOn
  const key = day === undefined ? '' : ` The key was found on ${day}; it is not known from the time of the mail.`
  if (a.intact === true && b.intact === false)
    return {
      later: b,
      words: `The signature fits the first copy and not the second: the second is the changed one.${key}`,
    }
  if (b.intact === true && a.intact === false)
    return {
      later: a,
      words: `The signature fits the second copy and not the first: the first is the changed one.${key}`,
    }
  const marks = (copy: Copy) => (copy.saved ? 2 : 0) + (copy.list ? 1 : 0)
  if (marks(a) !== marks(b)) {
    const [later, which] = marks(a) > marks(b) ? [a, 'first'] : [b, 'second']
    return { later, words: `The ${which} copy bears marks of saving or of a mailing list; it is the later product.` }
  }
  return { later: b, words: 'The copies do not tell which of them is the later product.' }
}

function breach(first: Copy, other: Copy, fields: readonly string[], others: number, sent: number): Breach {
  const { later, words } = laterProduct(first, other)
  const dates = [first, other].flatMap(({ artifact }, i) => {
    const event = dateOf(artifact)
    return event === undefined ? [] : [{ role: i === 0 ? 'first' : 'second', event }]
  })
  const list = first.list || other.list
  return {
    artifact: later.artifact,
    other: later === first ? other.artifact : first.artifact,
    events: dates,
    values: { fields: fields.join(', '), words, hops: `${String(first.hops)} and ${String(other.hops)}` },
    others,
    ...(list ? { level: 'informational' as const } : sent >= MANY ? { level: 'low' as const } : {}),
    alternatives: {
      ...(list ? { 'list-rewrote': { state: 'open', because: 'a copy bears a header of a mailing list' } } : {}),
      ...(sent >= MANY
        ? {
            'message-id-reused': {
              state: 'open',
              because: `copies were sent on ${String(sent)} different days, as each one's Date and servers state alike`,
            },
          }
        : {}),
    },
  }
}

function detect({ artifacts }: DetectorGroup): readonly Breach[] | 'not applicable' {
  const copies = [...artifacts].map(copyOf).filter(({ fields }) => fields.size > 0)
  const [first, ...others] = copies
  if (first === undefined || others.length === 0) return 'not applicable'
  // Each against the first one: ten thousand copies are compared in ten thousand steps.
  const odd = others.map((copy) => ({ copy, fields: differing(first, copy) })).filter(({ fields }) => fields.length > 0)
  const [worst] = odd.sort((a, b) => b.fields.length - a.fields.length)
  return worst === undefined ? [] : [breach(first, worst.copy, worst.fields, odd.length - 1, sendings([...artifacts]))]
}

export default {
  title: 'Two copies of one message differ in a field that the sender wrote',
  id: 'copies-differ-in-sent-fields',
  status: 'test',
  description:
    'Copies with one Message-ID carry what the sender wrote: Date, From, To, Cc, Subject, references, the name of the program. White space, folding and list tags in the subject are left aside.',
  references: [
    'RFC 5322, section 3.6.4: a Message-ID belongs to one version of one message',
    'RFC 6377, section 3.3: what mailing lists change',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'Two copies have one Message-ID and differ in {fields}. They passed {hops} servers by their Received lines. {words}',
  inferred:
    'The sender wrote these fields once. At most one copy carries them unchanged; what differs was written on the way, in a store, or later.',
  notShown:
    'It is not shown which copy is as it was sent unless a signature says so, nor who changed the other, nor why.',
  falsepositives: [
    { id: 'list-rewrote', text: 'a mailing list changed subject, sender or recipients', tests: [] },
    {
      id: 'written-anew',
      text: 'a server or client wrote the field anew: decoded words, sorted or shortened addresses, hid blind recipients',
      tests: [],
    },
    { id: 'message-id-reused', text: 'a device or script gives different messages one Message-ID', tests: [] },
  ],
  tags: ['email', 'copies', 'attack.t1565.001'],
  examples: [
    {
      name: 'another subject in the second copy',
      breaks: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'a', traits: { 'email.sent-fields': 'date=11111111,subject=22222222' } },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'b', traits: { 'email.sent-fields': 'date=11111111,subject=33333333' } },
      ],
    },
    {
      name: 'the same fields, one more in a copy that kept the blind recipients',
      holds: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'a', traits: { 'email.sent-fields': 'date=11111111,subject=22222222' } },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.date',
          time: '2019-08-27T13:12:44Z',
          clock: 'sender',
          writer: 'Date',
        },
        { artifact: 'b', traits: { 'email.sent-fields': 'date=11111111,subject=22222222,cc=44444444' } },
      ],
    },
  ],
  select: {
    join: 'copy-of',
    events: ['email.date', 'email.received', 'email.dkim.signed', 'email.x-received'],
    traits: [FIELDS, LIST, CONTEXT, BODY, HEADER],
    artifacts: ['message'],
  },
  detect,
} satisfies Detector
