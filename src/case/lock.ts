/**
 * One writer at a time: a lock on a file beside the case, which the operating system frees when the process ends, however it
 * ends. SQLite takes it, so that it holds between the threads of a process as between processes.
 */
import Database from 'better-sqlite3'
import { existsSync, rmSync } from 'node:fs'
import { fileIdentity } from './file-identity.ts'
import { CaseProblem } from './problem.ts'

export interface Lock {
  readonly release: () => void
}

/** A screen elsewhere may be writing a note: over in a moment. */
const PATIENCE_MILLISECONDS = 1_000
const PAUSE_MILLISECONDS = 10

const lockFile = (path: string): string => `${path}-lock`

export const locked = (path: string): CaseProblem =>
  new CaseProblem(`${path}: another run of anachron is writing this case; wait until it ends`)

/** Takes the lock of the case. Throws `CaseProblem` where another run has it and keeps it. */
export function takeLock(path: string): Lock {
  const end = performance.now() + PATIENCE_MILLISECONDS
  do {
    const lock = tryLock(path)
    if (lock !== undefined) return lock
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS)
  } while (performance.now() < end)
  throw locked(path)
}

/**
 * One attempt, which opens the file anew and does not wait: who has the lock removes the file before giving it up, and a lock on a
 * removed file would keep nobody out.
 */
function tryLock(path: string): Lock | undefined {
  const file = lockFile(path)
  if (!existsSync(file)) opened(path, file).close()
  const before = fileIdentity(file)
  const db = opened(path, file)
  const stands = (): boolean => before !== undefined && before === fileIdentity(file)
  try {
    if (stands()) {
      db.exec('BEGIN EXCLUSIVE')
      if (stands()) return held(file, db)
    }
  } catch {
    // Another run has it, or has just removed the file.
  }
  db.close()
  return undefined
}

/** The file goes before the lock does, and with the process where that ends in the middle. */
function held(file: string, db: Database.Database): Lock {
  const release = (): void => {
    process.off('exit', release)
    rmSync(file, { force: true })
    db.close()
  }
  process.once('exit', release)
  return { release }
}

function opened(path: string, file: string): Database.Database {
  try {
    return new Database(file, { timeout: 0 })
  } catch {
    throw new CaseProblem(`${path}: the case cannot be written here; choose another folder`)
  }
}

/** Whether some run, of this process or another, holds the case for writing now. */
export function isBeingWritten(path: string): boolean {
  const file = lockFile(path)
  if (!existsSync(file)) return false
  let db: Database.Database | undefined
  try {
    db = new Database(file, { fileMustExist: true, timeout: 0 })
    db.prepare('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
  } finally {
    db?.close()
  }
}
