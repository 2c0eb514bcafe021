/** The name of an ICC profile: its `desc` tag, as text (version 2) or in Unicode (version 4) (ICC.1:2022, 7.3, 9.2.41, 10.15). */
import { latin1, viewOf } from './blocks.ts'

export function profileName(profile: Uint8Array): string | undefined {
  if (profile.length < 132 || latin1(profile.subarray(36, 40)) !== 'acsp') return undefined
  const view = viewOf(profile)
  const count = Math.min(view.getUint32(128), 200)
  for (let entry = 132; entry + 12 <= profile.length && entry < 132 + 12 * count; entry += 12) {
    if (latin1(profile.subarray(entry, entry + 4)) !== 'desc') continue
    const at = view.getUint32(entry + 4)
    return named(profile.subarray(at, at + view.getUint32(entry + 8)))
  }
  return undefined
}

function named(tag: Uint8Array): string | undefined {
  const type = latin1(tag.subarray(0, 4))
  const view = viewOf(tag)
  let text: string | undefined
  if (type === 'desc' && tag.length > 12) text = latin1(tag.subarray(12, 12 + Math.min(view.getUint32(8), 256)))
  if (type === 'mluc' && tag.length >= 28) {
    const at = view.getUint32(24)
    text = new TextDecoder('utf-16be').decode(tag.subarray(at, at + Math.min(view.getUint32(20), 512)))
  }
  const name = text?.split('\0')[0]?.trim()
  return name === undefined || name === '' ? undefined : name
}
