/** Whose text a statement is: the unit of independence between findings, and what a dating depends on. */
import type { EventRow } from './rows.ts'

/** A writer within a case: relays and providers are named by their host, everything else by its kind and column or header. */
export function writerOf(event: Pick<EventRow, 'clockKind' | 'writer'>): string {
  switch (event.clockKind) {
    case 'sender':
    case 'quoted':
      return 'the sender'
    case 'assertion':
    case 'custody':
      return `the examiner's statement (${event.writer})`
    case 'relay':
    case 'provider':
    case 'receiver':
    case 'copy':
    case 'database':
    case 'database-guessed':
    case 'user-entry':
    case 'camera':
    case 'satellite':
    case 'software':
    case 'archiver':
    case 'filesystem':
    case 'release':
      return event.writer
  }
}
