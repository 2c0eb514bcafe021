/** Which commit first held which file: commits are walked from parents to children, trees that were seen before are passed over. */
import { EvidenceProblem } from '../../../model.ts'
import { push, type PackFile } from './pack-file.ts'

export interface Commit {
  readonly tree: string
  readonly parents: readonly string[]
  /** Seconds since 1970 and the offset, as they stand: `1678786013 +0100`. */
  readonly committed: string | undefined
  readonly authored: string | undefined
}

export interface FirstSeen {
  /** Index of the blob in the pack. */
  readonly blob: number
  readonly path: string
  /** Index and content of the first commit that holds it; none if no commit in this pack does. */
  readonly commit: { readonly index: number; readonly read: Commit } | undefined
}

const NAME = /^[0-9a-f]{40}$/
const LONGEST_HEADER = 65_536
const WHEN = /^(?:author|committer) .*?(-?\d{1,15} [+-]\d{4})$/

/** The header of a commit. */
export function readCommit(bytes: Buffer): Commit {
  const [head = ''] = bytes.toString('latin1', 0, LONGEST_HEADER).split('\n\n', 1)
  const lines = head.split('\n')
  const after = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))
  const when = (word: string): string | undefined =>
    WHEN.exec(lines.find((line) => line.startsWith(`${word} `)) ?? '')?.[1]
  return {
    tree: name(after('tree')[0] ?? ''),
    parents: after('parent').map(name),
    committed: when('committer'),
    authored: when('author'),
  }
}

const name = (hex: string): string => (NAME.test(hex) ? Buffer.from(hex, 'hex').toString('latin1') : '')

/** Every blob of the pack once, with the first commit that holds it; those of no commit last. */
export function* blobsByFirstCommit(pack: PackFile, problems: string[]): Generator<FirstSeen> {
  const seen = new Uint8Array(pack.count)
  for (const index of parentsFirst(pack)) {
    const commit = readCommit(pack.content(index))
    const root = pack.find(commit.tree)
    const waiting = root === undefined ? [] : [{ tree: root, path: '' }]
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen[next.tree] === 1) continue
      seen[next.tree] = 1
      for (const entry of entriesOf(pack, next.tree, problems)) {
        const at = pack.find(entry.name)
        if (at === undefined || seen[at] === 1) continue
        const path = `${next.path}${entry.path}`
        if (pack.type(at) === 'tree') waiting.push({ tree: at, path: `${path.slice(0, 1_000)}/` })
        else if (pack.type(at) === 'blob') {
          seen[at] = 1
          yield { blob: at, path, commit: { index, read: commit } }
        }
      }
    }
  }
  for (let i = 0; i < pack.count; i++)
    if (seen[i] !== 1 && pack.type(i) === 'blob') yield { blob: i, path: '', commit: undefined }
}

/** Commits so that each comes after its parents, else in the order of the pack, which puts the newest first. */
function parentsFirst(pack: PackFile): readonly number[] {
  const waits = new Map<number, number>()
  const children = new Map<number, number[]>()
  const ready: number[] = []
  for (let i = pack.count - 1; i >= 0; i--) {
    if (pack.type(i) !== 'commit') continue
    const parents = readCommit(pack.content(i)).parents.flatMap((parent) => pack.find(parent) ?? [])
    waits.set(i, parents.length)
    if (parents.length === 0) ready.push(i)
    for (const parent of parents) push(children, parent, i)
  }
  const order: number[] = []
  for (const index of ready) {
    order.push(index)
    for (const child of children.get(index) ?? []) {
      const left = (waits.get(child) ?? 0) - 1
      waits.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return order
}

function* entriesOf(pack: PackFile, tree: number, problems: string[]): Generator<{ path: string; name: string }> {
  let bytes: Buffer
  try {
    bytes = pack.content(tree)
  } catch (error) {
    if (!(error instanceof EvidenceProblem)) throw error
    if (problems.length < 100) problems.push(error.message)
    return
  }
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at)
    const zero = bytes.indexOf(0, space)
    if (space === -1 || zero === -1 || zero + 21 > bytes.length) return
    yield {
      path: bytes.toString('utf8', space + 1, Math.min(zero, space + 1_000)),
      name: bytes.toString('latin1', zero + 1, zero + 21),
    }
    at = zero + 21
  }
}
