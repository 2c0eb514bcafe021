/**
 * The text of an HTML body, a line for each block or break (HTML Living Standard, section 15.3, elements that are blocks by themselves), good enough to be
 * compared line by line with what an answer quotes; not for reading. What quoting programs render in ways of their own bears a mark.
 */
import { Tokenizer } from 'htmlparser2'

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))
/** Begin and end a line. */
const BLOCKS = words(
  'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead title tr ul',
)
/** As text they become numbers, bullets, capitals, footnotes, names of files: each program has its own way. */
const RENDERED = words('a h1 h2 h3 h4 h5 h6 img input li object select sub sup svg td th')
/** What stands in them is no text. */
const UNSEEN = words('script style template title')
const [LF, SPACE, QUOTE] = [0x0a, 0x20, 0x3e]
/** Stands for any letter beyond ASCII, and for the mark. */
const BEYOND = 0xa0

/**
 * One byte a character; `>` before a line that stands in a `blockquote`, byte A0 in a line that holds what is rendered in different ways.
 * One pass, no tree: neither depth nor what is left open costs anything.
 */
export function textOfHtml(html: Uint8Array): Uint8Array {
  const source = Buffer.from(html.buffer, html.byteOffset, html.length).toString('latin1')
  // Each tag and each reference is longer than what it adds.
  const text = new Uint8Array(source.length + 8)
  let length = 0
  let begun = false
  let marked = false
  let quoted = 0
  let preformatted = 0
  let unseen: string | undefined
  const put = (byte: number): void => {
    if (!begun && byte === SPACE) return
    if (!begun && quoted > 0) text[length++] = QUOTE
    begun = true
    if (marked) text[length++] = BEYOND
    marked = false
    text[length++] = byte
  }
  const endLine = (): void => {
    if (!begun) return
    text[length++] = LF
    begun = false
  }
  const ignored = (): void => undefined
  const close = (name: string): void => {
    if (name === unseen) unseen = undefined
    if (BLOCKS.has(name)) endLine()
    if (name === 'blockquote' && quoted > 0) quoted--
    if (name === 'pre' && preformatted > 0) preformatted--
  }
  const open = (name: string): void => {
    if (name === 'br' || BLOCKS.has(name)) endLine()
    // The mark goes with the words: `<li><p>` begins two lines.
    if (RENDERED.has(name) && unseen === undefined) marked = true
    if (name === 'blockquote') quoted++
    if (name === 'pre') preformatted++
    if (UNSEEN.has(name)) unseen ??= name
  }
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext(start, end) {
        if (unseen !== undefined) return
        for (let at = start; at < end; at++) {
          const code = source.charCodeAt(at)
          if (code === LF && preformatted > 0) endLine()
          else put(code > SPACE ? code : SPACE)
        }
      },
      ontextentity(code) {
        if (unseen === undefined) put(code >= 0x80 ? BEYOND : code > SPACE ? code : SPACE)
      },
      onopentagname(start, end) {
        open(source.slice(start, end).toLowerCase())
      },
      onclosetag(start, end) {
        close(source.slice(start, end).toLowerCase())
      },
      onattribdata: ignored,
      onattribend: ignored,
      onattribentity: ignored,
      onattribname: ignored,
      oncdata: ignored,
      oncomment: ignored,
      ondeclaration: ignored,
      onend: ignored,
      onopentagend: ignored,
      onprocessinginstruction: ignored,
      onselfclosingtag: ignored,
    },
  )
  tokenizer.write(source)
  tokenizer.end()
  return text.subarray(0, length)
}
