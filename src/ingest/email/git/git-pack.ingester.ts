/** Archives of mail kept in Git (public-inbox and others): a pack or a bundle; each file in it is evidence of its own. */
import { createHash } from 'node:crypto'
import { limitProblem } from '../../../evidence/limit-problem.ts'
import { EvidenceProblem, type Artifact } from '../../../model.ts'
import { defineIngester, type Source } from '../../ingester.ts'
import { readable } from '../raw-text.ts'
import { COMMIT_EVENTS, commitClocks, commitEvents } from './commit-times.ts'
import { blobsByFirstCommit } from './history.ts'
import { PackFile } from './pack-file.ts'

const BUNDLE = /^# v[23] git bundle\n/
/** References of a bundle stand before its pack. */
const LONGEST_BUNDLE_HEAD = 65_536
const SUM = 20

/** Where `PACK` stands; undefined if this is neither a pack nor a bundle. */
function packStart(head: Uint8Array): number | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (text.startsWith('PACK\0\0\0')) return 0
  if (!BUNDLE.test(text)) return undefined
  const end = text.indexOf('\n\nPACK')
  return end === -1 ? undefined : end + 2
}

export default defineIngester({
  id: 'git-pack',
  title: 'Git pack or bundle',
  source: 'gitformat-pack(5), gitformat-bundle(5), public-inbox-v2-format(5)',
  accepts: (head) => packStart(head) !== undefined,
  confidence: 100,
  emits: {
    artifacts: ['archive', 'archive-member'],
    events: COMMIT_EVENTS,
    traits: { 'git.path': 'Name of the file in the tree of its first commit', 'git.commit': 'SHA-1 of that commit' },
  },
  *ingest(source, { limits }) {
    const start = packStart(source.read(0, LONGEST_BUNDLE_HEAD)) ?? 0
    const pack = new PackFile(source, start, limits)
    if (!sumIsRight(source, start))
      pack.problems.push('the checksum at its end is not that of its bytes: it was cut or changed')
    const archive: Artifact = {
      type: 'archive',
      locator: { type: 'bytes', offset: 0, length: source.size },
      label: 'Git pack',
      events: [],
      traits: [],
    }
    yield archive
    const clocks = commitClocks()
    let index = 0
    for (const { blob, path, commit } of blobsByFirstCommit(pack, pack.problems)) {
      if (index >= limits.members) throw limitProblem('members', limits, 'this archive')
      const name = pack.name(blob)
      const locator = { type: 'member', name, index: index++ } as const
      yield {
        type: 'archive-member',
        locator,
        label: name,
        parent: archive,
        events: commit === undefined ? [] : commitEvents(commit.read, clocks, locator),
        traits: [
          ...(path === '' ? [] : [{ key: 'git.path', value: readable(Buffer.from(path).toString('latin1')), locator }]),
          ...(commit === undefined ? [] : [{ key: 'git.commit', value: pack.name(commit.index), locator }]),
        ],
        contains: [{ name, open: () => pack.content(blob) }],
      }
    }
    if (pack.problems.length > 0) throw new EvidenceProblem(pack.problems.slice(0, 5).join('; '))
  },
})

/** The last 20 bytes are the SHA-1 of all before. */
function sumIsRight(source: Source, start: number): boolean {
  const hash = createHash('sha1')
  let at = 0
  for (const chunk of source.chunks()) {
    const from = Math.max(0, start - at)
    const to = Math.min(chunk.length, source.size - SUM - at)
    if (to > from) hash.update(chunk.subarray(from, to))
    at += chunk.length
  }
  return hash.digest('hex') === Buffer.from(source.read(Math.max(0, source.size - SUM), SUM)).toString('hex')
}
