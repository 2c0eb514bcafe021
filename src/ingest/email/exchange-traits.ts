/** Dated features of Microsoft Exchange, in the cloud and on premises: builds, syntax and ciphers of Received lines, ids of headers. */
import type { Hop } from './hops.ts'
import type { MessageDraft } from './message-draft.ts'
import type { Owners } from './owners.ts'

export const EXCHANGE_TRAITS = {
  'email.received.exchange-online-build': 'Build 15.20.n.n of Exchange Online in a Received line',
  'email.received.exchange-online-build-full': 'The same build, for facts about all four numbers',
  'email.received.exchange-online-clock': 'The same build, for the third number as a clock',
  'email.received.exchange-server-build': 'Build of Exchange Server (14., 15.0., 15.1., 15.2.) in a Received line',
  'email.received.exchange-syntax': 'What follows "with" up to the date, the build as "_", without the recipient',
  'email.received.ms.tls-cipher': 'Cipher that Exchange states in a Received line',
  'email.exchange.correlation-id': 'X-MS-Office365-Filtering-Correlation-Id',
  'email.exchange.network-message-id': 'X-MS-Exchange-CrossTenant-Network-Message-Id',
} as const

const BUILD = /(?:\bid |\()(1[45]\.\d{1,2}\.\d{1,5}\.\d{1,4})\b/g
const SYNTAX = /Microsoft SMTP Server.*$/

export function exchangeTraits(draft: MessageDraft, hops: readonly Hop[], owners: Owners): void {
  for (const { field, line, event } of hops) {
    if (line.family !== 'exchange' && !line.clauses.includes(' 15.20.')) continue
    for (const [, build = ''] of line.clauses.matchAll(BUILD)) {
      if (build.startsWith('15.20.')) {
        draft.trait('email.received.exchange-online-build', build, field, event)
        draft.trait('email.received.exchange-online-build-full', build, field, event)
        draft.trait('email.received.exchange-online-clock', build, field, event)
      } else if (/^(?:14|15\.0?[012])\./.test(build))
        draft.trait('email.received.exchange-server-build', build, field, event)
    }
    const syntax = SYNTAX.exec(line.clauses)?.[0]
    if (syntax === undefined) continue
    const form = syntax.replace(/ for <[^<>]*>/, '').replace(/\bid [\d.]+/, 'id _')
    draft.trait('email.received.exchange-syntax', form.trim(), field, event)
    const cipher = /\bcipher=([^\s,)]+)/.exec(syntax)?.[1]
    if (cipher !== undefined) draft.trait('email.received.ms.tls-cipher', cipher, field, event)
  }
  for (const [header, key] of [
    ['x-ms-office365-filtering-correlation-id', 'email.exchange.correlation-id'],
    ['x-ms-exchange-crosstenant-network-message-id', 'email.exchange.network-message-id'],
  ] as const)
    for (const field of draft.fields(header)) draft.trait(key, field.value.toLowerCase(), field, owners.microsoft())
}
