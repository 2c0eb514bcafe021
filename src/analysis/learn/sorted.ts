/** How many of rising numbers are not above a bound. */
export function upperBound(rising: readonly number[], bound: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? Infinity) <= bound) low = middle + 1
    else high = middle
  }
  return low
}
