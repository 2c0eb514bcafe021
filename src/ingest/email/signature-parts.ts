/**
 * What verifying a DKIM or ARC signature needs of the message, kept while its bytes are there: whether the body has the hash
 * that the signature states (RFC 6376 section 3.7), and the hash of the signed fields, which the analysis holds against an
 * archived key. No key and no network is needed here.
 */
import type { Event } from '../../model.ts'
import {
  canonicalBody,
  canonicalField,
  hashOf,
  hashesOfBeginnings,
  rawField,
  withoutSignature,
  type Canonicalization,
  type HashName,
} from './canonical.ts'
import { beforeExchange } from './exchange-html.ts'
import { locate, type HeaderField } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Tags } from './signature-tags.ts'

export const SIGNATURE_TRAITS = {
  'email.dkim.body':
    'Whether the body has the hash in tag bh of a DKIM signature: agrees, agrees in part (tag l leaves the rest unsigned), agrees as it was before Exchange stored it, begins as signed (lines were added at its end), differs, not checked',
  'email.arc.body': 'The same for an ARC-Message-Signature',
  'email.copy.written-anew':
    'Where the body has not its signed hash: what tells that the store of this copy writes bodies anew, the tag that Exchange puts before HTML or the field of Proton',
  'email.dkim.signed-part':
    'Domain, selector, algorithm, hash of the signed fields and signature of a DKIM-Signature, as JSON: what a key is held against',
  'email.arc.signed-part': 'The same of an ARC-Message-Signature',
  'email.arc.sealed-part': 'The same of an ARC-Seal',
} as const

export type SignatureHeader = 'dkim-signature' | 'x-google-dkim-signature' | 'arc-message-signature' | 'arc-seal'

/** Signatures of one message that are looked at; a list adds one or two, a chain of forwarders a few. */
const MOST_SIGNATURES = 20
/** Different ways of hashing the body that one message is granted: two forms, two hashes, some lengths. */
const MOST_BODY_HASHES = 6
const LARGEST_BODY = 64 * 1024 * 1024
const MOST_FIELDS = 200
/** RFC 8617 section 5.1.1.1 allows 50; a seal covers all sets below it. */
const MOST_SETS = 20

/** Lines of the body that begin with From may be quoted by a mailbox; or the body is kept apart, in other forms. */
export type BodyKept = 'whole' | 'quoted' | 'elsewhere'
/** Apple Mail leaves this in place of an attachment that it stores as a file of its own. */
const TAKEN_OUT = 'X-Apple-Content-Length:'

export class SignatureParts {
  readonly #draft: MessageDraft
  readonly #bytes: Buffer
  readonly #base: number
  readonly #kept: BodyKept
  readonly #bodies = new Map<string, string>()
  readonly #fields = { simple: new Map<HeaderField, string>(), relaxed: new Map<HeaderField, string>() }
  #undone: readonly Buffer[] | undefined
  #toldStore = false
  readonly #beginnings = new Map<string, ReadonlySet<string>>()
  #seen = 0

  constructor(draft: MessageDraft, bytes: Buffer, base: number, kept: BodyKept) {
    this.#draft = draft
    this.#bytes = bytes
    this.#base = base
    this.#kept = kept
  }

