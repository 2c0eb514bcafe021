/**
 * Order along a sequence, one clock at a time. A first pass keeps two numbers and sees whether anything runs backwards; only
 * then the pieces are found, by passes that keep no more than the offending rows, and solved one after the other.
 */
import { toReadable, micros, shift, type Instant, type Micros } from '../time/instant.ts'
import type { ClockKind } from '../model.ts'
import type { Draft } from './draft.ts'
import { smallestRemoval, type Removal } from './order.ts'
import type { OrderRule } from './rule-language.ts'
import type { TimedEvent } from './rows.ts'
import { DAYLIGHT_SAVING, type Tier, type Tolerances } from './tolerances.ts'
import { writerOf } from './writers.ts'

/** What one event of a clock can mean beside others of the same clock, the tier's tolerance granted once. */
function spanOf(
  event: TimedEvent,
  clocks: Tolerances,
  tier: Tier,
): { readonly earliest: number; readonly latest: number } {
  const slack = clocks[event.clockKind][tier] + (event.zone === 'floating' ? DAYLIGHT_SAVING : 0)
  return { earliest: event.nominal, latest: event.nominal + Math.max(0, event.width - 1) + slack }
}

/** The first pass over one clock in one sequence. */
export class BackwardScan {
  #last = -Infinity
  #count = 0
  backwards = false

  get count(): number {
    return this.#count
  }

