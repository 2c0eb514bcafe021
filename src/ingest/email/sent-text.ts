/**
 * Short hashes of the lines of a message's first text, so that two copies, and a reply and what it quotes, can be compared line by line without
 * keeping what stands in them: of a line's words, of its figures, of its other signs. Transfer encoding, white space, letters beyond ASCII and empty lines are left out: those a server or client
 * writes anew without changing a word (RFC 2045 section 6; RFC 3676 section 4.4, space-stuffing). Of a message that begins with HTML, the lines that it shows.
 */
import { locate } from './header-block.ts'
import { textOfHtml } from './html-text.ts'
import type { MessageDraft } from './message-draft.ts'
import type { MimeStructure } from './mime-structure.ts'
import { FNV_START, fnv1a } from './sent-fields.ts'
import { decodeBody } from './transfer-encoding.ts'

/** A text that is longer is not compared: half a text would seem cut. */
const LARGEST_TEXT = 64 * 1024
/** Half and more of HTML are its tags. */
const LARGEST_HTML = 128 * 1024
const MOST_LINES = 500
const LF = 10
/** ">" */
const QUOTED = 62
/** Ends the hash of a line that clients and gateways often write anew: letters beyond ASCII, an address, a link. */
const CONVERTED = '~'

const DECODED = new Set(['', '7bit', '8bit', 'quoted-printable', 'base64'])

export function sentText(draft: MessageDraft, { leaves }: MimeStructure, bytes: Buffer): void {
  const id = draft.first('message-id')
  const [part] = leaves
  const html = part?.type.value === 'text/html'
  if (id === undefined || part === undefined || (!html && part.type.value !== 'text/plain')) return
  if (part.end - part.start > (html ? LARGEST_HTML : LARGEST_TEXT)) return
  const encoding = part.header.byName.get('content-transfer-encoding')?.[0]?.value.trim().toLowerCase() ?? ''
  if (!DECODED.has(encoding)) return
  const body = decodeBody(bytes.subarray(part.start, part.end), encoding)
  const { hashes, quoted } = linesOf(html ? textOfHtml(body) : body)
  if (hashes.length === 0 || hashes.length > MOST_LINES) return
  // Not cut as readable text is: hexadecimal digits, commas and marks.
  const key = html ? 'email.sent-html' : 'email.sent-text'
  draft.traits.push({ key, value: hashes.join(), locator: locate(id) })
  if (draft.first('in-reply-to') === undefined) return
  const runs = runsOf(quoted)
  if (runs.length > 0) draft.traits.push({ key: 'email.quoted-lines', value: runs.join(), locator: locate(id) })
}

/** How a byte of a line counts. */
const [LEFT_OUT, LETTER, DIGIT, SIGN, BEYOND] = [0, 1, 2, 3, 4]
const CLASS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return BEYOND
  if (byte <= 0x20 || byte === 0x7f) return LEFT_OUT
  if (byte >= 0x30 && byte <= 0x39) return DIGIT
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) ? LETTER : SIGN
})
const [COLON, SLASH, AT] = [0x3a, 0x2f, 0x40]
/** Stands in the words for any run of figures, whatever signs divide them. */
const FIGURES = 0x23

interface Lines {
  readonly hashes: readonly string[]
  /** Of each: it stands behind the sign of a quotation. */
  readonly quoted: readonly boolean[]
}

/** The first 501 lines, those that have something to say; what stands in them that is printable ASCII, without the signs of a quotation before it. */
function linesOf(text: Uint8Array): Lines {
  const hashes: string[] = []
  const quoted: boolean[] = []
  let [words, figures, signs] = [FNV_START, FNV_START, FNV_START]
  let [begun, counted, after, converted] = [false, false, LEFT_OUT, false]
  let isQuoted = false
  let lines = 0
  for (let at = 0; at <= text.length; at++) {
    const byte = text[at] ?? LF
    if (byte === LF) {
      if (begun) {
        const end = two(signs >>> 24) + (converted ? CONVERTED : '')
        hashes.push(five(words >>> 12) + (counted ? two(figures >>> 24) + end : end))
        quoted.push(isQuoted)
      }
      if (++lines > MOST_LINES) break
      words = figures = signs = FNV_START
      begun = counted = converted = false
      after = LEFT_OUT
      isQuoted = false
      continue
    }
    const kind = CLASS[byte]
    if (kind === LEFT_OUT) continue
    if (kind === BEYOND) {
      converted = true
      continue
    }
    if (!begun && byte === QUOTED) {
      isQuoted = true
      continue
    }
    begun = true
    if (kind === LETTER) {
      words = fnv1a(words, byte)
      after = LETTER
    } else if (kind === DIGIT) {
      if (after !== DIGIT) words = fnv1a(words, FIGURES)
      figures = fnv1a(figures, byte)
      counted = true
      after = DIGIT
    } else {
      signs = fnv1a(signs, byte)
      if (byte === AT || (byte === COLON && text[at + 1] === SLASH && text[at + 2] === SLASH)) converted = true
    }
  }
  return { hashes, quoted }
}

/** Made once: a number is turned into digits three times a line. */
const TWO = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))
const two = (n: number): string => TWO[n & 255] ?? ''
const five = (n: number): string => (n >>> 16).toString(16) + two(n >>> 8) + two(n)

/** Places in `hashes` of the lines that are quoted, as `first-last` of each run. */
function runsOf(quoted: readonly boolean[]): readonly string[] {
  const runs: string[] = []
  for (let first = quoted.indexOf(true); first !== -1; first = quoted.indexOf(true, first)) {
    const end = quoted.indexOf(false, first)
    const next = end === -1 ? quoted.length : end
    runs.push(`${first}-${next - 1}`)
    first = next
  }
  return runs
}
