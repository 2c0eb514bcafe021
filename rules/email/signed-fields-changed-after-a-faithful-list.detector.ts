/**
 * Signed fields that do not verify with the archived key, after a list whose host passes signed fields on as they are. Where lists write
 * subjects and senders anew a failing signature says nothing; where they do not, a field was changed elsewhere (RFC 6376, section 6.1.3).
 */
import type { Detector, DetectorArtifact, DetectorTrait } from '../../src/analysis/detector.ts'

const BODY = 'email.dkim.body'
const HEADER = 'email.dkim.header-part'
const HOST = 'email.list-host'
const REWRITTEN = 'email.dkim.rewritten-field'
const STORED = 'email.copy.written-anew'
const NAME = 'email.header-name'
/** Exchange and Notes keep a message in parts and write its header out anew. */
const WRITES_ANEW = /^x-(?:ms-exchange-organization|ms-has-attach|ms-tnef|mimetrack|notes-)/i

/**
 * Hosts of lists that were measured to pass signed fields on as they are, but for those that the reader names (a list's own Sender, a To that was
 * missing, two fields joined). vger.kernel.org, 2019 to 2026: see the references.
 */
const LEAVES_FIELDS = new Set(['vger.kernel.org'])

/** Marks of list programs that this host does not run: the message passed another list, too. */
const OTHER_LIST = /^(?:x-mailman-version|x-beenthere|x-google-group-id|mailing-list)$/i

const all = (artifact: DetectorArtifact): readonly DetectorTrait[] => [
  ...artifact.traits,
  ...artifact.events.flatMap((event) => event.traits),
]
const place = ({ locator }: DetectorTrait): number => (locator.type === 'header' ? locator.offset : -1)

export default {
  title: 'Signed fields do not verify, though the list that the message passed leaves them as they are',
  id: 'signed-fields-changed-after-a-faithful-list',
  status: 'test',
  description:
    'A DKIM signature covers the fields that it names, mostly From, To, Subject, Date and Message-ID. They do not verify with the key archived for its selector, while the body has the hash in it. The message passed a list whose host was measured to pass such fields on as they are.',
  references: [
    'RFC 6376, section 6.1.3: computing the verification; section 5.4: the fields that are signed',
    'RFC 6377, section 3.3: some mailing lists change the message, others do not',
    'Measured on mails of the lists of one host, 2019 to 2026, with an archived key and the body as signed (rules/baselines.json)',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The {name} at byte {place} names fields of this message; they do not verify with the key archived for its selector, although the body has the hash that it states.{more} {host} names itself as the host of the list; its lists were measured to pass signed fields on as they are.',
  inferred:
    'Whoever holds the key signed this body together with other fields than stand here. Either one of the signed fields (mostly From, To, Subject, Date, Message-ID), or the signature itself, is not as it was when the list passed it on; or the archived key is not the one it was made with.',
  notShown: 'It is not shown which field differs, who changed it, when, nor whether the meaning changed.',
  falsepositives: [
    {
      id: 'rewritten-in-transit',
      text: 'a server before or after the list wrote a signed field anew: decoded a subject, joined two fields, gave an address a host',
      tests: [],
    },
    { id: 'key-changed', text: 'the domain used its selector with another key than the archived one', tests: [] },
    {
      id: 'exported',
      text: 'a program wrote the fields anew when the message was stored, saved or exported',
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
      name: 'a subject changed after a list of vger.kernel.org',
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
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
    {
      name: 'the signature covers Sender, which the list writes',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: {
            'email.dkim.body': 'agrees',
            'email.dkim.header-part': 'does not verify',
            'email.dkim.rewritten-field': 'Sender',
          },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
    {
      name: 'stored by Exchange, which writes addresses and subjects in its own form',
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
        {
          artifact: 'm',
          traits: { 'email.list-host': 'vger.kernel.org', 'email.header-name': 'X-MS-Exchange-Organization-SCL' },
        },
      ],
    },
    {
      name: 'the list decoded the message, so that neither body nor fields fit',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs', 'email.dkim.header-part': 'does not verify' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
    {
      name: 'a list of a host that writes subjects anew',
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
        { artifact: 'm', traits: { 'email.list-host': 'lists.example.org' } },
      ],
    },
    {
      name: 'another list took the message on and wrote its name into the subject',
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
        {
          artifact: 'm',
          traits: { 'email.list-host': 'vger.kernel.org', 'email.header-name': 'X-Mailman-Version' },
        },
      ],
    },
    {
      name: 'the fields verify',
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
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.dkim.signed', 'email.received', 'email.x-received'],
    traits: [BODY, HEADER, HOST, REWRITTEN, STORED, NAME],
    artifacts: ['message'],
  },
  detect({ artifacts: [message] }) {
    if (message === undefined) return 'not applicable'
    const traits = all(message)
    const of = (key: string) => traits.filter((trait) => trait.key === key)
    const [host] = of(HOST)
    const others =
      of(HOST).some(({ value }) => !LEAVES_FIELDS.has(value)) || of(NAME).some(({ value }) => OTHER_LIST.test(value))
    if (host === undefined || others)
      return 'not applicable: no list of a host that was measured to leave signed fields as they are'
    if (of(STORED).length > 0 || of(NAME).some(({ value }) => WRITES_ANEW.test(value)))
      return 'not applicable: the store of this copy writes messages anew'
    const rewritten = new Set(of(REWRITTEN).map(place))
    const bodies = new Map(of(BODY).map((one) => [place(one), one.value]))
    const known = of(HEADER).filter(
      (one) =>
        (one.value.startsWith('verifies') || one.value === 'does not verify') &&
        !rewritten.has(place(one)) &&
        (bodies.get(place(one)) ?? '').startsWith('agrees'),
    )
    const [first, ...more] = known
    if (first === undefined)
      return 'not applicable: no archived key for a signature whose body fits and whose fields no server writes anew'
    if (known.some(({ value }) => value.startsWith('verifies'))) return []
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
          host: host.value,
          more: more.length === 0 ? '' : ` So it is with ${String(more.length)} more.`,
        },
        others: more.length,
      },
    ]
  },
} satisfies Detector
