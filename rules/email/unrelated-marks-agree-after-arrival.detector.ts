/**
 * Writers who have nothing to do with one another left marks of one time in a message, and that time lies after Date and after every
 * server's line. Each mark has innocent causes of its own; that they agree leaves few. Measured forms: src/time/decoders, rules/facts.
 */
import type { Detector, DetectorArtifact, DetectorEvent, DetectorGroup } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const DAY = 86_400_000_000

/** Of 3,409 genuine answers to an id with a time of another domain 95 % came within a month; a later one is not judged. */
const ANSWERED_WITHIN = 31 * DAY
/** Events of each kind that are looked at. */
const MOST = 200

const IDS = ['email.message-id.time', 'email.message-id.start', 'email.message-id.local']
const ANSWERED = 'email.reference.time'
const SIGNED = ['email.dkim.signed', 'email.arc.signed']
const SERVERS = ['email.received', 'email.x-received', 'email.stamped', 'email.moderated', 'email.posted']
/** A list may have put another Date in the place of the sender's; who sends a message on says so in Resent-Date. */
const DATES = ['email.date', 'email.original-date', 'email.resent-date']
const FAMILY = 'email.message-id.family'
/** Ids of sixteen characters are in 1.5 % another program's; JavaMail writes a new id whenever a message is saved. */
const DOUBTFUL = ['mid.mutt-b64', 'mid.javamail-message-id', 'mid.javamail-three-message-id']

/** Forms that a server wrote and that came into use on a known day, all of grade A, with what their facts call `cannot` (rules/facts). */
const FORMS: Readonly<Record<string, { readonly words: string; readonly margin: number }>> = {
  'email.x-ironport-av.sophos-engine': { words: 'an engine of a virus scanner', margin: 60 * DAY },
  'email.x-ironport-av.sophos-seq': { words: 'data of a virus scanner', margin: 3 * DAY },
  'email.x-ironport-av.mcafee': { words: 'an engine of a virus scanner', margin: 60 * DAY },
  'email.x-ironport-av.mcafee-dat': { words: 'data of a virus scanner', margin: 3 * DAY },
  'email.arc-seal.selector': { words: 'a key of a server that sealed the message', margin: 30 * DAY },
  'email.arc-message-signature.selector': { words: 'a key of a server that sealed the message', margin: 30 * DAY },
}

/** What somebody wrote into the message, and when it can have been made according to that: `from` to `to`, tolerances granted. */
interface Mark {
  readonly by: 'sender' | 'answered' | 'server'
  readonly words: () => string
  /** The owner's name as far as it can be told; a form rests on no clock, so whose server bears it is no matter. */
  readonly owner: string | undefined
  readonly form: boolean
  readonly from: number
  readonly to: number
  readonly event?: DetectorEvent
}

/** The last two labels of a host's name; owners who share them (co.uk) count as one. Undefined where the name tells no owner. */
function owner(host: string | undefined): string | undefined {
  const labels = host?.toLowerCase().replace(/\.$/, '').split('.') ?? []
  const top = labels.at(-1) ?? ''
  return labels.length < 2 || !/^[a-z]{2,}$/.test(top) || LOCAL.has(top) ? undefined : labels.slice(-2).join('.')
}
/** Names that every network has for itself (RFC 6761, RFC 6762, RFC 8375 and custom). */
const LOCAL = new Set(['local', 'localdomain', 'localhost', 'lan', 'internal', 'home', 'arpa', 'invalid', 'test'])
/** The day and second of an instant, for a sentence. */
const at = (micros: number) => new Date(micros / 1_000).toISOString().slice(0, 19).replace('T', ' ')
const timeOf = ({ nominal, zone }: DetectorEvent) =>
  zone === 'floating' ? `${at(nominal)} by a clock whose zone is unknown` : `${at(nominal)} UTC`
const hostOf = (id: string) => id.slice(id.lastIndexOf('@') + 1)

const since = (event: DetectorEvent) => event.earliest - event.clock.extreme
const until = (event: DetectorEvent) => event.latest + event.clock.extreme

