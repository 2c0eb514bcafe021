/** Raw: the evidence opened again, read-only, around one place: text, hexadecimal or the rows beside one, what is meant marked. */
import type { Raw, RawBytes, RawRows } from '../case/browse/raw.ts'
import { locatorText } from '../model.ts'
import { thousands } from '../report/words.ts'
import { cell, cut, line, safe, span, type Line, type Span } from './cells.ts'
import { defineScreen, type Look, type Row, type Rows } from './screen.ts'
import { cycle, setting, type Place } from './state.ts'

function rows(place: Place, look: Look): Rows {
  const { subject } = place
  if (subject?.type !== 'raw')
    return {
      length: 0,
      head: [],
      row: () => undefined,
      empty: 'Nothing was chosen. Open an event or a trait of an artifact with Enter.',
    }
  const raw = look.pages.raw(subject)
  const list = raw === undefined || typeof raw === 'string' ? [] : rowsOf(raw, place, look)
  return {
    length: list.length,
    head: [
      line(`${locatorText(subject.locator)} of ${subject.path}`, 'strong'),
      ...(raw === undefined || typeof raw === 'string' ? [] : [about(raw)]),
    ],
    row: (n) => list[n],
    anomaly: (from, step) => {
      for (let n = from + step; n >= 0 && n < list.length; n += step) if (list[n]?.isHeading === true) return n
      return undefined
    },
    empty:
      raw === undefined
        ? 'The evidence is being opened …'
        : typeof raw === 'string'
          ? `The evidence could not be opened: ${safe(raw)}`
          : 'It is empty.',
  }
}

/** Where the cursor stands when the evidence is opened: the first row that is meant. */
export function meantRow(place: Place, look: Look): number {
  const list = rows(place, look)
  for (let n = 0; n < list.length; n++) if (list.row(n)?.isHeading === true) return n
  return 0
}

const unchanged = (raw: Raw): Span =>
  raw.unchanged
    ? span('the bytes have the hash that the case holds', 'good')
    : span('THE BYTES ARE NOT THOSE THE CASE WAS MADE FROM: their hash differs', 'bad')

function about(raw: Raw): Line {
  if (raw.type === 'rows')
    return [span(`rows of table ${safe(raw.table)} in the order of the row id; `, 'faint'), unchanged(raw)]
  const end = raw.offset + raw.bytes.length
  const meant = raw.mark === undefined ? 'the locator names no byte; ' : ''
  return [
    span(`${meant}bytes ${thousands(raw.offset)} to ${thousands(end)} of ${thousands(raw.size)}; `, 'faint'),
    unchanged(raw),
  ]
}

function rowsOf(raw: Raw, place: Place, { pages, size }: Look): readonly Row[] {
  const hex = setting(place, 'hex')
  const key = `raw ${JSON.stringify(place.subject)} ${hex} ${size.columns}`
  return pages.memo(key, () =>
    raw.type === 'rows'
      ? tableRows(raw, size.columns)
      : (hex === 1) === raw.text
        ? hexRows(raw)
        : textRows(raw, size.columns),
  )
}

/** Text by lines; a line that holds what is meant bears `»`. Bytes are shown as Latin-1, so that each is one character. */
function textRows(raw: RawBytes, columns: number): readonly Row[] {
  const text = Buffer.from(raw.bytes).toString('latin1')
  const list: Row[] = []
  let start = 0
  while (start < text.length) {
    const end = text.indexOf('\n', start)
    const stop = end < 0 ? text.length : end
    const width = Math.max(20, columns - 16)
    for (let from = start; from === start || from < stop; from += width)
      list.push(textRow(raw, text.slice(from, Math.min(stop, from + width)).replace(/\r$/, ''), raw.offset + from))
    start = stop + 1
  }
  return list
}

function textRow(raw: RawBytes, text: string, offset: number): Row {
  const { mark } = raw
  const from = mark === undefined ? -1 : Math.max(0, mark.offset - offset)
  const to = mark === undefined ? -1 : Math.min(text.length, mark.offset + mark.length - offset)
  const isMeant = from >= 0 && to > from
  const spans = isMeant
    ? [span(safe(text.slice(0, from))), span(safe(text.slice(from, to)), 'meant'), span(safe(text.slice(to)))]
    : [span(safe(text))]
  return {
    line: [span(`${String(offset).padStart(10)} ${isMeant ? '»' : ' '} `, 'faint'), ...spans],
    copies: text,
    isHeading: isMeant,
  }
}

/** Sixteen bytes a line, as every hexadecimal view shows them. */
function hexRows(raw: RawBytes): readonly Row[] {
  const list: Row[] = []
  for (let from = 0; from < raw.bytes.length; from += 16) {
    const piece = raw.bytes.subarray(from, from + 16)
    const offset = raw.offset + from
    const meant = (n: number) =>
      raw.mark !== undefined && offset + n >= raw.mark.offset && offset + n < raw.mark.offset + raw.mark.length
    const isMeant = [...piece.keys()].some(meant)
    const spans = [...piece].map((byte, n) =>
      span(`${byte.toString(16).padStart(2, '0')}${n === 7 ? '  ' : ' '}`, meant(n) ? 'meant' : 'plain'),
    )
    const ascii = [...piece].map((byte, n) =>
      span(byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.', meant(n) ? 'meant' : 'faint'),
    )
    const gap = ' '.repeat(3 * (16 - piece.length) + (piece.length <= 7 ? 1 : 0) + 1)
    list.push({
      line: [
        span(`${offset.toString(16).padStart(8, '0')} ${isMeant ? '»' : ' '} `, 'faint'),
        ...spans,
        span(gap),
        ...ascii,
      ],
      copies: Buffer.from(piece).toString('hex'),
      isHeading: isMeant,
    })
  }
  return list
}

function tableRows(raw: RawRows, columns: number): readonly Row[] {
  const meant = raw.columns.findIndex((name) => name.toLowerCase() === raw.column?.toLowerCase())
  const widths = raw.columns.map((name, n) =>
    Math.min(n === meant ? 32 : 24, Math.max(name.length, ...raw.rows.map(({ cells }) => cells[n]?.length ?? 0))),
  )
  const head: Row = {
    line: [
      span(`  ${cell('row', 8)} ${raw.columns.map((name, n) => cell(name, widths[n] ?? 8)).join(' ')}`, 'heading'),
    ],
  }
  return [
    head,
    ...raw.rows.map(({ row, cells, isMeant }): Row => ({
      line: [
        span(`${isMeant ? '»' : ' '} ${cell(row, 8)} `, isMeant ? 'strong' : 'faint'),
        ...cells.map((text, n) =>
          span(`${cell(text, widths[n] ?? 8)} `, n === meant && isMeant ? 'meant' : n === meant ? 'strong' : 'plain'),
        ),
      ],
      isHeading: isMeant,
      copies: cells.join('\t'),
      detail: () =>
        raw.columns.map((name, n) => [
          span(cut(`${cell(name, 24)} ${safe(cells[n] ?? '')}`, columns), n === meant ? 'strong' : 'plain'),
        ]),
    })),
  ]
}

export default defineScreen({
  id: 'raw',
  title: 'Raw evidence',
  key: '8',
  about: 'The bytes themselves, read again from the evidence, which is never changed. » marks what is meant.',
  needs: 'a place in the evidence',
  keys: [
    { id: 'hexadecimal', keys: ['b'], shown: 'b', does: 'text or hexadecimal', act: (state) => cycle(state, 'hex', 2) },
  ],
  rows,
})
