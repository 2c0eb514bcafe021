/** Text in columns of a terminal: its width, cutting and wrapping. Give it text that is already safe (`terminal`). */

const ZERO = /\p{M}/u
/** Two columns each: the blocks that Unicode TR 11 (East Asian Width) marks wide, and pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const widthOf = (char: string): number => (ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1)

export function width(text: string): number {
  let sum = 0
  for (const char of text) sum += widthOf(char)
  return sum
}

/** Fills with blanks to a width. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)))

/** Lines of at most so many columns, broken between words where that is possible; one pass over the text. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ')) {
    for (const [i, piece] of pieces(word, columns).entries()) {
      const room = used + piece.width + (used === 0 || i > 0 ? 0 : 1)
      if (used > 0 && (i > 0 || room > columns)) {
        lines.push(line)
        line = piece.text
        used = piece.width
      } else {
        line = used === 0 ? piece.text : `${line} ${piece.text}`
        used = room
      }
    }
  }
  return [...lines, line]
}

/** A word in pieces that fit; nearly always one. */
function pieces(word: string, columns: number): readonly { readonly text: string; readonly width: number }[] {
  const all: { text: string; width: number }[] = []
  let text = ''
  let used = 0
  for (const char of word) {
    const own = widthOf(char)
    if (used + own > columns && text !== '') {
      all.push({ text, width: used })
      text = ''
      used = 0
    }
    text += char
    used += own
  }
  return [...all, { text, width: used }]
}
