/**
 * Date, Message-ID, References, In-Reply-To and the program's own name stand in an order that the program named never wrote them in. Measured
 * on 12,293 genuine mails of twelve public lists, 2019 to 2026; servers and lists leave these five where they are, and move From, To, Cc,
 * Subject and the fields of MIME, which take no part.
 */
import type { Detector } from '../../src/analysis/detector.ts'

const ORDER = 'email.client.field-order'

/** What was measured of one program: groups of fields, from the top; each group stood above the next in all of the mails. */
interface Kept {
  readonly program: string
  /** First and last version measured; absent: the program names none. */
  readonly from?: readonly number[]
  readonly to?: readonly number[]
  /** Where no version is named, only mails whose Date lies in the measured years are judged: days, first and last. */
  readonly days?: readonly [first: string, last: string]
  readonly groups: readonly (readonly string[])[]
  readonly mails: number
  readonly senders: number
}

/**
 * Programs with at least 140 mails of 30 senders and no exception. Outlook is none of them: 130 mails of 80 senders that name one of
 * its versions stand in more than nine orders, at most 23 in one. Thunderbird wrote References above Date until 77 and writes it below
 * since 91; one genuine mail names 78 and has the newer order, so 78 to 85 are not judged by it.
 */
const MEASURED: readonly Kept[] = [
  {
    program: 'git-send-email',
    from: [1, 8],
    to: [2, 54],
    groups: [['date'], ['x-mailer', 'in-reply-to', 'references']],
    mails: 6_595,
    senders: 1_278,
  },
  {
    program: 'gmail',
    days: ['2019-04-29', '2026-05-28'],
    groups: [['date'], ['message-id']],
    mails: 1_519,
    senders: 427,
  },
  {
    program: 'mutt',
    from: [1, 5],
    to: [2, 2],
    groups: [['date'], ['message-id'], ['references'], ['in-reply-to'], ['user-agent']],
    mails: 807,
    senders: 148,
  },
  {
    program: 'thunderbird',
    from: [52],
    to: [77],
    groups: [['references'], ['date'], ['user-agent'], ['in-reply-to']],
    mails: 691,
    senders: 174,
  },
  {
    program: 'thunderbird',
    from: [78],
    to: [85],
    groups: [['date'], ['user-agent'], ['in-reply-to']],
    mails: 380,
    senders: 110,
  },
  {
    program: 'thunderbird',
    from: [91],
    to: [102],
    groups: [['message-id', 'date'], ['user-agent'], ['references', 'in-reply-to']],
    mails: 678,
    senders: 180,
  },
  {
    program: 'thunderbird',
    days: ['2023-04-12', '2026-07-09'],
    groups: [['message-id', 'date'], ['user-agent'], ['references', 'in-reply-to']],
    mails: 710,
    senders: 212,
  },
  {
    program: 'evolution',
    from: [3, 2],
    to: [3, 58],
    groups: [['message-id'], ['date', 'in-reply-to', 'references'], ['x-mailer', 'user-agent']],
    mails: 260,
    senders: 66,
  },
  {
    program: 'neomutt',
    from: [20170113],
    to: [20250905],
    groups: [['date'], ['message-id'], ['references'], ['in-reply-to'], ['user-agent']],
    mails: 148,
    senders: 32,
  },
  {
    // Message-ID is left out: the user may leave it to the server, which puts it below.
    program: 'claws-mail',
    from: [3, 11],
    to: [4, 3],
    groups: [['date'], ['in-reply-to'], ['references'], ['x-mailer', 'user-agent']],
    mails: 156,
    senders: 39,
  },
  {
    program: 'b4',
    from: [0, 10],
    to: [0, 15],
    groups: [['date', 'in-reply-to', 'references'], ['x-mailer']],
    mails: 349,
    senders: 92,
  },
]

const numbers = (version: string): readonly number[] => version.split('.').map(Number)

/** Negative if the first version is older; parts that the second does not state are not compared. */
function compared(left: readonly number[], right: readonly number[]): number {
  for (const [i, part] of right.entries()) if (part !== (left[i] ?? 0)) return (left[i] ?? 0) - part
  return 0
}

function measured(program: string, version: string | undefined, nominal: number | undefined): Kept | undefined {
  const day = nominal === undefined ? '' : new Date(nominal / 1_000).toISOString().slice(0, 10)
  return MEASURED.find(({ program: name, from, to, days }) => {
    if (name !== program) return false
    if (days !== undefined) return version === undefined && day >= days[0] && day <= days[1]
    if (version === undefined || from === undefined || to === undefined) return false
    return compared(numbers(version), from) >= 0 && compared(numbers(version), to) <= 0
  })
}

/** The first two neighbours, as they stand, of which the upper belongs below the lower. */
function inverted(order: readonly string[], { groups }: Kept): readonly [upper: string, lower: string] | undefined {
  const placed = order.flatMap((field) => {
    const group = groups.findIndex((fields) => fields.includes(field))
    return group === -1 ? [] : [{ field, group }]
  })
  for (const [i, lower] of placed.entries()) {
    const upper = placed[i - 1]
    if (upper !== undefined && upper.group > lower.group) return [upper.field, lower.field]
  }
  return undefined
}

