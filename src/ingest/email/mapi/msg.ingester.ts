/** A message as Outlook saves it: `.msg`, a compound file of MAPI properties. */
import { EvidenceProblem } from '../../../model.ts'
import type { Locator } from '../../../model.ts'
import { defineIngester } from '../../ingester.ts'
import { CompoundFile } from './compound-file.ts'
import { itemArtifacts, type ItemPlace } from './item.ts'
import { ITEM_EMITS } from './mapi-vocabulary.ts'
import { HEADERS, itemOf } from './msg-storage.ts'

const MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const FIXED = Buffer.from('__properties_version1.0', 'utf16le')

export default defineIngester({
  id: 'msg',
  title: 'Outlook message (.msg)',
  source: '[MS-OXMSG] 2.1 to 2.4, [MS-CFB], [MS-OXPROPS]',
  // The directory of a large file often lies at its end: a sector of it is looked at where the header says it begins.
  accepts: (head, size, read) => {
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    if (!bytes.subarray(0, 8).equals(MAGIC) || bytes.length < 512) return false
    if (bytes.includes(FIXED)) return true
    const at = (bytes.readUInt32LE(0x30) + 1) * 2 ** Math.min(bytes.readUInt16LE(0x1e), 12)
    return at < size && read !== undefined && Buffer.from(read(at, 4_096)).includes(FIXED)
  },
  confidence: 100,
  emits: ITEM_EMITS,
  *ingest(source, { limits }) {
    const file = new CompoundFile(source)
    const item = itemOf(file, file.root, HEADERS.top, limits.members)
    if (!file.children(file.root).has('__properties_version1.0'))
      throw new EvidenceProblem('the file is a compound file, but its directory leads to no message')
    yield* itemArtifacts(item, placeOf([], { type: 'bytes', offset: 0, length: source.size }), limits)
  },
})

/** Attachments are counted along the way to them: `2`, `2.1` for the first inside the message that is the second. */
function placeOf(path: readonly number[], locator: Locator): ItemPlace {
  const way = (number: number): string => [...path, number + 1].join('.')
  return {
    locator,
    label: path.length === 0 ? 'Outlook message' : `message in attachment ${path.join('.')}`,
    attachment: (number) => ({ type: 'member', name: `attachment ${way(number)}`, index: number }),
    embedded: (number) =>
      placeOf([...path, number + 1], {
        type: 'member',
        name: `attachment ${way(number)}`,
        index: number,
        field: 'message',
      }),
  }
}
