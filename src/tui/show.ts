/** Opens the screen on a terminal and waits until the examiner leaves it. */
import { render } from 'ink'
import { createElement } from 'react'
import { App } from './app.tsx'
import type { Shown } from './state.ts'

export type Show = (shown: Shown) => Promise<void>

export const show: Show = async (shown) => {
  const screen = render(createElement(App, { shown }), { alternateScreen: true })
  await screen.waitUntilExit()
}
