/**
 * Creating and opening a case: SQLite in WAL mode, readable by its owner only, one writer at a time. Whether a file is a case is
 * read from its header before SQLite opens it, because SQLite leaves files beside what it opens.
 */
import Database from 'better-sqlite3'
import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { z } from 'zod'
import { fileIdentity } from './file-identity.ts'
import { locked, takeLock } from './lock.ts'
import { canMigrate, migrate } from './migrate.ts'
import { CaseProblem } from './problem.ts'
import { APPLICATION_ID, DDL, SCHEMA_VERSION } from './schema.ts'

export type CaseDatabase = Database.Database

export interface OpenCase {
  readonly path: string
  readonly db: CaseDatabase
  readonly close: () => void
  /** False once the file was deleted, or another one put in its place: what is written then is lost. */
  readonly isThere: () => boolean
}

/** `create`: a new case, or the one that is there. `write`: for ingest and analysis. `read`: beside a running ingest, too. */
export type OpenMode = 'create' | 'write' | 'read'

const MAGIC = 'SQLite format 3\0'

/** True for a file whose header bears our application id. */
export function isCase(path: string): boolean {
  return headerOf(path)?.applicationId === APPLICATION_ID
}

/** Opens a case. Throws `CaseProblem`. */
export function openCase(path: string, mode: OpenMode): OpenCase {
  if (path === ':memory:')
    throw new CaseProblem(`${path}: SQLite takes this for no file; a case is a file, give it another name`)
  const header = headerOf(path)
  const isNew = header === undefined || header.size === 0
  if (isNew && mode !== 'create')
    throw new CaseProblem(`${path}: there is no such case; create it with: anachron ingest ${path} PATH`)
  if (!isNew && header.applicationId !== APPLICATION_ID)
    throw new CaseProblem(`${path}: not an Anachron case; give another file`)
  const isOld = !isNew && canMigrate(header.version)
  if (!isNew && header.version !== SCHEMA_VERSION && (mode === 'read' || !isOld))
    throw new CaseProblem(
      `${path}: a case of version ${header.version}, this program reads version ${SCHEMA_VERSION}; ${
        isOld
          ? `anachron analyze ${path} brings it up to date (keep a copy if it must stay as it is)`
          : 'use the program that made it or ingest the evidence anew'
      }`,
    )
  if (mode === 'read') return reading(path)
  const lock = takeLock(path)
  try {
    if (isNew) create(path)
    if (isOld) migrate(path)
    const db = connect(path, false)
    const identity = fileIdentity(path)
    return {
      path,
      db,
      isThere: () => fileIdentity(path) === identity,
      close: () => {
        db.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw asCaseProblem(path, error)
  }
}

/** A case in memory, for tests and for trying out rules. */
export function memoryCase(): OpenCase {
  const db = new Database(':memory:')
  db.exec(DDL)
  return { path: ':memory:', db, close: () => db.close(), isThere: () => true }
}

/** SQLite's errors, and rows that no ingest or analysis writes, as one clear line about the case. */
export function asCaseProblem(path: string, error: unknown): unknown {
  if (error instanceof z.ZodError)
    return new CaseProblem(
      `${path}: the case holds what anachron does not write (${error.issues[0]?.path.join('.') ?? ''}: ${error.issues[0]?.message ?? ''}); it was changed by something else: anachron verify says more, anachron analyze makes its findings anew`,
    )
  if (!(error instanceof Database.SqliteError)) return error
  const { code } = error
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new CaseProblem(
      `${path}: the case is damaged (${error.message}); restore a copy or ingest the evidence anew`,
    )
  if (code.startsWith('SQLITE_BUSY')) return locked(path)
  if (code === 'SQLITE_FULL')
    return new CaseProblem(`${path}: the disk is full; free space and run the same command again, it goes on`)
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_IOERR'))
    return new CaseProblem(`${path}: the case cannot be opened or written here (${error.message}); check the folder`)
  return error
}

function reading(path: string): OpenCase {
  let db: CaseDatabase
  try {
    db = connect(path, true)
  } catch (error) {
    if (!(error instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY)/.test(error.code)))
      throw asCaseProblem(path, error)
    db = fromMemory(path)
  }
  return { path, db, close: () => db.close(), isThere: () => existsSync(path) }
}

/**
 * A case where nothing can be written, such as on a DVD: SQLite cannot make the shared memory that WAL needs there. A copy in
 * memory, its header saying that it needs none (sqlite.org/fileformat.html, 1.3.3), is read instead.
 */
function fromMemory(path: string): CaseDatabase {
  if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0)
    throw new CaseProblem(
      `${path}: the last run on this case did not end; open it once in a folder that can be written`,
    )
  try {
    const bytes = readFileSync(path)
    bytes.writeUInt16BE(0x0101, 18)
    return new Database(bytes, { readonly: true })
  } catch (error) {
    throw new CaseProblem(`${path}: cannot be read here (${codeOf(error)}); copy it to a folder that can be written`)
  }
}

interface Header {
  readonly size: number
  readonly applicationId: number | undefined
  readonly version: number
}

/** Application id and user version as the file states them (sqlite.org/fileformat.html, 1.3); undefined: no such file. */
function headerOf(path: string): Header | undefined {
  let fd: number
  try {
    // O_NONBLOCK: a pipe of that name would let us wait for ever.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CaseProblem(`${path}: cannot be read (${codeOf(error)})`)
  }
  try {
    if (!fstatSync(fd).isFile()) throw new CaseProblem(`${path}: not a file; give another place for the case`)
    const head = Buffer.alloc(100)
    const size = readSync(fd, head, 0, 100, 0)
    const isSqlite = size === 100 && head.toString('latin1', 0, 16) === MAGIC
    return { size, applicationId: isSqlite ? head.readUInt32BE(68) : undefined, version: head.readUInt32BE(60) }
  } catch (error) {
    throw error instanceof CaseProblem ? error : new CaseProblem(`${path}: cannot be read (${codeOf(error)})`)
  } finally {
    closeSync(fd)
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'error')

function create(path: string): void {
  try {
    // SQLite gives the files beside it the same mode.
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw new CaseProblem(`${path}: the case cannot be created here (${codeOf(error)}); choose another folder`)
  }
  const db = new Database(path)
  try {
    db.exec(`BEGIN; ${DDL} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`)
  } finally {
    db.close()
  }
}

function connect(path: string, readonly: boolean): CaseDatabase {
  const db = new Database(path, { fileMustExist: true, timeout: 5_000 })
  try {
    // Not SQLite's own read-only mode: that leaves -wal and -shm behind.
    if (readonly) {
      db.pragma('query_only = ON')
      db.pragma('cache_size = -32768')
    } else {
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = NORMAL')
      // 64 MB: fewer, larger moves from the -wal into the case.
      db.pragma('wal_autocheckpoint = 16384')
      // Rows are mostly put behind others: a larger cache would only hold what is not needed again.
      db.pragma('cache_size = -16384')
    }
    // Reads the schema: a damaged file is found here, not in the middle of the work.
    db.prepare('SELECT count(*) FROM setting').get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}
