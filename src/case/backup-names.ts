/**
 * Names that the list of an iOS backup gives to files that lie under the digits of their ids: `HomeDomain/Library/SMS/sms.db`. Linking
 * joined them; here they are read. A file that several rows name (the product's tables do not allow it) says how many more there are.
 */
import type { CaseDatabase } from './open.ts'

/** SQL of one evidence's name, NULL where no backup names it; `e` is its row. */
export const NAME_IN_BACKUP = `(SELECT CASE WHEN COUNT(*) > 1 THEN MIN(s.label) || ' and ' || (COUNT(*) - 1) || ' more' ELSE MIN(s.label) END
 FROM link l JOIN artifact s ON s.root = l.source_root AND s.id = l.source
 WHERE l.kind = 'names' AND l.target_root = e.root
   AND l.target = (SELECT MIN(a.id) FROM artifact a WHERE a.root = e.root AND a.evidence = e.id))`

const ALL = `SELECT r.path AS root, e.path, ${NAME_IN_BACKUP} AS name FROM (
   SELECT DISTINCT t.root, t.evidence AS id FROM link l JOIN artifact t ON t.root = l.target_root AND t.id = l.target WHERE l.kind = 'names'
 ) n JOIN evidence e ON e.root = n.root AND e.id = n.id JOIN root r ON r.root = e.root`
const ONE = `SELECT ${NAME_IN_BACKUP} FROM root r JOIN evidence e ON e.root = r.root WHERE r.path = ? AND e.path = ? LIMIT 1`

/** Gives the name of one evidence by the paths of its root and of itself. */
export type BackupName = (root: string, path: string) => string | undefined

/** The names of all evidence of a case, read at once. */
export function backupNames(db: CaseDatabase): BackupName {
  const rows = db.prepare<[], { root: string; path: string; name: string }>(ALL).all()
  const names = new Map(rows.map(({ root, path, name }) => [`${root}\0${path}`, name]))
  return (root, path) => names.get(`${root}\0${path}`)
}

/** The same, each name looked up when it is asked for. */
export function backupName(db: CaseDatabase): BackupName {
  const one = db.prepare<[string, string], string | null>(ONE).pluck()
  return (root, path) => one.get(root, path) ?? undefined
}