function marks(message: DetectorArtifact, { facts }: DetectorGroup): readonly Mark[] {
  const of = (...kinds: readonly string[]) => message.events.filter(({ kind }) => kinds.includes(kind)).slice(0, MOST)
  const doubtful = [...message.traits, ...message.events.flatMap(({ traits }) => traits)].some(
    ({ key, value }) => key === FAMILY && DOUBTFUL.includes(value),
  )
  const timed = (by: Mark['by'], event: DetectorEvent, who: string, words: () => string, longer = 0): Mark => ({
    by,
    words,
    owner: owner(who),
    form: false,
    from: since(event),
    to: until(event) + longer,
    event,
  })
  const id = (event: DetectorEvent) =>
    timed(
      'sender',
      event,
      hostOf(event.raw),
      () => `its own id ${event.raw} holds ${timeOf(event)}`,
      event.kind.endsWith('.start') ? ANSWERED_WITHIN : 0,
    )
  const answered = (event: DetectorEvent) =>
    timed(
      'answered',
      event,
      hostOf(event.raw),
      () => `it names as answered ${event.raw}, which holds ${timeOf(event)}`,
      ANSWERED_WITHIN,
    )
  const signed = (event: DetectorEvent) =>
    timed('server', event, event.clock.writer, () => `${event.clock.writer} signed it at ${timeOf(event)}`)
  const forms = facts.flatMap(({ trait, from, to }): readonly Mark[] => {
    const form = FORMS[trait.key]
    if (form === undefined || from === undefined) return []
    const words = () =>
      `it bears ${form.words} (${trait.value}), first seen on ${at(from).slice(0, 10)}, ${String(form.margin / DAY)} days granted`
    return [{ by: 'server', words, owner: undefined, form: true, from: from - form.margin, to: to ?? Infinity }]
  })
  return [
    ...(doubtful ? [] : of(...IDS).map(id)),
    ...of(ANSWERED).map(answered),
    ...of(...SIGNED).map(signed),
    ...forms,
  ]
}

/** Of different making, and not of one owner: who answers himself has one clock. */
const unrelated = (a: Mark, b: Mark): boolean =>
  a.by !== b.by && (a.form || b.form || (a.owner !== undefined && b.owner !== undefined && a.owner !== b.owner))

const agree = (a: Mark, b: Mark): boolean => Math.max(a.from, b.from) <= Math.min(a.to, b.to)

/** The pair whose earlier mark is the latest. At most 800 marks, of which only the first unrelated one behind each is looked for. */
function best(all: readonly Mark[]): readonly [Mark, Mark] | undefined {
  const latest = [...all].sort((a, b) => b.from - a.from)
  for (const [n, early] of latest.entries()) {
    const late = latest.slice(0, n).find((mark) => unrelated(mark, early) && agree(mark, early))
    if (late !== undefined) return [early, late]
  }
  return undefined
}

/** Whether the message bears marks of two writers at all, of whatever time. */
function comparable(all: readonly Mark[]): boolean {
  const writers = [
    ...new Map(all.map((mark) => [`${mark.by} ${String(mark.form)} ${mark.owner ?? ''}`, mark])).values(),
  ]
  return writers.some((a) => writers.some((b) => unrelated(a, b)))
}

/** What the examples are made of: what a sender's program wrote, what a signer wrote, and the lines of two servers of 2019. */
const written = (kind: string, time: string, writer: string, raw?: string) => ({
  artifact: 'm',
  kind,
  time,
  clock: 'sender' as const,
  writer,
  ...(raw === undefined ? {} : { raw }),
})
const DATE = { ...written('email.date', '2019-08-27T13:12:44Z', 'Date'), claim: true }
const digits = (time: string) => time.replace(/\D/g, '')
const own = (time: string) =>
  written('email.message-id.time', time, 'Message-ID', `${digits(time)}.GA7@ann.example.com`)
const answered = (time: string, who = 'ben@example.net') =>
  written('email.reference.time', time, 'In-Reply-To', `${digits(time)}.12-1-${who}`)
