/** The one object that an NSKeyedArchiver put into a property list: each field by its name. */
import { openBinaryPlist, type PlistObject } from './binary-plist.ts'

/** Gives a field of the object; undefined where it has none of that name. */
export type Fields = (name: string) => PlistObject | undefined

/** The fields of the outermost object of an archive; undefined where the bytes are no such archive. */
export function archivedObject(bytes: Uint8Array): Fields | undefined {
  const list = openBinaryPlist(bytes)
  if (list === undefined) return undefined
  const inside = (dictionary: PlistObject | undefined, key: string): PlistObject | undefined => {
    const number = dictionary?.type === 'dictionary' ? dictionary.entries.get(key) : undefined
    return number === undefined ? undefined : list.object(number)
  }
  const whole = list.object(list.root)
  const [objects, root] = [inside(whole, '$objects'), inside(inside(whole, '$top'), 'root')]
  if (objects?.type !== 'array' || root?.type !== 'uid') return undefined
  const number = objects.items[root.value]
  const object = number === undefined ? undefined : list.object(number)
  return object?.type === 'dictionary' ? (name) => inside(object, name) : undefined
}
