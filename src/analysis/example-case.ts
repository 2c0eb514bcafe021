/** A rule's example as a case in memory: the items become artifacts and go the way of all evidence, through the recorder. */
import { createHash } from 'node:crypto'
import { memoryCase, type OpenCase } from '../case/open.ts'
import { INDEXES } from '../case/schema.ts'
import { CaseWriter } from '../case/writer.ts'
import { Recorder, type Scope } from '../ingest/recorder.ts'
import type { Artifact, ArtifactType, Clock, ClockKind, Event, LogicalPath, Sha256, Trait } from '../model.ts'
import { parseDuration } from '../time/duration.ts'
import { SECOND, parseIso } from '../time/instant.ts'
import { FLOATING, UTC, type Reading, type Zone } from '../time/reading.ts'
import type { ExampleEvent } from './rule-language.ts'
import type { Vocabulary } from './vocabulary.ts'

/** The type of artifact that carries a kind of event, by the kind's first words. */
const TYPES: readonly (readonly [string, ArtifactType])[] = [
  ['email.attachment.', 'attachment'],
  ['email.', 'message'],
  ['db.session.', 'session'],
  ['db.', 'row'],
  ['product.', 'database'],
  ['exif.', 'image'],
  ['xmp.', 'image'],
  ['iptc.', 'image'],
  ['png.', 'image'],
  ['archive.', 'archive-member'],
  ['fs.', 'file'],
]
/** Events that are their artifact's claim unless the example says otherwise, in this order. */
const CLAIMS = [
  'email.date',
  'exif.original',
  'xmp.created',
  'db.row.recorded',
  'db.session.login',
  'archive.modified',
  'assertion.made',
]

/** Builds the case. Close it after use. Throws an Error with one clear line if the example contradicts itself. */
export function exampleCase(items: readonly ExampleEvent[], vocabulary: Vocabulary): OpenCase {
  const builder = new Builder(items, vocabulary)
  const open = memoryCase()
  open.db
    .prepare(`INSERT INTO root (root, path, file, size, state) VALUES (0, 'example', 'example', 0, 'reading')`)
    .run()
  const writer = new CaseWriter(open.db)
  writer.write(builder.build())
  writer.flush()
  open.db.exec(INDEXES)
  return open
}

interface Place {
  readonly path: LogicalPath
  readonly scope: Scope
  readonly parent: { readonly evidence: number; readonly artifact: number } | undefined
}

class Builder {
  readonly #byArtifact = new Map<string, ExampleEvent[]>()
  readonly #built = new Map<string, { readonly artifact: Artifact; readonly id: number; readonly place: Place }>()
  readonly #places = new Map<string, Place>()
  readonly #clocks = new Map<string, Clock>()
  readonly #busy = new Set<string>()
  readonly #recorder = new Recorder(0, 'all')
  readonly #vocabulary: Vocabulary

  constructor(items: readonly ExampleEvent[], vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary
    for (const item of items) {
      const name = item.artifact ?? 'a'
      const own = this.#byArtifact.get(name)
      if (own === undefined) this.#byArtifact.set(name, [item])
      else own.push(item)
    }
  }

  build(): ReturnType<Recorder['take']> {
    this.#recorder.rootHash(hashOf('example'))
    for (const name of this.#byArtifact.keys()) this.#artifact(name)
    for (const { path, scope, parent } of this.#places.values())
      this.#recorder.end(scope, {
        path,
        sha256: hashOf(path),
        size: 0,
        type: 'example',
        status: 'examined',
        ...(parent === undefined ? {} : { parent }),
      })
    return this.#recorder.take({ changed: false })
  }

