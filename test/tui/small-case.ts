// A generated case in a file of its own, small enough for tests, and sessions on it whose effects are kept instead of done.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateCase } from '../../scripts/generate-case.ts'
import { openCase, type OpenCase } from '../../src/case/open.ts'
import { Pages, type Given } from '../../src/tui/pages.ts'
import { Session, type Outside } from '../../src/tui/session.ts'
import type { Size } from '../../src/tui/state.ts'
import { workOf } from '../../src/tui/work.ts'

export interface SmallCase {
  readonly file: string
  readonly open: OpenCase
  readonly close: () => void
}

export function smallCase(events: number, findings: number): SmallCase {
  const folder = mkdtempSync(join(tmpdir(), 'anachron-tui-test-'))
  const file = join(folder, 'small.anachron')
  generateCase(file, events, findings)
  const open = openCase(file, 'write')
  return {
    file,
    open,
    close: () => {
      open.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What a session asked the world outside for. */
export interface Done {
  readonly copied: string[]
  readonly written: { file: string; text: string }[]
  quits: number
  suspends: number
}

export function sessionOn(
  { open }: Pick<SmallCase, 'open'>,
  size: Size = { columns: 100, rows: 30 },
  given: Partial<Given> = {},
  outside: Partial<Outside> = {},
): { readonly session: Session; readonly done: Done } {
  const done: Done = { copied: [], written: [], quits: 0, suspends: 0 }
  const work = workOf(open.db, 'e. xaminer', (write) => write(open.db))
  const pages = new Pages(open.db, { name: 'small.anachron', work, ...given })
  const session = new Session(pages, size, {
    copy: (text) => done.copied.push(text),
    write: (file, text) => done.written.push({ file, text }),
    openRaw: () => Promise.reject(new Error('there is no evidence behind a generated case')),
    quit: () => done.quits++,
    suspend: () => done.suspends++,
    lost: () => undefined,
    ...outside,
  })
  return { session, done }
}

/** Lets searches and filters that go on between keys come to their end. */
export const settled = async (session: Session): Promise<void> => {
  for (let n = 0; n < 2_000 && (n === 0 || session.pages.isBusy); n++)
    await new Promise((resolve) => setTimeout(resolve, 5))
  if (session.pages.isBusy) throw new Error('a search or a filter did not come to its end')
}
