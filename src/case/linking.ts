/**
 * Joins artifacts over the whole case: what contains what, what is attached to what, which messages are copies of one message,
 * which databases of one database, which messages answer which, which row of a backup's list names which file. Set-wise, and rebuilt
 * by every analysis. Copies and answers form stars around the first message in path order: a thousand messages with one Message-ID give
 * a thousand links, not a million.
 */
import type { CaseDatabase } from './open.ts'

export const LINK_KINDS = ['contains', 'attached-to', 'copy-of', 'replies-to', 'names'] as const
export type LinkKind = (typeof LINK_KINDS)[number]

/** Longer names are none: RFC 5322, 2.1.1 allows lines of 998 characters. */
const LONGEST_ID = 998

/** Which way each kind points: from the source to the target. */
const STATEMENTS: Readonly<Record<LinkKind, string>> = {
  // Container artifact to the first artifact of the contained evidence.
  contains: `
    INSERT INTO link (kind, source_root, source, target_root, target)
    SELECT 'contains', e.root, e.parent_artifact, e.root, min(a.id)
    FROM evidence e JOIN artifact a ON a.root = e.root AND a.evidence = e.id
    WHERE e.parent_artifact IS NOT NULL GROUP BY e.root, e.id, e.parent_artifact`,
  // Attachment to its message.
  'attached-to': `
    INSERT INTO link (kind, source_root, source, target_root, target)
    SELECT 'attached-to', root, id, root, parent FROM artifact WHERE type = 'attachment' AND parent IS NOT NULL`,
  // Later copy to the first.
  'copy-of': `
    INSERT INTO link (kind, source_root, source, target_root, target)
    SELECT DISTINCT 'copy-of', n.root, n.artifact, f.root, f.artifact
    FROM named n JOIN named f ON f.name = n.name AND f.rank = 1
    WHERE n.rank > 1 AND NOT (n.root = f.root AND n.artifact = f.artifact)`,
  // Answer to the first copy of what it answers.
  'replies-to': `
    INSERT INTO link (kind, source_root, source, target_root, target)
    SELECT DISTINCT 'replies-to', t.root, t.artifact, f.root, f.artifact
    FROM trait_value v JOIN trait t ON t.value = v.id JOIN named f ON f.name = v.value AND f.rank = 1
    WHERE v.key IN ('email.in-reply-to', 'email.references')
      AND NOT (t.root = f.root AND t.artifact = f.artifact)`,
  // A row of an iOS backup's Manifest.db to the first artifact of the file that lies beside it under the row's id.
  names: `
    INSERT INTO link (kind, source_root, source, target_root, target)
    SELECT DISTINCT 'names', source_root, source, target_root, target
    FROM (SELECT s.root AS source_root, s.artifact AS source, e.root AS target_root,
        (SELECT min(a.id) FROM artifact a WHERE a.root = e.root AND a.evidence = e.id) AS target
      FROM stored s JOIN evidence e ON e.path = s.path) found
    WHERE target IS NOT NULL`,
}

/** Messages by their Message-ID, databases by the rows that name their lineage, each name's in the order of root path, evidence path and place in the evidence. */
const NAMED = `
  CREATE TEMPORARY TABLE named AS
  SELECT v.value AS name, t.root AS root, t.artifact AS artifact,
    row_number() OVER (PARTITION BY t.value ORDER BY r.path, e.path, a.locator_key, t.artifact) AS rank
  FROM trait_value v JOIN trait t ON t.value = v.id
    JOIN artifact a ON a.root = t.root AND a.id = t.artifact
    JOIN evidence e ON e.root = a.root AND e.id = a.evidence
    JOIN root r ON r.root = t.root
  WHERE (v.key = 'email.message-id' AND a.type = 'message' OR v.key = 'db.lineage' AND a.type = 'database')
    AND length(v.value) BETWEEN 1 AND ${LONGEST_ID}`

/** Where the files of iOS backups lie beside the list that names them; in an archive the whole path is one level, its slashes escaped. */
const STORED = `
  CREATE TEMPORARY TABLE stored AS
  SELECT m.root AS root, m.artifact AS artifact, m.folder || substr(m.id, 1, 2) || m.slash || m.id AS path
  FROM (SELECT t.root AS root, t.artifact AS artifact, v.value AS id, substr(e.path, 1, length(e.path) - 11) AS folder,
      CASE WHEN substr(e.path, length(e.path) - 13, 3) = '%2F' THEN '%2F' ELSE '/' END AS slash
    FROM trait_value v JOIN trait t ON t.value = v.id
      JOIN artifact a ON a.root = t.root AND a.id = t.artifact
      JOIN evidence e ON e.root = a.root AND e.id = a.evidence
    WHERE v.key = 'ios-backup.file-id' AND substr(e.path, length(e.path) - 10) = 'Manifest.db'
      AND (length(e.path) = 11 OR substr(e.path, length(e.path) - 11, 1) = '/' OR substr(e.path, length(e.path) - 13, 3) = '%2F')) m`

/** Makes all links anew and tells how many of each kind there are. Cost grows linearly with artifacts and names. */
export function link(db: CaseDatabase): Readonly<Record<LinkKind, number>> {
  return db.transaction(() => {
    db.exec('DELETE FROM link')
    db.exec('DROP TABLE IF EXISTS temp.named')
    db.exec(NAMED)
    db.exec('CREATE INDEX temp.named_name ON named (name, rank)')
    db.exec('DROP TABLE IF EXISTS temp.stored')
    db.exec(STORED)
    db.exec('CREATE INDEX temp.stored_path ON stored (path)')
    const count = (kind: LinkKind): number => db.prepare(STATEMENTS[kind]).run().changes
    const made = {
      contains: count('contains'),
      'attached-to': count('attached-to'),
      'copy-of': count('copy-of'),
      'replies-to': count('replies-to'),
      names: count('names'),
    }
    db.exec('DROP TABLE temp.named')
    db.exec('DROP TABLE temp.stored')
    return made
  })()
}
