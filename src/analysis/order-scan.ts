/** The findings on one clock of one sequence: which rows stand out of order, and what else would explain it. */
import { inWords } from '../time/duration.ts'
import { instant, toReadable, micros, type Instant } from '../time/instant.ts'
import type { ClockKind, Locator } from '../model.ts'
import type { Draft } from './draft.ts'
import { cutsOf, solved, type Piece, type Row } from './order-pieces.ts'
import type { OrderTrail } from './order-trail.ts'
import { rowsInWords } from './rows-in-words.ts'
import type { OrderRule } from './rule-language.ts'
import { toleranceOf, type Tier, type Tolerances } from './tolerances.ts'
import { writerOf } from './writers.ts'

export interface SequenceOf {
  readonly name: string
  readonly root: number
  readonly clock: { readonly kind: ClockKind; readonly writer: string }
  /** The artifact to name where no row can be accused: the first of the evidence. */
  readonly whole: number
  /** Where an event stands. */
  readonly locator: (event: number) => Locator | undefined
}

function momentOf({ nominal }: Row): Instant {
  const moment = instant(nominal)
  if (moment === undefined) throw new Error('a row of a sequence has a time')
  return moment
}

/** Rows that a finding quotes. */
const QUOTED = 10
/** Rows of all pieces that a finding names. */
const NAMED = 10_000
/** What the pieces of one kind come to: those small enough to name rows, or those that are not. */
interface Gathered {
  /** The piece told of in full: of those in which rows can be named, else of all, the one with the greatest contradiction. */
  lead: Lead | undefined
  removed: number
  total: number
  /** In every smallest set of its piece, and earlier than rows before it that stay. */
  readonly named: Row[]
  /** In every smallest set of its piece, and contradicted by rows behind it alone. */
  readonly leading: Row[]
  /** In some smallest set of its piece. */
  readonly either: Row[]
  /** Rows before which the clock would have to have gone back, and by how much: the fewest that explain the order. */
  readonly jumps: Piece['jumps'][number][]
  jumped: number
}
const gathered = (): Gathered => ({
  lead: undefined,
  removed: 0,
  total: 0,
  named: [],
  leading: [],
  either: [],
  jumps: [],
  jumped: 0,
})

/** Rows are named only where few of a piece would have to go, and where rows stand before them. */
const isAccusable = (piece: Piece): boolean => piece.removed * 10 <= piece.size && !isAtBeginning(piece)

/**
 * The rows that would have to go are the first of the sequence, and all that follow state earlier times: what an import of older books after the first
 * days of use looks like, and a trail that was back-dated but for its beginning. No row before them says which it is.
 */
const isAtBeginning = ({ before, nodes }: Piece): boolean => {
  const kept = nodes.findIndex(({ verdict }) => verdict !== 'removed')
  return before === undefined && kept > 0 && nodes.slice(kept).every(({ verdict }) => verdict !== 'removed')
}

interface Sides {
  readonly named: readonly Row[]
  readonly leading: readonly Row[]
  readonly either: readonly Row[]
}

interface Lead {
  readonly piece: Piece
  readonly sides: Sides
}

/**
 * The rows of a piece that have to go, by what they contradict. Back-dating makes times earlier, so where part of a trail was back-dated, however
 * large, an honest row is never earlier than one before it: a row that is may be named. One that is only later than rows behind it may be all
 * that is left of the trail as it was.
 */
function sidesOf({ nodes }: Piece): Sides {
  const sides = { named: [] as Row[], leading: [] as Row[], either: [] as Row[] }
  let last = -Infinity
  for (const { verdict, rows } of nodes)
    for (const row of rows) {
      if (verdict === 'kept') last = Math.max(last, row.earliest)
      else if (verdict === 'either') sides.either.push(row)
      else if (row.latest < last) sides.named.push(row)
      else sides.leading.push(row)
    }
  return sides
}

/** Jumps of the clock that an alternative describes. */
const JUMPS = 5

const names = ({ sides }: Lead): boolean => sides.named.length > 0
const leads = (a: Lead, b: Lead): boolean =>
  names(a) === names(b) ? a.piece.worst.excess > b.piece.worst.excess : names(a)

function gather(into: Gathered, piece: Piece): void {
  into.removed += piece.removed
  into.total += piece.size
  const sides = sidesOf(piece)
  const lead = { piece, sides }
  if (into.lead === undefined || leads(lead, into.lead)) into.lead = lead
  for (const side of ['named', 'leading', 'either'] as const)
    for (const row of sides[side]) if (into[side].length < NAMED) into[side].push(row)
  into.jumped += piece.jumped
  into.jumps.push(...piece.jumps.slice(0, JUMPS - into.jumps.length))
}

/**
 * The findings on one clock of a sequence: one that names rows of all pieces in which few are out of place, one on the pieces
 * in which too many are to say which. None: it holds after all.
 */
export function orderDrafts(rule: OrderRule, trail: OrderTrail, of: SequenceOf, clocks: Tolerances): readonly Draft[] {
  const granted = toleranceOf(clocks, { clockKind: of.clock.kind, writer: of.clock.writer })
  for (const tier of ['extreme', 'usual'] as const) {
    const slack = granted[tier]
    const cuts = cutsOf(trail, slack)
    if (cuts.length === 0) continue
    const [few, many] = [gathered(), gathered()]
    for (const piece of solved(trail, cuts, slack)) gather(isAccusable(piece) ? few : many, piece)
    return [
      ...(few.lead === undefined ? [] : [draftOf(rule, few, few.lead, true, of, tier)]),
      ...(many.lead === undefined ? [] : [draftOf(rule, many, many.lead, false, of, tier)]),
    ]
  }
  return []
}