  add(event: TimedEvent, clocks: Tolerances): void {
    this.#count++
    const { earliest, latest } = spanOf(event, clocks, 'usual')
    if (this.#last > latest) this.backwards = true
    if (earliest > this.#last) this.#last = earliest
  }
}

interface Row {
  readonly earliest: number
  readonly latest: number
  readonly nominal: Instant
  readonly root: number
  readonly id: number
  readonly artifact: number
}

interface Piece {
  readonly rows: readonly Row[]
  readonly removal: Removal
  readonly before: Row | undefined
  readonly after: Row | undefined
  /** The greatest contradiction: an earlier row's time exceeds a later one's by so much. */
  readonly worst: { readonly earlier: Row; readonly later: Row; readonly excess: number }
}

/** Reads one clock of one sequence again, from its beginning. */
export type Again = () => Iterable<TimedEvent>

/** Where the pieces begin and end, both included: a piece is cut where every earlier `earliest` is at most every later `latest`. */
export function piecesOf(events: Again, clocks: Tolerances, tier: Tier): readonly (readonly [number, number])[] {
  const late: { readonly at: number; readonly latest: number }[] = []
  let last = -Infinity
  let at = 0
  for (const event of events()) {
    const { earliest, latest } = spanOf(event, clocks, tier)
    if (last > latest) late.push({ at, latest })
    last = Math.max(last, earliest)
    at++
  }
  if (late.length === 0) return []
  // A late row contradicts all rows from the first whose time exceeds its own.
  late.sort((a, b) => a.latest - b.latest)
  const stretches: [number, number][] = []
  let next = 0
  last = -Infinity
  at = 0
  for (const event of events()) {
    last = Math.max(last, spanOf(event, clocks, tier).earliest)
    for (let row = late[next]; row !== undefined && row.latest < last; row = late[++next]) stretches.push([at, row.at])
    if (next === late.length) break
    at++
  }
  stretches.sort((a, b) => a[0] - b[0])
  const pieces: [number, number][] = []
  for (const [from, to] of stretches) {
    const open = pieces.at(-1)
    if (open !== undefined && from <= open[1]) open[1] = Math.max(open[1], to)
    else pieces.push([from, to])
  }
  return pieces
}

function* solved(
  events: Again,
  pieces: readonly (readonly [number, number])[],
  clocks: Tolerances,
  tier: Tier,
): Generator<Piece> {
  let rows: Row[] = []
  let before: Row | undefined
  let waiting: Omit<Piece, 'after'> | undefined
  let at = 0
  let next = 0
  for (const event of events()) {
    const { root, id, artifact, nominal } = event
    const row: Row = { ...spanOf(event, clocks, tier), nominal, root, id, artifact }
    if (waiting !== undefined) {
      yield { ...waiting, after: row }
      waiting = undefined
    }
    const piece = pieces[next]
    if (piece === undefined) return
    if (at < piece[0]) before = row
    else rows.push(row)
    if (at === piece[1]) {
      waiting = { rows, removal: smallestRemoval(rows), before, worst: worstOf(rows) }
      before = row
      rows = []
      next++
    }
    at++
  }
  if (waiting !== undefined) yield { ...waiting, after: undefined }
}

function worstOf(rows: readonly Row[]): Piece['worst'] {
  let [earlier] = rows
  let worst: Piece['worst'] | undefined
  for (const later of rows) {
    if (earlier === undefined || later.earliest > earlier.earliest) earlier = later
    const excess = earlier.earliest - later.latest
    if (worst === undefined || excess > worst.excess) worst = { earlier, later, excess }
  }
  if (worst === undefined) throw new Error('a piece of a sequence has rows')
  return worst
}

export interface SequenceOf {
  readonly name: string
  readonly clock: { readonly kind: ClockKind; readonly writer: string }
  /** The artifact to name where no row can be accused: the first of the evidence. */
  readonly whole: { readonly root: number; readonly artifact: number }
  /** A row in words. */
  readonly label: (root: number, event: number) => string
}

/** Rows a finding lists. */
const LISTED = 10

/** The finding on one clock of a sequence: its worst piece in full, the others counted. Undefined: it holds after all. */
export function orderDraft(rule: OrderRule, events: Again, of: SequenceOf, clocks: Tolerances): Draft | undefined {
  for (const tier of ['extreme', 'usual'] as const) {
    const pieces = piecesOf(events, clocks, tier)
    if (pieces.length === 0) continue
    let worst: Piece | undefined
    let removed = 0
    let total = 0
    for (const piece of solved(events, pieces, clocks, tier)) {
      removed += piece.removal.removed
      total += piece.rows.length
      if (worst === undefined || piece.worst.excess > worst.worst.excess) worst = piece
    }
    if (worst !== undefined) return draftOf(rule, worst, { removed, total }, of, tier, clocks)
  }
  return undefined
}

function draftOf(
  rule: OrderRule,
  piece: Piece,
  { removed, total }: { removed: number; total: number },
  of: SequenceOf,
  tier: Tier,
  clocks: Tolerances,
): Draft {
  const { rows, removal, worst } = piece
  const accusable = removal.removed * 10 <= rows.length
  const by = (verdict: Removal['verdicts'][number]) => rows.filter((_, i) => removal.verdicts[i] === verdict)
  const named = accusable ? by('removed') : []
  const either = accusable ? by('either') : []
  const row = named.find((one) => one === worst.later || one === worst.earlier) ?? named[0]
  const at = row === undefined ? -1 : rows.indexOf(row)
  const kept = (i: number) => removal.verdicts[i] === 'kept'
  const before = rows.findLast((_, i) => i < at && kept(i)) ?? piece.before
  const after = rows.find((_, i) => i > at && kept(i)) ?? piece.after
  const quoted =
    row === undefined
      ? [
          ['before', worst.earlier] as const,
          ['row', worst.later] as const,
          ...either.slice(0, LISTED).map((one) => ['one of', one] as const),
        ]
      : [
          ['row', row] as const,
          ...(before === undefined ? [] : [['before', before] as const]),
          ...(after === undefined ? [] : [['after', after] as const]),
          ...named
            .filter((one) => one !== row)
            .slice(0, LISTED)
            .map((one) => ['row', one] as const),
        ]
  const words = (some: readonly Row[]) => listed(some.map((one) => of.label(one.root, one.id)))
  const slack: Micros = clocks[of.clock.kind].extreme
  // Neighbours date a row only where it is known that these are the times of insertion.
  const guessed = of.clock.kind === 'database-guessed'
  return {
    rule,
    at: row === undefined ? of.whole : { root: row.root, artifact: row.artifact },
    events: quoted.map(([role, { root, id }]) => ({ role, root, event: id })),
    facts: [],
    tier,
    excess: micros(worst.excess),
    others: Math.max(0, removed - 1),
    values: {
      sequence: of.name,
      count: String(removed),
      total: String(total),
      rows: words(named.length > 0 ? named : either),
      suspects: suspects(),
    },
    ...(row === undefined || before === undefined || guessed ? {} : { notBefore: shift(before.nominal, 0 - slack) }),
    ...(row === undefined || after === undefined || guessed ? {} : { notAfter: shift(after.nominal, slack) }),
    writers: [writerOf({ clockKind: of.clock.kind, writer: of.clock.writer })],
    onlyCopyTimes: false,
    // So many rows out of place is what merged books look like: both parts honest, one behind the other.
    ...(accusable ? {} : { cap: 'low' as const }),
  }

  function suspects(): string {
    const key = of.name.split('.').at(-1) ?? of.name
    if (!accusable)
      return `At least ${removal.removed} of ${rows.length} rows would have to be left out for the rest to be in order; that is too many to say which rows or times are wrong.`
    const sentences: string[] = []
    if (row !== undefined) {
      const between =
        before !== undefined && after !== undefined
          ? `between rows of ${toReadable(before.nominal)} and ${toReadable(after.nominal)}`
          : before !== undefined
            ? `after a row of ${toReadable(before.nominal)}`
            : `before a row of ${after === undefined ? 'another time' : toReadable(after.nominal)}`
      sentences.push(
        `If ${key} is the order of insertion and its neighbours' times are right, ${of.label(row.root, row.id)} was inserted ${between}.`,
      )
    }
    if (named.length > 1)
      sentences.push(`Every smallest set of rows without which the rest is in order contains ${words(named)}.`)
    const choices = removal.removed - named.length
    if (choices > 0)
      sentences.push(
        `${named.length > 0 ? 'Besides, at' : 'At'} least ${choices} of these cannot stand as they are, and the sequence does not say which: ${words(either)}.`,
      )
    return sentences.join(' ')
  }
}

function listed(labels: readonly string[]): string {
  const some = labels.slice(0, LISTED)
  const more = labels.length - some.length
  return `${some.join('; ')}${more > 0 ? ` and ${more} more` : ''}`
}
