/**
 * Short hashes of the fields that the sender writes once, so that two copies of one message can be compared field by field
 * without keeping what stands in them (RFC 5322 section 3.6).
 */
import type { MessageDraft } from './message-draft.ts'

const COMPARED = ['date', 'from', 'to', 'cc', 'subject', 'in-reply-to', 'references', 'user-agent', 'x-mailer']

/** What lists and scanners put into a subject: [EXTERNAL] anywhere, ***SPAM*** or {Spam?} before it. */
const TAG = /\[[^\]]{1,40}\]|^\s{0,9}(?:\*{2,9}[A-Za-z?! -]{1,40}\*{2,9}|\{[A-Za-z?! -]{1,40}\})/g

export function sentFields(draft: MessageDraft): void {
  const id = draft.first('message-id')
  if (id === undefined) return
  const hashes = COMPARED.flatMap((name) => {
    const field = draft.first(name)
    if (field === undefined) return []
    return [`${name}=${hashOf(name === 'subject' ? field.value.replace(TAG, '') : field.value)}`]
  })
  draft.trait('email.sent-fields', hashes.join(), id)
}

/** What `\s` means in latin1. */
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0

/** Hash of a text without its white space. */
function hashOf(text: string): string {
  let hash = FNV_START
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!isSpace(code)) hash = fnv1a(hash, code)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** FNV-1a of 32 bits, a byte further: a hash to tell texts apart, not to guard them. */
export const FNV_START = 0x811c9dc5
export const fnv1a = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193)
