/** A signature made after the last server had taken the message: who signs on the way hands the message on afterwards (RFC 6376, section 5). */
import type { Detector, DetectorEvent } from '../../src/analysis/detector.ts'
import type { Micros } from '../../src/time/instant.ts'

/** In microseconds. */
const HOUR = 3_600_000_000

/** Measured: t= of Google never more than 5 s later than arrival (65,425 mails), of others 91 of 580,380 more than a minute. */
const ALLOWED = HOUR

/**
 * Who took a message last may hold it, for a moderator or in a quarantine, and sign it when it is let go; an archive of the list, or a
 * store, then keeps no line of a later server. A quarantine keeps a message for 30 days at most (Microsoft 365, quarantine retention).
 */
const HELD = 31 * 24 * HOUR
const LIST = 'email.list-host'

/** Whether the signer is the list that the message passed, or the owner of the last server. */
const isOwn = (signer: string, hosts: readonly string[]): boolean =>
  hosts.some((host) => host.toLowerCase() === signer || host.toLowerCase().endsWith(`.${signer}`))

const isSigning = ({ kind }: DetectorEvent) => kind === 'email.dkim.signed' || kind === 'email.arc.signed'

export default {
  title: 'Signed after it had arrived',
  id: 'signed-after-arrival',
  status: 'test',
  description:
    'The time in a DKIM or ARC signature is later than the latest time that any server states for taking the message.',
  references: [
    'RFC 6376, section 3.5: t= is the time that the signature was created',
    'Measured on public mailing-list archives of 30 lists, 2019 to 2026 (collection list-mail-2019-2026): 645,805 signatures',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'medium',
  observed:
    'The signature of {from.clock} was made at {from.time} ({from.raw}). The latest time that a server states, in the line bearing {to.clock}, is {to.raw}, {gap} earlier.',
  inferred:
    'Either the signature is what {from.clock} wrote, then this copy passed it later than every server line says; or the signature is not of this passage. Either way the lines and the signature cannot all stand as they are.',
  falsepositives: [
    {
      id: 'top-lines-missing',
      text: 'the lines of the last servers were left out when the message was stored or exported',
      tests: [],
    },
    {
      id: 'held-by-signer',
      text: 'the list or server that took the message last held it, for a moderator or in a quarantine, and signed it when it was let go',
      tests: [],
    },
    { id: 'signer-clock-ahead', text: 'the clock of the signing server ran ahead', tests: [] },
  ],
  tags: ['email', 'dkim'],
  examples: [
    {
      name: 'signed in 2024, taken in 2019',
      breaks: [
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2019-08-27T13:12:45Z',
          clock: 'receiver',
          writer: 'mx.example.com',
        },
        {
          artifact: 'm',
          kind: 'email.dkim.signed',
          time: '2024-04-03T09:11:05Z',
          clock: 'provider',
          writer: 'gmail.com',
        },
      ],
    },
    {
      name: 'signed again by a list a week later, before the last server',
      holds: [
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2023-08-27T13:12:45Z',
          clock: 'relay',
          writer: 'lists.example.net',
        },
        {
          artifact: 'm',
          kind: 'email.dkim.signed',
          time: '2023-09-03T13:12:40Z',
          clock: 'provider',
          writer: 'lists.example.net',
        },
        {
          artifact: 'm',
          kind: 'email.received',
          time: '2023-09-03T13:12:45Z',
          clock: 'receiver',
          writer: 'mx.example.com',
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.dkim.signed', 'email.arc.signed', 'email.received', 'email.x-received'],
    traits: [LIST],
    artifacts: ['message'],
  },
  detect({ artifacts: [message] }) {
    const events = message?.events ?? []
    const latest = (event: DetectorEvent) => event.latest + event.clock.extreme
    const last = events
      .filter((event) => !isSigning(event))
      .reduce<DetectorEvent | undefined>((a, b) => (a === undefined || latest(b) > latest(a) ? b : a), undefined)
    const signed = events.filter(isSigning)
    if (message === undefined || last === undefined || signed.length === 0) return 'not applicable'
    const late = (event: DetectorEvent) => event.earliest - event.clock.extreme - latest(last) - ALLOWED
    const found = signed.filter((event) => late(event) > 0)
    const worst = found.reduce<DetectorEvent | undefined>(
      (a, b) => (a === undefined || late(b) > late(a) ? b : a),
      undefined,
    )
    if (worst === undefined) return []
    const lists = message.traits.filter(({ key }) => key === LIST).map(({ value }) => value)
    const held = late(worst) < HELD && isOwn(worst.clock.writer.toLowerCase(), [...lists, last.clock.writer])
    return [
      {
        artifact: message,
        events: [
          { role: 'from', event: worst },
          { role: 'to', event: last },
        ],
        values: {},
        excess: late(worst) as Micros,
        others: found.length - 1,
        ...(held
          ? {
              level: 'low' as const,
              alternatives: {
                'held-by-signer': {
                  state: 'open' as const,
                  because: `${worst.clock.writer} is the list that the message passed, or owns the server that took it last`,
                },
              },
            }
          : {}),
      },
    ]
  },
} satisfies Detector
