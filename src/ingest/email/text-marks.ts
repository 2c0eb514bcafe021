/**
 * Marks in the words of a message that exist only since a known day: signs and emoji (Unicode Character Database), hosts of links, fonts
 * and the generator that HTML names. Whoever wrote the words, or added to them on the way, wrote these: they belong to the copy.
 */
import { isAttachment } from './attachments.ts'
import { locate } from './header-block.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimePart, MimeStructure } from './mime-structure.ts'
import { decodeBody } from './transfer-encoding.ts'

export const TEXT_TRAITS = {
  'email.text.character':
    'A currency sign (U+20A0 to U+20CF) or a character from U+1F000 to U+1FAFF in a text of UTF-8, as U+1F9E0; each once',
  'email.link.host': 'Host of a link in a text, without "www.", in small letters; each once',
  'email.tld':
    'Top-level domain of an address in From, Sender or Reply-To (written by the sender), or of the host of a link in a text; each once',
  'email.html.font': 'Font that HTML names (font-family, face), in small letters; each once',
  'email.html.generator': 'Program that HTML names in <meta name=Generator>',
} as const
type Key = keyof typeof TEXT_TRAITS

const MOST_PARTS = 10
/** Bytes of a part that are looked at: a program's own marks stand at the beginning. */
const LOOKED_AT = 128 * 1024
/** Different values of one trait that are kept. */
const MOST_VALUES = 50
const LONGEST_NAME = 60

export function textMarks(draft: MessageDraft, { leaves }: MimeStructure, bytes: Buffer): void {
  const seen = new Map<Key, Set<string>>()
  for (const part of leaves.slice(0, MOST_PARTS)) {
    const html = part.type.value === 'text/html'
    if ((!html && part.type.value !== 'text/plain') || isAttachment(part, leaves.length === 1)) continue
    const field = part.header.byName.get('content-type')?.[0] ?? part.header.fields[0]
    if (field === undefined) continue
    const add = (key: Key, value: string): void => {
      const values = seen.get(key) ?? new Set()
      seen.set(key, values)
      if (values.has(value) || values.size >= MOST_VALUES) return
      values.add(value)
      draft.trait(key, value, locate(field))
    }
    const body = decoded(part, bytes)
    if (/^utf-?8$/i.test(part.type.parameters.get('charset') ?? '')) characters(body, add)
    links(body, add)
    if (html) htmlMarks(body.toString('latin1'), add)
  }
}

function decoded(part: MimePart, bytes: Buffer): Buffer {
  const raw = bytes.subarray(part.start, Math.min(part.end, part.start + LOOKED_AT))
  const encoding = part.header.byName.get('content-transfer-encoding')?.[0]?.value.toLowerCase() ?? ''
  return encoding === 'base64' || encoding === 'quoted-printable' ? Buffer.from(decodeBody(raw, encoding)) : raw
}

type Add = (key: Key, value: string) => void

const SIGN = Buffer.from([0xe2, 0x82])
const SIGN_LAST = Buffer.from([0xe2, 0x83])
const PICTURE = Buffer.from([0xf0, 0x9f])

/** UTF-8: E2 82 A0 to E2 83 8F are U+20A0 to U+20CF; F0 9F 80 80 to F0 9F AB BF are U+1F000 to U+1FAFF. */
function characters(body: Buffer, add: Add): void {
  const character = (code: number): void => {
    add('email.text.character', `U+${code.toString(16).toUpperCase()}`)
  }
  const tail = (at: number): number => (((body[at] ?? 0) & 0xc0) === 0x80 ? (body[at] ?? 0) & 0x3f : -1)
  for (const [lead, base] of [
    [SIGN, 0x2080],
    [SIGN_LAST, 0x20c0],
  ] as const)
    for (let at = body.indexOf(lead), n = 0; at !== -1 && n < 1_000; at = body.indexOf(lead, at + 2), n++) {
      const last = tail(at + 2)
      const code = base + last
      if (last >= 0 && code >= 0x20a0 && code <= 0x20cf) character(code)
    }
  for (let at = body.indexOf(PICTURE), n = 0; at !== -1 && n < 1_000; at = body.indexOf(PICTURE, at + 2), n++) {
    const [third, last] = [tail(at + 2), tail(at + 3)]
    if (third >= 0 && last >= 0 && third <= 0x2b) character(0x1f000 + third * 64 + last)
  }
}

const SCHEME = Buffer.from('://')
const HOST = /^(?:www\.)?((?:[a-z0-9_-]{1,63}\.){1,8}([a-z]{2,24}|xn--[a-z0-9-]{2,59}))(?=[:/?#\s"'<>)\]]|$)/

function links(body: Buffer, add: Add): void {
  for (let at = body.indexOf(SCHEME), n = 0; at !== -1 && n < 1_000; at = body.indexOf(SCHEME, at + 3), n++) {
    if (!/https?$/i.test(body.toString('latin1', Math.max(0, at - 5), at))) continue
    const [, host, tld] = HOST.exec(body.toString('latin1', at + 3, at + 263).toLowerCase()) ?? []
    if (host === undefined || tld === undefined) continue
    add('email.link.host', host)
    add('email.tld', tld)
  }
}

const FONTS = /font-family\s*:\s*([^;}<>]{1,300})|<font[^>]{0,200}\bface\s*=\s*("[^"]{1,200}"|'[^']{1,200}')/gi
const GENERATOR = /<meta\s[^>]{0,200}\bname\s*=\s*["']?generator["']?\s[^>]{0,40}content\s*=\s*["']?([^"'>]{1,80})/i

function htmlMarks(text: string, add: Add): void {
  const html = text.includes('&') ? text.replace(/&quot;|&#3[49];/g, "'") : text
  const generator = GENERATOR.exec(html)?.[1]
  if (generator !== undefined) add('email.html.generator', generator.trim())
  for (const [, style, face] of html.matchAll(FONTS))
    for (const one of (style ?? face ?? '').split(',')) {
      // A name ends at its quotation mark, or at that of the attribute which it stands in.
      const name = one
        .replace(/^[\s"'\\]+/, '')
        .replace(/["'\\].*$/s, '')
        .replace(/!\s*important/i, '')
        .trim()
        .toLowerCase()
        .replace(/\s+/g, ' ')
      if (name !== '' && name.length <= LONGEST_NAME) add('email.html.font', name)
    }
}