const signed = (time: string, writer: string) => ({
  artifact: 'm',
  kind: 'email.dkim.signed',
  time,
  clock: 'provider' as const,
  writer,
})
const line = (time: string, clock: 'relay' | 'receiver', writer: string) => ({
  artifact: 'm',
  kind: 'email.received',
  time,
  clock,
  writer,
})
const LINES = [
  line('2019-08-27T13:12:49Z', 'relay', 'mail.example.com'),
  line('2019-08-27T13:12:52Z', 'receiver', 'mx.example.org'),
] as const

export default {
  title: 'Marks of unrelated writers agree on a time after every server’s line',
  id: 'unrelated-marks-agree-after-arrival',
  status: 'test',
  description:
    'Two of these are later than Date and than every line of at least two servers, and agree with one another: the time in the message’s own id; the time in an id of another domain that it answers; what a server on the way left, a signature or a form that came into use later.',
  references: [
    'RFC 5321, section 4.4: each server that takes a message puts its own line, with the time, on top; what the sender writes, and what that answers, stood before the first of them',
    'RFC 5322, section 3.6.4: In-Reply-To and References name what stood before the message',
    'Measured on genuine mails of public lists, 2019 to 2026, and on two older collections: of 9,937 with marks of two unrelated writers none is so, and none has even one mark beyond the tolerances',
  ],
  date: '2026-11-22',
  says: 'inconsistent',
  level: 'high',
  observed:
    'Two marks of this message are later than its servers state: {early}; {late}. Servers of {servers} owners took it; the latest time that they state is {to.raw} ({to.clock}); Date states {claimed.raw}.',
  inferred:
    'Both marks were there before the last server took the message. By their names their writers share no clock, and both fit one time of making. Either the message was made then, and the lines and Date are not what was written at its passage; or the marks are of another message. The marks, Date and the lines cannot all belong to one sending.',
  falsepositives: [
    {
      id: 'text-edited',
      text: 'the text of Date and of the servers’ lines, or of the marks, was edited afterwards',
      tests: [],
    },
    {
      id: 'lines-of-another-message',
      text: 'a program kept Date and the servers’ lines of an older message in one that was written anew out of it',
      tests: [],
    },
    {
      id: 'top-lines-missing',
      text: 'the message was sent on, or given out of an archive, with marks of that time, and the lines of the later servers were left out',
      tests: [],
    },
    {
      id: 'two-clocks-ahead',
      text: 'the clocks of both writers ran ahead by about as much, and the sender’s Date came from another clock than its id',
      tests: [],
    },
    {
      id: 'servers-behind',
      text: 'the clocks of all servers named, and that of Date, were behind by this much',
      tests: [],
    },
    {
      id: 'form-used-earlier',
      text: 'where one mark is a form: the server used it before anybody in the measured collection did, and the other writer’s clock ran ahead',
      tests: [],
    },
  ],
  tags: ['email', 'hidden-time', 'thread', 'attack.t1565.001', 'solve-it.dft-1129', 'solve-it.dft-1134'],
  examples: [
    {
      name: 'an id of 2024 and an answered id of the day before, of another domain, under lines and a Date of 2019',
      breaks: [DATE, own('2024-04-03T09:11:05Z'), answered('2024-04-02T17:20:00Z'), ...LINES],
    },
    {
      name: 'an answered id of 2024 and a signature of the list of the day after, under lines of 2019',
      breaks: [DATE, answered('2024-04-02T17:20:00Z'), signed('2024-04-03T09:11:30Z', 'example.org'), ...LINES],
    },
    {
      name: 'the original’s clock ran ahead, and so it is answered before it was written',
      holds: [DATE, own('2019-08-27T13:12:43Z'), answered('2024-04-02T17:20:00Z'), ...LINES],
    },
    {
      name: 'one clock ran ahead: Date, the id and the own earlier message of another host say so, the servers do not',
      holds: [
        { ...DATE, time: '2019-11-27T13:12:44Z' },
        own('2019-11-27T13:12:43Z'),
        answered('2019-11-26T17:20:00Z', 'ann@example.net'),
        ...LINES,
      ],
    },
    {
      name: 'one owner: who answers himself has one clock',
      holds: [DATE, own('2024-04-03T09:11:05Z'), answered('2024-04-02T17:20:00Z', 'ann@example.com'), ...LINES],
    },
    {
      name: 'two years between the marks: an id written anew by an export, and an original whose clock ran ahead',
      holds: [DATE, own('2024-04-03T09:11:05Z'), answered('2022-02-02T17:20:00Z'), ...LINES],
    },
    {
      name: 'only one server, whose clock was behind',
      holds: [DATE, own('2024-04-03T09:11:05Z'), answered('2024-04-02T17:20:00Z'), LINES[1]],
    },
    {
      name: 'two servers of one owner, behind with their owner’s time service',
      holds: [
        DATE,
        own('2024-04-03T09:11:05Z'),
        answered('2024-04-02T17:20:00Z'),
        { ...LINES[0], writer: 'mail.example.org' },
        LINES[1],
      ],
    },
    {
      name: 'moved to another server years later, whose line stands on top',
      holds: [
        DATE,
        own('2024-04-03T09:11:05Z'),
        answered('2024-04-02T17:20:00Z'),
        ...LINES,
        { ...LINES[1], time: '2024-06-03T08:00:00Z', writer: 'mail.example.net' },
      ],
    },
    {
      name: 'resent years later as a message of its own',
      holds: [
        DATE,
        own('2024-04-03T09:11:05Z'),
        answered('2024-04-02T17:20:00Z'),
        ...LINES,
        written('email.resent-date', '2024-04-03T09:11:04Z', 'Resent-Date'),
      ],
    },
    {
      name: 'a list put its own Date in the place of one that ran ahead',
      holds: [
        DATE,
        own('2019-11-27T13:12:43Z'),
        answered('2019-11-26T17:20:00Z', 'ann@example.net'),
        ...LINES,
        written('email.original-date', '2019-11-27T13:12:44Z', 'X-Original-Date'),
      ],
    },
    {
      name: 'an answer of the next day, all clocks right',
      holds: [
        DATE,
        own('2019-08-27T13:12:43Z'),
        answered('2019-08-26T17:20:00Z'),
        signed('2019-08-27T13:12:50Z', 'example.com'),
        ...LINES,
      ],
    },
    {
      name: 'a moderator let it pass four days later, and the list signed it then',
      holds: [
        DATE,
        own('2019-08-27T13:12:43Z'),
        answered('2019-08-26T17:20:00Z'),
        signed('2019-08-31T13:12:50Z', 'example.org'),
        ...LINES,
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: [...DATES, ...SERVERS, ...IDS, ANSWERED, ...SIGNED],
    traits: [FAMILY, ...Object.keys(FORMS)],
    artifacts: ['message'],
  },
  detect(group) {
    const [message] = group.artifacts
    const of = (...kinds: readonly string[]) => message?.events.filter(({ kind }) => kinds.includes(kind)) ?? []
    const [date] = of('email.date')
    const owners = new Set(of('email.received').flatMap(({ clock }) => owner(clock.writer) ?? []))
    if (message === undefined || date === undefined || owners.size < 2)
      return 'not applicable: no Date, or no lines of two servers of different owners'
    const all = marks(message, group)
    if (!comparable(all)) return 'not applicable: no marks of two unrelated writers'
    const latest = (a: DetectorEvent, b: DetectorEvent) => (until(b) > until(a) ? b : a)
    const taken = of(...SERVERS).reduce(latest)
    const stated = until([taken, ...of(...DATES)].reduce(latest))
    const pair = best(all.filter(({ from }) => from > stated))
    if (pair === undefined) return []
    const [early, late] = pair
    return [
      {
        artifact: message,
        events: [
          { role: 'claimed', event: date },
          { role: 'to', event: taken },
          ...pair.flatMap(({ event }, n) => (event === undefined ? [] : [{ role: n === 0 ? 'early' : 'late', event }])),
        ],
        values: { early: early.words(), late: late.words(), servers: String(owners.size) },
        excess: (early.from - stated) as Micros,
        alternatives:
          early.form || late.form
            ? {
                'two-clocks-ahead': {
                  state: 'excluded',
                  because: 'one of the two marks is a form, which rests on no clock',
                },
              }
            : { 'form-used-earlier': { state: 'excluded', because: 'neither of the two marks is a form' } },
      },
    ]
  },
} satisfies Detector
