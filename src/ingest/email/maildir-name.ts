/**
 * What the name of a file in a Maildir says (cr.yp.to/proto/maildir.html; Dovecot, Courier and others alike): the second in which
 * this copy was put there, the host that did it, and the flags of a mail client. Moving a mail between folders or servers may
 * write the name anew, so the time is a copy time.
 */
import { instant, SECOND } from '../../time/instant.ts'
import { UTC } from '../../time/reading.ts'
import type { Event, Locator, Trait } from '../../model.ts'

const NAME =
  /^(\d{9,10})\.([#A-Za-z]?\d[0-9A-Za-z_]{0,100})\.([^:;,/]{1,255})((?:,[A-Z]=\d{1,15}){0,4})(?:[:;!]2,([A-Za-z]{0,30}))?$/
/** What deliverers write between time and host: `M123P456`, `123_0.`; without flags only these are told from other names. */
const DELIVERER = /^(?:[MPQRVIX#]\d{1,20}(?:[MPQRVIX]?[0-9A-Fa-f_]{1,40})?|\d{1,10}_\d{1,10})/

const AT: Locator = { type: 'tag', group: 'Maildir', name: 'file name' }

export interface MaildirName {
  readonly events: readonly Event[]
  readonly traits: readonly Trait[]
}

/** Events and traits of a file name; none if it is no name of a Maildir. */
export function maildirName(name: string): MaildirName {
  const [, seconds = '', unique = '', host = '', , flags] = NAME.exec(name) ?? []
  if (seconds === '' || (flags === undefined && !DELIVERER.test(unique))) return { events: [], traits: [] }
  const reading = { nominal: instant(Number(seconds) * 1e6), precision: SECOND, zone: UTC }
  return {
    events: [
      {
        kind: 'email.store.delivered',
        clock: { kind: 'copy', writer: 'Maildir file name' },
        reading,
        raw: seconds,
        locator: AT,
      },
    ],
    traits: [
      { key: 'email.maildir.host', value: host, locator: AT },
      ...(flags === undefined ? [] : [{ key: 'email.maildir.flags', value: flags, locator: AT }]),
    ],
  }
}
