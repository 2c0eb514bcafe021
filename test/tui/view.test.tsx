// The ink side: a frame drawn as text, with colour and without, and what is read from the keyboard and the mouse.
import { render } from 'ink-testing-library'
import type { Key } from 'ink'
import { afterAll, expect, test } from 'vitest'
import { View, feed } from '../../src/tui/app.tsx'
import { plainText } from '../../src/tui/cells.ts'
import { painted } from '../../src/tui/colours.ts'
import { stripVTControlCharacters } from 'node:util'
import { sessionOn, smallCase } from './small-case.ts'

const small = smallCase(400, 20)
afterAll(small.close)
const NONE: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
}

test('what ink draws is the frame, line by line', () => {
  const { session } = sessionOn(small, { columns: 90, rows: 24 })
  const { lines } = session.frame()
  const drawn = render(<View lines={lines} colour={false} />).lastFrame() ?? ''
  expect(
    stripVTControlCharacters(drawn)
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual(lines.map((line) => plainText(line).trimEnd()))
})

test('without colour levels are still told by words, and the cursor by its arrow', () => {
  const { session } = sessionOn(small, { columns: 90, rows: 24 })
  const { lines } = session.frame()
  const plain = lines.map((line) => painted(line, false)).join('\n')
  expect(plain).not.toMatch(/\u001b\[[\d;]*3\dm/)
  expect(lines.map((line) => painted(line, true)).join('\n')).toMatch(/\u001b\[[\d;]*3\dm/)
  expect(stripVTControlCharacters(plain)).toMatch(/▶ high/)
})

test('the wheel moves, a click chooses, a second click opens', () => {
  const { session } = sessionOn(small, { columns: 90, rows: 24 })
  const start = session.state.place.at
  feed(session, '[<65;10;5M', NONE)
  expect(session.state.place.at).toBe(start + 3)
  feed(session, '[<64;10;5M', NONE)
  expect(session.state.place.at).toBe(start)
  const { listFrom } = session.frame()
  feed(session, `[<0;4;${listFrom + 1 + 3}M`, NONE)
  expect(session.state.place.at).toBe(3)
  feed(session, `[<0;4;${listFrom + 1 + 3}m`, NONE)
  expect(session.state.place.screen).toBe('findings')
  feed(session, `[<0;4;${listFrom + 1 + 3}M`, NONE)
  expect(session.state.place.screen).toBe('proof')
})

test('keys that come together are taken one after the other; pasted text stays one text where a line is typed', () => {
  const { session } = sessionOn(small)
  const start = session.state.place.at
  feed(session, 'jjk', NONE)
  expect(session.state.place.at).toBe(start + 1)
  feed(session, '/', NONE)
  feed(session, 'jjk', NONE)
  expect(session.state.asking?.text).toBe('jjk')
  feed(session, '', { ...NONE, escape: true })
  expect(session.state.asking).toBeUndefined()
})
