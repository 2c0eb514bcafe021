// The office machine was set up with a wrong year and nobody minds; a laptop that is right books now and then into the same books. One evening
// the laptop's battery is flat, and it begins again at its factory date. Most rows state a wrong time, and the few right ones stand out.
import { DAY, HOUR, MINUTE } from '../books.ts'
import { ORDINARY, live } from '../life.ts'
import type { Growing } from '../way.ts'

const AHEAD = 760 * DAY
const RESET = Date.parse('2010-01-01T00:00:00Z')

export default {
  title:
    'an office clock that is two years ahead from the first row on, beside a laptop that is right (most rows state a wrong time)',
  grow: (random) => {
    const right = new Set<number>()
    const books = live(random, {
      ...ORDINARY,
      from: '2018-03-05',
      evening: (kept, day, dice) => {
        if (dice.next() > 0.1) return
        const at = Date.parse('2018-03-05T19:00:00Z') + day * DAY - AHEAD
        const shown = dice.next() < 0.2 ? RESET : at
        const login = kept.login(1, 'LAPTOP', shown)
        const before = kept.truth.size
        for (let n = 0; n < 2; n++)
          kept.book(
            { at: at + n * MINUTE, shown: shown + n * MINUTE, user: 1, login, machine: 'LAPTOP' },
            new Date(at).toISOString().slice(0, 10),
            '1200 Bank',
            100 + n,
            'cash',
          )
        kept.logout(login, shown + HOUR)
        for (const row of [...kept.truth.keys()].slice(before)) right.add(row)
      },
    })
    for (const [row, at] of books.truth) if (!right.has(row)) books.truth.set(row, at - AHEAD)
    return books
  },
} satisfies Growing
