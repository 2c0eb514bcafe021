/**
 * The header names a version of a mail program that was not in use at the time of Date, and the Message-ID has the form of another program.
 * A clock that was behind explains the version and not the id; a script that wrote the id explains the id and not the version.
 */
import type { Detector } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

const MAILER = 'email.mailer'
const NAME = 'email.client.name'
const ID = 'email.client.message-id'

export default {
  title: 'A program newer than Date is named, and another one wrote the Message-ID',
  id: 'newer-client-than-date-and-id',
  status: 'test',
  description:
    'X-Mailer or User-Agent names a version of a mail program that was not yet in use at the time that Date states; and the Message-ID has a form that the program named does not write.',
  references: [
    'Measured on public mailing-list archives of 30 lists, 2019 to 2026 (collection list-mail-2019-2026): the first days of versions',
    'The forms of Message-IDs are those of src/time/decoders, each with its source',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The header names the program {mailer}. Date states {claimed.raw}; that version was first seen after it. The Message-ID has the form of {form}, which the program named does not write.',
  inferred:
    'One program writes its name, Date and the Message-ID of a message. Either the line that names the program is not of the program that wrote this message, then it was put in when that version existed, later than Date; or neither Date nor the Message-ID is of the program named.',
  notShown: 'It is not shown who wrote the name, nor why, nor that the content of the message is untrue.',
  falsepositives: [
    {
      id: 'sender-clock-behind',
      text: "the clock of the sender's computer was far behind, and a script or a plug-in of the program wrote the id",
      tests: [],
    },
    {
      id: 'name-set-by-hand',
      text: 'somebody had set the name of the program by hand, to one with a number that came later',
      tests: [],
    },
    {
      id: 'imported-by-program',
      text: 'a program that stored or sent on an older message put its own name into it',
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
      name: 'Thunderbird 78.14 in a mail of 2019 with an id of git-send-email',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-12-04T10:00:00Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
          traits: {
            'email.mailer': 'Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Thunderbird/78.14.0',
          },
        },
        {
          artifact: 'm',
          traits: { 'email.client.name': 'thunderbird', 'email.client.message-id': 'git-send-email' },
        },
      ],
    },
    {
      name: 'a clock that was behind: the id is of the program named',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2019-12-04T10:00:00Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
          traits: {
            'email.mailer': 'Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Thunderbird/78.14.0',
          },
        },
        { artifact: 'm', traits: { 'email.client.name': 'thunderbird', 'email.client.message-id': 'thunderbird' } },
      ],
    },
    {
      name: 'an id of another program under a version of the time',
      holds: [
        {
          artifact: 'm',
          kind: 'email.date',
          time: '2024-12-04T10:00:00Z',
          clock: 'sender',
          writer: 'Date',
          claim: true,
          traits: {
            'email.mailer': 'Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Thunderbird/78.14.0',
          },
        },
        { artifact: 'm', traits: { 'email.client.name': 'thunderbird', 'email.client.message-id': 'mutt' } },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date'],
    traits: [MAILER, NAME, ID],
    artifacts: ['message'],
  },
  detect({ artifacts, facts }) {
    const [message] = artifacts
    const date = message?.events.find(({ kind }) => kind === 'email.date')
    if (message === undefined || date === undefined) return 'not applicable'
    const traits = [...message.traits, ...message.events.flatMap((event) => event.traits)]
    const value = (key: string) => traits.find((trait) => trait.key === key)?.value
    const [name, form] = [value(NAME), value(ID)]
    const versions = facts.filter(({ trait }) => trait.key === MAILER)
    if (name === undefined || form === undefined || versions.length === 0)
      return 'not applicable: no version whose first day is known, or no Message-ID of a known form'
    const excess = ({ from }: (typeof versions)[number]): number =>
      (from ?? -Infinity) - (date.latest + date.clock.extreme)
    const newer = versions.find((version) => version.broken && excess(version) > 0)
    if (newer === undefined || name === form) return []
    return [
      {
        artifact: message,
        events: [{ role: 'claimed', event: date }],
        values: { mailer: newer.trait.value, form },
        excess: excess(newer) as Micros,
      },
    ]
  },
} satisfies Detector
