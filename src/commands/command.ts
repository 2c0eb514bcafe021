/** What a command declares. One file a command: `NAME.command.ts`; `--help` pages and the README's table are made from it. */
import type { Colour } from '../report/colours.ts'

/** Exit codes, a contract: 2 usage; else 3 some evidence unread or not as its exhibit says; else 1 findings at `--fail-on`, or no clear reading; else 0. */
export const EXIT = { ok: 0, found: 1, usage: 2, unread: 3 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The command was called wrongly: one clear line and exit code 2. */
export class UsageError extends Error {}

export interface Flag {
  /** As commander takes it: `--case <file>`, `--json`. */
  readonly flag: string
  readonly doc: string
  /** May be given several times. */
  readonly repeat?: boolean
}

/** The terminal and the world, as a command sees them: tests hand in their own. */
export interface Io {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly columns: number
  readonly colour: Colour
  /** Standard error is a terminal: progress may be shown. */
  readonly progress: boolean
  readonly interactive: boolean
  readonly now: () => Date
  /** Who acts, for the case log. */
  readonly who: string
}

/** Flags as given: camel-cased names; absent when not given. */
export type Given = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export interface Command {
  /** Equals the file name and the word on the command line. */
  readonly id: string
  /** Arguments, as commander takes them: `<paths...>`. */
  readonly usage: string
  readonly summary: string
  /** What it does by its first word, each with the arguments that follow. */
  readonly parts?: readonly (readonly [usage: string, summary: string])[]
  readonly flags: readonly Flag[]
  readonly examples: readonly string[]
  readonly run: (args: readonly string[], given: Given, io: Io) => Promise<ExitCode>
}

export const defineCommand = (command: Command): Command => command

/** The value of a flag that takes one. */
export function value(given: Given, name: string): string | undefined {
  const found = given[name]
  return typeof found === 'string' ? found : undefined
}

/** The values of a flag that may be given several times. */
export function values(given: Given, name: string): readonly string[] {
  const found = given[name]
  return Array.isArray(found) ? (found as readonly string[]) : typeof found === 'string' ? [found] : []
}
