/**
 * Two copies of one delivery whose texts differ. The same server wrote the same topmost line into both, so whatever changed the
 * text did so after that server (RFC 5321, section 4.4): in a store, in a client, in an export, by hand.
 */
import type { Breach, Detector, DetectorArtifact, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'

const TEXT = 'email.sent-text'
/** More lines than this in none of the two: compared in full. */
const MOST = 500

interface Copy {
  readonly artifact: DetectorArtifact
  readonly lines: readonly string[]
  readonly top: DetectorEvent
  /** All of its Received lines: writer and time, in order. */
  readonly journey: string
}

const place = ({ locator }: DetectorEvent): number => (locator.type === 'header' ? locator.offset : 0)

function copyOf(artifact: DetectorArtifact): Copy | undefined {
  const text = artifact.traits.find(({ key }) => key === TEXT)?.value
  const hops = artifact.events.filter(({ kind }) => kind === 'email.received').sort((a, b) => place(a) - place(b))
  const [top] = hops
  if (text === undefined || top === undefined) return undefined
  const journey = hops.map(({ clock, nominal }) => `${clock.writer} ${String(nominal)}`).join('|')
  return { artifact, lines: text.replaceAll('~', '').split(',', MOST), top, journey }
}

/** Lines of `a` that `b` has not, counted as often as they stand. */
function missing(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>()
  for (const line of b) left.set(line, (left.get(line) ?? 0) + 1)
  return a.filter((line) => {
    const n = left.get(line) ?? 0
    left.set(line, n - 1)
    return n <= 0
  }).length
}

function compare(first: Copy, other: Copy): { readonly only: readonly [number, number]; readonly added: boolean } {
  const only = [missing(first.lines, other.lines), missing(other.lines, first.lines)] as const
  return { only, added: only[0] === 0 || only[1] === 0 }
}

function detect({ artifacts }: DetectorGroup): readonly Breach[] | `not applicable: ${string}` {
  const byJourney = Map.groupBy(
    [...artifacts].flatMap((artifact) => copyOf(artifact) ?? []),
    ({ journey }) => journey,
  )
  const deliveries = [...byJourney.values()].filter(({ length }) => length > 1)
  if (deliveries.length === 0) return 'not applicable: no two copies of one delivery with a text that can be compared'
  return deliveries.flatMap(([first, ...others]) => {
    if (first === undefined) return []
    // Each against the first one: ten thousand copies are compared in ten thousand steps.
    const odd = others
      .map((copy) => ({ copy, ...compare(first, copy) }))
      .filter(({ only }) => only[0] + only[1] > 0)
      .sort((a, b) => b.only[0] + b.only[1] - (a.only[0] + a.only[1]))
    const [worst] = odd
    if (worst === undefined) return []
    const most = Math.max(first.lines.length, worst.copy.lines.length)
    return [
      {
        artifact: worst.copy.artifact,
        other: first.artifact,
        events: [
          { role: 'first', event: first.top },
          { role: 'second', event: worst.copy.top },
        ],
        values: {
          lines: `${String(worst.only[0])} of ${String(first.lines.length)} lines stand in the other copy only, ${String(worst.only[1])} of ${String(worst.copy.lines.length)} in this one only`,
        },
        others: odd.length - 1,
        // All lines of one stand in the other: a footer, a part left out; or nearly none do: another form of the whole text.
        ...(worst.added || Math.min(...worst.only) * 2 > most ? { level: 'low' as const } : {}),
      },
    ]
  })
}

export default {
  title: 'Two copies of one delivery have different texts',
  id: 'copies-of-one-delivery-differ-in-text',
  status: 'test',
  description:
    'Two copies have one Message-ID and the same Received lines with the same times, so they are copies of one delivery. Lines of text differ, apart from white space and encoding.',
  references: [
    'RFC 5321, section 4.4: a server that takes a message writes one line about it, with the time',
    'RFC 2045, section 6, and RFC 3676, section 4.4: what encoding and flowed text change, and is not compared',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    '{artifact} and {other} have one Message-ID and the same Received lines; the topmost is that of {first.clock} of {first.raw}. Their texts differ, apart from white space and encoding: {lines}.',
  inferred:
    'Servers up to the topmost line handed on one text. At least one of the two texts was changed after that: in a mailbox, in a program that stored or exported the copy, or by hand. It is not said which of the two.',
  notShown: 'It is not shown what was changed, by whom, when, nor whether the meaning changed.',
  falsepositives: [
    {
      id: 'client-rewrote',
      text: 'a mail client or store kept the text in another form and wrote it out anew: wrapped lines, left out a signature, put links in another form',
      tests: [
        {
          when: { trait: 'email.copy.mark' },
          state: 'open',
          because: 'a mail client put a mark of its own on this copy',
        },
      ],
    },
    { id: 'scanner-notice', text: 'a scanner at a mailbox put its notice into one of the copies', tests: [] },
    { id: 'redacted', text: 'somebody made names or passages illegible before handing a copy out', tests: [] },
  ],
  tags: ['email', 'copies'],
  examples: [
    {
      name: 'one line of four differs',
      breaks: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        { artifact: 'a', traits: { 'email.sent-text': 'aaaaaa,bbbbbb,cccccc,dddddd' } },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        { artifact: 'b', traits: { 'email.sent-text': 'aaaaaa,bbbbbb,eeeeee,dddddd' } },
      ],
    },
    {
      name: 'the same text in both',
      holds: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        { artifact: 'a', traits: { 'email.sent-text': 'aaaaaa,bbbbbb' } },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        { artifact: 'b', traits: { 'email.sent-text': 'aaaaaa,bbbbbb' } },
      ],
    },
    {
      name: 'another delivery, through a list that added a footer',
      holds: [
        {
          artifact: 'a',
          type: 'message',
          kind: 'email.received',
          time: '2019-08-27T13:12:49Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        { artifact: 'a', traits: { 'email.sent-text': 'aaaaaa,bbbbbb' } },
        {
          artifact: 'b',
          'copy-of': 'a',
          type: 'message',
          kind: 'email.received',
          time: '2019-08-27T13:13:20Z',
          clock: 'receiver',
          writer: 'mx.example.org',
        },
        { artifact: 'b', traits: { 'email.sent-text': 'aaaaaa,bbbbbb,ffffff' } },
      ],
    },
  ],
  select: {
    join: 'copy-of',
    events: ['email.received'],
    traits: [TEXT],
    artifacts: ['message'],
  },
  detect,
} satisfies Detector
