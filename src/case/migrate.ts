/**
 * Brings a case of an older version up to date, in one transaction, step by step. Each step is what that version of the schema
 * was, for good: later changes of `schema.ts` are steps of their own.
 */
import Database from 'better-sqlite3'
import { append } from './log.ts'
import { SCHEMA_VERSION } from './schema.ts'

/** From version 1 on, what leads to the next. */
const STEPS: readonly string[] = [
  // 2: what an examiner notes has a kind, a subject and its entry of the log; what an analysis changed is kept. Version 1 never wrote a note.
  `DROP TABLE note;
CREATE TABLE change (finding TEXT PRIMARY KEY, what TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE note (
  entry INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, state TEXT NOT NULL,
  text TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, undone INTEGER
);
CREATE INDEX note_subject ON note (subject, kind);`,
]

/** Whether the steps lead from this version to ours. */
export const canMigrate = (version: number): boolean => version >= 1 && version < SCHEMA_VERSION

/** Migrates the file; the caller holds the case's lock. The case log says so. */
export function migrate(path: string): void {
  const db = new Database(path, { fileMustExist: true, timeout: 5_000 })
  try {
    db.transaction(() => {
      const from = Number(db.pragma('user_version', { simple: true }))
      if (!canMigrate(from)) return
      for (const step of STEPS.slice(from - 1)) db.exec(step)
      db.pragma(`user_version = ${SCHEMA_VERSION}`)
      append(db, 'anachron', { action: 'migrate', from, to: SCHEMA_VERSION })
    })()
    // The version is read from the file's header, so it must not stay behind in the -wal.
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}
