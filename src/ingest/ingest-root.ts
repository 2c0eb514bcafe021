/**
 * Reads one file under examination and everything packed in it, depth first, and yields the rows part by part. Whatever goes
 * wrong becomes one clear line at the evidence it happened in; what was read before stays.
 */
import { assertionEvents, exhibitsFor, type Exhibit, type StatedEvent } from '../evidence/exhibits.ts'
import { HEAD_LENGTH, identify } from '../evidence/identify.ts'
import { limitProblem } from '../evidence/limit-problem.ts'
import type { Limits } from '../evidence/limits.ts'
import { distinctNames, escapeName, joinLevels } from '../evidence/logical-path.ts'
import { openBytes, openSource, type Companion, type OpenedSource } from '../evidence/source.ts'
import type { RootFile } from '../evidence/walk.ts'
import {
  EvidenceProblem,
  type Artifact,
  type Child,
  type Event,
  type EvidenceStatus,
  type LogicalPath,
} from '../model.ts'
import { whyNoDatabase } from './database/no-database.ts'
import type { Profile } from './database/profile.ts'
import { directoryEntry } from './filesystem/directory-entry.ts'
import type { Ingester } from './ingester.ts'
import type { Part } from './part.ts'
import { oneLine, Recorder, type EvidenceRow, type Scope, type Wanted } from './recorder.ts'

export interface RootJob {
  /** Number of the root in the case. */
  readonly root: number
  readonly file: RootFile
}

export interface IngestOptions {
  readonly limits: Limits
  readonly wanted: Wanted
  readonly exhibits: readonly Exhibit[]
}

export interface IngestTools extends IngestOptions {
  readonly ingesters: readonly Ingester[]
  readonly profiles: readonly Profile[]
}

/** What is being read: one level of nesting. */
interface Frame {
  readonly scope: Scope
  readonly path: LogicalPath
  readonly opened: OpenedSource
  readonly type: string
  readonly artifacts: Iterator<Artifact> | AsyncIterator<Artifact> | undefined
  readonly exhibits: readonly Exhibit[]
  readonly stated: readonly StatedEvent[]
  readonly parent: EvidenceRow['parent']
  readonly name: (level: string) => string
  /** Members of the artifact read last, still to be opened. */
  waiting: readonly Member[]
  next: number
  /** Members of an archive wait until all are listed: a database needs the `-wal` that is packed after it. */
  later: Member[]
  siblings: ReadonlyMap<string, Child>
  members: number
  milliseconds: number
  /** What stopped the reading before the end. */
  failure?: string
  incomplete: boolean
}

interface Member {
  readonly child: Child
  /** Id of the artifact that carries it. */
  readonly artifact: number
}

/** The only part of a file that is not read, with the reason: its row, and its directory entry where that is known. */
export function unreadRoot(
  { root, file }: { readonly root: number; readonly file: RootFile | Pick<RootFile, 'path'> },
  status: EvidenceStatus,
  reason: string,
  { wanted, exhibits }: IngestOptions,
): Part {
  const { path } = file
  const recorder = new Recorder(root, wanted)
  const scope = recorder.begin()
  const mine = exhibitsFor(exhibits, path)
  if ('size' in file)
    recorder.artifact(scope, directoryEntry(lastLevel(path), file), firstStatements(statements(mine, path, true)))
  recorder.problem(scope, reason)
  const size = 'size' in file ? file.size : 0
  recorder.end(scope, { path, size, type: 'unknown', status, error: oneLine(reason), ...exhibitOf(mine) })
  return recorder.take({ changed: false })
}

/**
 * The parts of one file under examination. Never throws for anything the evidence does. `onStep` is called at every step, so
 * that somebody outside can tell slow from stuck.
 */
