/** A list of one-line rows with a cursor. The row under it is inverted and marked, so that it is seen without colour too. */
import { Box, Text } from 'ink'
import type { ReactElement } from 'react'
import { terminal } from '../report/safe-text.ts'
import type { Key } from './screen.ts'
import { move, windowTop, type Shown, type Size, type State } from './state.ts'

export interface Row {
  readonly key: string
  readonly text: string
  readonly colour?: string | undefined
}

interface Props {
  readonly rows: readonly Row[]
  readonly at: number
  readonly size: Size
  /** What stands there when there are no rows. */
  readonly empty: string
}

export function List({ rows, at, size, empty }: Props): ReactElement {
  if (rows.length === 0) return <Text>{empty}</Text>
  const top = windowTop(at, size.rows, rows.length)
  return (
    <Box flexDirection="column">
      {rows.slice(top, top + size.rows).map((row, n) => (
        <Text
          key={row.key}
          wrap="truncate-end"
          inverse={top + n === at}
          {...(row.colour === undefined ? {} : { color: row.colour })}
        >
          {top + n === at ? '▶ ' : '  '}
          {terminal(row.text)}
        </Text>
      ))}
    </Box>
  )
}

/** The keys that move in a list of `length(state, shown)` rows. */
export const moving = (length: (state: State, shown: Shown, size: Size) => number): readonly Key[] => [
  {
    keys: ['down', 'j'],
    shown: '↓ j',
    does: 'next line',
    act: (state, shown, size) => move(state, 1, length(state, shown, size)),
  },
  {
    keys: ['up', 'k'],
    shown: '↑ k',
    does: 'line before',
    act: (state, shown, size) => move(state, -1, length(state, shown, size)),
  },
  {
    keys: ['pagedown', ' '],
    shown: 'PgDn space',
    does: 'a screen on',
    act: (state, shown, size) => move(state, size.rows, length(state, shown, size)),
  },
  {
    keys: ['pageup', 'b'],
    shown: 'PgUp b',
    does: 'a screen back',
    act: (state, shown, size) => move(state, -size.rows, length(state, shown, size)),
  },
  {
    keys: ['home', 'g'],
    shown: 'Home g',
    does: 'first line',
    act: (state, shown, size) => move(state, -Infinity, length(state, shown, size)),
  },
  {
    keys: ['end', 'G'],
    shown: 'End G',
    does: 'last line',
    act: (state, shown, size) => move(state, Infinity, length(state, shown, size)),
  },
]

/** How many keys `moving` gives; a screen's own keys come after them. */
export const MOVING = moving(() => 0).length
