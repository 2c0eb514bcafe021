// Compare: the raw lines of two copies, read again from the evidence, side by side; hostile text stays text, and changed bytes are told.
import { afterAll, expect, test } from 'vitest'
import { plainText, width } from '../../src/tui/cells.ts'
import { sessionOn, settled, smallCase } from './small-case.ts'

const small = smallCase(600, 30)
afterAll(small.close)

const one = 'Received: by a\r\nDate: Mon\r\nSubject: \u001b]52;c;x\u0007\u202e帳\r\n\r\nbody\r\n'
const other = 'Received: by a\r\nDate: Tue\r\nX-More: 1\r\nSubject: \u001b]52;c;x\u0007\u202e帳\r\n\r\nbody\r\n'

test('lines of two messages stand side by side, the differing ones marked; Enter opens the very bytes', async () => {
  const opened: string[] = []
  const { session } = sessionOn(
    small,
    { columns: 100, rows: 60 },
    {},
    {
      openRaw: ({ path }) => {
        opened.push(path)
        const bytes = Buffer.from(opened.length === 1 ? one : other, 'latin1')
        const mark = { offset: 0, length: bytes.length }
        return Promise.resolve({
          type: 'bytes',
          offset: 0,
          bytes,
          size: bytes.length,
          mark,
          text: true,
          unchanged: opened.length === 1,
        })
      },
    },
  )
  for (const key of ['3', 'return', 'c', 'escape', 'j', 'return', 'c']) session.press(key)
  expect(session.state.place.screen).toBe('compare')
  await settled(session)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(opened).toEqual(['mail-00000.eml', 'mail-00001.eml'])
  const lines = session.frame().lines.map(plainText)
  const text = lines.join('\n')
  expect(text).toContain('THE BYTES ARE NOT THOSE THE CASE WAS MADE FROM')
  expect(text).toMatch(/Date: Mon +≠ Date: Tue/)
  expect(text).toMatch(/ > X-More: 1/)
  expect(text).toMatch(/Received: by a +=/)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(100)
  session.press('d')
  expect(session.frame().lines.map(plainText).join('\n')).not.toContain('Received: by a')
  session.press('/')
  for (const char of 'X-More') session.press(char)
  session.press('return')
  session.press('return')
  expect(session.state.place.subject).toMatchObject({
    type: 'raw',
    path: 'mail-00001.eml',
    locator: { type: 'bytes', offset: 27, length: 9 },
  })
})
