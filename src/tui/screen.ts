/** What a screen declares. One file a screen: `NAME.screen.tsx`. Footer and `?` are made from its keys. */
import type { ReactElement } from 'react'
import type { Shown, Size, State } from './state.ts'

export interface Key {
  /** As ink names them: `j`, `down`, `return`, `escape`, … */
  readonly keys: readonly string[]
  /** As the footer shows it: `↓ j`. */
  readonly shown: string
  readonly does: string
  readonly act: (state: State, shown: Shown, size: Size) => State | 'quit'
}

export interface ScreenProps {
  readonly state: State
  readonly shown: Shown
  /** Room for the view: without title line and footer. */
  readonly size: Size
}

export interface Screen {
  /** Equals the file name. */
  readonly id: string
  readonly title: string
  /** The key that opens it from anywhere. */
  readonly key: string
  readonly keys: readonly Key[]
  readonly View: (props: ScreenProps) => ReactElement
}

export const defineScreen = (screen: Screen): Screen => screen
