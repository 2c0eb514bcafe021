/** Whether the notes of a case are what its log says: they are made anew from the log and compared. */
import { z } from 'zod'
import { entries } from './log.ts'
import { COLUMNS, NOTE_KINDS, parseNote, type Note } from './notes.ts'
import type { CaseDatabase } from './open.ts'

/** A note, and the log entry that took it back. */
type Kept = Note & { readonly undone: number | null }

const logged = z.discriminatedUnion('action', [
  z.object({ action: z.literal('undo'), entry: z.number() }),
  z.object({
    action: z.enum(NOTE_KINDS),
    subject: z.string(),
    detail: z.string(),
    state: z.string(),
    text: z.string(),
  }),
])
const undone = z.object({ undone: z.number().nullable() })

/** The number of the first note that the log does not bear out, or that is missing; undefined if all agree. */
export function verifyNotes(db: CaseDatabase): number | undefined {
  const said = fromLog(db)
  const kept = new Map(
    db
      .prepare(`SELECT ${COLUMNS}, undone FROM note`)
      .all()
      .map((row): [number, Kept] => {
        const note = parseNote(row)
        return [note.entry, { ...note, undone: undone.parse(row).undone }]
      }),
  )
  return [...new Set([...said.keys(), ...kept.keys()])]
    .sort((a, b) => a - b)
    .find((entry) => JSON.stringify(said.get(entry)) !== JSON.stringify(kept.get(entry)))
}

function fromLog(db: CaseDatabase): ReadonlyMap<number, Kept> {
  const notes = new Map<number, Kept>()
  for (const { number, at, who, body } of entries(db)) {
    const { success, data } = logged.safeParse(JSON.parse(body))
    if (!success) continue
    if (data.action === 'undo') {
      const note = notes.get(data.entry)
      if (note !== undefined) notes.set(data.entry, { ...note, undone: number })
    } else {
      const { action, ...rest } = data
      notes.set(number, { ...parseNote({ entry: number, kind: action, ...rest, who, at }), undone: null })
    }
  }
  return notes
}
