/**
 * Evidence as ingesters get it: bytes in memory, or windows of a file that is open for reading only. The hash is computed over
 * the very bytes handed out. When ingest ends the file must be the same still (ISO/IEC 27037): one that was read whole by what the
 * file system says of it, one that was read in windows by its hash.
 */
import { createHash, hash as hashAtOnce } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, writeSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EvidenceProblem, type Sha256 } from '../model.ts'
import { privateFolder, type PrivateFolder } from './private-folder.ts'
import { asPath, inWords, type FilePath } from './walk.ts'

/** Files up to this size are read whole, once. */
const WHOLE = 16 * 1024 * 1024
/** What reading from front to back takes at a time: more than a page, so that it goes past the pages. */
const CHUNK = 1024 * 1024
const PAGE = 64 * 1024
/** Pages kept of a larger file: 8 MB in all, however large it is. */
const PAGES = 128

/** The evidence as an ingester gets it: bytes in memory, or (for what is larger) windows of a file. Never a path to write to. */
export interface Source {
  readonly size: number
  /** Name of this evidence, the last level of its logical path. Formats are told by content; the name is a hint for ties only. */
  readonly name: string
  /**
   * Up to `length` bytes from `offset`; shorter at the end. The result must not be changed. `into`: at least `length` bytes that may
   * hold it, so that nothing new is made where a file is read piece by piece; it is good until they are used again.
   */
  read(offset: number, length: number, into?: Uint8Array): Uint8Array
  /** Everything, in order, in chunks of about 1 MB. */
  chunks(): Iterable<Uint8Array>
  /**
   * A private copy on disk, in a folder of its own, deleted when the ingest ends: for libraries that need a path.
   * `companions` are copied beside it, when they lie beside the evidence (`-wal`).
   */
  privateCopy(companions?: readonly string[]): { readonly path: string; readonly companions: readonly string[] }
}

/** Gives the bytes of a file that lies beside the evidence, by its suffix (`-wal`), or undefined. */
export type Companion = (suffix: string) => Uint8Array | undefined
type AnyCompanion = (suffix: string) => Uint8Array | Iterable<Uint8Array> | undefined

export interface OpenedSource {
  readonly source: Source
  /** Over the bytes that `source` hands out. */
  readonly sha256: Sha256
  /** Closes the file and deletes private copies. Nothing of `source` may be used afterwards. */
  readonly close: () => void
  /** Looks at the evidence again, by its path: false when it changed, went away or was replaced. Call before `close`. */
  readonly stillTheSame: () => boolean
}

type Read = Source['read']

/**
 * Opens a file for reading only, not through a link, without touching its access time where the system allows that.
 * `name` is the last level of its logical path. Throws `EvidenceProblem` with one clear line.
 */
export function openSource(file: FilePath, name: string): OpenedSource {
  const { fd, stats } = openRegular(file)
  try {
    return stats.size <= WHOLE ? inMemory(file, name, fd, stats) : inWindows(file, name, fd, stats.size)
  } catch (error) {
    closeSync(fd)
    throw problem(error)
  }
}

/** Every byte was read once: the file is closed at once, and what it holds later no longer matters to what is said of it. */
function inMemory(file: FilePath, name: string, fd: number, stats: Stats): OpenedSource {
  const bytes = readFully(fd, 0, stats.size)
  const { source, sha256, close } = openBytes(bytes, name, (suffix) => fileCompanion(file, suffix))
  closeSync(fd)
  return { source, sha256, close, stillTheSame: () => isAsItWas(file, stats) || hashOfFile(file) === sha256 }
}

function inWindows(file: FilePath, name: string, fd: number, size: number): OpenedSource {
  const read = paged(fd, size)
  const sha256 = hash(chunksOfFile(fd, size))
  const copies = privateCopies(
    () => chunksOfFile(fd, size),
    (suffix) => fileCompanion(file, suffix),
  )
  return {
    source: { size, name, read, chunks: () => chunksOf(read, size), privateCopy: copies.make },
    sha256,
    stillTheSame: () => hashOfFile(file) === sha256,
    close: () => {
      closeSync(fd)
      copies.remove()
    },
  }
}

/** Some file systems keep times in steps of two seconds: a file changed so lately may change again within the same step. */
const LATELY = 3_000

/** The same file of the same size, written and changed at the same times. The time of change no program can set. */
function isAsItWas(file: FilePath, was: Stats): boolean {
  const now = lstatSync(asPath(file), { throwIfNoEntry: false })
  return (
    now !== undefined &&
    Date.now() - now.ctimeMs > LATELY &&
    now.ino === was.ino &&
    now.dev === was.dev &&
    now.size === was.size &&
    now.mtimeMs === was.mtimeMs &&
    now.ctimeMs === was.ctimeMs
  )
}

/** The same for bytes out of a container. `companion` finds sibling members for libraries that need them. */
export function openBytes(bytes: Uint8Array, name: string, companion: AnyCompanion = () => undefined): OpenedSource {
  const size = bytes.length
  const read = fromMemory(bytes)
  const sha256 = sha256Of(bytes)
  const copies = privateCopies(() => [bytes], companion)
  return {
    source: { size, name, read, chunks: () => chunksOf(read, size), privateCopy: copies.make },
    sha256,
    stillTheSame: () => sha256Of(bytes) === sha256,
    close: copies.remove,
  }
}

/** SHA-256 of bytes, lower-case hexadecimal. */
export const sha256Of = (bytes: Uint8Array): Sha256 => hashAtOnce('sha256', bytes, 'hex') as Sha256

