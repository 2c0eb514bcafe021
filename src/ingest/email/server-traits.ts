/** Versions, id forms and ciphers that Exim, Postfix, Sendmail and IronPort write into their Received lines. */
import type { Hop } from './hops.ts'
import type { MessageDraft } from './message-draft.ts'

export const SERVER_TRAITS = {
  'email.received.with': 'The word after "with" in a Received line',
  'email.received.exim-version': 'Version in "(Exim 4.96)"',
  'email.received.exim-version-form': 'Form of queue id that this Exim version writes: 11-4 from 4.97 on, else 6-2',
  'email.received.exim-id-form': 'Lengths of the second and third group of an Exim queue id, as 11-4',
  'email.received.exim-tls-token': 'Cipher that Exim names after "tls "',
  'email.received.postfix.tls-cipher': 'Cipher and bits as Postfix states them',
  'email.received.postfix.tls-key-exchange': 'Key exchange as Postfix states it',
  'email.received.sendmail-version': 'Version as sendmail states it, as 8.15.2/8.15.2',
  'email.received.ironport-tls': 'Cipher in "with ESMTP/TLS/CIPHER" of Cisco IronPort',
} as const

export function serverTraits(draft: MessageDraft, hops: readonly Hop[]): void {
  for (const hop of hops) {
    if (hop.field.lower !== 'received') continue
    const { field, line, event } = hop
    if (line.with !== undefined) draft.trait('email.received.with', line.with, field, event)
    const ironport = /^ESMTP\/TLS\/(\S+)$/.exec(line.with ?? '')?.[1]
    if (ironport !== undefined) draft.trait('email.received.ironport-tls', ironport, field, event)
    if (line.family === 'exim') eximTraits(draft, hop)
    const [, cipher, exchange] =
      /\(using TLSv\S+ with cipher (\S+ \(\d+\/\d+ bits\))(?: key-exchange (\S+))?/.exec(line.clauses) ?? []
    if (cipher !== undefined)
      draft.trait('email.received.postfix.tls-cipher', cipher.replace(/[()]/g, ''), field, event)
    if (exchange !== undefined) draft.trait('email.received.postfix.tls-key-exchange', exchange, field, event)
    const sendmail = /\((8\.\d+\.\d+(?:\.\d+)*\/8\.\d+\.\d+[^()\s]*)\)/.exec(line.clauses)?.[1]
    if (sendmail !== undefined) draft.trait('email.received.sendmail-version', sendmail, field, event)
  }
}

function eximTraits(draft: MessageDraft, { field, line, event }: Hop): void {
  const version = /\(Exim (\d[^()\s]*)/.exec(line.clauses)?.[1]
  const [, second, third] = /^[0-9A-Za-z]{6}-([0-9A-Za-z]{6,11})-([0-9A-Za-z]{2,4})$/.exec(line.id ?? '') ?? []
  const tls = /\btls (TLS_\S+)/.exec(line.clauses)?.[1]
  if (tls !== undefined) draft.trait('email.received.exim-tls-token', tls, field, event)
  if (version !== undefined) draft.trait('email.received.exim-version', version, field, event)
  if (second === undefined || third === undefined) return
  const form = `${second.length}-${third.length}`
  draft.trait('email.received.exim-id-form', form, field, event)
  // A state between two releases (4.96-58-g4e9ed49f8, 4.97-RC1) may write either.
  const [, minor] = /^4\.(\d+)(?:[._]\d+)*$/.exec(version ?? '') ?? []
  if (minor !== undefined)
    draft.trait('email.received.exim-version-form', Number(minor) >= 97 ? '11-4' : '6-2', field, event)
}
