import { expect, test } from 'vitest'
import { LANGUAGES, MONTH_NAMES } from '../../src/time/month-names.ts'
import { plain } from '../../src/time/quoted-date.ts'

test('are those that Intl writes in each language, alone and in a date', () => {
  const written = new Map<string, Set<number>>()
  for (const language of LANGUAGES)
    for (const style of ['long', 'short'] as const)
      for (const form of [{ month: style }, { month: style, day: 'numeric' }] as const) {
        const format = new Intl.DateTimeFormat(language, { ...form, timeZone: 'UTC' })
        for (let month = 1; month <= 12; month++) {
          const part = format.formatToParts(Date.UTC(2023, month - 1, 14)).find(({ type }) => type === 'month')
          const name = plain(part?.value ?? '').replace(/\.$/, '')
          if (/^\p{L}{3,}$/u.test(name)) written.set(name, (written.get(name) ?? new Set<number>()).add(month))
        }
      }
  // A later CLDR may write another short form; what it writes of those we know must mean the same month.
  const known = [...written].filter(([name]) => MONTH_NAMES.has(name))
  expect(known.length).toBeGreaterThan(0.9 * written.size)
  for (const [name, months] of known) expect([name, ...months]).toEqual([name, MONTH_NAMES.get(name)])
})
