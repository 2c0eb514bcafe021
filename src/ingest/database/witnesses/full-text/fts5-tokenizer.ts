/**
 * The words of a text as SQLite's own tokenizers cut them: an index in memory, declared like the one of the evidence, is given the text and
 * asked for its words (sqlite.org/fts5.html, section 9, "The fts5vocab virtual table module"). The evidence's own index is never run.
 */
import Database from 'better-sqlite3'
import { z } from 'zod'

const word = z.string()

export class Fts5Tokenizer {
  readonly #db = new Database(':memory:')
  readonly #add: Database.Statement<[bigint, string]>
  readonly #words: Database.Statement<[]>
  readonly #empty: Database.Statement<[]>

  /** Throws what the library throws, where it does not know the tokenizer. */
  constructor(tokenizer: string) {
    try {
      this.#db.exec(`
        CREATE VIRTUAL TABLE own USING fts5(body, content='', columnsize=0, detail=none, tokenize='${tokenizer.replaceAll("'", "''")}');
        CREATE VIRTUAL TABLE vocabulary USING fts5vocab(own, row)`)
      this.#add = this.#db.prepare('INSERT INTO own (rowid, body) VALUES (?, ?)')
      this.#words = this.#db.prepare('SELECT term FROM vocabulary').pluck()
      this.#empty = this.#db.prepare("INSERT INTO own (own) VALUES ('delete-all')")
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  /** Each text is cut on its own, as columns are. */
  words(texts: readonly string[]): ReadonlySet<string> {
    for (const [i, text] of texts.entries()) this.#add.run(BigInt(i), text)
    const found = new Set(this.#words.all().map((term) => word.parse(term)))
    this.#empty.run()
    return found
  }

  close(): void {
    this.#db.close()
  }
}
