/**
 * Order along a sequence, one clock at a time. A first pass keeps two numbers and sees whether anything runs backwards; only
 * then the pieces are found, by passes that keep no more than the offending rows, and solved one after the other.
 */
import { inWords } from '../time/duration.ts'
import { toReadable, micros, shift, type Instant, type Micros } from '../time/instant.ts'
import type { ClockKind, Locator } from '../model.ts'
import type { Draft } from './draft.ts'
import { smallestRemoval, type Removal } from './order.ts'
import { rowsInWords } from './rows-in-words.ts'
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
  /** Where an event stands. */
  readonly locator: (root: number, event: number) => Locator | undefined
}

/** Rows that a finding quotes. */
const QUOTED = 10
/** Rows of all pieces that a finding names. */
const NAMED = 10_000
/** Jumps of the clock that an alternative describes. */
const JUMPS = 5

/** What the pieces of one kind come to: those small enough to name rows, or those that are not. */
interface Gathered {
  /** The piece told of in full: of those in which rows can be named, else of all, the one with the greatest contradiction. */
  lead: Piece | undefined
  removed: number
  total: number
  /** In every smallest set of its piece. */
  readonly named: Row[]
  /** In some smallest set of its piece. */
  readonly either: Row[]
  /** Rows before which the clock would have to have gone back, and by how much: the fewest that explain the order. */
  readonly jumps: { readonly row: Row; readonly by: number }[]
  jumped: number
}
const gathered = (): Gathered => ({
  lead: undefined,
  removed: 0,
  total: 0,
  named: [],
  either: [],
  jumps: [],
  jumped: 0,
})

/** Rows are named only where few of a piece would have to go. */
const isAccusable = ({ rows, removal }: Piece): boolean => removal.removed * 10 <= rows.length

const names = ({ removal }: Piece): boolean => removal.verdicts.includes('removed')
const leads = (a: Piece, b: Piece): boolean => (names(a) === names(b) ? a.worst.excess > b.worst.excess : names(a))

function gather(into: Gathered, piece: Piece): void {
  const { rows, removal } = piece
  into.removed += removal.removed
  into.total += rows.length
  if (into.lead === undefined || leads(piece, into.lead)) into.lead = piece
  for (const [i, row] of rows.entries()) {
    const verdict = removal.verdicts[i]
    if (verdict === 'removed' && into.named.length < NAMED) into.named.push(row)
    if (verdict === 'either' && into.either.length < NAMED) into.either.push(row)
  }
  // Going on as long as the times allow it gives the fewest stretches.
  let last = -Infinity
  for (const row of rows) {
    if (last > row.latest) {
      into.jumped++
      if (into.jumps.length < JUMPS) into.jumps.push({ row, by: last - row.nominal })
      last = -Infinity
    }
    last = Math.max(last, row.earliest)
  }
}

/**
 * The findings on one clock of a sequence: one that names rows of all pieces in which few are out of place, one on the pieces
 * in which too many are to say which. None: it holds after all.
 */
export function orderDrafts(rule: OrderRule, events: Again, of: SequenceOf, clocks: Tolerances): readonly Draft[] {
  for (const tier of ['extreme', 'usual'] as const) {
    const pieces = piecesOf(events, clocks, tier)
    if (pieces.length === 0) continue
    const [few, many] = [gathered(), gathered()]
    for (const piece of solved(events, pieces, clocks, tier)) gather(isAccusable(piece) ? few : many, piece)
    return [
      ...(few.lead === undefined ? [] : [draftOf(rule, few, few.lead, true, of, tier, clocks)]),
      ...(many.lead === undefined ? [] : [draftOf(rule, many, many.lead, false, of, tier, clocks)]),
    ]
  }
  return []
}

