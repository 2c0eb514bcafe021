/** Text that comes in chunks, read from the front without ever holding more than a line or a statement of it. */

/** Reads UTF-8; bytes that are none become U+FFFD. */
export class TextScanner {
  readonly #chunks: Iterator<Uint8Array>
  readonly #decoder = new TextDecoder('utf-8')
  text = ''
  at = 0
  #ended = false

  constructor(chunks: Iterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.iterator]()
  }

  /** Fetches more text behind what is left; false at the end. What lies before `at` is dropped. */
  more(): boolean {
    if (this.#ended) return false
    const next = this.#chunks.next()
    if (next.done === true) {
      this.#ended = true
      return false
    }
    this.text = this.text.slice(this.at) + this.#decoder.decode(next.value, { stream: true })
    this.at = 0
    return true
  }

  /** Whether nothing is left. */
  ended(): boolean {
    while (this.at >= this.text.length) if (!this.more()) return true
    return false
  }

  /** The next characters without going on; fewer at the end. */
  peek(length: number): string {
    while (this.text.length - this.at < length && this.more());
    return this.text.slice(this.at, this.at + length)
  }

  /** The rest of the line, without its end and cut at `longest`; undefined at the end of the text. */
  line(longest: number): string | undefined {
    if (this.ended()) return undefined
    let kept = ''
    for (;;) {
      const end = this.text.indexOf('\n', this.at)
      const stop = end < 0 ? this.text.length : end
      if (kept.length < longest) kept += this.text.slice(this.at, Math.min(stop, this.at + longest - kept.length))
      this.at = end < 0 ? stop : end + 1
      if (end >= 0 || !this.more()) return kept.endsWith('\r') ? kept.slice(0, -1) : kept
    }
  }

  /** Goes on behind the next `mark`; false if there is none. */
  skipPast(mark: string): boolean {
    for (;;) {
      const found = this.text.indexOf(mark, this.at)
      if (found >= 0) {
        this.at = found + mark.length
        return true
      }
      // The mark may lie across two chunks.
      this.at = Math.max(this.at, this.text.length - mark.length + 1)
      if (!this.more()) {
        this.at = this.text.length
        return false
      }
    }
  }
}
