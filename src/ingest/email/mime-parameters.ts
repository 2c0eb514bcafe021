/**
 * Values with parameters (RFC 2045 section 5.1, RFC 2183), their continuations and character sets (RFC 2231) and encoded words
 * (RFC 2047). Input is latin1 text, byte for byte.
 */

export interface Parameterised {
  /** The value before the first semicolon, lower case. */
  readonly value: string
  /** Lower-case names to decoded text. */
  readonly parameters: ReadonlyMap<string, string>
}

/** A header of more parameters than this is hostile; the rest is not read. */
const MOST_PARAMETERS = 200
const LONGEST = 20_000
const PARAMETER = /;\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs

/** Never throws; linear in the first 20,000 characters. */
export function readParameters(text: string): Parameterised {
  const short = text.slice(0, LONGEST)
  const end = short.indexOf(';')
  const value = (end === -1 ? short : short.slice(0, end))
    .replace(/\([^()]*\)/g, '')
    .trim()
    .toLowerCase()
  const parameters = new Map<string, string>()
  const pieces = new Map<string, { text: string; encoded: boolean }[]>()
  let count = 0
  for (const [, rawName = '', quoted, bare = ''] of short.matchAll(PARAMETER)) {
    if (++count > MOST_PARAMETERS) break
    const piece = quoted === undefined ? bare.trim() : quoted.replace(/\\(.)/gs, '$1')
    const [, name = '', number, star] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(rawName.toLowerCase()) ?? []
    if (name === '') continue
    if (number === undefined && star === undefined) {
      if (!parameters.has(name)) parameters.set(name, decodeWords(piece))
    } else {
      const list = pieces.get(name) ?? []
      list[Number(number ?? 0)] ??= { text: piece, encoded: star !== undefined }
      pieces.set(name, list)
    }
  }
  for (const [name, list] of pieces) parameters.set(name, joined(list.filter(Boolean)))
  return { value, parameters }
}

/** RFC 2231: the first piece names the character set, `utf-8'en'%C3%A9`. */
function joined(pieces: readonly { readonly text: string; readonly encoded: boolean }[]): string {
  const [, charset, rest] = pieces[0]?.encoded === true ? (/^([^']*)'[^']*'(.*)$/s.exec(pieces[0].text) ?? []) : []
  const bytes = pieces
    .map(({ text, encoded }, i) => {
      const own = i === 0 && rest !== undefined ? rest : text
      return encoded
        ? own.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
        : own
    })
    .join('')
  return decodeBytes(bytes, charset ?? 'utf-8')
}

const WORD = /=\?([\w:.*'-]{1,40})\?([bBqQ])\?([^?\s]*)\?=(?:\s+(?==\?))?/g

/** Encoded words to text; what is none stays, as UTF-8 where it is valid. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return decodeBytes(text, 'utf-8')
  return text.replace(WORD, (_, charset: string, encoding: string, payload: string) => {
    const bytes =
      encoding.toLowerCase() === 'b'
        ? Buffer.from(payload, 'base64').toString('latin1')
        : payload
            .replaceAll('_', ' ')
            .replace(/=([0-9A-Fa-f]{2})/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    return decodeBytes(bytes, charset.replace(/\*.*$/, ''))
  })
}

/** Bytes (as latin1 text) in a named character set; an unknown set, or bytes that are not of it, stay latin1. */
function decodeBytes(bytes: string, charset: string): string {
  if (/^[\x20-\x7e]*$/.test(bytes) && !/^(?:utf-?(?:7|16)|iso-2022|hz)/i.test(charset)) return bytes
  try {
    return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return bytes
  }
}
