// The simulated use of Countinghouse: people log in at workstations whose clocks differ, book, correct, cancel, log out or
// crash, upgrade. Everything happens in true time, one thing after the other; what is written is what each clock shows.
import type { Random } from '../../samples/make/random.ts'
import { Books, DAY, HOUR, MINUTE, VERSIONS, type Layout, type Version } from './books.ts'

export interface Life {
  readonly from: string
  /** Calendar days. */
  readonly days: number
  readonly workstations: number
  readonly users: number
  /** How far the clocks of the workstations are off, at most, in milliseconds. */
  readonly clockError: number
  /** Share of sessions that end in a crash: no logout, or one that the next start writes. */
  readonly crashes: number
  /** Share of bookings about a day weeks or months ago. */
  readonly backDatedBookings: number
  /** Release in use at the beginning; later ones are installed some weeks after they came out. */
  readonly release?: Version
  /** Called at the end of each day. */
  readonly evening?: (books: Books, day: number, random: Random) => void
}

export const ORDINARY: Life = {
  from: '2016-02-01',
  days: 180,
  workstations: 3,
  users: 3,
  clockError: 4 * MINUTE,
  crashes: 0.01,
  backDatedBookings: 0.03,
}

/** Page sizes, journals and keys as products have them. */
export const layoutOf = (random: Random): Layout => ({
  pageSize: random.pick([1024, 4096, 4096, 4096, 16384] as const),
  autoVacuum: random.pick(['NONE', 'NONE', 'NONE', 'FULL', 'INCREMENTAL'] as const),
  journal: random.pick(['DELETE', 'DELETE', 'TRUNCATE', 'WAL', 'PERSIST'] as const),
  autoincrement: random.next() < 0.5,
  index: random.next() < 0.6,
  secureDelete: random.next() < 0.3,
  local: random.next() < 0.4,
})

const ACCOUNTS = ['4000 Sales', '5100 Rent', '5200 Wages', '5600 Freight', '1200 Bank', '1400 Stock'] as const
const TEXTS = ['invoice', 'rent', 'wages', 'freight', 'transfer', 'credit note', 'cash'] as const
const WORDS = [
  '',
  ' as agreed',
  ' second reminder',
  ' see letter',
  ' paid in part',
  ' for the branch in the north',
] as const

interface Session {
  readonly user: number
  readonly machine: number
  readonly begin: number
  readonly end: number
  readonly crashes: boolean
  id: number
}

const machineName = (n: number): string => `DESK${n + 1}`

/** Keeps books for a while. `books` may have a past. */
export function live(random: Random, life: Life, books?: Books): Books {
  const start = Date.parse(`${life.from}T00:00:00Z`)
  const kept = books ?? begun(random, life, start)
  const clocks = Array.from({ length: life.workstations }, () => random.int(-life.clockError, life.clockError))
  const open: Session[] = []
  const entries: number[] = []
  for (let n = 0; n < life.days; n++) {
    const day = start + n * DAY
    const weekday = new Date(day).getUTCDay()
    if (weekday === 0 || (weekday === 6 && random.next() < 0.9)) continue
    upgrades(random, kept, day)
    // A holiday.
    if (random.next() < 0.02) continue
    for (const [i, error] of clocks.entries()) clocks[i] = error + random.int(-2000, 2000)
    const sessions = Array.from({ length: life.users }, (_, user) => sessionOf(random, life, day, user))
    const acts = [
      ...sessions.flatMap((session) => [
        { at: session.begin, what: 'in' as const, session },
        ...bookings(random, session).map((at) => ({ at, what: 'book' as const, session })),
        { at: session.end, what: 'out' as const, session },
      ]),
    ].sort((a, b) => a.at - b.at)
    for (const { at, what, session } of acts) {
      const shown = at + (clocks[session.machine] ?? 0)
      const act = { at, shown, user: session.user, login: session.id, machine: machineName(session.machine) }
      if (what === 'in') {
        // The next start closes what a crash left open, or nobody does.
        for (const left of open.splice(0))
          if (left.machine === session.machine && random.next() < 0.6) kept.logout(left.id, shown - 2000)
        session.id = kept.login(session.user, act.machine, shown)
      } else if (what === 'out') {
        if (session.crashes) open.push(session)
        else kept.logout(session.id, shown)
      } else book(act)
    }
    life.evening?.(kept, n, random)
  }
  return kept

  function book(act: Parameters<Books['book']>[0]): void {
    const chance = random.next()
    const old = entries.at(-random.int(1, 40))
    if (chance < 0.08 && old !== undefined) kept.correct(act, old, amountOf(random))
    else if (chance < 0.1 && old !== undefined) {
      kept.remove(act, old)
      entries.splice(entries.indexOf(old), 1)
    } else {
      const lag = random.next() < life.backDatedBookings ? random.int(10, 200) * DAY : 0
      const bookedOn = new Date(act.at - lag).toISOString().slice(0, 10)
      const text = `${random.pick(TEXTS)} ${random.int(1000, 99_999)}${random.pick(WORDS)}`
      entries.push(kept.book(act, bookedOn, random.pick(ACCOUNTS), amountOf(random), text))
      if (entries.length > 200) entries.splice(0, 100)
    }
  }
}

function begun(random: Random, life: Life, start: number): Books {
  const books = new Books(layoutOf(random), start - DAY)
  const release = life.release ?? VERSIONS.findLast(({ from }) => from < life.from)?.version ?? '2.0'
  books.upgrade(release, start - DAY)
  return books
}

/** Releases are installed on a morning some weeks after they came out. */
function upgrades(random: Random, books: Books, day: number): void {
  for (const { version, from } of VERSIONS)
    if (version > books.version && day > Date.parse(from) + 20 * DAY && random.next() < 0.1)
      books.upgrade(version, day + 7 * HOUR)
}

function sessionOf(random: Random, life: Life, day: number, user: number): Session {
  const begin = day + 8 * HOUR + random.int(0, 100) * MINUTE
  const end = day + 16 * HOUR + random.int(0, 150) * MINUTE
  const machine = random.int(0, 9) === 0 ? random.int(0, life.workstations - 1) : user % life.workstations
  return { user: user + 1, machine, begin, end, crashes: random.next() < life.crashes, id: 0 }
}

function bookings(random: Random, { begin, end }: Session): readonly number[] {
  const times: number[] = []
  let at = begin + random.int(1, 60) * MINUTE
  for (let left = random.int(1, 6); left > 0 && at < end; left--) {
    times.push(at)
    at += random.int(40, 7000) * 1000
  }
  return times
}

/** Amounts spread over the decades, as those of businesses do. */
const amountOf = (random: Random): number => Math.round(Math.exp(4 + random.next() * 9))

/** Ordinary use of books whose trail has an AUTOINCREMENT key. */
export function autoincrement(random: Random): Books {
  const start = Date.parse(`${ORDINARY.from}T00:00:00Z`) - DAY
  const books = new Books({ ...layoutOf(random), autoincrement: true }, start)
  books.upgrade('3.0', start)
  return live(random, ORDINARY, books)
}