function draftOf(
  rule: OrderRule,
  all: Gathered,
  lead: Piece,
  accusable: boolean,
  of: SequenceOf,
  tier: Tier,
  clocks: Tolerances,
): Draft {
  const { rows, removal, worst } = lead
  const own = accusable ? rows.filter((_, i) => removal.verdicts[i] === 'removed') : []
  const row = own.find((one) => one === worst.later || one === worst.earlier) ?? own[0]
  const at = row === undefined ? -1 : rows.indexOf(row)
  const kept = (i: number) => removal.verdicts[i] === 'kept'
  const before = rows.findLast((_, i) => i < at && kept(i)) ?? lead.before
  const after = rows.find((_, i) => i > at && kept(i)) ?? lead.after
  const named = accusable ? all.named : []
  const either = accusable ? all.either : []
  const quoted =
    row === undefined
      ? [
          ['before', worst.earlier] as const,
          ['row', worst.later] as const,
          ...either.slice(0, QUOTED).map((one) => ['one of', one] as const),
        ]
      : [
          ['row', row] as const,
          ...(before === undefined ? [] : [['before', before] as const]),
          ...(after === undefined ? [] : [['after', after] as const]),
          ...named
            .filter((one) => one !== row)
            .slice(0, QUOTED)
            .map((one) => ['row', one] as const),
        ]
  const words = (some: readonly Row[]) => rowsInWords(some.map((one) => of.locator(one.root, one.id)))
  const slack: Micros = clocks[of.clock.kind].extreme
  const jumps = jumpsInWords()
  return {
    rule,
    at: row === undefined ? of.whole : { root: row.root, artifact: row.artifact },
    events: quoted.map(([role, { root, id }]) => ({ role, root, event: id })),
    facts: [],
    tier,
    excess: micros(worst.excess),
    others: Math.max(0, all.removed - 1),
    values: {
      sequence: of.name,
      count: String(all.removed),
      total: String(all.total),
      rows: words(named.length > 0 ? named : either),
      suspects: suspects(),
    },
    // Only the lower end: a row may be written again, under its old number, at any later time.
    ...(row === undefined || before === undefined ? {} : { notBefore: shift(before.nominal, 0 - slack) }),
    writers: [writerOf({ clockKind: of.clock.kind, writer: of.clock.writer })],
    onlyCopyTimes: false,
    alternatives: {
      'clock-set-back': { state: 'open', because: jumps },
      'clock-wrong-or-set-back': { state: 'open', because: jumps },
    },
    // So many rows out of place is what merged books look like: both parts honest, one behind the other.
    ...(accusable ? {} : { cap: 'low' as const }),
  }

  /** The fewest jumps that explain the order. It is an explanation beside others, and no verdict. */
  function jumpsInWords(): string {
    const some = all.jumps.map(({ row: one, by }) => `by ${inWords(micros(by))} before ${words([one])}`)
    const more = all.jumped - some.length
    return `this order would take a clock that went back at least ${all.jumped} time(s): ${some.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
  }

  function suspects(): string {
    const key = of.name.split('.').at(-1) ?? of.name
    if (!accusable)
      return `At least ${all.removed} of ${all.total} rows would have to be left out for the rest to be in order; that is too many to say which rows or times are wrong.`
    const sentences: string[] = []
    if (row !== undefined) {
      const between =
        before !== undefined && after !== undefined
          ? `between rows of ${toReadable(before.nominal)} and ${toReadable(after.nominal)}`
          : before !== undefined
            ? `after a row of ${toReadable(before.nominal)}`
            : `before a row of ${after === undefined ? 'another time' : toReadable(after.nominal)}`
      sentences.push(
        `If ${key} is the order of insertion and its neighbours' times are right, ${words([row])} was inserted ${between}.`,
      )
    }
    if (named.length > 1)
      sentences.push(`Every smallest set of rows without which the rest is in order contains ${words(named)}.`)
    const choices = all.removed - named.length
    if (choices > 0 && either.length > 0)
      sentences.push(
        `${named.length > 0 ? 'Besides, at' : 'At'} least ${choices} of these cannot stand as they are, and the sequence does not say which: ${words(either)}.`,
      )
    return sentences.join(' ')
  }
}
