/**
 * The examined paths as a sorted list of files. Links are not followed and special files not opened; whatever is left out
 * is named with the reason. Nothing here reads a file's content.
 */
import { lstatSync, readdirSync, readlinkSync, type BigIntStats } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { LogicalPath } from '../model.ts'
import { instantFromBigInt, type Instant } from '../time/instant.ts'
import { byCodeUnits, displayName, distinctNames, escapeBytes, escapeName, joinLevels } from './logical-path.ts'

/** A path as the file system takes it: text, or bytes where the name is not UTF-8. */
export type FilePath = string | Uint8Array

/** What the file system says of a file, in microseconds; absent when out of range or not kept by this file system. */
export interface FileTimes {
  readonly size: number
  readonly mtime: Instant | undefined
  readonly ctime: Instant | undefined
  readonly birthtime: Instant | undefined
}

/** One file to examine. */
export interface RootFile extends FileTimes {
  readonly file: FilePath
  readonly path: LogicalPath
}

/** What is not examined, and why, in one clear line. */
export interface Skipped {
  readonly path: LogicalPath
  readonly reason: string
}

export interface Walked {
  readonly files: readonly RootFile[]
  readonly skipped: readonly Skipped[]
}

interface Place {
  readonly file: FilePath
  readonly levels: readonly string[]
}

/**
 * Lists the files under the given paths, ordered by the code units of their logical paths. One path given: logical paths
 * are relative to it (a single file: its name). Several: they begin with each given path's name, a second `name` being
 * `name~2`. A path given twice counts once. Never throws.
 */
export function walk(paths: readonly string[]): Walked {
  const given = [...new Set(paths.map((path) => resolve(path)))]
  const name = distinctNames()
  const files: RootFile[] = []
  const skipped: Skipped[] = []
  const waiting: Place[] = given.map((file) => ({ file, levels: [name(escapeName(basename(file) || 'root'))] }))
  const alone = given.length === 1
  const only = given[0]
  // A single folder is not a level of its own; a single file, or a folder that is left out, keeps its name.
  if (alone && only !== undefined && isFolder(only)) waiting.splice(0, 1, { file: only, levels: [] })
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const path = joinLevels(
      place.levels.length > 0 ? place.levels : [escapeName(basename(String(place.file)) || 'root')],
    )
    try {
      const stat = lstatSync(asPath(place.file), { bigint: true })
      if (stat.isFile()) files.push({ file: place.file, path, ...fileTimes(stat) })
      else if (stat.isDirectory()) for (const entry of entries(place)) waiting.push(entry)
      else skipped.push({ path, reason: whyNot(stat, place.file) })
    } catch (error) {
      skipped.push({ path, reason: `cannot be read: ${inWords(error)}` })
    }
  }
  return {
    files: files.sort((a, b) => byCodeUnits(a.path, b.path)),
    skipped: skipped.sort((a, b) => byCodeUnits(a.path, b.path)),
  }
}

function isFolder(file: string): boolean {
  try {
    return lstatSync(file).isDirectory()
  } catch {
    return false
  }
}

function entries(folder: Place): Place[] {
  return readdirSync(asPath(folder.file), { encoding: 'buffer' }).map((entry) => ({
    file: below(folder.file, entry),
    levels: [...folder.levels, escapeBytes(entry)],
  }))
}

/** Text where the whole path is UTF-8, else bytes. */
function below(folder: FilePath, entry: Buffer): FilePath {
  const text = entry.toString('utf8')
  if (typeof folder === 'string' && Buffer.from(text, 'utf8').equals(entry))
    return folder.endsWith('/') ? folder + text : `${folder}/${text}`
  return Buffer.concat([asBuffer(folder), Buffer.from('/'), entry])
}

const asBuffer = (path: FilePath): Buffer => (typeof path === 'string' ? Buffer.from(path, 'utf8') : Buffer.from(path))
/** As Node's file functions take it. */
export const asPath = (path: FilePath): string | Buffer => (typeof path === 'string' ? path : asBuffer(path))

/** Size and times of a file, as its directory entry states them. */
export function fileTimes(stat: BigIntStats): FileTimes {
  return {
    size: Number(stat.size),
    mtime: fromNanoseconds(stat.mtimeNs),
    ctime: fromNanoseconds(stat.ctimeNs),
    // A file system that keeps no birth time gives 0.
    birthtime: stat.birthtimeNs === 0n ? undefined : fromNanoseconds(stat.birthtimeNs),
  }
}

/** Rounds down, also before 1970, so that no time moves into the future. */
function fromNanoseconds(ns: bigint): Instant | undefined {
  const down = ns / 1000n
  return instantFromBigInt(ns < 0n && ns % 1000n !== 0n ? down - 1n : down)
}

function whyNot(stat: BigIntStats, file: FilePath): string {
  if (stat.isSymbolicLink()) {
    const target = displayName(readlinkSync(asPath(file), { encoding: 'buffer' }).toString('utf8'))
    return `symbolic link to ${target}; links are not followed, give the target itself`
  }
  if (stat.isFIFO()) return 'a named pipe, not a file'
  if (stat.isSocket()) return 'a socket, not a file'
  return 'a device, not a file'
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOTDIR: 'it is a file, or lies in one, not a folder',
  EEXIST: 'there is something of that name already',
  EROFS: 'this place can only be read',
  ELOOP: 'it is a symbolic link, and links are not followed',
  EIO: 'the medium gives a read error',
  ENAMETOOLONG: 'the path is too long for this system',
  EMFILE: 'too many files are open',
  ENOSPC: 'no space is left on the disk',
}

/** A file system's error in words, without paths or stack. */
export function inWords(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  return (
    (code === undefined ? undefined : (WORDS[code] ?? `error ${code}`)) ??
    (error instanceof Error ? error.message : 'unknown error')
  )
}
