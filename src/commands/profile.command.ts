/** `anachron profile suggest DATABASE`: a first profile for a database that none knows, as YAML on standard output. */
import { basename } from 'node:path'
import { openSource } from '../evidence/source.ts'
import { whyNoDatabase } from '../ingest/database/no-database.ts'
import { idFrom, suggestProfile } from '../ingest/database/suggest-profile.ts'
import sqlite from '../ingest/database/sqlite.ingester.ts'
import { defineCommand, EXIT, UsageError, value } from './command.ts'

export default defineCommand({
  id: 'profile',
  usage: '<action> <database>',
  summary: 'suggest a first profile for an unknown SQLite database, as YAML with the reasons',
  flags: [
    { flag: '--id <id>', doc: 'id of the profile, which is also its file name (default: from the name of the file)' },
  ],
  examples: [
    'anachron profile suggest books.db > our-rules/profiles/books.yaml',
    'anachron scan books.db --rules our-rules/',
  ],
  run: ([action = '', database = ''], given, io) => {
    if (action !== 'suggest') throw new UsageError(`there is no profile ${action}; there is suggest`)
    const id = value(given, 'id') ?? idFrom(basename(database))
    if (!/^[a-z0-9-]+$/.test(id)) throw new UsageError(`${id} is no id; use lower-case words joined by hyphens`)
    const opened = openSource(database, basename(database))
    try {
      if (!sqlite.accepts(opened.source.read(0, 100), opened.source.size))
        throw new UsageError(noDatabase(database, whyNoDatabase(opened.source)))
      io.out(suggestProfile(opened.source, id))
      return Promise.resolve(EXIT.ok)
    } finally {
      opened.close()
    }
  },
})

const noDatabase = (file: string, why: string | undefined): string =>
  why === undefined ? `${file} is no SQLite database; profiles of other formats are written by hand` : `${file}: ${why}`