function draftOf(
  rule: OrderRule,
  all: Gathered,
  { piece: lead, sides }: Lead,
  accusable: boolean,
  of: SequenceOf,
  tier: Tier,
): Draft {
  const { nodes, worst } = lead
  const own = accusable ? sides.named : []
  const row = own.find((one) => one === worst.later) ?? own[0]
  const at = row === undefined ? -1 : nodes.findIndex(({ rows }) => rows.includes(row))
  const before = nodes.findLast(({ verdict }, i) => i < at && verdict === 'kept')?.rows.at(-1) ?? lead.before
  const after = nodes.find(({ verdict }, i) => i > at && verdict === 'kept')?.rows[0] ?? lead.after
  const named = accusable ? all.named : []
  const leading = accusable ? all.leading : []
  const either = accusable ? all.either : []
  const quoted =
    row === undefined
      ? [
          ['before', worst.earlier] as const,
          ['row', worst.later] as const,
          ...[...leading, ...either]
            .filter((one) => one !== worst.earlier && one !== worst.later)
            .slice(0, QUOTED)
            .map((one) => ['one of', one] as const),
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
  const words = (some: readonly Row[]) => rowsInWords(some.map(({ id }) => of.locator(id)))
  const jumps = `${jumpsInWords()}${row === undefined ? '' : `; or one that was right only then, and ahead while the rows before were written`}`
  return {
    rule,
    at: { root: of.root, artifact: row?.artifact ?? of.whole },
    // Several sequences of one evidence may be broken so: each is a finding of its own.
    ...(row === undefined ? { other: { root: of.root, artifact: worst.later.artifact } } : {}),
    events: quoted.map(([role, { id }]) => ({ role, root: of.root, event: id })),
    facts: [],
    tier,
    excess: micros(worst.excess),
    others: Math.max(0, all.removed - 1),
    values: {
      sequence: of.name,
      count: String(all.removed),
      total: String(all.total),
      rows: words([named, leading].find((rows) => rows.length > 0) ?? either),
      suspects: suspects(),
    },
    // No bound: its neighbours' times are claims of the same clock, and that may have been ahead for all rows but the named ones.
    writers: [writerOf({ clockKind: of.clock.kind, writer: of.clock.writer })],
    onlyCopyTimes: false,
    alternatives: {
      'clock-set-back': { state: 'open', because: jumps },
      'clock-wrong-or-set-back': { state: 'open', because: jumps },
    },
    // This is what merged books look like: both parts honest, one behind the other.
    ...(accusable ? {} : { cap: 'low' as const }),
  }

  /** The fewest jumps that explain the order. It is an explanation beside others, and no verdict. */
  function jumpsInWords(): string {
    const some = all.jumps.map(({ row: one, by }) => `by ${inWords(micros(by))} before ${words([one])}`)
    const more = all.jumped - some.length
    return `this order would take a clock that went back at least ${all.jumped === 1 ? 'once' : `${all.jumped} times`}: ${some.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
  }

  function suspects(): string {
    const key = of.name.split('.').at(-1) ?? of.name
    if (!accusable)
      return isAtBeginning(lead)
        ? `The first rows of the sequence state later times than those that follow. No row before them says which of the two are out of place.`
        : `At least ${all.removed} of ${all.total} rows would have to be left out for the rest to be in order; that is too many to say which rows or times are wrong.`
    const sentences: string[] = []
    if (row !== undefined) {
      const between =
        before !== undefined && after !== undefined
          ? `between rows of ${toReadable(momentOf(before))} and ${toReadable(momentOf(after))}`
          : before !== undefined
            ? `after a row of ${toReadable(momentOf(before))}`
            : `before a row of ${after === undefined ? 'another time' : toReadable(momentOf(after))}`
      sentences.push(
        `If ${key} is the order of insertion and its neighbours' times are right, ${words([row])} was inserted ${between}.`,
      )
    }
    if (named.length > 1)
      sentences.push(`Every smallest set of rows without which the rest is in order contains ${words(named)}.`)
    const choices = all.removed - named.length - leading.length
    if (choices > 0 && either.length > 0)
      sentences.push(
        `${named.length > 0 ? 'Besides, at' : 'At'} least ${choices} of these cannot stand as they are, and the sequence does not say which: ${words(either)}.`,
      )
    if (leading.length > 0) sentences.push(bothReadings())
    return sentences.join(' ')
  }

  /** Of rows that are later than those behind them: which neighbours contradict each other, and what would explain it. */
  function bothReadings(): string {
    const [earlier, later] = neighbours(lead, new Set(sides.leading)) ?? [worst.earlier, worst.later]
    return `Later times than rows behind them are stated by ${words(leading)}. Of neighbours, ${words([earlier])} states ${toReadable(momentOf(earlier))}, and ${words([later])} behind it ${toReadable(momentOf(later))}. Either the former times are too late; or those of all rows behind them that state earlier ones are too early, however many these are; or the former rows were put in again under their numbers, when they state: the sequence does not say which.`
  }
}

/** Of the rows that are later than those behind them, the one furthest ahead: the last of them before a row that contradicts it, and that row. */
function neighbours(piece: Piece, leading: ReadonlySet<Row>): readonly [Row, Row] | undefined {
  const rows = piece.nodes.flatMap((node) => node.rows)
  const first = rows.findIndex((row) => row === piece.worst.earlier && leading.has(row))
  const from = first >= 0 ? first : rows.findIndex((row) => leading.has(row))
  let earlier = rows[from]
  for (const row of rows.slice(from + 1)) {
    if (earlier === undefined || row.latest < earlier.earliest) return earlier && [earlier, row]
    if (leading.has(row)) earlier = row
  }
  return undefined
}
