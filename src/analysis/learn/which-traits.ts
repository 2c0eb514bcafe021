/** Which traits are mined, and for which of them an end may be claimed. */

/** Names, references and places differ in every artifact and date nothing. */
const NAMES = /(?:message-id|references|in-reply-to|member|network-message-id|correlation-id)$|^time\./
export const isName = (key: string): boolean => NAMES.test(key)

/** The sender chooses these, and an old choice stays in use for years: no end is claimed. */
const ENDLESS = new Set(['email.mailer', 'email.header-order', 'email.date.offset', 'email.message-id.family'])
export const isEndless = (key: string): boolean => ENDLESS.has(key)
