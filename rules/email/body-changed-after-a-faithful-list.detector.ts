/**
 * A body that is not the one signed, after a list whose host leaves bodies as they are. Where lists add footers a differing body
 * says nothing; where they do not, it was changed elsewhere (RFC 6376, section 3.7; RFC 6377, section 3.3).
 */
import type { Detector, DetectorArtifact, DetectorTrait } from '../../src/analysis/detector.ts'

const BODY = 'email.dkim.body'
const HEADER = 'email.dkim.header-part'
const ARC = 'email.arc.body'
const HOST = 'email.list-host'
const ENCODING = 'email.transfer-encoding'
const STORED = 'email.copy.written-anew'
const NAME = 'email.header-name'
/** Exchange and Notes keep a message in parts and write it out anew, header and body. */
const WRITES_ANEW = /^x-(?:ms-exchange-organization|ms-has-attach|ms-tnef|mimetrack|notes-)/i

/**
 * Hosts of lists that were measured to pass bodies on as signed. vger.kernel.org: of 3,937 mails of its lists, every third of
 * six lists of 2019 to 2026, 3 differ; two of them it had decoded to 8BIT, the third is in base64. Both kinds are left out here.
 */
const LEAVES_BODIES = new Set(['vger.kernel.org'])
const REWRITTEN = /^(?:8BIT|base64)$/
/** Google writes some bodies so after it made its inner signature: of 20 mails whose inner signature alone differs all are so. */
const QUOTED_PRINTABLE = /^quoted-printable$/i

/** Marks of list programs that this host does not run: the message passed another list, too. */
const OTHER_LIST = /^(?:x-mailman-version|x-beenthere|x-google-group-id|mailing-list)$/i

const all = (artifact: DetectorArtifact): readonly DetectorTrait[] => [
  ...artifact.traits,
  ...artifact.events.flatMap((event) => event.traits),
]
const isInner = ({ locator }: DetectorTrait): boolean => locator.type === 'header' && /^x-google-/i.test(locator.name)
const place = ({ locator }: DetectorTrait): number => (locator.type === 'header' ? locator.offset : -1)

/** A key that was looked up live is known from the day of the look-up only; that it verifies still shows whose hash it is. */
function verifiedWords(header = ''): string {
  const day = /\d{4}-\d\d-\d\d$/.exec(header)?.[0]
  return day === undefined
    ? 'The signed fields verify with the archived key of the signer, so the hash is the one the signer wrote.'
    : `The signed fields verify with a key found on ${day} in the DNS of the signer's domain, not known from the time of the mail; so the hash is the one that the holder of that key wrote.`
}

