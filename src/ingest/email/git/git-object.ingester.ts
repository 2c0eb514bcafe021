/** One loose object of a Git repository (gitformat-loose): a file of a mail archive, or a commit with its times. */
import { createHash } from 'node:crypto'
import { constants, inflateSync } from 'node:zlib'
import { limitProblem } from '../../../evidence/limit-problem.ts'
import { EvidenceProblem, type Artifact } from '../../../model.ts'
import { defineIngester } from '../../ingester.ts'
import { LARGEST_MESSAGE, tooLarge } from '../message-size.ts'
import { COMMIT_EVENTS, commitClocks, commitEvents } from './commit-times.ts'
import { readCommit } from './history.ts'

const HEAD = /^(commit|tree|blob|tag) (\d{1,12})\0/
const RATIO_FROM = 1024 * 1024

export default defineIngester({
  id: 'git-object',
  title: 'Git loose object',
  source: 'gitformat-loose(5), gitformat-commit',
  accepts: (head) => {
    const [first = 0, second = 0] = head
    if ((first & 0x0f) !== 8 || (first * 256 + second) % 31 !== 0) return false
    try {
      const some = inflateSync(head.subarray(0, 128), { finishFlush: constants.Z_SYNC_FLUSH })
      return HEAD.test(some.toString('latin1', 0, 32))
    } catch {
      return false
    }
  },
  confidence: 90,
  emits: {
    artifacts: ['archive', 'archive-member'],
    events: COMMIT_EVENTS,
    traits: { 'git.object': 'SHA-1 of the object' },
  },
  *ingest(source, { limits }) {
    if (source.size > LARGEST_MESSAGE) throw new EvidenceProblem(tooLarge(source.size))
    const whole = unpacked(source.read(0, source.size), Math.max(RATIO_FROM, source.size * limits.ratio))
    if (whole === undefined) throw limitProblem('ratio', limits, 'it cannot be unpacked, or unpacks to too much')
    const [head = '', type, stated = ''] = HEAD.exec(whole.toString('latin1', 0, 32)) ?? []
    const content = whole.subarray(head.length)
    const locator = { type: 'bytes', offset: 0, length: source.size } as const
    const name = createHash('sha1').update(whole).digest('hex')
    const archive: Artifact = {
      type: 'archive',
      locator,
      label: `Git ${type ?? 'object'} ${name}`,
      events: type === 'commit' ? commitEvents(readCommit(content), commitClocks(), locator) : [],
      traits: [{ key: 'git.object', value: name, locator }],
      ...(content.length === Number(stated)
        ? {}
        : { problems: [`the object states ${stated} bytes, ${content.length} are there`] }),
    }
    yield archive
    if (type === 'blob')
      yield {
        type: 'archive-member',
        locator: { type: 'member', name, index: 0 },
        label: name,
        parent: archive,
        events: [],
        traits: [],
        contains: [{ name, open: () => content }],
      }
  },
})

function unpacked(bytes: Uint8Array, most: number): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.min(most, LARGEST_MESSAGE) })
  } catch {
    return undefined
  }
}
