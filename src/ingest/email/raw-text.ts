/** Text as evidence shows it. Headers are read byte for byte (latin1), so that offsets in the text are offsets in the evidence. */

/** What a report quotes of one line at most; a longer value is cut and says so. */
const LONGEST = 1_000
// Control characters would act on a terminal or end a report's line.
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/g
const NOT_PLAIN = /[^\x09\x20-\x7e]/

const escaped = (c: string): string => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** Bytes (as latin1 text) to readable text: UTF-8 where it is valid, every other byte as `\xNN`, cut after 1,000 characters. */
export function readable(bytes: string): string {
  const short = bytes.length > LONGEST ? `${bytes.slice(0, LONGEST)} [...]` : bytes
  return NOT_PLAIN.test(short) ? utf8(short).replace(CONTROL, escaped) : short
}

const UTF8_SEQUENCE = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]/g

function utf8(bytes: string): string {
  return bytes.replace(UTF8_SEQUENCE, (sequence) => {
    if (sequence.length === 1) return escaped(sequence)
    const text = Buffer.from(sequence, 'latin1').toString('utf8')
    // Overlong forms and surrogates decode to the replacement character: no text, so the bytes are shown.
    return text.includes('\ufffd') ? Array.from(sequence, escaped).join('') : text
  })
}
