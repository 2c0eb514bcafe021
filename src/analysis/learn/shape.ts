/** The character-class pattern of a value: what is left when every field of it is replaced by its class and length. */

type Class = 'digits' | 'hex' | 'lower' | 'upper' | 'word'

const CLASSES: Readonly<Record<Class, string>> = {
  digits: '[0-9]',
  hex: '[0-9a-f]',
  lower: '[0-9a-z]',
  upper: '[0-9A-Z]',
  word: '[0-9A-Za-z]',
}
/** Lengths are told apart roughly: one generation of an id varies by a few characters. */
const LENGTHS: readonly (readonly [number, number])[] = [
  [1, 3],
  [4, 7],
  [8, 11],
  [12, 15],
  [16, 23],
  [24, 39],
  [40, 255],
]
/** Fields of a value that are looked at: ids have fewer, and what follows them is told by the first ones. */
const FIELDS = 8

function classOf(field: string): Class {
  if (/^\d+$/.test(field)) return 'digits'
  if (field.length >= 8 && /^[0-9a-f]+$/.test(field)) return 'hex'
  if (/^[0-9a-z]+$/.test(field)) return 'lower'
  return /^[0-9A-Z]+$/.test(field) ? 'upper' : 'word'
}

/**
 * An anchored regular expression that describes the value: separators as they stand, each run of letters and digits as its
 * class; `fine` keeps the rough length of each run too.
 */
export function shapeOf(value: string, fine: boolean): string {
  const parts = value.split(/([0-9A-Za-z]+)/).slice(0, 2 * FIELDS)
  const shape = parts.map((part, i) => {
    if (i % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
    const [least, most] = LENGTHS.find(([, longest]) => part.length <= longest) ?? [256, 0]
    const length = !fine ? '+' : most === 0 ? `{${least},}` : `{${least},${most}}`
    return CLASSES[classOf(part)] + length
  })
  return `^${shape.join('')}`
}

/** `Name/1.2.3` or `Name 1.2.3` in a longer text: a product with its version. */
const PRODUCT = /(?<![0-9A-Za-z.])([A-Za-z][A-Za-z-]{2,30})[ /]v?(\d{1,4}(?:\.\d{1,6}){1,3})(?![0-9A-Za-z.])/g

/** The products with versions that a text names, each as it stands. */
export const productsIn = (value: string): readonly string[] => [
  ...new Set([...value.slice(0, 500).matchAll(PRODUCT)].map(([whole]) => whole)),
]
