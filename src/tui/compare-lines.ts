/** Compare: the raw lines of both, read again from the evidence, bounded, aligned side by side. Bytes stand as Latin-1, as in the raw view. */
import type { ArtifactWhole } from '../case/browse/artifact.ts'
import type { Raw } from '../case/browse/raw.ts'
import { MOST_LINES, alignedLines } from './line-diff.ts'
import type { Pages, RawSubject } from './pages.ts'

/** One line of the evidence and where it stands. */
export interface RawLine {
  readonly text: string
  readonly offset: number
}

export interface Lines {
  readonly pairs: readonly { readonly left?: RawLine; readonly right?: RawLine }[]
  /** What has to be known of them: how much was read, and whether the bytes are those of the case. */
  readonly about: string
}

/** Undefined: not things with lines of their own. A text: why there are none to be shown (yet). */
export function linesOf(left: ArtifactWhole, right: ArtifactWhole, pages: Pages): Lines | string | undefined {
  const [one, other] = [subjectOf(left), subjectOf(right)]
  if (one === undefined || other === undefined) return undefined
  const first = pages.raw(one)
  if (first === undefined) return 'the evidence is being opened …'
  const second = pages.raw(other)
  if (second === undefined) return 'the evidence is being opened …'
  const [a, b] = [readable(first, one), readable(second, other)]
  if (typeof a === 'string') return a
  if (typeof b === 'string') return b
  const isCut = a.isCut || b.isCut
  const isChanged = a.isChanged || b.isChanged
  return {
    pairs: alignedLines(
      a.lines.map(({ text }) => text),
      b.lines.map(({ text }) => text),
    ).map((pair) => ({ ...side('left', a.lines, pair.left), ...side('right', b.lines, pair.right) })),
    about: [
      ...(isCut ? [`the first ${MOST_LINES} lines or 8 kB of each`] : []),
      ...(isChanged ? ['THE BYTES ARE NOT THOSE THE CASE WAS MADE FROM: their hash differs'] : []),
    ].join('; '),
  }
}

const side = (
  name: 'left' | 'right',
  lines: readonly RawLine[],
  at: number | undefined,
): Partial<Record<'left' | 'right', RawLine>> => {
  const line = at === undefined ? undefined : lines[at]
  return line === undefined ? {} : { [name]: line }
}

/** The place of a thing that is a stretch of bytes. */
const subjectOf = ({ evidence, locator }: ArtifactWhole): RawSubject | undefined =>
  locator.type === 'bytes' ? { type: 'raw', path: evidence, locator } : undefined

interface Read {
  readonly lines: readonly RawLine[]
  readonly isCut: boolean
  readonly isChanged: boolean
}

function readable(raw: Raw | string, { locator }: RawSubject): Read | string {
  if (typeof raw === 'string') return `the evidence could not be opened: ${raw}`
  if (raw.type !== 'bytes' || !raw.text || locator.type !== 'bytes') return 'there are none: it is no text'
  const from = Math.max(0, locator.offset - raw.offset)
  const bytes = Buffer.from(raw.bytes).subarray(from, from + locator.length)
  const lines: RawLine[] = []
  let start = 0
  while (start < bytes.length && lines.length < MOST_LINES) {
    const end = bytes.indexOf(10, start)
    const stop = end < 0 ? bytes.length : end
    lines.push({ text: bytes.toString('latin1', start, stop).replace(/\r$/, ''), offset: locator.offset + start })
    start = stop + 1
  }
  return { lines, isCut: start < locator.length, isChanged: !raw.unchanged }
}