  /** Adds what there is to say of one signature; `by` is the event of signing. */
  add(header: SignatureHeader, field: HeaderField, tags: Tags, by: Event | undefined): void {
    if (++this.#seen > MOST_SIGNATURES) return
    const family = header.startsWith('arc-') ? 'arc' : 'dkim'
    if (header !== 'arc-seal') {
      const body = this.#body(header, tags)
      this.#draft.trait(`email.${family}.body`, body, field, by)
      if (body === 'differs') this.#writtenAnew(field)
    }
    const part = this.#part(header, field, tags)
    const kind = header === 'arc-seal' ? 'sealed' : 'signed'
    // Not cut as readable text is: its characters were checked.
    if (part !== undefined)
      this.#draft.traits.push({
        key: `email.${family}.${kind}-part`,
        value: part,
        locator: locate(field),
        ...(by === undefined ? {} : { by }),
      })
  }

  /** What tells that the store this copy comes from writes bodies anew: Exchange's tag, or Proton's field about its encryption. */
  #writtenAnew(field: HeaderField): void {
    if (this.#toldStore) return
    this.#toldStore = true
    const proton = this.#draft.first('x-pm-content-encryption')
    const tagged = (this.#undone ?? []).length > 0
    if (tagged) this.#draft.trait('email.copy.written-anew', 'an HTML part begins with the tag of Exchange', field)
    else if (proton !== undefined) this.#draft.trait('email.copy.written-anew', 'X-Pm-Content-Encryption', proton)
  }

  #body(header: SignatureHeader, tags: Tags): string {
    const stated = tags.get('bh')
    const hash = hashNameOf(tags)
    const length = tags.get('l')
    if (stated === undefined || hash === undefined) return 'not checked: no body hash of a known kind'
    if (length !== undefined && !/^\d{1,15}$/.test(length)) return 'not checked: tag l is no length'
    const form = formsOf(header, tags)?.body
    if (form === undefined) return 'not checked: unknown canonical form'
    if (this.#kept === 'elsewhere') return 'not checked: the body is kept apart from this header'
    const { bodyStart } = this.#draft.header
    const body = this.#bytes.subarray(bodyStart)
    if (body.length > LARGEST_BODY) return 'not checked: the body is too large'
    if (body.includes(TAKEN_OUT)) return 'not checked: a mail client took parts out of this copy'
    for (const quoted of this.#kept === 'quoted' && body.includes('\n>From ') ? [false, true] : [false]) {
      const key = [form, hash, length ?? '', String(quoted)].join()
      let found = this.#bodies.get(key)
      if (found === undefined) {
        if (this.#bodies.size >= MOST_BODY_HASHES) return 'not checked: too many different ways of signing'
        found = this.#hash(body, form, hash, length, quoted)
        this.#bodies.set(key, found)
      }
      const [value, rest] = found.split(' ')
      if (value === stated) return rest === undefined ? 'agrees' : 'agrees in part'
    }
    // Undone to the bit or not at all: a hash leaves no room for anything else that was changed.
    this.#undone ??= this.#kept === 'whole' ? beforeExchange(body) : []
    const undone = this.#undone.some((bytes) => this.#hash(bytes, form, hash, length, false) === stated)
    if (undone) return 'agrees as it was before Exchange stored it'
    return length === undefined && this.#begins(body, form, hash, stated) ? 'begins as signed' : 'differs'
  }

  /** Whether the body without some of its last lines has the hash: a list or gateway added them. */
  #begins(body: Buffer, form: Canonicalization, hash: HashName, stated: string): boolean {
    const key = `${form},${hash}`
    const known = this.#beginnings.get(key) ?? hashesOfBeginnings(canonicalBody(body, form), hash)
    this.#beginnings.set(key, known)
    return known.has(stated)
  }

  /** The hash, and a word where the length leaves some of the body unsigned. */
  #hash(body: Buffer, form: Canonicalization, hash: HashName, length: string | undefined, quoted: boolean): string {
    const bytes = quoted ? Buffer.from(body.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1') : body
    const whole = canonicalBody(bytes, form)
    const signed = length === undefined ? whole : whole.subarray(0, Number(length))
    return hashOf(signed, hash, 'base64') + (signed.length < whole.length ? ' more' : '')
  }

  #part(header: SignatureHeader, field: HeaderField, tags: Tags): string | undefined {
    const [d = '', s = '', a = '', b = ''] = ['d', 's', 'a', 'b'].map((name) => tags.get(name))
    const hash = hashNameOf(tags)
    if (hash === undefined || !/^[A-Za-z0-9+/]{20,1400}={0,2}$/.test(b)) return undefined
    if (!/^[\w.-]{1,253}$/.test(d) || !/^[\w.-]{1,253}$/.test(s)) return undefined
    const text = header === 'arc-seal' ? this.#sealed(field, tags) : this.#signed(header, field, tags)
    if (text === undefined) return undefined
    return JSON.stringify({
      d: d.toLowerCase(),
      s,
      a: a.toLowerCase(),
      hash: hashOf(Buffer.from(text, 'latin1'), hash, 'hex'),
      b,
    })
  }

  /** The signed fields from the bottom up (section 5.4.2), then the signature's own field. */
  #signed(header: SignatureHeader, field: HeaderField, tags: Tags): string | undefined {
    const form = formsOf(header, tags)?.header
    if (form === undefined) return undefined
    const taken = new Map<string, number>()
    const { byName } = this.#draft.header
    let text = ''
    for (const name of (tags.get('h') ?? '').toLowerCase().split(':', MOST_FIELDS)) {
      const named = byName.get(name) ?? []
      const same = named.includes(field) ? named.filter((one) => one !== field) : named
      const used = taken.get(name) ?? 0
      taken.set(name, used + 1)
      const one = same[same.length - 1 - used]
      if (one !== undefined) text += `${this.#canonical(one, form)}\r\n`
    }
    // Google signs its inner header under the name DKIM-Signature: measured, 283 of 340 signatures verify so and none otherwise.
    return text + canonicalField(withoutSignature(this.#raw(field).replace(/^X-Google-(?=DKIM)/i, '')), form)
  }

  /** All ARC sets up to this one, each with its three fields in order (RFC 8617 section 5.1.1). */
  #sealed(field: HeaderField, tags: Tags): string | undefined {
    const last = Number(tags.get('i'))
    if (!Number.isInteger(last) || last < 1 || last > MOST_SETS) return undefined
    let text = ''
    for (let i = 1; i <= last; i++)
      for (const name of ['arc-authentication-results', 'arc-message-signature', 'arc-seal']) {
        const own = i === last && name === 'arc-seal'
        const one = own ? field : this.#draft.fields(name).find(({ value }) => instanceOf(value) === i)
        if (one === undefined) return undefined
        text += own
          ? canonicalField(withoutSignature(this.#raw(one)), 'relaxed')
          : `${this.#canonical(one, 'relaxed')}\r\n`
      }
    return text
  }

  /** The same fields are signed by one signature after the other. */
  #canonical(field: HeaderField, form: Canonicalization): string {
    const known = this.#fields[form].get(field)
    if (known !== undefined) return known
    const text = canonicalField(this.#raw(field), form)
    this.#fields[form].set(field, text)
    return text
  }

  #raw(field: HeaderField): string {
    return rawField(this.#bytes, field.offset - this.#base, this.#draft.header.bodyStart)
  }
}

const instanceOf = (value: string): number =>
  Number(/(?:^|;)\s*i\s*=\s*(\d{1,3})\s*(?:;|$)/.exec(value.slice(0, 8_000))?.[1])

function hashNameOf(tags: Tags): HashName | undefined {
  const name = /-(sha1|sha256)$/.exec((tags.get('a') ?? '').toLowerCase())?.[1]
  return name === 'sha1' || name === 'sha256' ? name : undefined
}

/**
 * Tag c: the form of the fields, and that of the body, which is simple where it is not stated. An ARC-Message-Signature without
 * the tag is relaxed in the published validation suite (case ams_fields_c_na).
 */
function formsOf(kind: SignatureHeader, tags: Tags) {
  const usual = kind === 'arc-message-signature' ? 'relaxed/relaxed' : 'simple/simple'
  const [header = 'simple', body = 'simple'] = (tags.get('c') ?? usual).toLowerCase().split('/')
  const known = (form: string): Canonicalization | undefined =>
    form === 'simple' || form === 'relaxed' ? form : undefined
  const [headerForm, bodyForm] = [known(header), known(body)]
  return headerForm === undefined || bodyForm === undefined ? undefined : { header: headerForm, body: bodyForm }
}