export default {
  title: 'The body is not the one signed, though the list that it passed leaves bodies as they are',
  id: 'body-changed-after-a-faithful-list',
  status: 'test',
  description:
    'A DKIM signature states a hash of the body. The body of this copy has another one, and neither it nor a beginning of it was signed. The message passed a list whose host was measured to pass bodies on as they are.',
  references: [
    'RFC 6376, sections 3.4 and 3.7: canonical body and body hash',
    'RFC 6377, section 3.3: some mailing lists change the message, others do not',
    'Measured on the mails of ten lists of one host, 2019 to 2026: of the kinds that are not left out here 2 of 11,986 differ, both signed with keys that no archive holds',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The {name} at byte {place} states a hash of the body; neither the body of this copy nor a beginning of it has this hash. {host} names itself as the host of the list; its lists were measured to pass bodies on as they are. {fields}',
  inferred:
    'Either the body of this copy is not the one that the signer signed and the list passed on, or the hash in the signature is not the one that the signer wrote.',
  notShown:
    'It is not shown what was changed, by whom, when, nor whether the meaning changed: one character or another transfer encoding is enough.',
  falsepositives: [
    {
      id: 're-encoded',
      text: 'a server before the list, or a program that stored or exported this copy, wrote the body in another transfer encoding, or changed white space',
      tests: [],
    },
    { id: 'signed-wrongly', text: 'the signer computes the hash wrongly; its other mails show the same', tests: [] },
    {
      id: 'exported-without-parts',
      text: 'an export left parts of the body out, or put names in place of others',
      tests: [
        {
          when: { trait: 'email.copy.mark' },
          state: 'open',
          because: 'a mail client put a mark of its own on this copy',
        },
      ],
    },
  ],
  tags: ['email', 'dkim'],
  examples: [
    {
      name: 'the fields verify with a key that was looked up later, and a word was changed after the list',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs', 'email.dkim.header-part': 'verifies with a key found on 2026-11-21' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
    {
      name: 'a word changed after a list of vger.kernel.org',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
    {
      name: 'neither the body nor the fields fit the archived key, in 7bit',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs', 'email.dkim.header-part': 'does not verify' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org', 'email.transfer-encoding': '7bit' } },
      ],
    },
    {
      name: 'neither fits, written as quoted-printable on the way',
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
        {
          artifact: 'm',
          traits: { 'email.list-host': 'vger.kernel.org', 'email.transfer-encoding': 'quoted-printable' },
        },
      ],
    },
    {
      name: 'the same, decoded to 8BIT on the way',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org', 'email.transfer-encoding': '8BIT' } },
      ],
    },
    {
      name: 'a list of a host that adds footers',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'lists.example.net' } },
      ],
    },
    {
      name: 'somebody added lines at the end',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'begins as signed' },
        },
        { artifact: 'm', traits: { 'email.list-host': 'vger.kernel.org' } },
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.dkim.signed', 'email.arc.signed', 'email.received', 'email.x-received'],
    traits: [BODY, HEADER, ARC, HOST, ENCODING, STORED, NAME],
    artifacts: ['message'],
  },
  detect({ artifacts: [message] }) {
    if (message === undefined) return 'not applicable'
    const traits = all(message)
    const of = (key: string) => traits.filter((trait) => trait.key === key)
    const [host] = of(HOST)
    const others =
      of(HOST).some(({ value }) => !LEAVES_BODIES.has(value)) || of(NAME).some(({ value }) => OTHER_LIST.test(value))
    if (host === undefined || others)
      return 'not applicable: no list of a host that was measured to leave bodies as they are'
    if (of(ENCODING).some(({ value }) => REWRITTEN.test(value.trim())))
      return 'not applicable: in base64, or decoded on the way'
    if (of(STORED).length > 0) return 'not applicable: the store of this copy writes bodies anew'
    // Google's inner header is written before its own servers are done with the message.
    const quoted = of(ENCODING).some(({ value }) => QUOTED_PRINTABLE.test(value.trim()))
    const bodies = of(BODY).filter((one) => !one.value.startsWith('not checked') && !(quoted && isInner(one)))
    if (bodies.length === 0) return 'not applicable: no signature with a body hash that can be checked'
    if ([...bodies, ...of(ARC)].some(({ value }) => value.startsWith('agrees') || value === 'begins as signed'))
      return []
    const headers = new Map(of(HEADER).map((one) => [place(one), one.value]))
    const state = (body: DetectorTrait): string => headers.get(place(body)) ?? ''
    const verified = bodies.find((body) => state(body).startsWith('verifies'))
    const failing = bodies.find((body) => state(body) === 'does not verify')
    const anew = quoted || of(NAME).some(({ value }) => WRITES_ANEW.test(value))
    if (verified === undefined && failing !== undefined && anew)
      return 'not applicable: neither the body nor the signed fields fit, as where a server or store wrote both anew'
    const [first] = bodies
    const at = verified ?? failing ?? first
    if (at === undefined) return []
    const signing = message.events.find((event) => event.traits.includes(at))
    const date = message.events.find(({ kind }) => kind === 'email.date')
    return [
      {
        artifact: message,
        events: [
          ...(date === undefined ? [] : [{ role: 'claimed', event: date }]),
          ...(signing === undefined ? [] : [{ role: 'signed', event: signing }]),
        ],
        values: {
          name: at.locator.type === 'header' ? at.locator.name : 'signature',
          place: String(place(at)),
          host: host.value,
          fields:
            verified !== undefined
              ? verifiedWords(state(verified))
              : failing === undefined
                ? 'No key for this signature is archived, so it is not known whether the hash is still the one the signer wrote.'
                : 'The signed fields do not verify with the archived key of the signer either, and the transfer encoding is none that a server writes when it writes body and fields anew.',
        },
        others: bodies.length - 1,
        // Without a key the hash itself may be another: two of 11,986 genuine mails of the host are so, and nothing else speaks against them.
        ...((verified ?? failing) ? {} : { level: 'low' as const }),
      },
    ]
  },
} satisfies Detector
