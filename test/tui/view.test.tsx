// The ink side: what is typed at the terminal reaches the session and is drawn, with colour and without; keys and the mouse by name.
import { render } from 'ink-testing-library'
import type { Key } from 'ink'
import { afterAll, expect, test, vi } from 'vitest'
import { App, feed } from '../../src/tui/app.ts'
import { painted } from '../../src/tui/colours.ts'
import { takeMouse } from '../../src/tui/mouse.ts'
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

test('a key typed at the terminal moves the cursor and is drawn once; what ink gives up is drawn no more', async () => {
  const { session } = sessionOn(small, { columns: 90, rows: 24 })
  const drawn: { readonly anew: boolean; readonly at: number }[] = []
  const paint = (anew: boolean): void => void drawn.push({ anew, at: session.state.place.at })
  const ready = vi.fn()
  const { stdin, unmount } = render(<App session={session} paint={paint} ready={ready} />)
  const start = session.state.place.at
  await vi.waitFor(() => expect(drawn.at(-1)).toEqual({ anew: true, at: start }))
  expect(ready).toHaveBeenCalled()
  // Three keys that were read together are three steps and one drawing.
  const before = drawn.length
  stdin.write('jjj')
  await vi.waitFor(() => expect(drawn.at(-1)).toEqual({ anew: false, at: start + 3 }))
  expect(drawn.length).toBe(before + 1)
  unmount()
  session.press('j')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(drawn.length).toBe(before + 1)
})

test('without colour levels are still told by words, and the cursor by its arrow', () => {
  const { session } = sessionOn(small, { columns: 90, rows: 24 })
  const { lines } = session.frame()
  const plain = lines.map((line) => painted(line, 'none')).join('\n')
  expect(plain).not.toMatch(/\u001b\[[\d;]*3\dm/)
  expect(lines.map((line) => painted(line, 'sixteen')).join('\n')).toMatch(/\u001b\[[\d;]*3\dm/)
  expect(lines.map((line) => painted(line, 'many')).join('\n')).toMatch(/\u001b\[[\d;]*38;5;\d+m/)
  expect(stripVTControlCharacters(plain)).toMatch(/▶ high/)
})

test('the wheel moves, a click chooses, a second click opens; a report in two pieces is one, and keys beside it stay keys', () => {
  const { session } = sessionOn(small, { columns: 90, rows: 24 })
  const start = session.state.place.at
  let sent = ''
  const stdin = { read: (): unknown => sent }
  const letGo = takeMouse(stdin, session)
  const reads = (text: string): unknown => {
    sent = text
    return stdin.read()
  }
  expect(reads('\u001b[<65;10;5M')).toBe('')
  expect(session.state.place.at).toBe(start + 3)
  expect(reads('j\u001b[<64;1')).toBe('j')
  expect(reads('0;5Mk\u001b[A')).toBe('k\u001b[A')
  expect(session.state.place.at).toBe(start)
  const { listFrom } = session.frame()
  reads(`\u001b[<0;4;${listFrom + 1 + 3}M`)
  expect(session.state.place.at).toBe(3)
  reads(`\u001b[<0;4;${listFrom + 1 + 3}m`)
  expect(session.state.place.screen).toBe('findings')
  reads(`\u001b[<0;4;${listFrom + 1 + 3}M`)
  expect(session.state.place.screen).toBe('proof')
  const endless = `\u001b[<${'1;'.repeat(100)}`
  expect(reads(endless)).toBe(endless)
  letGo()
  expect(reads('\u001b[<65;10;5M')).toBe('\u001b[<65;10;5M')
})

test('keys that come together are taken one after the other, where a line is typed too', () => {
  const { session } = sessionOn(small)
  const start = session.state.place.at
  feed(session, 'jjk', NONE)
  expect(session.state.place.at).toBe(start + 1)
  feed(session, '/', NONE)
  feed(session, 'home', NONE)
  expect(session.state.asking?.text).toBe('home')
  feed(session, '', { ...NONE, escape: true })
  expect(session.state.asking).toBeUndefined()
  feed(session, '/', NONE)
  feed(session, '3', { ...NONE, meta: true })
  expect(session.state.asking).toBeUndefined()
  expect(session.state.place.screen).toBe('evidence')
  feed(session, ':findings\r2', NONE)
  expect(session.state.place.screen).toBe('timeline')
})

test('pasted text goes into the line that is typed, its line ends as blanks, and is no keys anywhere', async () => {
  const { session } = sessionOn(small)
  const { stdin, unmount } = render(<App session={session} paint={() => undefined} ready={() => undefined} />)
  const pastes = (text: string): void => {
    stdin.write(`\u001b[200~${text}\u001b[201~`)
  }
  const before = session.state.place
  pastes('2jjq')
  await vi.waitFor(() => expect(session.state.message).toContain('pasted'))
  expect(session.state.place).toBe(before)
  stdin.write('/')
  await vi.waitFor(() => expect(session.state.asking).toBeDefined())
  pastes('two\r\nlines\u0007')
  await vi.waitFor(() => expect(session.state.asking?.text).toBe('two lines'))
  unmount()
})
