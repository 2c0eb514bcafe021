/** The tags of a DKIM or ARC header (RFC 6376 section 3.2). */

export type Tags = ReadonlyMap<string, string>

const MOST_TAGS = 50
/** A list of signed fields may be long; a signature of 4,096 bits has 684 characters. */
const LONGEST_VALUE = 4_000

/** Tag names to values, white space removed from the values; the first of a repeated name counts. */
export function tagsOf(value: string): Tags {
  const tags = new Map<string, string>()
  for (const part of value.split(';', MOST_TAGS)) {
    const equals = part.indexOf('=')
    const name = part.slice(0, Math.max(0, equals)).trim()
    if (/^[A-Za-z]\w{0,30}$/.test(name) && !tags.has(name))
      tags.set(name, part.slice(equals + 1, equals + LONGEST_VALUE).replace(/\s/g, ''))
  }
  return tags
}
