// Local time, with the hour that autumn shows twice; one shift works through that night.
import { Books, HOUR, MINUTE } from '../books.ts'
import { ORDINARY, layoutOf, live } from '../life.ts'
import type { Growing } from '../way.ts'

export default {
  title: 'local time with its winter hour, and a night shift that works through it',
  grow: (random) => {
    const start = Date.parse('2016-08-01T00:00:00Z')
    const books = new Books({ ...layoutOf(random), local: true }, start)
    books.upgrade('3.0', start)
    const evening = (kept: Books, day: number): void => {
      const night = start + day * 24 * HOUR + 21 * HOUR
      if (new Date(night + 5 * HOUR).getUTCDay() !== 0) return
      const login = kept.login(9, 'NIGHT', night)
      for (let at = night + 10 * MINUTE; at < night + 7 * HOUR; at += random.int(5, 40) * MINUTE)
        kept.book(
          { at, shown: at, user: 9, login, machine: 'NIGHT' },
          new Date(at).toISOString().slice(0, 10),
          '1200 Bank',
          random.int(100, 9000),
          'cash',
        )
      kept.logout(login, night + 7 * HOUR)
    }
    // Saturday nights: the change comes on a Sunday at one o'clock UTC.
    return live(
      random,
      { ...ORDINARY, from: '2016-08-01', days: 120, evening: (kept, day) => evening(kept, day - 1) },
      books,
    )
  },
} satisfies Growing
