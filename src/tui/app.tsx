/** The terminal screen: a title line, one screen, a footer made from its keys. It holds no logic but which key was pressed. */
import { Box, Text, useApp, useInput, useWindowSize, type Key as Pressed } from 'ink'
import { useState, type ReactElement } from 'react'
import { terminal } from '../report/safe-text.ts'
import { ABSENCE } from '../report/words.ts'
import { screens } from './index.generated.ts'
import { MOVING } from './list.tsx'
import type { Key, Screen } from './screen.ts'
import { START, type Shown, type Size, type State } from './state.ts'

const GLOBAL: readonly Key[] = [
  ...screens
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((screen): Key => ({
      keys: [screen.key],
      shown: screen.key,
      does: screen.title.toLowerCase(),
      act: (state) => ({ ...state, screen: screen.id, help: false }),
    })),
  { keys: ['?'], shown: '?', does: 'all keys', act: (state) => ({ ...state, help: !state.help }) },
  { keys: ['q'], shown: 'q', does: 'quit', act: () => 'quit' },
]

/** The name of a pressed key, as `Key.keys` writes it. */
function nameOf(input: string, pressed: Pressed): string {
  if (pressed.downArrow) return 'down'
  if (pressed.upArrow) return 'up'
  if (pressed.leftArrow) return 'left'
  if (pressed.rightArrow) return 'right'
  if (pressed.pageDown) return 'pagedown'
  if (pressed.pageUp) return 'pageup'
  if (pressed.home) return 'home'
  if (pressed.end) return 'end'
  if (pressed.return) return 'return'
  if (pressed.escape) return 'escape'
  return input
}

/** What a key does to the state; unknown keys change nothing. */
export function press(name: string, state: State, shown: Shown, size: Size): State | 'quit' {
  const screen = screenOf(state)
  const key = [...screen.keys, ...GLOBAL].find((one) => one.keys.includes(name))
  if (state.help && name === 'escape') return { ...state, help: false }
  return key === undefined ? state : key.act(state, shown, size)
}

export function screenOf(state: State): Screen {
  const found = screens.find((screen) => screen.id === state.screen) ?? screens[0]
  if (found === undefined) throw new Error('there are no screens')
  return found
}

/** The ways on first; moving in a list needs no reminder. */
const footer = (screen: Screen): string =>
  [...GLOBAL, ...screen.keys.slice(MOVING)].map((key) => `${key.shown} ${key.does}`).join('  ')

export function View({
  state,
  shown,
  size,
}: {
  readonly state: State
  readonly shown: Shown
  readonly size: Size
}): ReactElement {
  const screen = screenOf(state)
  const inner = { columns: size.columns, rows: Math.max(3, size.rows - 3) }
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      <Text bold wrap="truncate-end">{`Anachron  ${screen.title}  ${terminal(shown.name)}`}</Text>
      <Box flexDirection="column" height={inner.rows} overflow="hidden">
        {state.help ? <Help screen={screen} /> : <screen.View state={state} shown={shown} size={inner} />}
      </Box>
      <Text dimColor wrap="truncate-end">
        {ABSENCE}
      </Text>
      <Text wrap="truncate-end">{footer(screen)}</Text>
    </Box>
  )
}

const Help = ({ screen }: { readonly screen: Screen }): ReactElement => (
  <Box flexDirection="column">
    {[...screen.keys, ...GLOBAL].map((key) => (
      <Text key={key.shown} wrap="truncate-end">{`  ${key.shown.padEnd(12)}  ${key.does}`}</Text>
    ))}
  </Box>
)

export function App({ shown }: { readonly shown: Shown }): ReactElement {
  const { exit } = useApp()
  const size = useWindowSize()
  const [state, setState] = useState(START)
  useInput((input, pressed) => {
    const next = press(nameOf(input, pressed), state, shown, {
      columns: size.columns,
      rows: Math.max(3, size.rows - 3),
    })
    if (next === 'quit') exit()
    else setState(next)
  })
  return <View state={state} shown={shown} size={size} />
}
