/** An object that an NSKeyedArchiver put into a property list: each field by its name. */
import { openBinaryPlist, type PlistObject } from './binary-plist.ts'

/** Gives a field of the object; undefined where it has none of that name. */
export type Fields = (name: string) => PlistObject | undefined

/** The fields of an object that an archive has under a name (`root`: the one archived); undefined where the bytes are no such archive. */
export function archivedObject(bytes: Uint8Array, name = 'root'): Fields | undefined {
  const list = openBinaryPlist(bytes)
  if (list === undefined) return undefined
  const inside = (dictionary: PlistObject | undefined, key: string): PlistObject | undefined => {
    const number = dictionary?.type === 'dictionary' ? dictionary.entries.get(key) : undefined
    return number === undefined ? undefined : list.object(number)
  }
  const whole = list.object(list.root)
  const [objects, found] = [inside(whole, '$objects'), inside(inside(whole, '$top'), name)]
  if (objects?.type !== 'array' || found?.type !== 'uid') return undefined
  const number = objects.items[found.value]
  const object = number === undefined ? undefined : list.object(number)
  return object?.type === 'dictionary' ? (field) => inside(object, field) : undefined
}