export async function* ingestRoot(
  job: RootJob,
  tools: IngestTools,
  onStep?: () => void,
): AsyncGenerator<Part, void, void> {
  const recorder = new Recorder(job.root, tools.wanted)
  const stack: Frame[] = []
  let unpacked = 0
  let changed = false
  try {
    const unread = openRoot()
    if (unread !== undefined) {
      yield unread
      return
    }
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      onStep?.()
      const child = frame.waiting[frame.next]
      if (child !== undefined) {
        frame.next++
        const started = performance.now()
        await openChild(frame, child)
        frame.milliseconds += performance.now() - started
      } else {
        const started = performance.now()
        const artifact = await following(frame)
        if (artifact !== undefined) record(frame, artifact)
        else if (frame.later.length > 0) openLater(frame)
        else finish(frame)
        frame.milliseconds += performance.now() - started
        if (recorder.full()) yield recorder.take()
      }
    }
    yield recorder.take({ changed })
  } finally {
    while (stack.length > 0) close(stack.pop())
  }

  function openRoot(): Part | undefined {
    const { path } = job.file
    try {
      const opened = openSource(job.file.file, lastLevel(path))
      recorder.rootHash(opened.sha256)
      stack.push(frameOf(recorder.begin(), path, opened, exhibitsFor(tools.exhibits, path)))
      return undefined
    } catch (error) {
      return unreadRoot(job, 'unreadable', inOneLine(error, 'file'), tools)
    }
  }

  async function openChild(frame: Frame, { child, artifact }: Member): Promise<void> {
    if (++frame.members > tools.limits.members) {
      stop(frame, limitProblem('members', tools.limits, 'it contains'))
      return
    }
    const level = frame.name(escapeName(child.name))
    const path = joinLevels([frame.path, level])
    const parent = { evidence: frame.scope.id, artifact }
    const scope = recorder.begin()
    const exhibits = exhibitsFor(tools.exhibits, path)
    const left = (status: EvidenceStatus, error: string, size = 0) => {
      recorder.problem(scope, error)
      recorder.end(scope, { path, size, type: 'unknown', status, error, parent, ...exhibitOf(exhibits) })
    }
    if (stack.length >= tools.limits.depth) {
      left('not-examined', limitProblem('depth', tools.limits, 'it lies too deep').message)
      return
    }
    if (unpacked > tools.limits['total-bytes']) {
      left('not-examined', limitProblem('total-bytes', tools.limits, 'it comes too late').message)
      return
    }
    try {
      const opening = child.open()
      const bytes = opening instanceof Promise ? await opening : opening
      unpacked += bytes.length
      if (unpacked > tools.limits['total-bytes'])
        left('not-examined', limitProblem('total-bytes', tools.limits, 'it does not fit').message, bytes.length)
      else
        stack.push(frameOf(scope, path, openBytes(bytes, level, beside(frame.siblings, child.name)), exhibits, parent))
    } catch (error) {
      left('unreadable', inOneLine(error, 'container'))
    }
  }

  function frameOf(
    scope: Scope,
    path: LogicalPath,
    opened: OpenedSource,
    exhibits: readonly Exhibit[],
    parent?: EvidenceRow['parent'],
  ): Frame {
    const base = {
      scope,
      path,
      opened,
      exhibits,
      parent,
      stated: statements(exhibits, path, parent === undefined),
      name: distinctNames(),
      waiting: [],
      next: 0,
      later: [],
      siblings: new Map<string, Child>(),
      members: 0,
      milliseconds: 0,
      incomplete: false,
    }
    let type = 'unknown'
    try {
      const { source } = opened
      const identified = identify(source.read(0, HEAD_LENGTH), source.size, tools.ingesters, (offset, length) =>
        source.read(offset, length),
      )
      type = identified.type
      if (identified.ingester === undefined) {
        const lost = type === 'unknown' && holdsOnlyZeros(source)
        const failure = lost ? zeros(source.size) : type === 'unknown' ? whyNoDatabase(source) : undefined
        return { ...base, type, artifacts: undefined, ...(failure === undefined ? {} : { failure }) }
      }
      return { ...base, type, artifacts: iterate(identified.ingester.ingest(source, tools)) }
    } catch (error) {
      return { ...base, type, artifacts: [][Symbol.iterator](), failure: inOneLine(error, type) }
    }
  }

  /** The next artifact, or undefined at the end: that of the evidence, of the time for it, or of what can be read. */
  async function following(frame: Frame): Promise<Artifact | undefined> {
    frame.waiting = []
    if (frame.artifacts === undefined || frame.failure !== undefined) return undefined
    if (frame.milliseconds > tools.limits.seconds * 1000) {
      stop(frame, limitProblem('seconds', tools.limits, 'reading it takes'))
      frame.later = []
      await giveUp(frame)
      return undefined
    }
    try {
      const step = frame.artifacts.next()
      const result = step instanceof Promise ? await step : step
      return result.done === true ? undefined : result.value
    } catch (error) {
      stop(frame, error)
      return undefined
    }
  }

  function record(frame: Frame, artifact: Artifact): void {
    const stated = frame.stated.filter((one) =>
      one.for === undefined ? frame.scope.artifactCount === 0 : one.for === artifact.type,
    )
    const id = recorder.artifact(
      frame.scope,
      artifact,
      stated.map(({ event }) => event),
    )
    if (artifact.problems !== undefined && artifact.problems.length > 0) frame.incomplete = true
    const members = (artifact.contains ?? []).map((child) => ({ child, artifact: id }))
    if (artifact.type === 'archive-member') for (const member of members) frame.later.push(member)
    else {
      frame.waiting = members
      frame.next = 0
    }
  }

  function openLater(frame: Frame): void {
    frame.waiting = frame.later
    frame.next = 0
    frame.later = []
    frame.siblings = new Map(frame.waiting.map(({ child }) => [child.name, child]))
  }

  /** The evidence is read as far as it goes: its row can be written. */
  function finish(frame: Frame): void {
    const { opened, scope, parent, exhibits, path } = frame
    const found = scope.artifactCount
    const first = found === 0 ? firstStatements(frame.stated) : []
    if (parent === undefined) {
      recorder.artifact(scope, directoryEntry(lastLevel(job.file.path), job.file), first)
      changed = !opened.stillTheSame()
    } else if (first.length > 0) recorder.artifact(scope, whole(opened), first)
    const mismatch = exhibits.find(
      (one) => one.path === path && one.sha256 !== undefined && one.sha256 !== opened.sha256,
    )
    const lines = [
      ...(frame.failure === undefined ? [] : [frame.failure]),
      ...(changed && parent === undefined
        ? ['changed while it was read; run again when nothing writes to it any more']
        : []),
      ...(mismatch === undefined
        ? []
        : [`its SHA-256 is not the one stated for exhibit ${mismatch.exhibit}: these are not the bytes received`]),
    ]
    for (const line of lines) recorder.problem(scope, line)
    recorder.end(scope, {
      path,
      sha256: opened.sha256,
      size: opened.source.size,
      type: frame.type,
      status: statusOf(frame, found),
      ...(lines.length === 0 ? {} : { error: lines.join('; ') }),
      ...(parent === undefined ? {} : { parent }),
      ...exhibitOf(exhibits),
    })
    stack.pop()
    opened.close()
  }

  function stop(frame: Frame, error: unknown): void {
    frame.failure ??= inOneLine(error, frame.type)
    frame.waiting = []
  }
}

