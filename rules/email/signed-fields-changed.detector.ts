/**
 * Signed fields that do not verify with the archived key although the body has the hash that the signature states (RFC 6376,
 * section 6.1.3): a signed field, or the signature itself, is not as the signer wrote it.
 */
import type { Detector, DetectorTrait } from '../../src/analysis/detector.ts'

const BODY = 'email.dkim.body'
const HEADER = 'email.dkim.header-part'
const LIST = 'email.passed-list'

const place = ({ locator }: DetectorTrait): number => (locator.type === 'header' ? locator.offset : -1)

const isInner = ({ locator }: DetectorTrait): boolean => locator.type === 'header' && /^x-google-/i.test(locator.name)

export default {
  title: 'Signed fields do not verify with the archived key',
  id: 'signed-fields-changed',
  status: 'test',
  description:
    'A DKIM signature covers the fields that it names. They do not verify with the key that is archived for its selector, while the body still has the hash in it.',
  references: [
    'RFC 6376, section 6.1.3: computing the verification',
    'RFC 6377, section 3.3: mailing lists that change subject or sender',
    'Measured on public lists: of 935 signatures of gmail.com and google.com with an archived key 504 verify; of those of lists many do not',
  ],
  date: '2026-11-21',
  says: 'unusual',
  level: 'low',
  observed:
    'The {name} at byte {place} names fields of this message; they do not verify with the key archived for its selector, although the body has the hash that it states.',
  inferred:
    'One of the signed fields (mostly From, To, Subject, Date, Message-ID), or the signature itself, is not as the signer wrote it; or the archived key is not the one it was made with.',
  notShown: 'It is not shown which field differs, who changed it, nor why.',
  falsepositives: [
    {
      id: 'rewritten-in-transit',
      text: 'a server wrote a signed field anew: decoded a subject, folded an address, marked it as spam',
      tests: [],
    },
    { id: 'key-changed', text: 'the domain used its selector with another key than the archived one', tests: [] },
    {
      id: 'exported',
      text: 'a mail client wrote the fields anew when the message was saved or exported',
      tests: [
        {
          when: { trait: 'email.copy.mark' },
          state: 'open',
          because: 'a mail client put a mark of its own on this copy',
        },
      ],
    },
  ],
  tags: ['email', 'dkim', 'attack.t1565.001'],
  examples: [
    {
      name: 'the body fits, the fields do not',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'agrees', 'email.dkim.header-part': 'does not verify' },
        },
      ],
    },
    {
      name: 'a list wrote its name into the subject',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'agrees', 'email.dkim.header-part': 'does not verify' },
        },
        { artifact: 'm', traits: { 'email.passed-list': 'List-Id' } },
      ],
    },
    {
      name: 'another key of the signer, looked up later, verifies it',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'agrees', 'email.dkim.header-part': 'verifies with a key found on 2026-11-21' },
        },
      ],
    },
    {
      name: 'both verify',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'agrees', 'email.dkim.header-part': 'verifies' },
        },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.dkim.signed', 'email.received', 'email.x-received'],
    traits: [BODY, HEADER, LIST],
    artifacts: ['message'],
  },
  detect({ artifacts }) {
    const [message] = artifacts
    if (message === undefined) return 'not applicable'
    const traits = [...message.traits, ...message.events.flatMap((event) => event.traits)]
    // Google's inner header is written before its own servers are done with the message: of 340 genuine ones 57 do not verify.
    const headers = traits.filter(({ key }) => key === HEADER)
    if (headers.length === 0) return 'not applicable: no DKIM signature'
    const known = headers.filter(
      (one) => (one.value.startsWith('verifies') || one.value === 'does not verify') && !isInner(one),
    )
    if (known.length === 0) return 'not applicable: no archived key for its selector, such a signature proves nothing'
    if (known.some(({ value }) => value.startsWith('verifies'))) return []
    if (traits.some(({ key }) => key === LIST))
      return 'not applicable: it passed a mailing list, which may write signed fields anew'
    const agrees = new Set(
      traits.filter(({ key, value }) => key === BODY && value !== 'differs' && value !== 'begins as signed').map(place),
    )
    const [first, ...others] = known.filter((one) => agrees.has(place(one)))
    if (first === undefined) return 'not applicable: neither the body nor the signed fields fit, it proves nothing'
    const signing = message.events.find((event) => event.traits.includes(first))
    const date = message.events.find(({ kind }) => kind === 'email.date')
    return [
      {
        artifact: message,
        events: [
          ...(date === undefined ? [] : [{ role: 'claimed', event: date }]),
          ...(signing === undefined ? [] : [{ role: 'signed', event: signing }]),
        ],
        values: {
          name: first.locator.type === 'header' ? first.locator.name : 'signature',
          place: String(place(first)),
        },
        others: others.length,
      },
    ]
  },
} satisfies Detector
