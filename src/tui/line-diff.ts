/**
 * Lines of two texts side by side: the longest common subsequence stands opposite itself; of what differs between two common lines,
 * header fields of one name meet, and folded lines stay with them. The table has one cell a pair of lines, so both are bounded.
 */

/** Lines of either side. */
export const MOST_LINES = 400

export interface LinePair {
  readonly left?: number
  readonly right?: number
}

/** Numbers of lines, each once, in order on either side. Lines beyond `MOST_LINES` must have been cut off before. */
export function alignedLines(left: readonly string[], right: readonly string[]): readonly LinePair[] {
  const n = Math.min(left.length, MOST_LINES)
  const m = Math.min(right.length, MOST_LINES)
  const width = m + 1
  // How many lines are common from (i, j) on.
  const common = new Uint16Array((n + 1) * width)
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      common[i * width + j] =
        left[i] === right[j]
          ? 1 + (common[(i + 1) * width + j + 1] ?? 0)
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0)
  const pairs: LinePair[] = []
  let [i, j] = [0, 0]
  let [onlyLeft, onlyRight]: [number[], number[]] = [[], []]
  const flush = (): void => {
    pairs.push(...between(left, right, onlyLeft, onlyRight))
    ;[onlyLeft, onlyRight] = [[], []]
  }
  while (i < n || j < m) {
    if (i < n && j < m && left[i] === right[j]) {
      flush()
      pairs.push({ left: i++, right: j++ })
    } else if (j >= m || (i < n && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)))
      onlyLeft.push(i++)
    else onlyRight.push(j++)
  }
  flush()
  return pairs
}

/** A header field's name; a folded line has none. */
const nameOf = (text: string): string | undefined => /^([!-9;-~]+):/.exec(text)?.[1]?.toLowerCase()

const isFolded = (text: string | undefined): boolean => text !== undefined && /^[ \t]+\S/.test(text)

/** What stands between two common lines: a field meets the next of its name, a folded line the folded one that is next; the rest stands alone. */
function between(
  left: readonly string[],
  right: readonly string[],
  onlyLeft: readonly number[],
  onlyRight: readonly number[],
): readonly LinePair[] {
  const pairs: LinePair[] = []
  let j = 0
  for (const i of onlyLeft) {
    const name = nameOf(left[i] ?? '')
    const met =
      name !== undefined
        ? onlyRight.findIndex((at, n) => n >= j && nameOf(right[at] ?? '') === name)
        : isFolded(left[i]) && isFolded(right[onlyRight[j] ?? -1])
          ? j
          : -1
    if (met < 0) {
      pairs.push({ left: i })
      continue
    }
    for (; j < met; j++) pairs.push({ ...sided(onlyRight[j]) })
    pairs.push({ left: i, ...sided(onlyRight[j++]) })
  }
  for (; j < onlyRight.length; j++) pairs.push(sided(onlyRight[j]))
  return pairs
}

const sided = (at: number | undefined): LinePair => (at === undefined ? {} : { right: at })