/** Finds a member by the name of another and a suffix. One that cannot be had is as if it were not there: it has its own row. */
function beside(siblings: ReadonlyMap<string, Child>, name: string): Companion {
  return (suffix) => {
    try {
      const opening = siblings.get(name + suffix)?.open()
      if (!(opening instanceof Promise)) return opening
      opening.catch(() => undefined)
      return undefined
    } catch {
      return undefined
    }
  }
}

function statusOf(frame: Frame, found: number): EvidenceStatus {
  if (frame.failure !== undefined) return found === 0 ? 'unreadable' : 'partly'
  if (frame.artifacts === undefined) return 'unknown'
  return frame.incomplete ? 'partly' : 'examined'
}

function iterate(
  artifacts: Iterable<Artifact> | AsyncIterable<Artifact>,
): Iterator<Artifact> | AsyncIterator<Artifact> {
  return Symbol.iterator in artifacts ? artifacts[Symbol.iterator]() : artifacts[Symbol.asyncIterator]()
}

/** A failed copy, a medium that lost its content: the file has its size and nothing else. */
const zeros = (size: number): string =>
  `it holds nothing but ${size} zero bytes: its content is lost; compare with another copy of the file`

function holdsOnlyZeros(source: OpenedSource['source']): boolean {
  for (const chunk of source.chunks()) if (chunk.some((byte) => byte !== 0)) return false
  return true
}

/** Lets an ingester that is not at its end close what it opened. */
async function giveUp(frame: Frame): Promise<void> {
  try {
    await frame.artifacts?.return?.()
  } catch {
    // Its evidence is already marked as read in part.
  }
}

function close(frame: Frame | undefined): void {
  frame?.opened.close()
}

/** A fault of an ingester is named as such; the evidence is not to blame. */
function inOneLine(error: unknown, reader: string): string {
  if (error instanceof EvidenceProblem) return oneLine(error.message)
  const what = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error'
  return oneLine(`an error inside the ${reader} reader stopped it (${what}); please report it`)
}

const lastLevel = (path: LogicalPath): string => path.slice(path.lastIndexOf('/') + 1)

const exhibitOf = (exhibits: readonly Exhibit[]): { exhibit?: string } => {
  const nearest = exhibits[0]
  return nearest === undefined ? {} : { exhibit: nearest.exhibit }
}

/**
 * What the exhibit list states of one evidence. A statement about a kind of artifact holds for everything packed in the
 * exhibit; one about the exhibit itself for that file, or for each file of a folder; the receipt, from the nearest exhibit
 * that has one, for everything in it.
 */
function statements(exhibits: readonly Exhibit[], path: LogicalPath, isRoot: boolean): readonly StatedEvent[] {
  const all = exhibits.map((one) => ({ one, events: assertionEvents(one) }))
  const receipt = all.flatMap(({ events }) => events).find(({ event }) => event.clock.kind === 'custody')
  return [
    ...all.flatMap(({ one, events }) =>
      events.filter(
        (stated) =>
          stated.event.clock.kind === 'assertion' && (stated.for !== undefined || one.path === path || isRoot),
      ),
    ),
    ...(receipt === undefined ? [] : [receipt]),
  ]
}

const firstStatements = (stated: readonly StatedEvent[]): readonly Event[] =>
  stated.filter((one) => one.for === undefined || one.for === 'file').map(({ event }) => event)

/** Stands for an evidence in which nothing was found that could bear a statement. */
const whole = ({ source }: OpenedSource): Artifact => ({
  type: 'file',
  locator: { type: 'bytes', offset: 0, length: source.size },
  label: source.name,
  events: [],
  traits: [],
})
