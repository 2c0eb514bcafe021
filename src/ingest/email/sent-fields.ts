/**
 * Short hashes of the fields that the sender writes once, so that two copies of one message can be compared field by field
 * without keeping what stands in them (RFC 5322 section 3.6).
 */
import type { MessageDraft } from './message-draft.ts'

const COMPARED = ['date', 'from', 'to', 'cc', 'subject', 'in-reply-to', 'references', 'user-agent', 'x-mailer']

export function sentFields(draft: MessageDraft): void {
  const id = draft.first('message-id')
  if (id === undefined) return
  const hashes = COMPARED.flatMap((name) => {
    const field = draft.first(name)
    if (field === undefined) return []
    const value = name === 'subject' ? field.value.replace(/\[[^\]]{1,40}\]/g, '') : field.value
    return [`${name}=${fnv1a(value.replace(/\s+/g, ''))}`]
  })
  draft.trait('email.sent-fields', hashes.join(), id)
}

/** FNV-1a of 32 bits: a hash to tell texts apart, not to guard them. */
export function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
