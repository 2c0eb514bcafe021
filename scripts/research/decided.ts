// Why facts of ours begin before the research's day or are none of it, and why facts of the research are none of ours. A fact that differs
// otherwise, and one of the research that was left out without a reason here, fails `npm run eval:facts`.
import type { Measured } from './research.ts'

/** By family, for facts that begin before the research's day. */
export const EARLIER: Readonly<Record<string, string>> = {
  'apple-system': 'test versions are granted 120 days, those of a new system 150; the research granted 45',
  'exiftool-version': '10.92 is listed with a later day than 10.93; no version is newer than the next',
  'mailer-chrome': 'the research names the day of the release; 112 days are granted for test versions',
  'mailer-gecko': 'the research names the day of the release; 126 days are granted for test versions',
}

/** By family, for facts that the research does not have. */
export const ABSENT: Readonly<Record<string, string>> = {
  'date-offset-new': 'offsets of 2007 and 2015 from the tz database',
  'dkim-expiry': 'a value that is right, beside one that is never right',
  'exchange-line-not-utc': 'a value that is right, beside one that is never right',
  'exchange-online-build':
    'the counter over all builds: the third number only grows (research: email.received.exchange-online-clock)',
  'exif-tag': 'tags of Exif 2.31, 2.32 and 3.0 read in the sources of ExifTool',
  'exiftool-version': 'the program itself, from its first version on',
  'google-line-other-season': 'a value that is right, beside one that is never right',
  'hop-zone-name-differs': 'a value that is right, beside one that is never right',
  'image-software': 'builds of Windows with the days that the research has; its patterns are wider',
  'link-host': 'the research has the host with a path',
  'mailer-version': 'versions of Thunderbird newer than the collection could date, from their release notes',
  'quoted-weekday': 'a value that is right, beside one that is never right',
  'spamassassin-version': 'versions that name their own day',
}

const FEW = 'its window is that of a few servers in the collection'
const OWN = 'generic, or of one list or company: its window is not kept by the world'
/** By trait, for facts of the research of grades A and B. */
const LEFT: Readonly<Record<string, string>> = {
  'email.header-name': `grade B, or ${OWN}`,
  'email.header-value': `grade B, or ${OWN}`,
  'email.mailer': 'Gnus/5.13 is decades older than its first sighting in the collection',
  'email.message-id.family': 'grade B; the time in the id itself is read',
  'email.dkim-signature.selector': 'grade B',
  'email.x-authority-analysis.prefix': 'grade B',
  'email.x-b4-tracking.gzip': 'no trait: the library that compressed is not read',
  'email.x-b4-tracking.prefix': 'no trait: the library that compressed is not read',
  'email.received.exchange-syntax': 'no trait: the form of the words in a line is not read',
  'email.received.exim-tls-token': 'grade B, or one version of installed software, which the same line names',
  'email.received.google.tls-cipher': 'grade B',
  'email.received.ironport-tls': 'grade B',
  'email.received.postfix.tls-cipher': FEW,
  'email.received.with': FEW,
  'email.spamassassin.rule': 'its window is that of a few list servers, not of the rule',
  'email.x-ironport-av.mcafee': 'grade B',
  'email.x-ironport-av.sophos-engine': 'grade B',
  'email.x-proofpoint-spam-details-enc': 'its field began on the same day, and is a fact',
  'email.x-proofpoint-spam-details.engine': 'grade B',
  'email.x-proofpoint-virus-version.engine': 'grade B',
}

/** Why a fact of the research is none of ours; undefined: nobody has decided it. */
export const leftOut = ({ grade, trait }: Measured): string | undefined =>
  grade === 'C' ? 'grade C: not enough held-out mails, or too many outside' : LEFT[trait]
