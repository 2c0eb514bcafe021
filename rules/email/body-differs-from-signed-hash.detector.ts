/**
 * A body that has not the hash which a DKIM or ARC signature states for it (RFC 6376, section 3.7). With an archived key the
 * signed fields may still verify: then the hash is the signer's own, and the body was changed after signing.
 */
import type { Breach, Detector, DetectorArtifact, DetectorTrait } from '../../src/analysis/detector.ts'

const BODIES = new Set(['email.dkim.body', 'email.arc.body'])
const HEADERS = new Set(['email.dkim.header-part', 'email.arc.header-part'])
const LIST = 'email.passed-list'
/** Exchange and Proton write the bodies of what they store anew; where that can be undone to the bit, the reader says that the body agrees. */
const STORED = 'email.copy.written-anew'
/** Values of a body that is not the one signed. */
const CHANGED = new Set(['differs', 'begins as signed'])

const isChecked = ({ key, value }: DetectorTrait): boolean => BODIES.has(key) && !value.startsWith('not checked')

interface Signature {
  readonly at: DetectorTrait
  readonly header: string | undefined
}

const all = (artifact: DetectorArtifact): readonly DetectorTrait[] => [
  ...artifact.traits,
  ...artifact.events.flatMap((event) => event.traits),
]

const open = (because: string) => ({ state: 'open', because }) as const

const place = ({ locator }: DetectorTrait): number => (locator.type === 'header' ? locator.offset : -1)

function signaturesOf(artifact: DetectorArtifact): readonly Signature[] {
  const traits = all(artifact)
  const headers = new Map(traits.filter(({ key }) => HEADERS.has(key)).map((one) => [place(one), one.value]))
  return traits.filter(isChecked).map((at) => ({ at, header: headers.get(place(at)) }))
}

/** A key that was looked up live is known from the day of the look-up only; that it verifies still shows whose hash it is. */
function verifiedWords(header = ''): string {
  const day = /\d{4}-\d\d-\d\d$/.exec(header)?.[0]
  return day === undefined
    ? 'The signed fields verify with the archived key of the signer, so the hash is the one the signer wrote.'
    : `The signed fields verify with a key found on ${day} in the DNS of the signer's domain, not known from the time of the mail; so the hash is the one that the holder of that key wrote.`
}

/** `explained`: lines were added at the end, as lists and gateways do every day, or the store writes bodies anew. */
function levelOf(verified: boolean, list: boolean, explained: boolean): Breach['level'] {
  if (list) return verified && !explained ? 'low' : 'informational'
  if (!verified) return 'low'
  return explained ? 'medium' : undefined
}

function breach(artifact: DetectorArtifact, found: readonly Signature[]): Breach | undefined {
  const verified = found.find(({ header }) => header?.startsWith('verifies'))
  const unknown = found.find(({ header }) => header !== 'does not verify')
  const worst = verified ?? unknown
  if (worst === undefined) return undefined
  const list = all(artifact).some(({ key }) => key === LIST)
  const stored = all(artifact).find(({ key }) => key === STORED)?.value
  const signing = artifact.events.find((event) => event.traits.includes(worst.at))
  const date = artifact.events.find(({ kind }) => kind === 'email.date')
  const name = worst.at.locator.type === 'header' ? worst.at.locator.name : 'signature'
  const added = found.some(({ at }) => at.value === 'begins as signed')
  const level = levelOf(verified !== undefined, list, added || stored !== undefined)
  return {
    artifact,
    events: [
      ...(date === undefined ? [] : [{ role: 'claimed', event: date }]),
      ...(signing === undefined ? [] : [{ role: 'signed', event: signing }]),
    ],
    values: {
      name,
      place: String(place(worst.at)),
      fields:
        verified === undefined
          ? 'No key for this signature is archived, so it is not known whether the hash is still the one the signer wrote.'
          : verifiedWords(verified.header),
      where: added
        ? ' The body without its last lines has the hash: something was added at its end.'
        : ' No beginning of the body has it either.',
      meaning:
        verified === undefined
          ? 'Either the body is not the one that was signed, or the hash in the header is not the one the signer wrote.'
          : 'The body of this copy is not the one that was signed: it was changed after signing, on the way or in a store.',
    },
    others: found.length - 1,
    ...(level === undefined ? {} : { level }),
    alternatives: {
      ...(list
        ? { 'list-rewrote': open('the message bears a header of a mailing list; lists add footers and take parts off') }
        : {}),
      ...(stored === undefined
        ? {}
        : { 're-encoded': open(`the store of this copy writes bodies anew, as this tells: ${stored}`) }),
    },
  }
}

