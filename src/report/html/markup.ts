/** Markup as values: a tagged template in which every string is escaped and only markup made here stays markup. */
import { escapeHtml } from '../safe-text.ts'

export interface Markup {
  readonly markup: string
}

type Piece = Markup | string | number | undefined | false | readonly Piece[]

const render = (piece: Piece): string => {
  if (piece === undefined || piece === false) return ''
  if (typeof piece === 'string') return escapeHtml(piece)
  if (typeof piece === 'number') return String(piece)
  return 'markup' in piece ? piece.markup : piece.map(render).join('')
}

/** Escapes every string put into it; `undefined` and `false` give nothing. */
export function markup(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { markup: strings.reduce((text, part, i) => text + render(pieces[i - 1]) + part) }
}

/** Text as it stands in the evidence. */
export const raw = (text: string): Markup => markup`<code class="raw">${text}</code>`

/** A table that wraps and, on narrow screens, stacks: every cell carries the name of its column. */
export function table(columns: readonly string[], rows: readonly (readonly Piece[])[], kind = ''): Markup {
  return markup`<table class="${kind}">
    <thead>
      <tr>
        ${columns.map((name) => markup`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          markup`<tr>
            ${cells.map((cell, i) => markup`<td data-column="${columns[i] ?? ''}">${cell}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`
}

/** A percentage of the width for SVG, two decimals at most. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`