  /** Records an artifact, containers and wholes first. */
  #artifact(name: string): { readonly artifact: Artifact; readonly id: number; readonly place: Place } {
    const known = this.#built.get(name)
    if (known !== undefined) return known
    const items = this.#byArtifact.get(name)
    if (items === undefined) throw new Error(`the example names an artifact ${name} that it does not describe`)
    if (this.#busy.has(name)) throw new Error(`the example's artifact ${name} contains itself`)
    this.#busy.add(name)
    const said = <K extends keyof ExampleEvent>(key: K) => items.find((item) => item[key] !== undefined)?.[key]
    const [container, whole] = [said('in'), said('part')]
    const parent = whole === undefined ? undefined : this.#artifact(whole)
    const place = parent?.place ?? this.#place(said('evidence'), container)
    const artifact = this.#make(name, items, place, parent?.artifact)
    const built = { artifact, id: this.#recorder.artifact(place.scope, artifact), place }
    this.#built.set(name, built)
    return built
  }

  #place(evidence: string | undefined, container: string | undefined): Place {
    const key = `${container ?? ''}/${evidence ?? ''}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    const within = container === undefined ? undefined : this.#artifact(container)
    const place: Place = {
      path: ['example', container, evidence].filter((level) => level !== undefined).join('/') as LogicalPath,
      scope: this.#recorder.begin(),
      parent: within === undefined ? undefined : { evidence: within.place.scope.id, artifact: within.id },
    }
    this.#places.set(key, place)
    return place
  }

  #make(name: string, items: readonly ExampleEvent[], place: Place, parent: Artifact | undefined): Artifact {
    const said = items.find((item) => item.type !== undefined)?.type
    const type = said ?? typeOf(items)
    const events: Event[] = []
    const traits: Trait[] = []
    let claim: Event | undefined
    items.forEach((item, i) => {
      const event = item.kind === undefined ? undefined : this.#event(item, item.kind, name, type, place, i)
      if (event !== undefined) events.push(event)
      if (item.claim === true) claim = event
      traits.push(...traitsOf(item, event, name))
    })
    for (const kind of CLAIMS)
      claim ??= items.some((item) => item.claim === false) ? undefined : events.find((event) => event.kind === kind)
    traits.push(...links(items, name, this.#byArtifact))
    return {
      type,
      locator: { type: 'row', table: 'example', row: name },
      label: name,
      events,
      traits,
      ...(parent === undefined ? {} : { parent }),
      ...(claim === undefined ? {} : { claim }),
    }
  }

  #event(item: ExampleEvent, kind: string, name: string, type: ArtifactType, place: Place, index: number): Event {
    const clock = item.clock ?? this.#vocabulary.kinds.get(kind) ?? 'software'
    return {
      kind,
      clock: this.#clock(
        clock,
        item.writer ?? kind,
        `${place.path}|${type === 'row' || type === 'session' ? '' : name}`,
      ),
      reading: readingOf(item),
      raw: item.raw ?? item.time ?? '',
      locator: { type: 'row', table: 'example', row: name, column: `${index}` },
      ...(item.place === undefined
        ? {}
        : { places: Object.entries(item.place).map(([sequence, position]) => ({ sequence, position })) }),
    }
  }

  /** Clock instances are per evidence and writer; rows of one column share theirs. */
  #clock(kind: ClockKind, writer: string, within: string): Clock {
    const key = `${within}|${kind}|${writer}`
    const clock = this.#clocks.get(key) ?? { kind, writer }
    this.#clocks.set(key, clock)
    return clock
  }
}

const hashOf = (text: string): Sha256 => createHash('sha256').update(text).digest('hex') as Sha256

function typeOf(items: readonly ExampleEvent[]): ArtifactType {
  const names = items.flatMap((item) => [item.kind ?? '', ...Object.keys(item.traits ?? {})])
  for (const name of names) {
    const known = TYPES.find(([prefix]) => name.startsWith(prefix))
    if (known !== undefined) return known[1]
  }
  return 'message'
}

function readingOf({ time, zone, precision }: ExampleEvent): Reading {
  const of: Zone =
    zone === undefined || zone === 'utc' ? UTC : zone === 'floating' ? FLOATING : { type: 'offset', minutes: zone }
  const width = precision === undefined ? SECOND : (parseDuration(precision) ?? SECOND)
  const nominal = time === undefined ? undefined : parseIso(time)
  return { nominal, precision: width, zone: of, ...(nominal === undefined ? { problem: 'unreadable' } : {}) }
}

function traitsOf(item: ExampleEvent, by: Event | undefined, name: string): readonly Trait[] {
  return Object.entries(item.traits ?? {}).flatMap(([key, values]) =>
    [values].flat().map((value, i) => ({
      key,
      value: String(value),
      locator: { type: 'row', table: 'example', row: name, column: `${key} ${i}` } as const,
      ...(by === undefined ? {} : { by }),
    })),
  )
}

/** `copy-of` and `replies-to` as the names and references that linking joins. */
function links(
  items: readonly ExampleEvent[],
  name: string,
  all: ReadonlyMap<string, readonly ExampleEvent[]>,
): readonly Trait[] {
  const target = (key: 'copy-of' | 'replies-to', of = items) => of.find((item) => item[key] !== undefined)?.[key]
  const others = [...all.values()]
  const isTarget = others.some((of) => target('copy-of', of) === name || target('replies-to', of) === name)
  const id = (of: string) => `<${of}@example.com>`
  const trait = (key: string, value: string): Trait => ({
    key,
    value,
    locator: { type: 'row', table: 'example', row: name, column: key },
  })
  const [copy, reply] = [target('copy-of'), target('replies-to')]
  return [
    ...(copy !== undefined || isTarget ? [trait('email.message-id', id(copy ?? name))] : []),
    ...(reply === undefined ? [] : [trait('email.in-reply-to', id(reply))]),
  ]
}
