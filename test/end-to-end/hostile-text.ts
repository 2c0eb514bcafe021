// Text that would do harm in a terminal, a browser, a spreadsheet, or to the eye; and the test that a text does none.
import { database, mail, overwritten, text, TOO_EARLY, zip } from './evidence.ts'

/** Each is found again by its number; together they are in every place where evidence can put text. */
export const attack = (n: number): string =>
  `=HYPERLINK("x")${n}\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp.\u2066<script>alert(${n})</script><img src=x onerror=alert(1)>'"&`

/** In mail headers the C1 control is the byte 9B, as mail of no charset carries it. */
const inHeader = (n: number): string => attack(n)

/** A slash ends a file name. */
const inName = (n: number): string => attack(n).replaceAll('/', '|')

const books = database(300, attack(5))

export const HOSTILE: Readonly<Record<string, string | Uint8Array>> = {
  [`${inName(1)}.eml`]: mail('named', [TOO_EARLY]),
  'subject.eml': mail('subject', [`Subject: ${inHeader(2)}`, TOO_EARLY]),
  'message-id.eml': mail('x', [TOO_EARLY]).replace('<x@example.com>', `<${inHeader(3)}@example.com>`),
  'hop.eml': mail('hop', [TOO_EARLY.replace('mx.example.net', `mx${inHeader(4)}.example.net`)]),
  'date.eml': mail('date', [`Date: Tue, 27 Aug 2019 10:00:00 +0000 (${inHeader(6)})`, TOO_EARLY]),
  'table.db': books,
  'broken.db': overwritten(books, 4096 * 3, 4096, 0xff),
  'members.zip': zip({
    [inName(7)]: text(mail('member', [TOO_EARLY])),
    // Its CRC is wrong, so that it is named on standard error.
    [inName(8)]: [text('stored'), { level: 0 }],
  }),
}

const at = Buffer.from(HOSTILE['members.zip'] as Uint8Array).indexOf('stored')
;(HOSTILE['members.zip'] as Uint8Array)[at] = 0x78

/** C0 but line ends, C1, bidirectional and zero-width characters, line separators: none may stand in any output. */
export const HARMFUL =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u

/** Cells of RFC 4180. */
export function cells(csv: string): readonly string[] {
  const found: string[] = []
  for (const [, quoted, plain] of csv.matchAll(/"((?:[^"]|"")*)"|([^",\r\n]+)/g))
    found.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
  return found
}