const NAMES: Readonly<Record<string, string>> = {
  date: 'Date',
  'message-id': 'Message-ID',
  references: 'References',
  'in-reply-to': 'In-Reply-To',
  'user-agent': 'User-Agent',
  'x-mailer': 'X-Mailer',
}
const nameOf = (field: string): string => NAMES[field] ?? field

export default {
  title: 'Fields stand in an order that the program named does not write',
  id: 'fields-in-the-order-of-another-program',
  status: 'test',
  description:
    'A mail program writes its fields in an order of its own, and servers and lists leave Date, Message-ID, References, In-Reply-To and the name of the program where they are. In all measured mails of a program some of these stand above others.',
  references: [
    'Measured on 11,989 genuine mails of ten public lists, 2019 to 2026, that name one of five programs or bear an id of Gmail, and on 304 of twelve lists that name NeoMutt or Claws Mail: none otherwise',
    'RFC 5322, section 3.6: the order of header fields is free; trace fields and Resent blocks are not reordered. So the order is the habit of a program, and no rule of a standard',
  ],
  date: '2026-11-22',
  says: 'inconsistent',
  level: 'low',
  observed: 'The header points to {program}. {upper} stands above {lower}; the fields stand in this order: {order}.',
  inferred:
    'In all {mails} measured mails of this program, from {senders} senders, {lower} stands above {upper} where both are there. Either another program or a server wrote these fields or put them in another order, or the name of the program is not that of the one which wrote the message.',
  notShown:
    'It is not shown who put the fields in this order, nor why, nor when, nor that the content of the message is untrue.',
  falsepositives: [
    {
      id: 'server-wrote-fields-anew',
      text: 'a server of the sender, a gateway or a store wrote the fields anew and left no mark of it',
      tests: [],
    },
    {
      id: 'name-set-by-hand',
      text: 'the user had set the name or the version of the program by hand, or an add-on did',
      tests: [],
    },
    {
      id: 'own-fields',
      text: 'the user let the program write a field of his own making, or sent a text that another program had prepared',
      tests: [],
    },
    {
      id: 'saved-by-program',
      text: 'a program that stored or exported this copy printed its fields in an order of its own',
      tests: [
        {
          when: { trait: 'email.copy.mark' },
          state: 'open',
          because: 'a mail client put a mark of its own on this copy',
        },
      ],
    },
  ],
  tags: ['email', 'client'],
  examples: [
    {
      name: 'a Thunderbird of 2019 with the fields in the order of 2021',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          traits: { [ORDER]: 'thunderbird 68: message-id,date,user-agent,references,in-reply-to' },
        },
      ],
    },
    {
      name: 'Mutt with its fields in alphabetical order',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          traits: { [ORDER]: 'mutt 1.10: date,in-reply-to,message-id,references,user-agent' },
        },
      ],
    },
    {
      name: 'a mail of Gmail with its Message-ID above Date',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.date',
          time: '2021-05-04T10:00:00Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        { artifact: 'm', traits: { [ORDER]: 'gmail: references,in-reply-to,message-id,date' } },
      ],
    },
    {
      name: 'Mutt as it writes',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          traits: { [ORDER]: 'mutt 1.10: date,message-id,references,in-reply-to,user-agent' },
        },
      ],
    },
    {
      name: 'a Thunderbird of 2021 as it writes',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          traits: { [ORDER]: 'thunderbird 91: message-id,date,user-agent,references,in-reply-to' },
        },
      ],
    },
    {
      name: 'a Claws Mail whose server gave the message its id',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          traits: { [ORDER]: 'claws-mail 4.1: date,in-reply-to,references,x-mailer,message-id' },
        },
      ],
    },
    {
      name: 'a version that was not measured',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          traits: { [ORDER]: 'mutt 1.4: date,message-id,references,user-agent,in-reply-to' },
        },
      ],
    },
    {
      name: 'a mail of Gmail before the measured years',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.date',
          time: '2015-05-04T10:00:00Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
        },
        { artifact: 'm', traits: { [ORDER]: 'gmail: message-id,date' } },
      ],
    },
  ],
  select: { join: 'artifact', events: ['email.date'], traits: [ORDER], artifacts: ['message'] },
  detect({ artifacts }) {
    const [message] = artifacts
    const found = message?.traits.find(({ key }) => key === ORDER)?.value.split(': ')
    if (message === undefined || found === undefined)
      return 'not applicable: no known program is named, or a server wrote the fields anew'
    const [[program = '', version] = [], order = []] = [found[0]?.split(' '), found[1]?.split(',')]
    const date = message.events.find(({ kind }) => kind === 'email.date')
    const kept = measured(program, version, date?.nominal)
    if (kept === undefined) return 'not applicable: this version, or these years of the program, were not measured'
    if (new Set(kept.groups.filter((group) => group.some((field) => order.includes(field)))).size < 2)
      return 'not applicable: fewer than two of the fields'
    const worst = inverted(order, kept)
    if (worst === undefined) return []
    return [
      {
        artifact: message,
        events: date === undefined ? [] : [{ role: 'claimed', event: date }],
        values: {
          program: found[0] ?? program,
          order: order.map(nameOf).join(', '),
          upper: nameOf(worst[0]),
          lower: nameOf(worst[1]),
          mails: kept.mails.toLocaleString('en'),
          senders: String(kept.senders),
        },
      },
    ]
  },
} satisfies Detector