export default {
  title: 'The body is not the one that was signed',
  id: 'body-differs-from-signed-hash',
  status: 'test',
  description:
    'A DKIM or ARC signature states a hash of the body as it was signed. The body of this copy has another. No key is needed to see it; with an archived key the signed fields say whether the hash is the signer’s own.',
  references: [
    'RFC 6376, sections 3.4 and 3.7: canonical body and body hash',
    'RFC 6377, section 3.3: mailing lists that change the message',
    'Measured on genuine mails with a body hash that can be checked: on two public lists 4 of 1,632 differ; on eight others, several of which add footers, 3,132 of 15,063 (rules/baselines.json)',
  ],
  date: '2026-11-21',
  says: 'inconsistent',
  level: 'high',
  observed:
    'The {name} at byte {place} states a hash of the body; the body of this copy has another one.{where} {fields}',
  inferred: '{meaning}',
  notShown:
    'It is not shown what was changed, by whom, when, nor whether the meaning changed: one character, an added footer or another transfer encoding is enough.',
  falsepositives: [
    {
      id: 'list-rewrote',
      text: 'a mailing list added a footer, took an attachment off or wrote the parts anew',
      tests: [],
    },
    {
      id: 're-encoded',
      text: 'a server or mail client wrote the body in another transfer encoding, added a disclaimer or a scanner’s notice',
      tests: [],
    },
    {
      id: 'exported-without-parts',
      text: 'an export left parts of the body out, changed the ends of lines or put names in place of others',
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
      name: 'the fields verify with a key that was looked up later, the body is another',
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
      ],
    },
    {
      name: 'the signed fields verify, the body does not',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs', 'email.dkim.header-part': 'verifies' },
        },
      ],
    },
    {
      name: 'exported by a store that writes bodies anew',
      breaks: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: {
            'email.dkim.body': 'differs',
            'email.dkim.header-part': 'verifies',
            'email.copy.written-anew': 'X-Pm-Content-Encryption',
          },
        },
      ],
    },
    {
      name: 'stored by Exchange, which put its tag before the HTML: undone, the body has its hash',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: {
            'email.dkim.body': 'agrees as it was before Exchange stored it',
            'email.dkim.header-part': 'verifies',
          },
        },
      ],
    },
    {
      name: 'the list signed the body that it had changed',
      holds: [
        {
          artifact: 'm',
          type: 'message',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:26:53Z',
          clock: 'provider',
          writer: 'example.com',
          traits: { 'email.dkim.body': 'differs', 'email.dkim.header-part': 'verifies' },
        },
        {
          artifact: 'm',
          kind: 'email.dkim.signed',
          time: '2023-03-14T09:27:53Z',
          clock: 'provider',
          writer: 'lists.example.net',
          traits: { 'email.dkim.body': 'agrees' },
        },
      ],
    },
    {
      name: 'neither part verifies: the signature proves nothing',
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
      ],
    },
  ],
  select: {
    join: 'artifact',
    events: ['email.date', 'email.dkim.signed', 'email.arc.signed', 'email.received', 'email.x-received'],
    traits: [...BODIES, ...HEADERS, LIST, STORED],
    artifacts: ['message'],
  },
  detect({ artifacts }) {
    const [message] = artifacts
    if (message === undefined) return 'not applicable'
    const bodies = all(message).filter(isChecked)
    if (bodies.length === 0) return 'not applicable: no signature with a body hash that can be checked'
    // A signer on the way signed the body as it stands: what an earlier signature covers was changed before that, in the open.
    if (bodies.some(({ value }) => !CHANGED.has(value))) return []
    const signatures = signaturesOf(message)
    if (signatures.every(({ header }) => header === 'does not verify'))
      return 'not applicable: neither the body nor the signed fields fit, such a signature proves nothing'
    const found = breach(message, signatures)
    return found === undefined ? [] : [found]
  },
} satisfies Detector