/** O_NONBLOCK: a pipe put in the file's place must not hang us; O_NOFOLLOW: nor a link lead us elsewhere. */
function openRegular(file: FilePath): { readonly fd: number; readonly stats: Stats } {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  // Absent outside Linux, though Node's types always list it.
  const noAccessTime = (constants as Partial<typeof constants>).O_NOATIME ?? 0
  let fd: number
  try {
    fd = openSync(asPath(file), flags | noAccessTime)
  } catch (error) {
    // Only the owner may leave the access time alone.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw problem(error)
    try {
      fd = openSync(asPath(file), flags)
    } catch (second) {
      throw problem(second)
    }
  }
  const stats = fstatSync(fd)
  if (stats.isFile()) return { fd, stats }
  closeSync(fd)
  throw new EvidenceProblem('cannot be read: it is not a regular file')
}

const problem = (error: unknown): EvidenceProblem =>
  error instanceof EvidenceProblem ? error : new EvidenceProblem(`cannot be read: ${inWords(error)}`)

function readFully(fd: number, offset: number, length: number, memory?: Uint8Array): Uint8Array {
  const bytes = memory?.subarray(0, length) ?? Buffer.allocUnsafeSlow(length)
  let done = 0
  while (done < length) {
    const n = readSync(fd, bytes, done, length - done, offset + done)
    if (n === 0)
      throw new EvidenceProblem(
        `became shorter while it was read: ${offset + done} bytes instead of ${offset + length}`,
      )
    done += n
  }
  return bytes
}

function fromMemory(bytes: Uint8Array): Read {
  return (offset, length) => bytes.subarray(clamp(offset, bytes.length), clamp(offset + length, bytes.length))
}

const clamp = (n: number, size: number): number => Math.max(0, Math.min(size, n))

/**
 * Windows over a large file: the pages used last are kept (a Map keeps the order of insertion). What is read is copied out of them, and
 * the memory of the oldest is used again: V8 lets 60 MB of such memory lie before it looks for what nobody holds any more.
 */
function paged(fd: number, size: number): Read {
  const pages = new Map<number, Buffer>()
  const page = (n: number): Buffer => {
    const known = pages.get(n)
    if (known !== undefined) {
      pages.delete(n)
      pages.set(n, known)
      return known
    }
    const memory = (pages.size < PAGES ? undefined : takeOldest()) ?? Buffer.allocUnsafeSlow(PAGE)
    readFully(fd, n * PAGE, Math.min(PAGE, size - n * PAGE), memory)
    pages.set(n, memory)
    return memory
  }
  const takeOldest = (): Buffer | undefined => {
    const [oldest] = pages
    if (oldest === undefined) return undefined
    pages.delete(oldest[0])
    return oldest[1]
  }
  return (offset, length, into) => {
    const from = clamp(offset, size)
    const to = clamp(offset + length, size)
    const first = Math.floor(from / PAGE)
    const start = first * PAGE
    if (to <= from) return new Uint8Array(0)
    // A long read goes past the pages: it would only push them out.
    if (to > start + PAGE) return readFully(fd, from, to - from, into)
    const found = page(first).subarray(from - start, to - start)
    if (into === undefined) return Buffer.from(found)
    into.set(found)
    return into.subarray(0, found.length)
  }
}

function* chunksOf(read: Read, size: number): Iterable<Uint8Array> {
  for (let offset = 0; offset < size; offset += CHUNK) yield read(offset, Math.min(CHUNK, size - offset))
}

function hash(chunks: Iterable<Uint8Array>): Sha256 {
  const sum = createHash('sha256')
  for (const chunk of chunks) sum.update(chunk)
  return sum.digest('hex') as Sha256
}

function hashOfFile(file: FilePath): Sha256 | undefined {
  try {
    const { fd, stats } = openRegular(file)
    try {
      return hash(chunksOfFile(fd, stats.size))
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}

/** One chunk after the other in the same memory: each is good until the next is taken. */
function* chunksOfFile(fd: number, size: number): Iterable<Uint8Array> {
  const memory = Buffer.allocUnsafeSlow(Math.min(CHUNK, size))
  for (let offset = 0; offset < size; offset += CHUNK)
    yield readFully(fd, offset, Math.min(CHUNK, size - offset), memory)
}

function fileCompanion(file: FilePath, suffix: string): Iterable<Uint8Array> | undefined {
  const beside = typeof file === 'string' ? file + suffix : Buffer.concat([file, Buffer.from(suffix)])
  try {
    const { fd, stats } = openRegular(beside)
    return closing(fd, stats.size)
  } catch {
    return undefined
  }
}

function* closing(fd: number, size: number): Iterable<Uint8Array> {
  try {
    yield* chunksOfFile(fd, size)
  } finally {
    closeSync(fd)
  }
}

/** Copies in folders of their own, readable by the owner only. */
function privateCopies(content: () => Iterable<Uint8Array>, companion: AnyCompanion) {
  const folders: PrivateFolder[] = []
  const make: Source['privateCopy'] = (suffixes = []) => {
    try {
      const folder = privateFolder()
      folders.push(folder)
      const path = join(folder.path, 'evidence')
      write(path, content())
      const companions: string[] = []
      for (const suffix of suffixes) {
        const beside = companion(suffix)
        if (beside === undefined) continue
        write(path + suffix, beside instanceof Uint8Array ? [beside] : beside)
        companions.push(path + suffix)
      }
      return { path, companions }
    } catch (error) {
      throw new EvidenceProblem(`no private copy could be made in ${tmpdir()}: ${inWords(error)}`)
    }
  }
  const remove = () => {
    for (const folder of folders.splice(0)) folder.remove()
  }
  return { make, remove }
}

function write(path: string, chunks: Iterable<Uint8Array>): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  try {
    for (const chunk of chunks) for (let done = 0; done < chunk.length;) done += writeSync(fd, chunk, done)
  } finally {
    closeSync(fd)
  }
}
