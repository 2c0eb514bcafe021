/**
 * The top level of an XML property list (Apple, plist(5)): each key with its number or text as it stands. The library `plist` is
 * not used, since it prints evidence to the terminal when a list is broken, turns numbers into floats, and takes seconds for a
 * megabyte; tests compare the two.
 */

export interface PlistEntry {
  readonly type: string
  readonly text: string
}

const TOKEN = /<(\/?)([a-z]{1,20})[ \t\r\n]*(\/?)>([^<]{0,100000})/g

/** The entries of the outermost dictionary, nested ones left out; undefined if the text is no whole property list. */
export function flatPlist(text: string): ReadonlyMap<string, PlistEntry> | undefined {
  if (!/^\s*(?:<\?xml|<!DOCTYPE plist|<plist)/.test(text) || !/<\/plist>\s*$/.test(text)) return undefined
  const found = new Map<string, PlistEntry>()
  let depth = 0
  let key: string | undefined
  for (const [, close = '', name = '', empty = '', content = ''] of text.matchAll(TOKEN)) {
    const nests = name === 'dict' || name === 'array'
    if (nests && depth === 1) key = undefined
    if (nests && empty === '') depth += close === '' ? 1 : -1
    if (nests || depth !== 1 || close !== '') continue
    if (name === 'key') key = plain(content)
    else if (key !== undefined) {
      if (!found.has(key)) found.set(key, { type: name, text: plain(content) })
      key = undefined
    }
  }
  return found
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const plain = (text: string): string =>
  text.replace(/&([a-z]{2,4});/g, (whole, name: string) => ENTITIES[name] ?? whole)
